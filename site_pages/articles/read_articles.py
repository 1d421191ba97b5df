"""Read files of newsletter articles: which encoding, which columns, which rows, and what is wrong with them.

Pure: nothing is stored. A fault of the file raises FileRefused; a fault of a row stands in the row.
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

TITLE, BODY, CATEGORY, DATE, ISSUE, CITY = (
    "記事タイトル",
    "記事本文",
    "カテゴリ",
    "公開年月",
    "発行号タイトル",
    "自治体名",
)
NEEDED = (TITLE, BODY)
ALSO_CALLED = {
    TITLE: ("タイトル", "件名", "題名"),
    BODY: ("本文", "内容"),
    CATEGORY: ("カテゴリー", "分類"),
    DATE: ("公開年月日", "公開日", "発行日"),
    ISSUE: ("発行号", "号"),
    CITY: (),
}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
DAY = re.compile(r"(令和|平成|昭和|[RHS])?\s*(\d{1,4}|元)\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2}))?\s*[日月]?")
LONGEST_FIELD = 10_000_000
BINARY = {
    b"PK\x03\x04": "Excel",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Excel",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}


class FileRefused(Exception):
    """The file as a whole cannot be read; `str()` says why, as a sentence."""


@dataclass
class Row:
    """One row as it stands in the file; `number` counts rows as a spreadsheet does, the header being 1."""

    number: int
    values: dict[str, str]
    fault: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """Hash of what the row says: the same article has the same key in every file, however it is encoded."""
        said = [unicodedata.normalize("NFC", " ".join(self.values.get(name, "").split())) for name in ALSO_CALLED]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Article:
    """A row understood."""

    title: str
    text: str
    category: str = ""
    issue: str = ""
    issued: datetime | None = None
    warnings: list[str] = field(default_factory=list)


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding) of a file in UTF-8 with or without mark, UTF-16 with mark, or CP932. Raises FileRefused."""
    for magic, kind in BINARY.items():
        if data.startswith(magic):
            raise FileRefused(
                _("This is not a CSV file but %(kind)s. Save it as CSV and choose it again.") % {"kind": kind}
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, encoding
    raise FileRefused(_("The characters of the file cannot be read. Save it as CSV in UTF-8 and choose it again."))


def rows(text: str) -> list[Row]:
    """The rows below the header, in order; blank ones and repeated headers are left out. Raises FileRefused."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number, found = 0, []
    header: list[str] = []
    try:
        for number, cells in enumerate(reader, 1):
            if not header:
                header = _header(cells)
            elif any(cell.strip() for cell in cells) and _names(cells) != header:
                found.append(_row(number, header, cells))
    except csv.Error as error:
        reason = _("After row %(row)s the file is not valid CSV: a quotation mark is missing or too many.")
        raise FileRefused(reason % {"row": number}) from error
    if not header:
        raise FileRefused(_("The file is empty."))
    return found


def understand(row: Row) -> Article:
    """What the row says. Raises ValueError(column, reason) where it cannot be taken."""
    if row.fault:
        raise ValueError(row.column, row.fault)
    title, text = " ".join(row.values.get(TITLE, "").split()), row.values.get(BODY, "").strip()
    category = row.values.get(CATEGORY, "").strip()
    if not title:
        raise ValueError(TITLE, _("The title is empty."))
    if not text:
        raise ValueError(BODY, _("The text is empty."))
    if len(category) > 50:
        raise ValueError(CATEGORY, _("The category is longer than 50 characters."))
    article = Article(title, text, category, row.values.get(ISSUE, "").strip())
    said = row.values.get(DATE, "").strip()
    day = read_day(said)
    if said and day is None:
        raise ValueError(DATE, _("“%(text)s” is not a date. Write it like 2026-04-15.") % {"text": said[:30]})
    if day:
        article.issued = timezone.make_aware(datetime.combine(day, time()))
        if article.issued > timezone.now():
            article.issued = None
            article.warnings.append(_("The date lies in the future; the day of publication is shown instead."))
    return article


def read_day(text: str) -> date | None:
    """2024.04.15, 2024/4, 2024年4月15日, 令和6年4月15日 or R6.4.15 as a date; a month alone is its first day."""
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    era, year, month, day = found.groups()
    number = 1 if year == "元" else int(year)
    try:
        return date(number + ERAS.get(era or "", 0), int(month), int(day or 1))
    except ValueError:
        return None


def _header(cells: list[str]) -> list[str]:
    header = _names(cells)
    missing = [name for name in NEEDED if name not in header]
    if missing:
        reason = _("The first row must name the columns, and these are missing: %(names)s")
        raise FileRefused(reason % {"names": _(", ").join(missing)})
    return header


def _names(cells: list[str]) -> list[str]:
    """The columns by the names we know them under."""
    known = {other: name for name, others in ALSO_CALLED.items() for other in (name, *others)}
    plain = ["".join(unicodedata.normalize("NFKC", cell).replace("\ufeff", "").split()) for cell in cells]
    return [known.get(cell, cell) for cell in plain]


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    values = {name: "\n".join(cell.splitlines()) for name, cell in zip(header, cells, strict=False) if name}
    if len(cells) != len(header):
        reason = _("The row has %(has)s columns, the header has %(needs)s.") % {"has": len(cells), "needs": len(header)}
        return Row(number, values, reason)
    return Row(number, values)
