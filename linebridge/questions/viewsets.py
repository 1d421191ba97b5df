from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column

from cms.workflow.snippets import ApprovedViewSet

from .forms import ChoiceKeyInput
from .models import Question


class QuestionViewSet(ApprovedViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_hook = "register_friends_menu_item"
    menu_order = 200
    copy_view_enabled = False
    search_fields = ["wording"]
    list_filter = ["department", "live"]
    list_display = [
        "__str__",
        Column("kind", label=_("how many may be chosen"), accessor="get_kind_display"),
        Column("department", label=_("department"), sort_key="department__name"),
        Column("order", label=_("order"), sort_key="order"),
        Column("status", label=_("state"), accessor=lambda row: row.status_string.capitalize()),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("wording"),
            FieldPanel("help"),
            FieldPanel("kind"),
            InlinePanel(
                "choices",
                [
                    FieldPanel("wording"),
                    FieldPanel("retired"),
                    FieldPanel("key", widget=ChoiceKeyInput, classname="w-hidden"),
                ],
                heading=_("choices"),
                label=_("choice"),
                min_num=1,
                help_text=_("A choice that was public stays for ever; when you remove it, it is no longer offered."),
            ),
            MultiFieldPanel([FieldPanel("department"), FieldPanel("order")], heading=_("Arrangement")),
            PublishingPanel(),
        ]
    )
