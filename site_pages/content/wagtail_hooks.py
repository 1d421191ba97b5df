from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.operations.health import Check
from cms.workflow.arrange import is_public

from . import found
from .models import PublicPage
from .views import ConfirmMove
from .viewsets import ContentGroup

register_snippet(ContentGroup)


@hooks.register("before_move_page")
def show_what_changes(request, page, destination):
    if not isinstance(page, PublicPage):
        return None
    return ConfirmMove.as_view()(request, page=page, destination=destination)


@hooks.register("before_bulk_action")
def move_public_pages_one_by_one(request, action_type, objects, action):
    if action_type == "move" and action.model is Page and any(is_public(page) for page in objects):
        messages.error(request, _("Public pages are moved one by one, so that the change of addresses is seen."))
        return redirect(action.next_url)
    return None


@hooks.register("register_audit_actions")
def action_names():
    return {
        "content.move": _("Page moved, with its public addresses"),
        "content.found_site": _("Site founded"),
    }


@hooks.register("register_health_check")
def is_founded():
    return Check("site", _("Public site"), found.trouble)
