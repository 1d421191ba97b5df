"""The conditions a rule may be made of. Rooms above add their own with `register_leaf`.

Each leaf has a shape check, a database condition, its words, and a canonical form for the fingerprint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from .tree import Rule, RuleError


@dataclass(frozen=True)
class Leaf:
    compile: Callable[[Rule], Q]
    words: Callable[[Rule], str]
    canonical: Callable[[Rule], Any]


_registered: dict[str, Leaf] = {}


def register_leaf(
    name: str, compile: Callable[[Rule], Q], words: Callable[[Rule], str], canonical: Callable[[Rule], Any] = dict
) -> None:
    """Let rules hold {"leaf": name, …}.

    `compile(leaf)` gives a Q over Friend that joins no other table (`Exists` instead); `words(leaf)` a noun phrase that
    stands for people (「…の人」);
    `canonical(leaf)` plain JSON that changes when and only when the meaning does.
    """
    _registered[name] = Leaf(compile, words, canonical)


def leaf_of(rule: Rule) -> Leaf:
    """The registered leaf; RuleError for a name nobody registered."""
    if rule["leaf"] not in _registered:
        text = _("The rule holds a condition that this system does not know: %(name)s")
        raise RuleError(text % {"name": rule["leaf"]})
    return _registered[rule["leaf"]]


def ids_of(rule: Rule) -> list[int]:
    """The ids of choices a `choice` or `any_choice` leaf names, ascending and distinct; RuleError unless integers."""
    given = rule.get("ids") if rule["leaf"] == "any_choice" else [rule.get("id")]
    if not isinstance(given, list) or not given or not all(type(each) is int and 0 < each < 2**31 for each in given):
        raise RuleError(_("A condition names no choice. Please choose at least one."))
    return sorted(set(given))


def _choices_in_words(rule: Rule) -> str:
    return _("people who chose %(choices)s") % {"choices": ", ".join(map(str, ids_of(rule)))}


def _choice_canonical(rule: Rule) -> Rule:
    members = [{"leaf": "choice", "id": each} for each in ids_of(rule)]
    return members[0] if len(members) == 1 else {"any": members}


for _name in ("choice", "any_choice"):  # their words, with the question, are put together in words.py
    register_leaf(_name, lambda rule: Q(choices__has_any=ids_of(rule)), _choices_in_words, _choice_canonical)
register_leaf("everyone", lambda rule: Q(pk__gt=0), lambda rule: _("all friends"), lambda rule: {"leaf": "everyone"})
register_leaf(
    "answered",
    lambda rule: Q(answered_at__isnull=False),
    lambda rule: _("people who answered the receive settings"),
    lambda rule: {"leaf": "answered"},
)
register_leaf(
    "not_answered",
    lambda rule: Q(answered_at__isnull=True),
    lambda rule: _("people who have not answered the receive settings"),
    lambda rule: {"leaf": "not_answered"},
)
