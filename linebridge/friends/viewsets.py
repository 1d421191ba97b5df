from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from .models import Tester
from .views.enrol import EnrolView


class TesterDeleteView(DeleteView):
    confirmation_message = _("This phone will get no more test messages. It can be enrolled again at any time.")

    def get_usage_url(self):
        return None


class TesterViewSet(SnippetViewSet):
    """Who gets test messages. Adding means enrolling one's own phone, so the add screen is that one."""

    model = Tester
    icon = "mobile-alt"
    menu_label = _("Test recipients")
    menu_hook = "register_friends_menu_item"
    menu_order = 900
    copy_view_enabled = False
    inspect_view_enabled = False
    add_view_class = EnrolView
    delete_view_class = TesterDeleteView
    list_filter: list[str] = []
    list_display = [
        Column("user", label=_("staff member"), accessor="user"),
        Column("department", label=_("department"), accessor="user.department"),
        Column("following", label=_("state"), accessor=lambda row: reachable(row)),
        DateColumn("enrolled_at", label=_("enrolled at")),
    ]
    search_fields = ["user__last_name", "user__first_name", "user__username"]


def reachable(tester):
    return gettext("receives") if tester.friend.following else gettext("has blocked the account")
