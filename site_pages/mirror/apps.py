from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MirrorConfig(AppConfig):
    name = "site_pages.mirror"
    label = "mirror"
    verbose_name = _("Mirror")

    def ready(self):
        from django.db.models.signals import post_delete, post_save
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Page
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from cms.clock.tick import minute
        from cms.modes.switch import mode_changed
        from cms.users.models import Department
        from site_pages.content.models import Category, TakenDown

        from . import receivers

        page_published.connect(receivers.on_published, dispatch_uid="mirror.published")
        page_unpublished.connect(receivers.on_unpublished, dispatch_uid="mirror.unpublished")
        post_page_move.connect(receivers.on_moved, dispatch_uid="mirror.moved")
        post_delete.connect(receivers.on_delete, sender=Page, dispatch_uid="mirror.deleted")
        for signal in (post_save, post_delete):
            signal.connect(receivers.on_trace, sender=TakenDown, dispatch_uid=f"mirror.trace.{id(signal)}")
            signal.connect(receivers.on_redirect, sender=Redirect, dispatch_uid=f"mirror.redirect.{id(signal)}")
            for model in (Category, Department):
                signal.connect(receivers.on_shared, sender=model, dispatch_uid=f"mirror.{model.__name__}.{id(signal)}")
        for model in (get_image_model(), get_document_model()):
            post_save.connect(receivers.on_file, sender=model, dispatch_uid=f"mirror.{model.__name__}")
        mode_changed.connect(receivers.on_mode, dispatch_uid="mirror.mode")
        minute.connect(receivers.on_minute, dispatch_uid="mirror.minute")
