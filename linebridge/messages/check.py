"""LINE's limits on messages, said in plain sentences before LINE says them in its own."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .length import graphemes, utf16_units

TEXT_LIMIT = 5000
EMOJI_LIMIT = 20
ALT_TEXT_LIMIT = 1500
MESSAGES_LIMIT = 5
URL_LIMIT = 2000
ACTION_URL_LIMIT = 1000
BUTTON_LABEL_LIMIT = 40
BUBBLE_BYTES = 30_000
ORIGINAL_BYTES = 10 * 1024 * 1024
PREVIEW_BYTES = 1024 * 1024
HERE = ("localhost", "127.0.0.1")  # a town on one's own machine has no certificate


@dataclass(frozen=True)
class Problem:
    """What is wrong with one message; `field` is its place, such as `2.text`."""

    field: str
    sentence: str


def check(messages: list[dict[str, Any]]) -> list[Problem]:
    """Everything in these messages that LINE would refuse; an empty list where it would take them."""
    problems = []
    if not messages:
        problems.append(Problem("", _("There is nothing to send. Write a text, or add an image or a card.")))
    if len(messages) > MESSAGES_LIMIT:
        sentence = _("LINE takes at most %(limit)s messages at a time; these are %(number)s. Remove some.")
        problems.append(Problem("", sentence % {"limit": MESSAGES_LIMIT, "number": len(messages)}))
    for number, message in enumerate(messages, 1):
        look = {"text": _text, "image": _image, "flex": _flex}.get(message.get("type", ""))
        problems += [Problem(f"{number}.{field}", sentence) for field, sentence in (look(message) if look else [])]
    return problems


def _text(message: dict) -> list[tuple[str, str]]:
    found, text = [], message["text"]
    units = utf16_units(text)
    if not text.strip():
        found.append(("text", _("The text is empty. Write something, or remove it.")))
    if units > TEXT_LIMIT:
        sentence = _("The text is longer than %(limit)s characters as LINE counts them (%(number)s). Shorten it.")
        found.append(("text", sentence % {"limit": f"{TEXT_LIMIT:,}", "number": f"{units:,}"}))
    emojis = message.get("emojis", [])
    if len(emojis) > EMOJI_LIMIT:
        sentence = _("LINE takes at most %(limit)s LINE emoji in one text; these are %(number)s.")
        found.append(("emojis", sentence % {"limit": EMOJI_LIMIT, "number": len(emojis)}))
    halves = text.encode("utf-16-le")
    if any(halves[2 * e["index"] : 2 * e["index"] + 2] != "$".encode("utf-16-le") for e in emojis):
        found.append(("emojis", _("A LINE emoji stands at a wrong place in the text.")))
    return found


def _image(message: dict) -> list[tuple[str, str]]:
    return [
        (field, problem) for field in ("originalContentUrl", "previewImageUrl") for problem in _address(message[field])
    ]


def _flex(message: dict) -> list[tuple[str, str]]:
    found, units = [], utf16_units(message["altText"])
    if not message["altText"].strip():
        found.append(("altText", _("The text that notices show is empty. Give the page a title.")))
    if units > ALT_TEXT_LIMIT:
        sentence = _("The text that notices show is longer than %(limit)s characters (%(number)s).")
        found.append(("altText", sentence % {"limit": f"{ALT_TEXT_LIMIT:,}", "number": f"{units:,}"}))
    if len(json.dumps(message["contents"], ensure_ascii=False).encode()) > BUBBLE_BYTES:
        found.append(("contents", _("The card is too large for LINE. Shorten its texts.")))
    return found + [each for part in _parts(message["contents"]) for each in _part(part)]


def _part(part: dict) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if part.get("type") == "image":
        found += [("url", problem) for problem in _address(part["url"])]
    if part.get("type") == "text" and not part.get("text"):
        found.append(("text", _("A line of the card is empty. Give the page a title.")))
    if part.get("type") == "uri":
        if len(part["uri"]) > ACTION_URL_LIMIT:
            found.append(("uri", _("The address of the link is too long for LINE.")))
        if graphemes(part.get("label", "")) > BUTTON_LABEL_LIMIT:
            sentence = _("The words on the button are longer than %(limit)s characters.")
            found.append(("label", sentence % {"limit": BUTTON_LABEL_LIMIT}))
    return found


def _parts(node: Any):
    """Every object inside a Flex container."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _parts(value)


def _address(url: str) -> list[str]:
    parts, found = urlsplit(url), []
    if parts.scheme != "https" and parts.hostname not in HERE:
        found.append(_("The address of a picture does not begin with https. Ask those who run this system."))
    if len(url) > URL_LIMIT:
        found.append(_("The address of a picture is too long for LINE."))
    return found
