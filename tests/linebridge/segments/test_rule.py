from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linebridge.friends.models import Friend
from linebridge.questions import scale
from linebridge.questions.tally import by_choice
from linebridge.segments.leaves import _registered
from linebridge.segments.models import Segment
from linebridge.segments.rule import (
    RuleError,
    audience,
    canonical,
    check,
    count,
    count_parts,
    in_words,
    problems,
    register_leaf,
)
from tests.linebridge.friends.conftest import friend

JAPAN = ZoneInfo("Asia/Tokyo")
IDS = range(1, 9)
BORN, BUILT, HOME, POST = 11, 12, 13, 14  # ids of a question for a date, a year, a district and a postal code
DAYS = st.dates(date(2015, 1, 1), date(2022, 12, 31))
AGES = st.integers(0, 12)
LANGUAGES = ["ja", "en", "vi"]
BEGINS = ["980", "98001", "9800101", "371"]


def span(name, values, **more):
    """A leaf from one value to another, in order."""
    return st.builds(
        lambda a, b: {"leaf": name, "from": min(a, b), "to": max(a, b), **more},
        values,
        values,
    )


LEAVES = st.one_of(
    st.builds(lambda n: {"leaf": "choice", "id": n}, st.sampled_from(IDS)),
    st.builds(lambda ns: {"leaf": "any_choice", "ids": ns}, st.lists(st.sampled_from(IDS), min_size=1, max_size=4)),
    st.sampled_from([{"leaf": "everyone"}, {"leaf": "answered"}, {"leaf": "not_answered"}]),
    span("date", DAYS.map(date.isoformat), question=BORN),
    span("age", AGES, question=BORN, on="today"),
    span("age", AGES, question=BORN, on="april"),
    st.builds(lambda a, m: {"leaf": "birthday", "question": BORN, "age": a, "month": m}, AGES, st.integers(1, 12)),
    span("year", st.integers(1990, 2000), question=BUILT),
    st.builds(lambda ds: {"leaf": "district", "question": HOME, "ids": ds}, st.lists(st.integers(1, 4), min_size=1)),
    st.builds(
        lambda codes: {"leaf": "postal", "question": POST, "begins": " ".join(codes)},
        st.lists(st.sampled_from(BEGINS), min_size=1),
    ),
    st.builds(lambda cs: {"leaf": "language", "codes": cs}, st.lists(st.sampled_from(LANGUAGES), min_size=1)),
    span("follows", DAYS.map(date.isoformat)),
    st.builds(
        lambda n, side: {"leaf": "new", "days": n, "side": side}, st.integers(1, 4000), st.sampled_from(["new", "old"])
    ),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda rs: {"all": rs}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda rs: {"any": rs}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda r: {"not": r}, inner),
    ),
    max_leaves=12,
)


@dataclass
class Person:
    """What a friend told us, as a reader would write it down."""

    chosen: set[int]
    answered: bool
    following: bool
    born: list[date]
    built: int | None
    home: int | None
    post: str
    language: str
    since: datetime | None

    def points(self):
        found = {each for day in self.born for each in scale.day_points(BORN, day)}
        found |= set(scale.years(BUILT, self.built, self.built)) if self.built else set()
        found |= {scale.point(HOME, scale.DISTRICT, self.home)} if self.home else set()
        return found | (scale.postal_points(POST, self.post) if self.post else set())


PEOPLE = st.lists(
    st.builds(
        Person,
        chosen=st.sets(st.sampled_from(IDS), max_size=5),
        answered=st.booleans(),
        following=st.booleans(),
        born=st.lists(DAYS, max_size=3),
        built=st.none() | st.integers(1988, 2002),
        home=st.none() | st.integers(1, 5),
        post=st.sampled_from(["", "9800101", "9800199", "9810001", "3710001"]),
        language=st.sampled_from(LANGUAGES),
        since=st.none() | st.datetimes(datetime(2015, 1, 1), datetime(2022, 12, 31), timezones=st.just(JAPAN)),
    ),
    min_size=1,
    max_size=12,
)


def age_on(day, born):
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def aged(rule, who):
    today = timezone.localdate()
    day = today if rule["on"] == "today" else date(today.year + (today > date(today.year, 4, 1)), 4, 1)
    return any(rule["from"] <= age_on(day, born) <= rule["to"] for born in who.born)


def turns(rule, who):
    """Whether a birthday in the coming month of that number is the one of that age."""
    today = timezone.localdate()
    year = today.year + (rule["month"] < today.month)
    return any((born.month, year - born.year) == (rule["month"], rule["age"]) for born in who.born)


