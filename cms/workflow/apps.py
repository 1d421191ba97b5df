from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "cms.workflow"
    label = "workflow"
    verbose_name = _("Approval")

    def ready(self):
        from wagtail.models import WorkflowState
        from wagtail.signals import (
            pre_page_move,
            task_approved,
            task_rejected,
            task_submitted,
            unpublished,
            workflow_approved,
            workflow_rejected,
            workflow_submitted,
        )

        from . import receivers
        from .models import SecondPersonTaskState

        task_submitted.connect(receivers.asked, sender=SecondPersonTaskState)
        task_approved.connect(receivers.approved, sender=SecondPersonTaskState)
        task_rejected.connect(receivers.sent_back, sender=SecondPersonTaskState)
        unpublished.connect(receivers.left_the_public)
        pre_page_move.connect(receivers.about_to_move, dispatch_uid="workflow.moving")
        post_migrate.connect(receivers.seed_after_migrating, sender=self)
        # wagtail.admin connects its mails after us, by these ids; a place that is taken stays taken.
        for signal, name in (
            (workflow_submitted, "submitted"),
            (workflow_rejected, "rejected"),
            (workflow_approved, "approved"),
        ):
            uid = f"workflow_state_{name}_email_notification"
            signal.connect(receivers.nothing, sender=WorkflowState, dispatch_uid=uid)
