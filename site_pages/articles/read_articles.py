"""Read rows of newsletter articles: what each says, and what is wrong with it. Pure: nothing is stored."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.tables.read import Columns, Row

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
COLUMNS = Columns(NEEDED, ALSO_CALLED)


def key_of(row: Row) -> str:
    """Hash of what the row says: the same article has the same key in every file, however it is encoded."""
    said = [unicodedata.normalize("NFC", " ".join(row.values.get(name, "").split())) for name in ALSO_CALLED]
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
