"""Figures over answers, in one query however many choices there are; kept once a day.

A day is kept in one transaction and not counted again: the tick may come twice, and a stop half-way leaves nothing.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from linebridge.friends.models import Friend

from .models import AnswerFigure, Choice, District, Question
from .scale import DISTRICT, YEAR, kind_of, question_of, value_of

COUNT = {
    "postgresql": "SELECT each, count(*) FROM ({friends}) AS f, unnest(f.{column}) AS each GROUP BY each",
    "sqlite": "SELECT value, count(*) FROM ({friends}) AS f, json_each(f.{column}) GROUP BY value",
}


def by_choice(friends: QuerySet[Friend]) -> dict[int, int]:
    """Choice id → how many of these friends chose it. Choices nobody chose are absent."""
    return _by(friends, "choices")


def by_point(friends: QuerySet[Friend]) -> dict[int, int]:
    """Point → how many of these friends have it."""
    return _by(friends, "points")


def figures_now() -> dict[int, dict[int, int]]:
    """Question id → its answers (as AnswerFigure keeps them) → people who follow us and gave it."""
    following = Friend.objects.filter(following=True)
    question_by_choice = dict(Choice.objects.values_list("pk", "question_id"))
    found: dict[int, dict[int, int]] = {}
    for choice, people in by_choice(following).items():
        if choice in question_by_choice:
            found.setdefault(question_by_choice[choice], {})[choice] = people
    for point, people in by_point(following).items():
        if kind_of(point) in (YEAR, DISTRICT):
            found.setdefault(question_of(point), {})[point] = people
    return found


def keep_figures(day: date | None = None) -> int:
    """Keep today's figures; how many rows it made."""
    day = day or timezone.localdate()
    if AnswerFigure.objects.filter(day=day).exists():
        return 0
    questions = set(Question.objects.values_list("pk", flat=True))
    rows = [
        AnswerFigure(question_id=question, day=day, value=value, people=people)
        for question, answers in figures_now().items()
        if question in questions
        for value, people in answers.items()
    ]
    with transaction.atomic():
        return len(AnswerFigure.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True))


def labels(question: Question, values: Iterable[int]) -> dict[int, str]:
    """What each value of a question's figures is called."""
    if question.is_choosing:
        return {choice.pk: str(choice.wording) for choice in Choice.objects.filter(question=question)}
    if question.kind == Question.Kind.DISTRICT:
        rows = {row.pk: str(row) for row in District.objects.select_related("above")}
        return {each: rows.get(value_of(each), "?") for each in values}
    return {each: str(value_of(each)) for each in values}


def _by(friends: QuerySet[Friend], column: str) -> dict[int, int]:
    connection = connections[friends.db]
    try:
        sql, params = friends.order_by().values(column).query.sql_with_params()
    except EmptyResultSet:  # a rule that can fit nobody
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COUNT[connection.vendor].format(friends=sql, column=column), params)
        return dict(cursor.fetchall())
