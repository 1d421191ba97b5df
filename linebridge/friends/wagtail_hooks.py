from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from .viewsets import TesterViewSet

register_snippet(TesterViewSet)
friends_menu = Menu(register_hook_name="register_friends_menu_item")


@hooks.register("register_admin_menu_item")
def menu_of_all_rooms_about_friends():
    """Rooms above put their screens about friends here, by `menu_hook`."""
    return SubmenuMenuItem(gettext_lazy("Friends"), friends_menu, name="line-friends", icon_name="group", order=220)


@hooks.register("register_audit_actions")
def action_names():
    return {
        "testers.enrol": gettext_lazy("Test phone enrolled"),
        "testers.remove": gettext_lazy("Test phone removed"),
    }
