"""The form of a menu set. The menu itself is a hidden field of JSON that the editor in the page fills."""

import json
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Page

from linebridge.drawing.arrange import COUNTS, TABS, grid
from linebridge.drawing.icons import BOX, ICONS, icon_path
from linebridge.drawing.models import COMPACT, LARGE, THEMES
from linebridge.segments.choose import segments_for
from linebridge.segments.models import Segment

from .compare import changed_lines
from .models import CityRules, TabsField, Unreadable, read_tabs, unreadable, write_tabs
from .targets import kinds

LONGEST = 200_000  # characters of a menu
SIZES = {"large": LARGE, "compact": COMPACT}


class MenuWidget(forms.Widget):
    """The menu as a picture with areas and plain fields. The JSON behind it is never shown."""

    template_name = "line_richmenus/editor.html"

    class Media:
        css = {"all": ["line_richmenus/editor.css"]}
        js = [f"line_richmenus/{name}.js" for name in ("colours", "divide", "picture", "fields", "editor")]

    def id_for_label(self, id_: str) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "known": _known(value),
            "addresses": {act: reverse(f"line_richmenus:{act}") for act in ("picture", "findings", "find", "upload")},
        }
        return context


def _known(value: Any) -> dict[str, Any]:
    """What the editor must know: divisions, icons, colours, kinds of targets, and the pages that are named already."""
    return {
        "sizes": SIZES,
        "grids": {
            name: {tabs: {count: grid(count, size, tabs) for count in COUNTS} for tabs in TABS}
            for name, size in SIZES.items()
        },
        "icons": [
            {"name": name, "label": str(icon.name), "group": str(icon.group), "path": icon_path(name)}
            for name, icon in ICONS.items()
        ],
        "box": BOX,
        "themes": {
            name: {part: getattr(theme, part) for part in ("paper", "ink", "tab_paper", "tab_ink", "icon_ink")}
            for name, theme in THEMES.items()
        },
        "kinds": [
            {
                "name": name, "label": str(kind.label), "field": kind.field, "waiting": kind.waiting,
                "options": [[key, str(label)] for key, label in kind.options()],
            }
            for name, kind in kinds().items()
        ],
        "pages": _pages(value),
    }  # fmt: skip


def _pages(value: Any) -> dict[str, str]:
    """Key → title of the pages to which areas lead."""
    try:
        tabs = read_tabs(json.loads(value))
    except (ValueError, TypeError, RecursionError, Unreadable):
        return {}
    targets = [area.target for tab in tabs for area in tab.areas]
    named = {int(to.value) for to in targets if to.kind == "page" and to.value.isdecimal() and len(to.value) < 18}
    return {str(page.pk): page.title for page in Page.objects.filter(pk__in=named)}


class MenuField(forms.Field):
    """JSON that is a menu, or an error. What cannot be read stays in the form, and never becomes an empty menu."""

    widget = MenuWidget

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent; where nothing was, what stood there before."""
        return initial if data is None else data

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False)

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        return write_tabs(read_tabs(loaded(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except Unreadable:
            return True


def loaded(text: Any) -> Any:
    """The JSON of the form as a value; `Unreadable` where it is none."""
    try:
        if isinstance(text, str) and len(text) <= LONGEST:
            return json.loads(text)
    except (ValueError, RecursionError):
        pass
    raise unreadable()


class MenuSetForm(WagtailAdminModelForm):
    tabs = MenuField(label=gettext_lazy("menu"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "segment" in self.fields:
            self.fields["segment"].empty_label = _("Everyone")
            self.fields["segment"].queryset = self._segments()

    def _segments(self) -> QuerySet:
        kept = Segment.objects.filter(pk=self.instance.segment_id)
        return segments_for(self.for_user) | kept if self.for_user else kept


class TabsComparison(FieldComparison):
    """Two states of a menu, line by line as it is read aloud."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any):
        super().__init__(field, obj_a, obj_b)
        self.before, self.after = obj_a, obj_b

    def htmldiff(self) -> SafeString:
        lines = changed_lines(self.before, self.after)
        return format_html_join("", '<div class="{}">{}</div>', lines)


register_comparison_class(TabsField, comparison_class=TabsComparison)


class CityRulesForm(forms.ModelForm):
    class Meta:
        model = CityRules
        fields = ["areas", "tabs", "total"]
