"""What a friend told us, in words: for the resident, the counter and files. Reads the rows only, changes nothing."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.dateformat import format as formatted

from linebridge.friends.models import Friend
from linebridge.friends.models.language import EASY, FIRST

from .models import District, Question
from .scale import DISTRICT, POSTAL7, YEAR, days, values

Kind = Question.Kind


def answers(friend: Friend, questions: list[Question], language: str = FIRST) -> list[tuple[Question, list[str]]]:
    """Each question with the friend's answers; `question.offered` must be there (`questions_now`)."""
    districts = districts_in(friend.points, questions)
    return [(question, describe(friend, question, districts, language)) for question in questions]


def describe(friend: Friend, question: Question, districts: Mapping[int, District], language: str = FIRST) -> list[str]:
    """The friend's answers to one question. `districts` holds every district they may have named."""
    if question.is_choosing:
        mine = set(friend.choices)
        offered = question.offered  # type: ignore[attr-defined]  # prefetched by `questions_now` or `asked_of`
        return [choice.wording.in_language(language) for choice in offered if choice.pk in mine]
    if question.kind == Kind.DATE:
        return [day_in_words(day, language) for day in days(friend.points, question.pk)]
    if question.kind == Kind.YEAR:
        return [str(year) for year in values(friend.points, question.pk, YEAR)]
    if question.kind == Kind.POSTAL:
        return [f"{code // 10000:03}-{code % 10000:04}" for code in values(friend.points, question.pk, POSTAL7)]
    ids = values(friend.points, question.pk, DISTRICT)
    return [district_name(districts[each], language) for each in own_districts(ids, districts)]


def districts_in(points: Iterable[int], questions: list[Question]) -> dict[int, District]:
    """Id → row, of every district that the points name."""
    asked = [question.pk for question in questions if question.kind == Kind.DISTRICT]
    ids = {each for pk in asked for each in values(points, pk, DISTRICT)}
    return {row.pk: row for row in District.objects.filter(pk__in=ids).select_related("above")} if ids else {}


def own_districts(ids: list[int], districts: Mapping[int, District]) -> list[int]:
    """The districts a friend chose: without the wards, which are kept beside each of their town blocks."""
    wards = {districts[each].above_id for each in ids if each in districts}
    return [each for each in ids if each in districts and each not in wards]


def district_name(district: District, language: str = FIRST) -> str:
    """The town block with its ward before it."""
    parts = [district.above, district] if district.above else [district]
    return " ".join(part.name.in_language(language) for part in parts)


def day_in_words(day: date, language: str) -> str:
    """2019年4月5日, or 2019-04-05 for who reads another language."""
    return formatted(day, "Y年n月j日") if language in (FIRST, EASY) else day.isoformat()
