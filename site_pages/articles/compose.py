"""Turn the plain text of an article into blocks: headings, lists, paragraphs, links. Never raw HTML.

Marks that the text refers to again (「■は…」) stay in front of the headings. Pure.
"""

import html
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

MARKS = "■◆●□◇▼▽○"  # from the highest rank to the lowest
LONGEST_HEADING = 60
SUMMARY = 120
TAG = re.compile(
    r"</?(a|abbr|b|big|blockquote|br|caption|center|code|dd|del|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|iframe|"
    r"img|ins|label|li|link|meta|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|tfoot|th|"
    r"thead|tr|u|ul|video)\b([^<>]*)>",
    re.IGNORECASE,
)
BREAKS = {
    "br",
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "hr",
    "figure",
    "section",
}
HIDDEN = re.compile(r"<(script|style|iframe)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
ANCHOR = re.compile(r"<a\b([^<>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
LOST_WAVE = re.compile(r"[0-9０-９時分日月年円歳人回号曜土日火水木金)）]\?(?=[0-9０-９午翌]|\s|$|[)）、。])")
ITEM = re.compile(r"[・･•]\s*(.+)")
NUMBERED = re.compile(r"[(（](\d{1,2})[)）]\s*(.+)")
OPEN, CLOSE, SPLIT = "\ue000", "\ue001", "\ue002"  # private characters stand for links until everything is escaped


@dataclass
class Composed:
    """A body as Wagtail stores it, the first sentence as plain text, and sentences about what to look at."""

    body: list[dict[str, Any]] = field(default_factory=list)
    summary: str = ""
    warnings: list[str] = field(default_factory=list)


def compose(text: str, source: str = "") -> Composed:
    """The blocks of `text`; `source` (an issue of a newsletter) is named in a last paragraph."""
    made = Composed()
    lines = [line.strip(" \t\u3000") for line in _without_tags(text, made.warnings).splitlines()]
    if lost := len(LOST_WAVE.findall("\n".join(lines))):
        made.warnings.append(
            _("“?” may stand for “〜” in %(count)s places. Look at the dates and times.") % {"count": lost}
        )
    marks, keep = [m for m in MARKS if any(_is_heading(line, m) for line in lines)], _refers_to_marks(lines)
    for kind, chunk in _chunks(lines, marks):
        if kind == "heading":
            words = chunk[0] if keep else chunk[0][1:].strip()
            level = "2" if not marks or chunk[0][0] == marks[0] or not _has_heading(made) else "3"
            made.body.append(_block("heading", {"text": _plain(words)[:100], "level": level}))
        else:
            _add_text(made, _rich(kind, chunk))
            made.summary = made.summary or _first_sentence(kind, chunk)
    if source:
        _add_text(made, f"<p>{escape(_('From: %(source)s') % {'source': source})}</p>")
    return made


def _without_tags(text: str, warnings: list[str]) -> str:
    """Tags become line breaks, links or nothing; what only looks like a tag (「<申込み>」) stays as it is."""
    text = HIDDEN.sub("", re.sub(f"[{OPEN}{CLOSE}{SPLIT}]", "", text))
    text = ANCHOR.sub(lambda m: _link(_attributes(m[1]).get("href", ""), TAG.sub("", m[2]).strip()), text)
    text = TAG.sub(lambda m: _instead_of(m, warnings), text)
    text = html.unescape(text) if re.search(r"&(amp|lt|gt|quot|nbsp|#\d+);", text) else text
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\u00a0", " ").replace("\r", ""))


def _instead_of(tag: re.Match, warnings: list[str]) -> str:
    name = tag[1].lower()
    if name == "img":
        return _picture(_attributes(tag[2]), warnings)
    return "\n" if name in BREAKS else ""


def _picture(attributes: dict[str, str], warnings: list[str]) -> str:
    """A picture elsewhere becomes a link; without words of its own it is named by its file, and that is told."""
    address, alt = attributes.get("src", ""), attributes.get("alt", "").strip()
    if not ADDRESS.fullmatch(address):
        warnings.append(_("A picture without a usable address was left out."))
        return ""
    if not alt:
        warnings.append(_("A picture had no alternative text and became a link: %(address)s") % {"address": address})
    else:
        warnings.append(_("A picture on another site became a link: %(address)s") % {"address": address})
    return f"\n{_link(address, alt or _('Picture (%(name)s)') % {'name': address.rpartition('/')[2][:60]})}\n"


def _link(address: str, words: str) -> str:
    return f"{OPEN}{address}{SPLIT}{words or address}{CLOSE}" if ADDRESS.fullmatch(address) else words


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(text)}


def _is_heading(line: str, marks: str) -> bool:
    """A short line behind a mark that is no sentence. 「■は直接、電話で」 goes on about the mark instead."""
    rest = line[1:].strip()
    return (
        line[:1] != "" and line[0] in marks and 0 < len(rest) <= LONGEST_HEADING
        and not rest.endswith("。") and rest[0] not in "はもとをがの、" and OPEN not in rest
    )  # fmt: skip


def _refers_to_marks(lines: list[str]) -> bool:
    return any(re.search(f"[{MARKS}][はもとを、]", line) for line in lines)


def _chunks(lines: list[str], marks: list[str]) -> Iterator[tuple[str, list[str]]]:
    """("heading" | "list" | "numbers" | "text", lines), in order. A list is two items or more in a row."""
    chunk: list[str] = []
    at, joined = 0, "".join(marks)
    while at < len(lines):
        heading = bool(marks) and _is_heading(lines[at], joined)
        items = 0 if heading else _items(lines, at)
        if not lines[at] or heading or items:
            if chunk:
                yield "text", chunk
            chunk = []
        if heading:
            yield "heading", [lines[at]]
        elif items:
            yield ("list" if ITEM.match(lines[at]) else "numbers"), lines[at : at + items]
        elif lines[at]:
            chunk.append(lines[at])
        at += items or 1
    if chunk:
        yield "text", chunk


def _items(lines: list[str], at: int) -> int:
    """How many lines from `at` on are clearly one list; 0 if it is none."""
    count = 0
    while at + count < len(lines) and ITEM.fullmatch(lines[at + count]):
        count += 1
    if count:
        return count if count > 1 else 0
    while at + count < len(lines) and (m := NUMBERED.fullmatch(lines[at + count])) and int(m[1]) == count + 1:
        count += 1
    again = any(re.search(r"[(（]1[)）]", line) for n, line in enumerate(lines) if not at <= n < at + count)
    return count if count > 1 and not again else 0


def _rich(kind: str, lines: list[str]) -> str:
    if kind == "text":
        return f"<p>{'<br/>'.join(_inline(line) for line in lines)}</p>"
    pattern, tag = (ITEM, "ul") if kind == "list" else (NUMBERED, "ol")
    items = "".join(
        f"<li>{_inline(found[pattern.groups])}</li>" for line in lines if (found := pattern.fullmatch(line))
    )
    return f"<{tag}>{items}</{tag}>"


def _inline(line: str) -> str:
    """Escaped text with its addresses as links."""
    pieces = re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", line)
    return "".join(_anchor(p) if p.startswith(OPEN) else _with_addresses(p) for p in pieces)


def _anchor(piece: str) -> str:
    address, _split, words = piece[1:-1].partition(SPLIT)
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _with_addresses(text: str) -> str:
    out, at = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?'")
        while address.endswith((")", "]")) and address.count(address[-1]) > address.count(
            {")": "(", "]": "["}[address[-1]]
        ):
            address = address[:-1]
        out += [escape(text[at : found.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        at = found.start() + len(address)
    return "".join([*out, escape(text[at:])])


def _plain(line: str) -> str:
    return re.sub(f"{OPEN}[^{SPLIT}]*{SPLIT}([^{CLOSE}]*){CLOSE}", r"\1", line)


def _add_text(made: Composed, rich: str) -> None:
    """One block holds everything between two headings, as an editor would write it."""
    if made.body and made.body[-1]["type"] == "paragraph":
        made.body[-1]["value"] += rich
    else:
        made.body.append(_block("paragraph", rich))


def _first_sentence(kind: str, lines: list[str]) -> str:
    if kind != "text" or any(OPEN in line for line in lines):
        return ""
    text = _plain("".join(lines))
    sentence = text.partition("。")[0] + "。" if "。" in text else text
    return sentence if len(sentence) <= SUMMARY else sentence[: SUMMARY - 1] + "…"


def _has_heading(made: Composed) -> bool:
    return any(block["type"] == "heading" for block in made.body)


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
