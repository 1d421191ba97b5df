from copy import copy

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from . import people, views, waiting
from .models import Approved, SecondPersonTaskState
from .views.words import take_down_url


@hooks.register("register_admin_urls")
def urls():
    ours = [
        path("", views.RequestList.as_view(), name="list"),
        path("results/", views.RequestList.as_view(results_only=True)),
        path("sent/", views.RequestList.as_view(tab="sent"), name="sent"),
        path("sent/results/", views.RequestList.as_view(tab="sent", results_only=True)),
        path("all/", views.RequestList.as_view(tab="all"), name="all"),
        path("all/results/", views.RequestList.as_view(tab="all", results_only=True)),
        path("<int:pk>/", views.OneRequest.as_view(), name="detail"),
        path("<int:pk>/preview/", views.preview, name="preview"),
        path("bundle/<int:pk>/", views.OneBundle.as_view(), name="bundle"),
        path("end/<int:content_type>/<str:key>/", views.TakeDown.as_view(), name="take_down"),
    ]
    return [path("approvals/", include((ours, "approvals")))]


@hooks.register("register_admin_menu_item")
def menu_item():
    return ApprovalsMenuItem(_("Approvals"), reverse("approvals:list"), name="approvals", icon_name="check", order=50)


class ApprovalsMenuItem(MenuItem):
    """Says how many wait for the person in front of the screen."""

    def render_component(self, request):
        item = super().render_component(request)
        count = waiting.waiting_for(request.user).count()
        item.label = gettext("Approvals (%(count)s)") % {"count": count} if count else str(self.label)
        return item


@hooks.register("insert_editor_js")
def one_save_script():
    return format_html('<script src="{}" defer></script>', static("workflow/one_save.js"))


class Link(ActionMenuItem):
    """An entry of the editor's menu that leads to one of our screens."""

    template_name = "workflow/menu_link.html"

    def __init__(self, label, url, icon_name, name, order=10):
        super().__init__(order)
        self.label, self.icon_name, self.name, self.url = label, icon_name, name, url

    def get_url(self, parent_context):
        return self.url


class Renamed(Component):
    """Mixed into an entry of Wagtail's menu: the same entry in our words."""

    our_label = ""

    def get_context_data(self, parent_context):
        return {**super().get_context_data(parent_context), "label": self.our_label}


OUR_WORDS = {
    "action-submit": _("Ask for approval"),
    "action-cancel-workflow": _("Withdraw the request"),
}
ELSEWHERE = {"approve", "reject", "action-publish", "action-unpublish", "action-restart-workflow"}


@hooks.register("construct_page_action_menu")
def page_menu(items, request, context):
    _rebuild(items, request, context.get("page"))


@hooks.register("construct_snippet_action_menu")
def snippet_menu(items, request, context):
    _rebuild(items, request, context.get("instance"))


def _rebuild(items, request, obj):
    """Our words, no publishing past the second person, and the way to our screens."""
    if obj is not None and not isinstance(obj, Approved):
        return
    kept = [_in_our_words(item) for item in items if item.name not in ELSEWHERE]
    if obj is not None and obj.pk:
        kept += _links(obj, request.user)
    items[:] = kept


def _in_our_words(item):
    if item.name not in OUR_WORDS:
        return item
    ours = copy(item)
    ours.__class__ = type(type(item).__name__, (Renamed, type(item)), {"our_label": OUR_WORDS[item.name]})
    return ours


def _links(obj, user):
    state = obj.current_workflow_task_state
    if isinstance(state, SecondPersonTaskState):
        url = reverse("approvals:detail", args=[state.pk])
        yield Link(_("Open the approval screen"), url, "check", "action-approval-screen")
    if obj.live and people.may_take_down(obj, user):
        yield Link(_("End publication"), take_down_url(obj), "download", "action-take-down", order=20)


@hooks.register("before_unpublish_page")
def ask_for_the_reason(request, page):
    return redirect(take_down_url(page.specific)) if isinstance(page.specific, Approved) else None


@hooks.register("before_unpublish")
def ask_for_the_reason_of_a_row(request, instance):
    return redirect(take_down_url(instance)) if isinstance(instance, Approved) else None


@hooks.register("register_audit_actions")
def action_names():
    return {
        "workflow.approve": _("Approval"),
        "workflow.take_down": _("Publication ended"),
        "workflow.schedule_refused": _("Scheduled publication refused"),
    }
