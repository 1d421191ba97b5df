"""Make the one workflow everybody uses, on the root page and for every approved snippet. Safe to repeat."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from .models import Approved, SecondPersonTask


@transaction.atomic
def seed() -> Workflow:
    """The workflow with the second person's task, set wherever none is set yet. An administrator's own choice stays."""
    task = SecondPersonTask.objects.order_by("pk").first() or SecondPersonTask.objects.create(name=_name())
    link = WorkflowTask.objects.filter(task=task).order_by("pk").first()
    workflow = link.workflow if link else Workflow.objects.create(name=_name())
    if not link:
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    _put_away_stock()
    for root in Page.objects.filter(depth=1):
        if not _asks_a_second_person(WorkflowPage.objects.filter(page=root).first()):
            WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    for model in approved_snippets():
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})
    return workflow


def approved_snippets() -> list[Any]:
    """The models that are approved and are no pages."""
    return [m for m in apps.get_models() if issubclass(m, Approved) and not issubclass(m, Page)]


def _asks_a_second_person(link: WorkflowPage | None) -> bool:
    return (
        link is not None
        and link.workflow.active
        and SecondPersonTask.objects.filter(workflow_tasks__workflow=link.workflow).exists()
    )


def _put_away_stock() -> None:
    """Wagtail comes with a workflow in which people approve their own pages. Where nobody used it, it goes."""
    stock = Workflow.objects.filter(workflow_tasks__task__groupapprovaltask__isnull=False, workflow_states=None)
    tasks = list(GroupApprovalTask.objects.filter(workflow_tasks__workflow__in=stock, task_states=None))
    stock.exclude(workflow_tasks__task__secondpersontask__isnull=False).delete()
    for task in tasks:
        if not task.workflow_tasks.exists():
            task.delete()


def _name() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Approval by a second person")
