"""What the approval screen shows of a rich menu: every picture, the menu in words, who sees it, what is wrong."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from cms.workflow.approval import ApprovalPanel
from linebridge.segments.rule import RuleError, canonical

from .check import check
from .compare import changed_lines, where
from .draw_menu import digest, label_of
from .models import MenuSet, Unreadable
from .write_document import audience_of, picture_in_page


class MenuPanel(ApprovalPanel):
    """The whole menu as residents get it. What it holds is compared again when it goes live."""

    name = "rich_menu"
    heading = gettext_lazy("Rich menu")

    def fingerprint(self) -> dict[str, Any]:
        menu = self.obj
        return {
            "tabs": menu.tabs,
            "pictures": {tab.key: digest(menu, tab) for tab in _tabs(menu)},
            "size": menu.size,
            "theme": menu.theme,
            "chat_bar_text": menu.chat_bar_text,
            "opened": menu.opened,
            "audience": _canonical(menu),
        }

    def figures(self) -> dict[str, Any]:
        return {"people": audience_of(self.obj)["count"]}

    def problems(self) -> list[str]:
        found = [finding for finding in check(self.obj) if finding.error]
        names = _names(self.obj)
        return list(dict.fromkeys(_at(names, finding) for finding in found))

    def render_html(self) -> SafeString:
        menu, names = self.obj, _names(self.obj)
        findings = check(menu)
        context = {
            "menu": menu,
            "audience": audience_of(menu),
            "tabs": [described(menu, tab) for tab in _tabs(menu)],
            "warnings": list(dict.fromkeys(_at(names, each) for each in findings if not each.error)),
            "others": _others(menu),
        }
        return render_to_string("line_richmenus/approval_panel.html", context)

    def differences(self, before: Any) -> SafeString:
        """Both pictures of every tab that looks different, side by side, and every line that changed."""
        then = MenuSet(size=before.get("size"), theme=before.get("theme"), tabs=before.get("tabs"))
        old, new = {tab.key: tab for tab in _tabs(then)}, {tab.key: tab for tab in _tabs(self.obj)}
        pairs = []
        for key in dict.fromkeys([*old, *new]):
            seen = before.get("pictures", {}).get(key) if key in old else None
            if key in new and seen == digest(self.obj, new[key]):
                continue
            pairs.append(
                {
                    "name": (new.get(key) or old[key]).name,
                    "before": picture_in_page(then, old[key]) if key in old else "",
                    "after": picture_in_page(self.obj, new[key]) if key in new else "",
                }
            )
        context = {"pairs": pairs, "lines": changed_lines(then, self.obj)}
        return (
            render_to_string("line_richmenus/differences.html", context) if pairs or context["lines"] else SafeString()
        )


def described(menu: MenuSet, tab: Any) -> dict[str, Any]:
    """One tab for the reader: picture, and each area in words."""
    tabs = menu.read()
    names = {each.key: each.name for each in tabs}
    rows = [
        {"label": label_of(area, names), "second_line": area.second_line, "where": where(tab, area, tabs)}
        for area in tab.areas
    ]
    return {"tab": tab, "picture": picture_in_page(menu, tab), "rows": rows}


def _tabs(menu: MenuSet) -> list:
    try:
        return menu.read()
    except Unreadable:
        return []


def _canonical(menu: MenuSet) -> Any:
    try:
        return canonical(menu.rule)
    except RuleError as error:
        return {"unusable": error.messages}


def _names(menu: MenuSet) -> dict[str, str]:
    """What tabs and areas are called, by key."""
    tabs = _tabs(menu)
    names = {tab.key: tab.name for tab in tabs}
    return names | {area.key: label_of(area, names) for tab in tabs for area in tab.areas}


def _at(names: dict[str, str], finding: Any) -> str:
    """The sentence with the place it is about, unless it names it itself."""
    place = "・".join(name for key in (finding.tab, finding.area) if (name := names.get(key)))
    return f"{place}：{finding.sentence}" if place and finding.area else finding.sentence


def _others(menu: MenuSet) -> list[str]:
    """Names of other live sets for the same people, of which only one is shown."""
    rows = MenuSet.shown(menu.purpose).filter(segment=menu.segment_id).exclude(pk=menu.pk)
    return [row.name for row in rows]
