"""Tables that staff bring as CSV files: which encoding, which columns, which rows, and what is wrong with them.

Pure: nothing is stored. A fault of the file raises FileRefused; a fault of a row stands in the row.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Columns:
    """The columns that a file must have, and the other names under which each may stand."""

    needed: tuple[str, ...]
    also_called: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, cells: list[str]) -> list[str]:
        """The columns of a header by the names we know them under."""
        known = {other: name for name, others in self.also_called.items() for other in (name, *others)}
        plain = ["".join(unicodedata.normalize("NFKC", cell).replace("\ufeff", "").split()) for cell in cells]
        return [known.get(cell, cell) for cell in plain]


@dataclass
class Row:
    """One row as it stands in the file; `number` counts rows as a spreadsheet does, the header being 1."""

    number: int
    values: dict[str, str]
    fault: str = ""
    column: str = ""

    def get(self, column: str) -> str:
        """The cell without space around it; empty where the file has no such column."""
        return self.values.get(column, "").strip()


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


def rows(text: str, columns: Columns) -> list[Row]:
    """The rows below the header, in order; blank ones and repeated headers are left out. Raises FileRefused."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number, found = 0, []
    header: list[str] = []
    try:
        for number, cells in enumerate(reader, 1):
            if not header:
                header = _header(cells, columns)
            elif any(cell.strip() for cell in cells) and columns.named(cells) != header:
                found.append(_row(number, header, cells))
    except csv.Error as error:
        reason = _("After row %(row)s the file is not valid CSV: a quotation mark is missing or too many.")
        raise FileRefused(reason % {"row": number}) from error
    if not header:
        raise FileRefused(_("The file is empty."))
    return found


def _header(cells: list[str], columns: Columns) -> list[str]:
    header = columns.named(cells)
    missing = [name for name in columns.needed if name not in header]
    if missing:
        reason = _("The first row must name the columns, and these are missing: %(names)s")
        raise FileRefused(reason % {"names": _(", ").join(missing)})
    return header


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    values = {name: "\n".join(cell.splitlines()) for name, cell in zip(header, cells, strict=False) if name}
    if len(cells) != len(header):
        reason = _("The row has %(has)s columns, the header has %(needs)s.") % {"has": len(cells), "needs": len(header)}
        return Row(number, values, reason)
    return Row(number, values)
