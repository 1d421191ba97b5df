"""What a friend told us, in words: for the resident, the counter and files. Reads the rows only, changes nothing."""

from collections.abc import Iterable
from datetime import date

from django.utils.dateformat import format as formatted

from linebridge.friends.models import Friend
from linebridge.friends.models.language import EASY, FIRST

from .models import District, Question
from .scale import DISTRICT, POSTAL7, YEAR, days, values

Kind = Question.Kind


def answers(friend: Friend, questions: list[Question], language: str = FIRST) -> list[tuple[Question, list[str]]]:
    """Each question with the friend's answers; `question.offered` must be there (`questions_now`)."""
    names = district_names(friend.points, questions, language)
    return [(question, _words(friend, question, names, language)) for question in questions]


def district_names(points: Iterable[int], questions: list[Question], language: str) -> dict[int, str]:
    """Id → name with its ward, of every district that the points name."""
    asked = [question.pk for question in questions if question.kind == Kind.DISTRICT]
    ids = {each for pk in asked for each in values(points, pk, DISTRICT)}
    rows = District.objects.filter(pk__in=ids).select_related("above") if ids else ()
    return {row.pk: district_name(row, language) for row in rows}


def district_name(district: District, language: str) -> str:
    """The town block with its ward before it."""
    parts = [district.above, district] if district.above else [district]
    return " ".join(part.name.in_language(language) for part in parts)


def _words(friend, question, names, language):
    if question.is_choosing:
        mine = set(friend.choices)
        return [choice.wording.in_language(language) for choice in question.offered if choice.pk in mine]
    if question.kind == Kind.DATE:
        return [day_in_words(day, language) for day in days(friend.points, question.pk)]
    if question.kind == Kind.YEAR:
        return [str(year) for year in values(friend.points, question.pk, YEAR)]
    if question.kind == Kind.POSTAL:
        return [f"{code:07}"[:3] + "-" + f"{code:07}"[3:] for code in values(friend.points, question.pk, POSTAL7)]
    full = [names[each] for each in values(friend.points, question.pk, DISTRICT) if each in names]
    return [name for name in full if not any(other.startswith(f"{name} ") for other in full)]


def day_in_words(day: date, language: str) -> str:
    """2019年4月5日, or 2019-04-05 for who reads another language."""
    return formatted(day, "Y年n月j日") if language in (FIRST, EASY) else day.isoformat()
