from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from cms.operations.health import Check
from cms.users.menu_item import GuardedItem

from . import urls
from .erase import trouble
from .views.keeping import CHANGE
from .views.look_up import LOOK_UP
from .views.sync import SYNC
from .viewsets import TesterViewSet

register_snippet(TesterViewSet)
friends_menu = Menu(register_hook_name="register_friends_menu_item")


@hooks.register("register_admin_menu_item")
def menu_of_all_rooms_about_friends():
    """Rooms above put their screens about friends here, by `menu_hook`."""
    return SubmenuMenuItem(gettext_lazy("Friends"), friends_menu, name="line-friends", icon_name="group", order=220)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("friends/", include(urls))]


@hooks.register("register_friends_menu_item")
def look_up_item():
    url = reverse("line_friends_look_up")
    return GuardedItem(gettext_lazy("Look up a friend"), url, icon_name="search", order=100, permission=LOOK_UP)


@hooks.register("register_friends_menu_item")
def sync_item():
    url, label = reverse("line_friends_sync"), gettext_lazy("Take over friends from LINE")
    return GuardedItem(label, url, icon_name="download", order=910, permission=SYNC)


@hooks.register("register_friends_menu_item")
def keeping_item():
    url, label = reverse("line_friends_keeping"), gettext_lazy("Period after a block")
    return GuardedItem(label, url, icon_name="time", order=920, permission=CHANGE)


@hooks.register("register_friends_menu_item")
def erasures_item():
    url, label = reverse("line_friends_erasures"), gettext_lazy("Erasures of friends")
    return GuardedItem(label, url, icon_name="bin", order=930, permission="line_friends.view_erasure")


@hooks.register("register_health_check")
def erasures_are_finished():
    return Check("erasures", gettext_lazy("Erasures of friends"), trouble)


@hooks.register("register_audit_actions")
def action_names():
    return {
        "friends.erase": gettext_lazy("Friend erased"),
        "friends.erased": gettext_lazy("Certificate: erased in every room"),
        "friends.keeping": gettext_lazy("Period after a block changed"),
        "friends.look_up": gettext_lazy("Friend looked up"),
        "friends.sync": gettext_lazy("Friends taken over from LINE"),
        "friends.sync_start": gettext_lazy("Taking over friends from LINE started"),
        "testers.enrol": gettext_lazy("Test phone enrolled"),
        "testers.remove": gettext_lazy("Test phone removed"),
    }
