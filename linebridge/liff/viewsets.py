from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column

from cms.workflow.snippets import ApprovedViewSet

from .models import Greeting


class GreetingViewSet(ApprovedViewSet):
    model = Greeting
    icon = "comment"
    menu_label = _("Greetings")
    menu_name = "line-greetings"
    menu_order = 225
    add_to_admin_menu = True
    copy_view_enabled = False
    search_fields = ["name"]
    list_display = [
        "name",
        Column("department", label=_("department"), sort_key="department__name"),
        Column("status", label=_("state"), accessor=lambda row: row.status_string.capitalize()),
    ]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("text"), FieldPanel("button"), FieldPanel("department"), PublishingPanel()]
    )
