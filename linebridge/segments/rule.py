"""What a segment rule means: checked, compiled to one query, counted, said in words, and in canonical form.

Pure but for reading the segments and choices that a rule names. The grammar is in `tree.py`, the leaves in `leaves.py`.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linebridge.friends.models import Friend
from linebridge.questions.models import Choice

from .leaves import ids_of, leaf_of, register_leaf
from .models import Segment
from .tree import DEEPEST, EVERYONE, Rule, RuleError, check_shape, flat, in_order, kind, leaves, parts, with_leaves
from .words import in_words

__all__ = [
    "EVERYONE", "Rule", "RuleError", "audience", "canonical", "check", "count", "count_parts", "expand",
    "in_words", "problems", "register_leaf", "segment_ids", "to_q",
]  # fmt: skip

MOST_OPENED = 600  # conditions of a rule and of all segments it names; SQLite takes a thousand in one expression


def segment_ids(rule: Rule) -> set[int]:
    """Ids of the segments that the rule names itself."""
    ids: list[Any] = [leaf.get("id") for leaf in leaves(rule) if leaf["leaf"] == "segment"]
    if not all(type(each) is int for each in ids):
        raise RuleError(_("A condition names no segment. Please choose one."))
    return set(ids)


def expand(rule: Rule, above: tuple[int, ...] = ()) -> Rule:
    """The rule with every named segment replaced by its rule.

    RuleError for a circle, a missing segment, and for segments in segments that together are more than a query bears.
    """
    return _opened(rule, above, {}, iter(range(MOST_OPENED)))


def _opened(rule: Rule, above: tuple[int, ...], known: dict[int, Segment], room: Iterator[int]) -> Rule:
    if len(above) > DEEPEST:
        raise RuleError(_("Too many segments name each other in a row. Please name fewer segments inside segments."))
    known |= Segment.objects.in_bulk(segment_ids(rule) - known.keys())

    def opened(leaf: Rule) -> Rule:
        if next(room, None) is None:
            raise RuleError(_("There are too many conditions. Please make segments of parts of them."))
        if leaf["leaf"] != "segment":
            return leaf
        if leaf["id"] in above:
            raise RuleError(_("The segments name each other in a circle. Please remove one of these conditions."))
        if leaf["id"] not in known:
            raise RuleError(_("The rule names a segment that no longer exists. Please remove this condition."))
        return _opened(known[leaf["id"]].rule, (*above, leaf["id"]), known, room)

    return with_leaves(rule, opened)


def check(rule: Rule, segment_id: int | None = None) -> None:
    """RuleError unless the rule can be used, as the rule of the segment `segment_id` when that is given."""
    check_shape(rule)
    to_q(rule, (segment_id,) if segment_id else ())


def to_q(rule: Rule, above: tuple[int, ...] = ()) -> Q:
    """The rule as one condition over Friend."""
    return _compiled(flat(expand(rule, above)))


def _compiled(rule: Rule) -> Q:
    found = kind(rule)
    if found == "leaf":
        return leaf_of(rule).compile(rule)
    if found == "not":
        return ~_compiled(rule["not"])
    if not parts(rule):
        raise RuleError(_("A group has no condition yet. Please add one or remove the group."))
    joined = Q()
    for part in _choices_joined(parts(rule)) if found == "any" else parts(rule):
        joined = joined | _compiled(part) if found == "any" else joined & _compiled(part)
    return joined


def _choices_joined(members: list[Rule]) -> list[Rule]:
    """Alternatives over choices as one leaf: one overlap test instead of many."""
    ids = [each for rule in members if rule.get("leaf") in ("choice", "any_choice") for each in ids_of(rule)]
    others = [rule for rule in members if rule.get("leaf") not in ("choice", "any_choice")]
    return [{"leaf": "any_choice", "ids": ids}, *others] if ids else others


def audience(rule: Rule) -> QuerySet[Friend]:
    """The friends that follow us and fit the rule, each once, ordered by id."""
    found = Friend.objects.filter(to_q(rule), following=True).order_by("id")
    if len(found.query.alias_map) > 1:
        raise TypeError("a condition joins another table, so a friend might stand in the list twice: use Exists()")
    return found


def count(rule: Rule) -> int:
    """The head-count: as many as `audience(rule)` lists."""
    return audience(rule).count()


def count_parts(rule: Rule) -> list[int | None]:
    """The head-count of every part of the rule, from the top down and from left to right, in one query.

    None for a part that cannot be used as it stands. A negation counts those outside.
    """
    conditions = [_condition(part) for part in _walk(rule)]
    sums = {f"n{n}": Count("pk", filter=each) for n, each in enumerate(conditions) if each is not None}
    found = Friend.objects.filter(following=True).aggregate(**sums) if sums else {}
    return [found.get(f"n{n}") for n in range(len(conditions))]


def _walk(rule: Rule) -> Iterator[Rule]:
    yield rule
    for part in parts(rule):
        yield from _walk(part)


def _condition(part: Rule) -> Q | None:
    try:
        check_shape(part)
        return to_q(part)
    except RuleError:
        return None


def canonical(rule: Rule) -> Rule:
    """The rule as the fingerprint keeps it: segments replaced by their rules, order and doubles of no effect."""
    rule = with_leaves(expand(rule), lambda leaf: leaf_of(leaf).canonical(leaf))
    while (tidy := in_order(flat(rule))) != rule:  # dropping a double may leave a group of one
        rule = tidy
    return rule


def problems(rule: Rule) -> list[str]:
    """Sentences that warn of a rule that works but is hardly meant: choices no longer offered or unknown."""
    ids = {each for leaf in leaves(expand(rule)) if leaf["leaf"] in ("choice", "any_choice") for each in ids_of(leaf)}
    known = Choice.objects.in_bulk(ids)
    found = [
        _("“%(choice)s” is no longer offered.") % {"choice": choice} for choice in known.values() if choice.retired
    ]
    if ids - known.keys():
        found.append(_("The rule names a choice that no longer exists. Nobody has chosen it."))
    return found
