"""Where a tap may lead. Rooms above add their own with `register_target` and `register_liff_page`.

A kind turns the stored value into a `Destination`, or says by `Broken` why nobody can go there. Nothing is stored.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from linebridge.liff.greet import address as liff_address
from linebridge.messages.length import utf16_units
from site_pages.web.list_pages import public_pages
from site_pages.web.read_frame import absolute, address

from .models import Tab, Target

LONGEST_ADDRESS, LONGEST_TEXT = 1000, 300  # what LINE takes
TELEPHONE = re.compile(r"\+?[0-9][0-9-]{1,18}[0-9]\Z")


class Broken(ValueError):
    """Nobody can go there. The text is a sentence for who draws the menu."""


@dataclass(frozen=True)
class Destination:
    """`words` for readers; one of `address` (opens), `says` (is sent in the talk), `tab` (key of the tab it opens)."""

    words: str
    address: str = ""
    says: str = ""
    tab: str = ""


@dataclass(frozen=True)
class Kind:
    """`field` is what the editor asks for: url, tel, text, page, choice (of `options`), tab or nothing."""

    label: Any
    field: str
    lead: Callable[[str], Destination]
    options: Callable[[], Iterable[tuple[str, Any]]] = tuple
    waiting: bool = False
    order: int = 500


_kinds: dict[str, Kind] = {}
_liff_pages: dict[str, tuple[Any, str]] = {}


def register_target(
    name: str,
    label: Any,
    lead: Callable[[str], Destination],
    field: str = "nothing",
    options: Callable[[], Iterable[tuple[str, Any]]] = tuple,
    order: int = 500,
) -> None:
    """Let areas lead to {"kind": name, "value": …}. A kind that was waiting is replaced by the real one.

    `lead(value)` gives the Destination, or raises `Broken`; it is asked whenever a menu is checked, approved or shown.
    """
    _kinds[name] = Kind(label, field, lead, options, order=order)


def register_waiting(name: str, label: Any) -> None:
    """A kind that is planned: drafts may use it, nobody can approve it until a room registers the real one."""

    def lead(value: str) -> Destination:
        sentence = _("“%(kind)s” does not exist yet. Choose another target before you ask for approval.")
        raise Broken(sentence % {"kind": label})

    _kinds.setdefault(name, Kind(label, "nothing", lead, waiting=True, order=900))


def register_liff_page(name: str, label: Any, path: str) -> None:
    """Offer one of our pages below `/liff/`, by a name that stays."""
    _liff_pages[name] = (label, path)


def kinds() -> dict[str, Kind]:
    """All kinds in the order of the editor."""
    return dict(sorted(_kinds.items(), key=lambda each: each[1].order))


def lead(target: Target, tabs: list[Tab]) -> Destination:
    """Where this leads in a set with these tabs; `Broken` where nobody can go there."""
    if not target.kind:
        raise Broken(_("It is not chosen yet where a tap leads. Choose a target."))
    if target.kind not in _kinds:
        raise Broken(_("The target is of a kind that no longer exists. Choose another one."))
    if target.kind == "tab":
        return _to_tab(target.value, tabs)
    return _kinds[target.kind].lead(target.value)


def _to_tab(key: str, tabs: list[Tab]) -> Destination:
    for tab in tabs:
        if tab.key == key:
            return Destination(_("opens the tab “%(name)s”") % {"name": tab.name}, tab=key)
    raise Broken(_("The tab that should open is not there. Choose another one."))


def _to_web(value: str) -> Destination:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise Broken(_("This is no address of a web page. Write it whole, from https:// on.")) from error
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname or re.search(r"\s", value):
        raise Broken(_("This is no address of a web page. Write it whole, from https:// on."))
    if len(value) > LONGEST_ADDRESS:
        raise Broken(_("The address is too long for LINE. Choose a shorter one."))
    return Destination(_("opens %(address)s") % {"address": value}, address=value)


def _to_telephone(value: str) -> Destination:
    if not TELEPHONE.match(value):
        raise Broken(_("This is no telephone number. Write it in digits, such as 03-1234-5678."))
    return Destination(_("calls %(number)s") % {"number": value}, address=f"tel:{value.replace('-', '')}")


def _to_talk(value: str) -> Destination:
    if not value:
        raise Broken(_("The words that are sent in the talk are missing. Write them."))
    if utf16_units(value) > LONGEST_TEXT:
        raise Broken(
            _("The words that are sent are longer than the 300 characters that LINE takes. Make them shorter.")
        )
    return Destination(_("sends “%(words)s” in the talk") % {"words": value}, says=value)


def _to_page(value: str) -> Destination:
    if not value.isdecimal():
        raise Broken(_("It is not chosen yet which page opens. Choose a page."))
    page = public_pages().filter(pk=int(value)).first() if len(value) < 18 else None
    if page is None:
        gone = Page.objects.filter(pk=int(value)).first() if len(value) < 18 else None
        name = gone.title if gone else _("a page that was deleted")
        raise Broken(_("The page “%(page)s” is not public. Publish it, or choose another page.") % {"page": name})
    return Destination(_("opens the page “%(page)s”") % {"page": page.title}, address=absolute(address(page)))


def _to_liff(value: str) -> Destination:
    if value not in _liff_pages:
        raise Broken(_("It is not chosen yet which screen inside LINE opens. Choose one."))
    label, path = _liff_pages[value]
    return Destination(_("opens “%(screen)s” inside LINE") % {"screen": label}, address=liff_address(path))


def _liff_options() -> Iterable[tuple[str, Any]]:
    return [(name, label) for name, (label, _path) in _liff_pages.items()]


register_liff_page("settings", gettext_lazy("Receive settings"), "settings/")
register_target("page", gettext_lazy("A page of our site"), _to_page, "page", order=100)
register_target("url", gettext_lazy("Another web page"), _to_web, "url", order=110)
register_target("liff", gettext_lazy("A screen inside LINE"), _to_liff, "choice", _liff_options, order=120)
register_target("text", gettext_lazy("Send words in the talk"), _to_talk, "text", order=130)
register_target("phone", gettext_lazy("Telephone"), _to_telephone, "tel", order=140)
_kinds["tab"] = Kind(gettext_lazy("Open another tab"), "tab", lambda value: _to_tab(value, []), order=150)

for _name, _label in (
    ("booking", gettext_lazy("Booking calendar")),
    ("faq", gettext_lazy("FAQ search in the talk")),
    ("procedures", gettext_lazy("Procedure navigation")),
    ("garbage", gettext_lazy("Garbage sorting")),
    ("shelters", gettext_lazy("Shelters nearby")),
    ("nearby", gettext_lazy("Facilities nearby")),
    ("forms", gettext_lazy("Surveys and applications")),
    ("reports", gettext_lazy("Reports by residents")),
):
    register_waiting(_name, _label)