def is_new(rule, who):
    if who.since is None:
        return False
    days = (timezone.localdate() - who.since.astimezone(JAPAN).date()).days
    return days <= rule["days"] if rule["side"] == "new" else days > rule["days"]


def fits(rule, who):
    """What the rule means, said once more in Python."""
    if "all" in rule:
        return all(fits(part, who) for part in rule["all"])
    if "any" in rule:
        return any(fits(part, who) for part in rule["any"])
    if "not" in rule:
        return not fits(rule["not"], who)
    return {
        "choice": lambda: rule["id"] in who.chosen,
        "any_choice": lambda: bool(set(rule["ids"]) & who.chosen),
        "everyone": lambda: True,
        "answered": lambda: who.answered,
        "not_answered": lambda: not who.answered,
        "date": lambda: any(rule["from"] <= born.isoformat() <= rule["to"] for born in who.born),
        "age": lambda: aged(rule, who),
        "birthday": lambda: turns(rule, who),
        "year": lambda: who.built is not None and rule["from"] <= who.built <= rule["to"],
        "district": lambda: who.home in rule["ids"],
        "postal": lambda: bool(who.post) and who.post.startswith(tuple(rule["begins"].split())),
        "language": lambda: who.language in rule["codes"],
        "follows": lambda: who.since is not None and rule["from"] <= who.since.date().isoformat() <= rule["to"],
        "new": lambda: is_new(rule, who),
    }[rule["leaf"]]()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES, people=PEOPLE, today=st.dates(date(2023, 1, 1), date(2028, 12, 31)))
def test_the_query_finds_whom_the_rule_means(db, rule, people, today):
    Friend.objects.all().delete()
    now = datetime(2026, 11, 21, tzinfo=JAPAN)
    rows = []
    for number, who in enumerate(people):
        answers = {"points": sorted(who.points()), "answered_at": now if who.answered else None}
        rows.append(
            friend(number, who.chosen, following=who.following, language=who.language, followed_at=who.since, **answers)
        )
    with time_machine.travel(datetime(today.year, today.month, today.day, 0, 30, tzinfo=JAPAN), tick=False):
        meant = [row.pk for row, who in zip(rows, people, strict=True) if who.following and fits(rule, who)]
        found = list(audience(rule).values_list("pk", flat=True))
        assert found == meant
        assert count(rule) == len(found)
        assert count_parts(rule)[0] == len(found)
        assert list(audience(canonical(rule)).values_list("pk", flat=True)) == meant
        assert canonical(canonical(rule)) == canonical(rule)
        assert in_words(rule).endswith("。")


def test_every_part_of_a_rule_is_counted_in_one_query(db, django_assert_num_queries):
    friend(1, [1])
    friend(2, [1, 2])
    friend(3, [3])
    one, two = {"leaf": "choice", "id": 1}, {"leaf": "choice", "id": 2}
    with django_assert_num_queries(1):
        assert count_parts({"all": [one, {"not": two}, {"leaf": "any_choice", "ids": []}]}) == [None, 2, 2, 1, None]


def test_the_head_count_is_one_query(db, django_assert_num_queries):
    rule = {"all": [{"any": [{"leaf": "choice", "id": n} for n in IDS]}, {"not": {"leaf": "choice", "id": 3}}]}
    with django_assert_num_queries(1):
        count(rule)


def test_order_and_doubles_do_not_change_the_canonical_form(db):
    a, b = {"leaf": "choice", "id": 1}, {"leaf": "choice", "id": 2}
    assert canonical({"any": [a, b]}) == canonical({"any": [b, {"any": [a, a]}]})
    assert canonical({"any": [a, b]}) == canonical({"leaf": "any_choice", "ids": [2, 1]})
    assert canonical({"any": [a, b]}) != canonical({"all": [a, b]})


def test_changing_a_named_segment_changes_the_canonical_form(koho):
    inner = Segment.objects.create(name="中", department=koho, rule={"leaf": "choice", "id": 1})
    outer = {"leaf": "segment", "id": inner.pk}
    before = canonical(outer)
    Segment.objects.filter(pk=inner.pk).update(rule={"leaf": "choice", "id": 2})
    assert before != canonical(outer) == {"leaf": "choice", "id": 2}


def test_a_segment_of_a_segment_finds_the_same_friends(koho):
    friend(1, [1])
    friend(2, [1, 2])
    inner = Segment.objects.create(name="中", department=koho, rule={"leaf": "choice", "id": 1})
    assert count({"all": [{"leaf": "segment", "id": inner.pk}, {"not": {"leaf": "choice", "id": 2}}]}) == 1


