"""Small pieces of HTML, everything escaped.

Values that no class can hold (colours, pixels, ratios) stand in `data-lb` and are put in place by `bubbles.js`, so that
pages need no inline style; see docs/decisions. Only values that match a strict pattern get there.
"""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

COLOUR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?\Z")
LENGTH = re.compile(r"-?\d{1,5}(\.\d{1,3})?(px|%)\Z")
NUMBER = re.compile(r"\d{1,6}(\.\d{1,4})?\Z")
TAPPED = ("http", "https", "tel", "line")
URL_IN_TEXT = re.compile(r"https?://[\x21-\x7e]+")
AFTER_URL = ".,;:!?)]}'\">"
VOID = ("img", "br")


def tag(name: str, *children: Any, **attributes: Any) -> SafeString:
    """An element. `class_` is class, `_` becomes `-`; None, False and "" leave an attribute out, True has no value."""
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()]
    kept = [(key, value) for key, value in given if value is not None and value is not False and value != ""]
    written = format_html_join("", "{}", ((_attribute(key, value),) for key, value in kept))
    if name in VOID:
        return format_html("<{}{}>", name, written)
    return format_html("<{0}{1}>{2}</{0}>", name, written, join(children))


def _attribute(key: str, value: Any) -> SafeString:
    return format_html(" {}", key) if value is True else format_html(' {}="{}"', key, value)


def join(parts: Iterable[Any]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def classes(*names: str | None) -> str:
    return " ".join(name for name in names if name)


def css(**values: str | None) -> str | None:
    """`data-lb` of these properties: `css(background_color="#fff")`. None for nothing."""
    kept = [f"{name.replace('_', '-')}:{value}" for name, value in values.items() if value]
    return ";".join(kept) or None


def colour(value: Any) -> str | None:
    return value if isinstance(value, str) and COLOUR.match(value) else None


def length(value: Any) -> str | None:
    """A pixel or percent value, None for keywords and anything else."""
    return value if isinstance(value, str) and LENGTH.match(value) else None


def ratio(value: Any, default: str = "1 / 1") -> str:
    """`20:13` as CSS has it."""
    parts = str(value or "").split(":")
    if len(parts) == 2 and all(NUMBER.match(part) and float(part) > 0 for part in parts):
        return f"{parts[0]} / {parts[1]}"
    return default


def address(value: Any, schemes: Iterable[str] = ("http", "https")) -> str | None:
    """The address if a browser may follow it."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if parts is None:
        return None
    own = not parts.scheme and not parts.netloc and value.startswith("/")
    return value if own or parts.scheme in schemes else None


def control(action: Any, *children: Any, **attributes: Any) -> SafeString:
    """A link or button for a LINE action. What a phone does on a tap stands in `data-line-action`."""
    action = action if isinstance(action, dict) else {}
    written = json.dumps(action, ensure_ascii=False)
    if action.get("type") == "uri" and (target := address(action.get("uri"), TAPPED)):
        opened = {"href": target, "target": "_blank", "rel": "noopener noreferrer"}
        return tag("a", *children, **opened, data_line_action=written, **attributes)
    return tag("button", *children, type="button", data_line_action=written, **attributes)


def words_of(action: Any) -> str:
    """What an action is called where no label is shown."""
    action = action if isinstance(action, dict) else {}
    named = (action.get(name) for name in ("label", "displayText", "text", "uri", "linkUri", "clipboardText"))
    return next((str(name) for name in named if name), "")


def picture(url: Any, alt: str = "", **attributes: Any) -> SafeString:
    """An image, or the empty place of one whose address cannot be shown."""
    source = address(url)
    if source is None:
        return tag(
            "span", class_=classes("lb-no-picture", attributes.get("class_")), role="img", aria_label=alt or None
        )
    return tag("img", src=source, **({"alt": alt} | attributes)) if alt else _silent(source, attributes)


def _silent(source: str, attributes: dict[str, Any]) -> SafeString:
    written = format_html_join(
        "", "{}", ((_attribute(k.rstrip("_").replace("_", "-"), v),) for k, v in attributes.items() if v)
    )
    return format_html('<img src="{}" alt=""{}>', source, written)


def broken(parts: Iterable[Any]) -> SafeString:
    """The parts with a line break between them."""
    return join(part if i == 0 else join((tag("br"), part)) for i, part in enumerate(parts))


def lines(text: str) -> SafeString:
    """Text with its line breaks, and with links where it names addresses, as LINE shows it."""
    return broken(map(_linked, text.split("\n")))


def _linked(text: str) -> SafeString:
    parts: list[Any] = []
    end = 0
    for found in URL_IN_TEXT.finditer(text):
        target = found[0].rstrip(AFTER_URL)
        parts += [text[end : found.start()], tag("a", target, href=target, target="_blank", rel="noopener noreferrer")]
        end = found.start() + len(target)
    return join([*parts, text[end:]])
