import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linebridge.friends.models import Friend
from linebridge.questions.tally import by_choice
from linebridge.segments.leaves import _registered
from linebridge.segments.models import Segment
from linebridge.segments.rule import RuleError, audience, canonical, check, count, in_words, problems, register_leaf
from tests.linebridge.friends.conftest import friend

IDS = range(1, 9)
LEAVES = st.one_of(
    st.builds(lambda n: {"leaf": "choice", "id": n}, st.sampled_from(IDS)),
    st.builds(lambda ns: {"leaf": "any_choice", "ids": ns}, st.lists(st.sampled_from(IDS), min_size=1, max_size=4)),
    st.sampled_from([{"leaf": "everyone"}, {"leaf": "answered"}, {"leaf": "not_answered"}]),
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
PEOPLE = st.lists(
    st.tuples(st.sets(st.sampled_from(IDS), max_size=5), st.booleans(), st.booleans()), min_size=1, max_size=12
)


def fits(rule, chosen, answered):
    """What the rule means, said once more in Python."""
    if "all" in rule:
        return all(fits(part, chosen, answered) for part in rule["all"])
    if "any" in rule:
        return any(fits(part, chosen, answered) for part in rule["any"])
    if "not" in rule:
        return not fits(rule["not"], chosen, answered)
    return {
        "choice": lambda: rule["id"] in chosen,
        "any_choice": lambda: bool(set(rule["ids"]) & chosen),
        "everyone": lambda: True,
        "answered": lambda: answered,
        "not_answered": lambda: not answered,
    }[rule["leaf"]]()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES, people=PEOPLE)
def test_the_query_finds_whom_the_rule_means(db, rule, people):
    Friend.objects.all().delete()
    now = "2026-11-21T00:00:00+09:00"
    meant = []
    for number, (chosen, answered, following) in enumerate(people):
        row = friend(number, chosen, following=following, answered_at=now if answered else None)
        if following and fits(rule, chosen, answered):
            meant.append(row.pk)
    found = list(audience(rule).values_list("pk", flat=True))
    assert found == meant
    assert count(rule) == len(found)
    assert list(audience(canonical(rule)).values_list("pk", flat=True)) == meant
    assert canonical(canonical(rule)) == canonical(rule)
    assert in_words(rule).endswith("。")


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
