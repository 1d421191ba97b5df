from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "cms.audit"
    label = "audit"
    verbose_name = _("Audit log")

    def ready(self):
        from wagtail.models import ModelLogEntry, PageLogEntry

        from . import receivers
        from .export import close_formula_cells

        close_formula_cells()
        for log in (PageLogEntry, ModelLogEntry):
            post_save.connect(receivers.copy_wagtails_log, sender=log, dispatch_uid=f"audit.{log.__name__}")
