from django.forms import Select
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.workflow.snippets import ApprovedViewSet

from .forms import ChoiceKeyInput, KindSelect, QuestionForm
from .models import District, Question, QuestionGroup

MENU = "register_friends_menu_item"


class QuestionIndexView(IndexView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        figures = Button(_("Figures of answers"), reverse("line_questions_figures"), icon_name="order", priority=30)
        load = Button(_("Load questions from a file"), reverse("line_questions_load"), icon_name="upload", priority=40)
        return [*buttons, figures, *([load] if self.request.user.has_perm("line_questions.add_question") else [])]


class QuestionViewSet(ApprovedViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_hook = MENU
    menu_order = 200
    copy_view_enabled = False
    index_view_class = QuestionIndexView
    search_fields = ["wording"]
    list_filter = ["department", "live", "kind", "group"]
    list_display = [
        "__str__",
        Column("kind", label=_("kind of answer"), accessor="get_kind_display"),
        Column("group", label=_("group of questions"), sort_key="group"),
        Column("department", label=_("department"), sort_key="department__name"),
        Column("order", label=_("order"), sort_key="order"),
        Column("status", label=_("state"), accessor=lambda row: row.status_string.capitalize()),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("wording"),
            FieldPanel("help"),
            FieldPanel("kind", widget=KindSelect),
            FieldPanel("most"),
            InlinePanel(
                "choices",
                [
                    FieldPanel("wording"),
                    FieldPanel("kana"),
                    FieldPanel("colour"),
                    FieldPanel("retired"),
                    FieldPanel("key", widget=ChoiceKeyInput, classname="w-hidden"),
                ],
                heading=_("choices"),
                label=_("choice"),
                help_text=_("A choice that was public stays for ever; when you remove it, it is no longer offered."),
            ),
            MultiFieldPanel([FieldPanel("first_use"), FieldPanel("sensitive")], heading=_("How it is asked")),
            MultiFieldPanel(
                [FieldPanel("group", widget=Select), FieldPanel("order"), FieldPanel("department")],
                heading=_("Arrangement"),
            ),
            PublishingPanel(),
        ],
        base_form_class=QuestionForm,
    )


class QuestionGroupViewSet(ApprovedViewSet):
    model = QuestionGroup
    icon = "list-ul"
    menu_label = _("Groups of questions")
    menu_hook = MENU
    menu_order = 210
    copy_view_enabled = False
    search_fields = ["wording"]
    list_display = [
        "__str__",
        Column("order", label=_("order"), sort_key="order"),
        Column("department", label=_("department"), sort_key="department__name"),
        Column("status", label=_("state"), accessor=lambda row: row.status_string.capitalize()),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("wording"),
            FieldPanel("help"),
            MultiFieldPanel([FieldPanel("order"), FieldPanel("department")], heading=_("Arrangement")),
            PublishingPanel(),
        ]
    )


class DistrictIndexView(IndexView):
    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons = list(super().header_buttons)
        if self.request.user.has_perm("line_questions.add_district"):
            url = reverse("line_questions_load_districts")
            buttons.append(HeaderButton(_("Load districts from a file"), url, icon_name="upload"))
        return buttons


class DistrictViewSet(SnippetViewSet):
    """The city's wards and town blocks: facts, so nobody approves them; what residents chose is never taken away."""

    model = District
    icon = "site"
    menu_label = _("Districts")
    menu_hook = MENU
    menu_order = 220
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = DistrictIndexView
    search_fields = ["search", "code"]
    list_filter = ["above", "retired"]
    list_per_page = 50
    list_display = [
        "__str__",
        "kana",
        "code",
        Column("retired", label=_("no longer offered"), accessor=lambda row: "✓" if row.retired else ""),
    ]
    list_export = ["code", "above", "name", "kana", "retired"]
    export_filename = "districts"
    edit_handler = ObjectList(
        [
            FieldPanel("name"), FieldPanel("kana"), FieldPanel("above", widget=Select), FieldPanel("code"),
            FieldPanel("order"), FieldPanel("retired"),
        ]
    )  # fmt: skip