def test_segments_in_a_circle_are_refused(koho):
    one = Segment.objects.create(name="一", department=koho, rule={"leaf": "everyone"})
    two = Segment.objects.create(name="二", department=koho, rule={"leaf": "segment", "id": one.pk})
    with pytest.raises(RuleError, match="互いに参照"):
        check({"not": {"leaf": "segment", "id": two.pk}}, segment_id=one.pk)
    Segment.objects.filter(pk=one.pk).update(rule={"leaf": "segment", "id": two.pk})
    with pytest.raises(RuleError, match="互いに参照"):
        count({"leaf": "segment", "id": one.pk})


def test_segments_in_segments_do_not_grow_without_bound(koho):
    """200 conditions are allowed in one rule; two more steps of the same kind would be eight million."""
    inner = {"leaf": "everyone"}
    for step in range(3):
        rule = {"any": [inner] * 150}
        made = Segment.objects.create(name=f"{step}", department=koho, rule=rule)
        inner = {"leaf": "segment", "id": made.pk}
    with pytest.raises(RuleError, match="条件が多すぎます"):
        check(inner)


def test_a_long_row_of_segments_is_refused(koho):
    inner = {"leaf": "everyone"}
    for step in range(8):
        inner = {"leaf": "segment", "id": Segment.objects.create(name=f"{step}", department=koho, rule=inner).pk}
        if step == 4:
            check(inner)
    with pytest.raises(RuleError, match="何段も"):
        check(inner)


def test_the_most_conditions_that_are_allowed_can_be_asked_for(koho):
    friend(1, [1])
    groups = [{"all": [{"leaf": "choice", "id": 1}, {"leaf": "not_answered"}]} for _ in range(100)]
    many = Segment.objects.create(name="多", department=koho, rule={"any": groups})
    again = {"leaf": "segment", "id": many.pk}
    rule = {"all": [again, {"not": {"not": again}}]}
    check(rule)
    assert count(rule) == 1


@pytest.mark.parametrize(
    "rule",
    [
        {}, [], None, "x", {"all": []}, {"any": "x"}, {"all": [{}]}, {"not": None}, {"all": [], "any": []},
        {"leaf": "choice"}, {"leaf": "choice", "id": "1"}, {"leaf": "choice", "id": True}, {"leaf": 3},
        {"leaf": "any_choice", "ids": []}, {"leaf": "any_choice", "ids": [1, None]}, {"leaf": "nonsense"},
        {"leaf": "segment", "id": 4711}, {"leaf": "segment"}, {"leaf": "segment", "id": []},
        {"not": {"all": []}}, {"leaf": "choice", "id": 2**40},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_read_is_refused_and_never_means_everyone(db, rule):
    friend(1)
    with pytest.raises(RuleError):
        check(rule)
    with pytest.raises(RuleError):
        count(rule)


def test_a_rule_too_deep_is_refused(db):
    rule = {"leaf": "everyone"}
    for _level in range(8):
        rule = {"all": [rule, {"leaf": "answered"}]}
    with pytest.raises(RuleError, match="深すぎます"):
        check(rule)


def test_unknown_choices_fit_nobody_and_are_named(db):
    friend(1, [1])
    assert count({"leaf": "choice", "id": 777}) == 0
    assert count({"not": {"leaf": "choice", "id": 777}}) == 1
    assert problems({"leaf": "choice", "id": 777}) == [
        "条件に使われている選択肢が見つかりません。この選択肢を選んだ人はいません。"
    ]


def test_rooms_above_can_add_a_condition(db):
    friend(1, language="en")
    friend(2)
    register_leaf("speaks", lambda leaf: Q(language=leaf["code"]), lambda leaf: "英語で読む人")
    try:
        rule = {"all": [{"leaf": "speaks", "code": "en"}, {"leaf": "everyone"}]}
        assert count(rule) == 1
        assert in_words(rule) == "英語で読む人のうち、すべての友だち。"
        assert canonical({"leaf": "speaks", "code": "en"}) == {"leaf": "speaks", "code": "en"}
    finally:
        del _registered["speaks"]


def test_a_condition_that_could_list_a_friend_twice_is_our_own_fault(db):
    register_leaf("tests", lambda leaf: Q(tester__enrolled_at__isnull=False), lambda leaf: "職員")
    try:
        with pytest.raises(TypeError, match="Exists"):
            count({"any": [{"leaf": "tests"}, {"leaf": "everyone"}]})
    finally:
        del _registered["tests"]


def test_figures_by_choice_come_in_one_query(db, django_assert_num_queries):
    for number, chosen in enumerate([[1, 2], [2], [], [2, 3]]):
        friend(number, chosen)
    friend(9, [1], following=False)
    with django_assert_num_queries(1):
        assert by_choice(audience({"leaf": "everyone"})) == {1: 1, 2: 3, 3: 1}
    assert by_choice(Friend.objects.none()) == {}
