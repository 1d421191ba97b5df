"""The shape of a segment rule: groups, negations and leaves as plain JSON. Pure; knows no database.

A rule is {"all": [rule, …]} | {"any": [rule, …]} | {"not": rule} | {"leaf": name, …}.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Rule = dict[str, Any]
DEEPEST = 6  # nested groups; nobody can read more
MOST_LEAVES = 200
EVERYONE: Rule = {"leaf": "everyone"}


class RuleError(ValidationError):
    """The rule cannot be used; the message says why in a sentence staff can act on."""


def kind(rule: Rule) -> str:
    """`all`, `any`, `not` or `leaf`; RuleError for anything else."""
    keys = {"all", "any", "not", "leaf"} & set(rule) if isinstance(rule, dict) else set()
    if len(keys) != 1:
        raise RuleError(_("The rule cannot be read. Please put it together anew."))
    found = keys.pop()
    if not (isinstance(rule["leaf"], str) if found == "leaf" else len(rule) == 1):
        raise RuleError(_("The rule cannot be read. Please put it together anew."))
    return found


def parts(rule: Rule) -> list[Rule]:
    """The rules directly below: the members of a group, what a `not` turns around, nothing below a leaf."""
    found = kind(rule)
    if found == "leaf":
        return []
    below = [rule["not"]] if found == "not" else rule[found]
    if not isinstance(below, list):
        raise RuleError(_("The rule cannot be read. Please put it together anew."))
    return below


def check_shape(rule: Rule, depth: int = 0) -> None:
    """RuleError when a group is empty, or the tree too deep or too large."""
    if depth > DEEPEST:
        raise RuleError(_("The groups are nested too deeply. Please make a segment of its own of an inner group."))
    if kind(rule) != "leaf" and not parts(rule):
        raise RuleError(_("A group has no condition yet. Please add one or remove the group."))
    for part in parts(rule):
        check_shape(part, depth + 1)
    if depth == 0 and sum(1 for _leaf in leaves(rule)) > MOST_LEAVES:
        raise RuleError(_("There are too many conditions. Please make segments of parts of them."))


def leaves(rule: Rule) -> Iterator[Rule]:
    """Every leaf, from left to right."""
    if kind(rule) == "leaf":
        yield rule
    for part in parts(rule):
        yield from leaves(part)


def with_leaves(rule: Rule, change: Callable[[Rule], Rule]) -> Rule:
    """The same tree with every leaf replaced by `change(leaf)`."""
    found = kind(rule)
    if found == "leaf":
        return change(rule)
    below = [with_leaves(part, change) for part in parts(rule)]
    return {"not": below[0]} if found == "not" else {found: below}


def flat(rule: Rule) -> Rule:
    """The same meaning with groups of one opened, groups in groups of their kind merged, double negation gone."""
    found = kind(rule)
    if found == "leaf":
        return rule
    below = [flat(part) for part in parts(rule)]
    if found == "not":
        return below[0]["not"] if "not" in below[0] else {"not": below[0]}
    members = [member for part in below for member in part.get(found, [part])]
    return members[0] if len(members) == 1 else {found: members}


def in_order(rule: Rule) -> Rule:
    """A flat rule with the members of every group sorted and doubles dropped: two equal audiences look equal."""
    found = kind(rule)
    if found == "leaf":
        return rule
    below = [in_order(part) for part in parts(rule)]
    if found == "not":
        return {"not": below[0]}
    unique = {json.dumps(part, sort_keys=True, ensure_ascii=False): part for part in below}
    members = [unique[key] for key in sorted(unique)]
    return members[0] if len(members) == 1 else {found: members}
