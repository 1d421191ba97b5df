"""Content in, LINE message objects out: plain dicts, ready for JSON. Pure: no database, no network, no settings.

Pictures come as addresses of prepared files; whoever prepares them keeps LINE's limits (see `check.py`).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from .length import shorten, shorten_units, utf16_units

Message = dict[str, Any]

ALT_TEXT_LIMIT = 400  # LINE takes 1,500; notices show far less
TITLE_LIMIT = 100
SUMMARY_LIMIT = 200
LABEL_LIMIT = 20
EMOJI_MARK = re.compile(r"\{emoji:([0-9a-zA-Z]{1,40})/([0-9a-zA-Z]{1,10})\}")

INK, INK_SOFT, ACTION, PAPER = "#1A1A1A", "#4D4D4D", "#0017C1", "#FFFFFF"  # every colour explicit: dark mode guesses


def clean(text: str) -> str:
    """Without what JSON or LINE cannot carry: NUL and lone halves of surrogate pairs."""
    return text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "ignore").decode("utf-8")


def text(content: str, emojis: list[dict] | None = None) -> Message:
    """A text message. `emojis` are LINE's own: {"index", "productId", "emojiId"}; index in UTF-16 units to a `$`."""
    message: Message = {"type": "text", "text": clean(content)}
    if emojis:
        message["emojis"] = emojis
    return message


def marked_text(content: str) -> Message:
    """A text message in which `{emoji:product/id}` stands for one of LINE's own emoji."""
    out, emojis, at = "", [], 0
    content = clean(content)
    for mark in EMOJI_MARK.finditer(content):
        out += content[at : mark.start()]
        emojis.append({"index": utf16_units(out), "productId": mark[1], "emojiId": mark[2]})
        out, at = out + "$", mark.end()
    return text(out + content[at:], emojis)


def image(original_url: str, preview_url: str) -> Message:
    """An image message from two addresses: JPEG or PNG, the original at most 10 MB, the preview at most 1 MB."""
    return {"type": "image", "originalContentUrl": original_url, "previewImageUrl": preview_url}


def card(title: str, summary: str, url: str, image_url: str, alt_text: str, label: str) -> Message:
    """A Flex bubble that leads to one page: picture (may be ""), title, summary (may be ""), one button."""
    action = {"type": "uri", "label": shorten(clean(label), LABEL_LIMIT), "uri": url}
    bubble: Message = {"type": "bubble", "size": "mega"}
    if image_url:
        shape = {"size": "full", "aspectRatio": "20:13", "aspectMode": "cover"}
        bubble["hero"] = {"type": "image", "url": image_url, **shape, "action": action}
    lines = [_line(shorten(clean(title), TITLE_LIMIT), weight="bold", size="lg", color=INK)]
    if summary.strip():
        lines.append(_line(shorten(clean(summary), SUMMARY_LIMIT), size="sm", color=INK_SOFT, margin="md"))
    bubble["body"] = _column(*lines)
    button = {"type": "button", "style": "primary", "color": ACTION, "height": "sm", "action": action}
    bubble["footer"] = _column(button)
    return {"type": "flex", "altText": shorten_units(clean(alt_text), ALT_TEXT_LIMIT), "contents": bubble}


def build(blocks: Iterable[dict]) -> list[Message]:
    """Messages from blocks {"type": "text" | "image" | "card", …}; the other keys are the arguments of that builder."""
    builders: dict[str, Callable[..., Message]] = {
        "text": lambda content: marked_text(content),
        "image": image,
        "card": card,
    }
    return [builders[block["type"]](**{k: v for k, v in block.items() if k != "type"}) for block in blocks]


def marked(messages: list[Message], mark: str) -> list[Message]:
    """The same messages with a mark such as 【テスト】 in front: in the first text, and in every alternative text."""
    out = [m | {"altText": shorten_units(mark + m["altText"], 1500)} if "altText" in m else m for m in messages]
    first = next((i for i, m in enumerate(out) if m["type"] == "text"), None)
    line = f"{mark}\n"
    if first == 0 and utf16_units(line + out[0]["text"]) <= 5000:
        return [_with_line_before(out[0], line), *out[1:]]
    if len(out) < 5:
        return [text(mark), *out]
    if first is not None and utf16_units(line + out[first]["text"]) <= 5000:
        return [*out[:first], _with_line_before(out[first], line), *out[first + 1 :]]
    return out


def _with_line_before(message: Message, line: str) -> Message:
    shift = utf16_units(line)
    moved = [emoji | {"index": emoji["index"] + shift} for emoji in message.get("emojis", [])]
    return text(line + message["text"], moved)


def _column(*contents: Message) -> Message:
    return {"type": "box", "layout": "vertical", "backgroundColor": PAPER, "contents": list(contents)}


def _line(content: str, **style: str) -> Message:
    return {"type": "text", "text": content, "wrap": True, **style}
