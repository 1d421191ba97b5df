"""The city's wards and town blocks from a CSV file: one row a place, a ward before its blocks.

One transaction. A place is known by its code and brought up to date; what the file does not name stays.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.write import record
from cms.tables.read import Columns, Row, rows
from linebridge.friends.models.language import FIRST

from .load_questions import YES, Fault, wording_in
from .models import District

CODE, WARD, NAME, KANA, RETIRED = "コード", "区", "町名", "ふりがな", "廃止"
ALL = (CODE, WARD, NAME, KANA, RETIRED)
COLUMNS = Columns((CODE, NAME), {CODE: ("町字コード", "地区コード"), WARD: ("区名", "地区"), NAME: ("町字名", "名称")})


@dataclass
class Loaded:
    added: int = 0
    changed: int = 0
    already: int = 0


def read(text: str) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The places of the file as values, and what is wrong. Raises FileRefused for a file that cannot be read."""
    places: list[dict[str, Any]] = []
    faults: list[Fault] = []
    codes: set[str] = set()
    for row in rows(text, COLUMNS):
        try:
            places.append(_place(row, codes))
        except ValueError as error:
            column, reason = error.args
            faults.append(Fault(row.number, column, reason))
    return places, faults


@transaction.atomic
def load(places: list[dict[str, Any]], user: Any) -> Loaded:
    """Bring the list up to date. Wards that the file names by name alone are made with a code of their own."""
    done, known = Loaded(), {row.code: row for row in District.objects.all()}
    wards = {str(row.name): row for row in known.values() if row.above_id is None}
    for order, place in enumerate(places):
        ward = place["ward"]
        if ward and ward not in wards:
            wards[ward] = District.objects.create(name={FIRST: ward}, code=f"ward-{ward}"[:30], order=order)
            done.added += 1
        row = _bring_up_to_date(place, known, wards.get(ward), order, done)
        if row.above is None:
            wards[str(row.name)] = row
    record("districts.load", actor=user, count=done.added + done.changed)
    return done


def _place(row: Row, codes: set[str]) -> dict[str, Any]:
    if row.fault:
        raise ValueError(row.column, row.fault)
    code = row.get(CODE)
    if not code or len(code) > 30:
        raise ValueError(CODE, _("The code is empty or longer than 30 characters."))
    if code in codes:
        raise ValueError(CODE, _("The code “%(code)s” stands twice in the file.") % {"code": code})
    name = wording_in(row, NAME, 60)
    if not name:
        raise ValueError(NAME, _("The name is empty."))
    codes.add(code)
    ward = row.get(WARD) if row.get(WARD) != name[FIRST] else ""
    return {"code": code, "ward": ward, "name": name, "kana": row.get(KANA)[:120], "retired": row.get(RETIRED) in YES}


def _bring_up_to_date(place, known, ward, order, done):
    values = {"name": place["name"], "kana": place["kana"], "above": ward, "order": order, "retired": place["retired"]}
    there = known.get(place["code"])
    if there is None:
        there = District.objects.create(code=place["code"], **values)
        done.added += 1
    elif any(getattr(there, key) != value for key, value in values.items() if key != "order"):
        for key, value in values.items():
            setattr(there, key, value)
        there.save()
        done.changed += 1
    else:
        done.already += 1
    return there
