from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "site_pages.articles"
    label = "articles"
    verbose_name = _("Imports of articles")

    def ready(self):
        from cms.clock.tick import daily, minute

        from . import receivers

        minute.connect(receivers.take_up_imports, dispatch_uid="articles.imports")
        daily.connect(receivers.forget_previews, dispatch_uid="articles.previews")
