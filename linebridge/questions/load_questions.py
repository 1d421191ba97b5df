"""A set of questions from a CSV file: one row a choice; groups and questions stand in their first row.

Everything becomes a draft for which approval is asked. One transaction; a question or choice that is there already
stays as it is, so the same file twice adds nothing.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.write import record
from cms.tables.read import Columns, Row, rows
from cms.users.models import Department
from cms.workflow.notify import bundle_submitted
from cms.workflow.submit import open_bundle, submit
from linebridge.friends.models import Wording
from linebridge.friends.models.language import FIRST, languages

from .models import Choice, Question, QuestionGroup

GROUP, QUESTION, HELP, KIND, CHOICE, KANA, COLOUR = "グループ", "質問", "説明", "種類", "選択肢", "ふりがな", "色"
FIRST_USE, SENSITIVE, MOST = "最初に聞く", "要配慮", "回答できる数"
ALL = (GROUP, QUESTION, HELP, KIND, CHOICE, KANA, COLOUR, FIRST_USE, SENSITIVE, MOST)
COLUMNS = Columns((QUESTION, CHOICE))
KINDS = {
    "一つ選ぶ": "one", "複数選ぶ": "several", "日付": "date", "年": "year", "地区": "district", "郵便番号": "postal",
}  # fmt: skip
YES, NO = {"1", "はい", "○", "〇", "yes", "true"}, {"", "0", "いいえ", "×", "no", "false"}


@dataclass
class Fault:
    """What is wrong in a file: row as a spreadsheet counts, column, and a sentence."""

    row: int
    column: str
    reason: str


@dataclass
class Planned:
    """A question of the file with its choices, each as the values of its model."""

    group: str
    values: dict[str, Any]
    choices: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Loaded:
    groups: int = 0
    questions: int = 0
    choices: int = 0
    already: int = 0


def read(text: str) -> tuple[list[Planned], list[Fault]]:
    """The questions of the file, and what is wrong with its rows. Raises FileRefused for a file that cannot be read."""
    planned: list[Planned] = []
    faults: list[Fault] = []
    for row in rows(text, COLUMNS):
        try:
            _take(row, planned)
        except ValueError as error:
            column, reason = error.args
            faults.append(Fault(row.number, column, reason))
    faults += [
        Fault(0, CHOICE, _("“%(question)s” has no choice.") % {"question": each.values["wording"]})
        for each in planned
        if each.values["kind"] in Question.CHOOSING and not each.choices
    ]
    return planned, faults


@transaction.atomic
def load(planned: list[Planned], department: Department, user: Any) -> Loaded:
    """Make drafts of what is not there yet, and ask for approval of all of them together in the name of `user`."""
    Department.objects.select_for_update().get(pk=department.pk)  # two who load the same file come one after the other
    done = Loaded()
    asked: list[Any] = []
    groups: dict[str, QuestionGroup] = {}
    for order, each in enumerate(planned, start=1):
        group = _group(each.group, department, groups, done, asked) if each.group else None
        question = _question(each, department, group, order, done)
        if question is not None:
            asked.append(question)
    if asked:
        bundle = open_bundle(_("Questions of a file"), user)
        for obj in asked:
            obj.save_revision(user=user)
            submit(obj, user, bundle)
        bundle_submitted(bundle)
    record("questions.load", actor=user, count=done.questions, choices=done.choices)
    return done


def _take(row: Row, planned: list[Planned]) -> None:
    if row.fault:
        raise ValueError(row.column, row.fault)
    if row.get(QUESTION) and not (planned and planned[-1].values["wording"][FIRST] == row.get(QUESTION)):
        planned.append(Planned(row.get(GROUP), _question_values(row)))
    if not planned:
        raise ValueError(QUESTION, _("The first row names no question."))
    if row.get(CHOICE):
        if planned[-1].values["kind"] not in Question.CHOOSING:
            raise ValueError(CHOICE, _("Only questions for choices have choices."))
        planned[-1].choices.append(_choice_values(row, planned[-1]))


def _question_values(row: Row) -> dict[str, Any]:
    kind = KINDS.get(row.get(KIND) or "複数選ぶ")
    if kind is None:
        raise ValueError(KIND, _("The kind must be one of: %(kinds)s") % {"kinds": "、".join(KINDS)})
    return {
        "wording": wording_in(row, QUESTION, 100),
        "help": wording_in(row, HELP, 300),
        "kind": kind,
        "most": _number(row, MOST),
        "first_use": _yes(row, FIRST_USE),
        "sensitive": _yes(row, SENSITIVE),
    }


def _choice_values(row: Row, planned: Planned) -> dict[str, Any]:
    wording = wording_in(row, CHOICE, 60)
    if any(other["wording"][FIRST] == wording[FIRST] for other in planned.choices):
        raise ValueError(CHOICE, _("“%(choice)s” stands twice in its question.") % {"choice": wording})
    colour = row.get(COLOUR)
    if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(COLOUR, _("Write a colour like #3460FB."))
    return {"wording": wording, "kana": row.get(KANA)[:120], "colour": colour}


def wording_in(row: Row, column: str, most: int) -> Wording:
    """The Japanese text and those of columns such as 質問(English)."""
    found = Wording({FIRST: row.get(column)} if row.get(column) else {})
    for code, name in languages()[1:]:
        text = row.get(unicodedata.normalize("NFKC", f"{column}({name})").replace(" ", ""))
        if text:
            found[code] = text
    if any(len(text) > most for text in found.values()):
        raise ValueError(column, _("The text is longer than %(most)d characters.") % {"most": most})
    return found


def _yes(row: Row, column: str) -> bool:
    said = unicodedata.normalize("NFKC", row.get(column)).lower()
    if said not in YES | NO:
        raise ValueError(column, _("Write 1 for yes, or leave it empty."))
    return said in YES


def _number(row: Row, column: str) -> int:
    said = unicodedata.normalize("NFKC", row.get(column)) or "1"
    if not said.isdecimal() or not 1 <= int(said) <= 20:
        raise ValueError(column, _("Write a number from 1 to 20."))
    return int(said)


def _group(name, department, known, done, asked):
    if name not in known:
        there = next((each for each in QuestionGroup.objects.all() if each.wording.get(FIRST) == name), None)
        known[name] = there or QuestionGroup(wording=Wording({FIRST: name}), department=department)
        if there is None:
            known[name].save()
            asked.append(known[name])
            done.groups += 1
    return known[name]


def _question(planned, department, group, order, done):
    """The question with what the file adds to it; None where it adds nothing."""
    wanted = planned.values["wording"][FIRST]
    mine = Question.objects.filter(department=department)
    there = next((each for each in mine if each.wording.get(FIRST) == wanted), None)
    question = there.get_latest_revision_as_object() if there else None
    if question is None:
        question = Question(department=department, group=group, order=order * 10, **planned.values)
        done.questions += 1
    has = {choice.wording.get(FIRST) for choice in question.choices.all()}
    new = [values for values in planned.choices if values["wording"][FIRST] not in has]
    done.choices += len(new)
    done.already += len(planned.choices) - len(new) + bool(there and not planned.choices)
    for place, values in enumerate(new, start=len(has)):
        choice = Choice(sort_order=place, **values)
        choice.clean()
        question.choices.add(choice)
    if there is None:
        question.save()
    return question if new or there is None else None
