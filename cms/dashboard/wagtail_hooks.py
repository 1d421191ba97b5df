from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from cms.workflow import waiting

from .panels import home_panels

NOT_NEEDED = {"help", "workflows", "workflow-tasks", "page-types-usage", "aging-pages", "locked-pages"}


@hooks.register("construct_homepage_panels")
def our_panels(request, panels):
    panels[:] = home_panels(request)


@hooks.register("construct_homepage_summary_items")
def no_figures_of_wagtail(request, items):
    items[:] = []


@hooks.register("construct_main_menu", order=900)
@hooks.register("construct_settings_menu", order=900)
@hooks.register("construct_reports_menu", order=900)
def only_what_is_needed(request, items):
    items[:] = [item for item in items if item.name not in NOT_NEEDED]


@hooks.register("insert_global_admin_css", order=-10)
def our_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("dashboard/admin.css"))


@hooks.register("insert_global_admin_js")
def lists_as_cards():
    return format_html('<script src="{}" defer></script>', static("dashboard/lists.js"))


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def what_was_sent_back(request, instance):
    """Whoever opens the editor reads first what the approver asked for."""
    state = waiting.sent_back(instance) if request.method == "GET" else None
    if state is None:
        return
    words = {"who": state.finished_by.get_full_name(), "comment": state.comment}
    look = messages.button(reverse("approvals:detail", args=[state.pk]), _("See the request"))
    messages.warning(request, _("Sent back by %(who)s: %(comment)s") % words, buttons=[look])
