from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .models import ArticleImport
from .viewsets import ArticleImportViewSet, address

register_snippet(ArticleImportViewSet)


@hooks.register("register_bundle_address")
def where_an_import_is_decided(bundle):
    """An import has a screen of its own, where the work goes on in the background and says how far it is."""
    article_import = ArticleImport.objects.filter(bundle=bundle).first()
    return article_import and address(article_import)


@hooks.register("register_audit_actions")
def action_names():
    """The trail has known these acts as the content room's from the beginning, and entries are never renamed."""
    return {
        "content.import": gettext_lazy("Articles imported"),
        "content.approve_import": gettext_lazy("Imported articles approved"),
        "content.approved_on_command_line": gettext_lazy("Imported articles approved on the command line"),
    }
