from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from . import reach, seed
from .viewsets import DepartmentViewSet


@hooks.register("register_admin_viewset")
def departments():
    return DepartmentViewSet()


@hooks.register("construct_page_chooser_queryset")
def choose_what_one_may_read(pages, request):
    return pages.filter(reach.readable_pages(request.user) | reach.way_to_own(request.user))


@hooks.register("construct_explorer_page_queryset")
def explore_ones_own(parent_page, pages, request):
    return pages.filter(reach.way_to_own(request.user))


@hooks.register("register_permissions")
def permissions_of_the_rooms():
    return Permission.objects.filter(pk__in=seed.all_asked())


@hooks.register("construct_reports_menu")
def only_our_trail(request, items):
    """Wagtail's site history shows every department's; ours is for auditors and administrators."""
    items[:] = [item for item in items if item.name != "site-history"]


@hooks.register("insert_global_admin_css")
def keep_what_was_typed():
    # In the head, so that it comes before Wagtail's scripts. The words stand in data attributes: the policy allows no
    # script within the page.
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" data-title="{}" data-text="{}" data-link="{}"'
        ' data-other="{}" data-soon="{}" data-stay="{}" data-back="{}"></script>',
        static("users/admin.css"),
        static("users/session.js"),
        _("Your session has ended"),
        _("What you wrote is still here. Sign in again in a new tab, then come back to this one and save."),
        _("Sign in again (opens a new tab)"),
        _("Somebody else signed in. Sign in as yourself to save what you wrote."),
        _("Your session ends soon because nothing was done for a while."),
        _("Go on working"),
        _("You are signed in again. You can go on and save."),
    )
