"""What leaves as CSV or XLSX: no cell becomes a formula when a spreadsheet opens it, and times are those of the city.

`close_formula_cells()` puts that under every list and report of the admin, those of the packages included, and records
each export with its count.
"""

import csv
import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from .write import record

# A spreadsheet takes a cell as a formula when it begins so; a Japanese one also reads the full-width forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "−", "＠")
BLANKS = " \u3000\ufeff\0"  # what a spreadsheet passes over at the beginning
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it Excel reads a CSV file as CP932


def safe_cell(value: Any) -> Any:
    """A text that would start a formula gets an apostrophe in front; numbers, dates and the rest stay as they are."""
    if isinstance(value, str) and value.lstrip(BLANKS).startswith(FORMULA_STARTS):
        return "'" + value
    return value


def safe_row(values: Iterable[Any]) -> list[Any]:
    """The cells of one row, each safe."""
    return [safe_cell(value) for value in values]


def as_read(value: Any) -> Any:
    """Times in the city's zone, without one: a spreadsheet knows no zones. Yes and no in words."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


class _SafeExport(SpreadsheetExportMixin):
    """The three methods that Wagtail's exports get from us."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return safe_cell(_wagtails["preprocess_field_value"](self, field, as_read(value), export_format))

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield BYTE_ORDER_MARK
        yield from _wagtails["stream_csv"](self, queryset)

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        rows = len(queryset) if isinstance(queryset, list) else queryset.count()
        kind = getattr(getattr(queryset, "model", None), "_meta", None)
        record(
            getattr(self, "export_action", "list.export"),
            request=self.request,
            count=rows,
            list=kind.label_lower if kind else type(self).__name__,
            format=spreadsheet_format,
        )
        return _wagtails["as_spreadsheet"](self, queryset, spreadsheet_format)


_NAMES = ("preprocess_field_value", "stream_csv", "as_spreadsheet")
_wagtails: dict[str, Any] = {}


def close_formula_cells() -> None:
    """Put our three methods into Wagtail's mixin, so that no export of any room can forget them. Twice does no harm."""
    if _wagtails:
        return
    for name in _NAMES:
        _wagtails[name] = getattr(SpreadsheetExportMixin, name)
        setattr(SpreadsheetExportMixin, name, getattr(_SafeExport, name))


class _HandBack:
    """A file for the csv module that returns what it is given."""

    def write(self, text: str) -> bytes:
        return text.encode()


def csv_file(name: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A CSV file as a download, a row at a time, every cell safe. The name gets the day."""

    def lines() -> Iterator[bytes]:
        writer: Any = csv.writer(_HandBack())  # writerow returns what its file returns: the bytes
        yield BYTE_ORDER_MARK
        for row in itertools.chain([header], rows):
            yield writer.writerow(safe_row(row))

    day = timezone.localdate().isoformat()
    headers = {"Content-Disposition": f'attachment; filename="{name}-{day}.csv"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)
