from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "site_pages.content"
    label = "content"
    verbose_name = _("Content")

    def ready(self):
        from django.db.models.signals import pre_delete
        from wagtail.models import Page
        from wagtail.signals import page_published, page_unpublished

        from cms.clock.tick import minute

        from . import receivers

        page_published.connect(receivers.on_published, dispatch_uid="content.published")
        page_unpublished.connect(receivers.on_unpublished, dispatch_uid="content.unpublished")
        pre_delete.connect(receivers.on_delete, sender=Page, dispatch_uid="content.deleted")
        minute.connect(receivers.leave_missed_traces, dispatch_uid="content.traces")
