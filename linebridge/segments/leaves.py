"""The conditions a rule may be made of. Rooms above add their own with `register_leaf`.

Each leaf has a shape check, a database condition, its words, a canonical form for the fingerprint, and where staff may
put it together themselves the fields that the builder draws.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .tree import Rule, RuleError


@dataclass(frozen=True)
class Field:
    """One field of the builder. `kind`: select, ticks (several of `options`), number, date, text, find.

    A `find` field asks `search(words)` for (value, label) while words are typed and `named(values)` for the labels of
    what is chosen. `options(user)` are (value, label). An empty field that is `optional` is left out of the leaf.
    """

    name: str
    kind: str
    label: Any
    options: Callable[[Any], Iterable[tuple[Any, str]]] = lambda user: ()
    search: Callable[[str], Iterable[tuple[Any, str]]] | None = None
    named: Callable[[list[Any]], Iterable[tuple[Any, str]]] | None = None
    optional: bool = False


@dataclass(frozen=True)
class Leaf:
    compile: Callable[[Rule], Q]
    words: Callable[[Rule], str]
    canonical: Callable[[Rule], Any]
    label: Any = ""
    fields: tuple[Field, ...] = field(default=())
    order: int = 500


_registered: dict[str, Leaf] = {}


def register_leaf(
    name: str,
    compile: Callable[[Rule], Q],
    words: Callable[[Rule], str],
    canonical: Callable[[Rule], Any] = dict,
    label: Any = "",
    fields: Iterable[Field] = (),
    order: int = 500,
) -> None:
    """Let rules hold {"leaf": name, …}.

    `compile(leaf)` gives a Q over Friend that joins no other table (`Exists` instead) and raises RuleError for a leaf
    that lacks something; `words(leaf)` a noun phrase that stands for people (「…の人」);
    `canonical(leaf)` plain JSON that changes when and only when the meaning does.
    With a `label` the builder offers the leaf, `order` says where.
    """
    _registered[name] = Leaf(compile, words, canonical, label, tuple(fields), order)


def leaf_of(rule: Rule) -> Leaf:
    """The registered leaf; RuleError for a name nobody registered."""
    if rule["leaf"] not in _registered:
        text = _("The rule holds a condition that this system does not know: %(name)s")
        raise RuleError(text % {"name": rule["leaf"]})
    return _registered[rule["leaf"]]


def offered() -> dict[str, Leaf]:
    """The leaves that staff may put together in the builder, in order."""
    found = [(name, leaf) for name, leaf in _registered.items() if leaf.label]
    return dict(sorted(found, key=lambda each: each[1].order))


def number_in(rule: Rule, name: str, least: int = 0, most: int = 2**31) -> int:
    """A whole number of the leaf; RuleError where it is missing or out of bounds."""
    given = rule.get(name)
    if type(given) is not int or not least <= given < most:
        raise RuleError(_("A condition lacks a number. Please fill in every field."))
    return given


def ids_in(rule: Rule, name: str = "ids") -> list[int]:
    """The ids a leaf names, ascending and distinct; RuleError unless they are integers and at least one."""
    given = rule.get(name)
    if not isinstance(given, list) or not given or not all(type(each) is int and 0 < each < 2**31 for each in given):
        raise RuleError(_("A condition names nothing. Please choose at least one."))
    return sorted(set(given))


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
register_leaf(
    "everyone",
    lambda rule: Q(pk__gt=0),
    lambda rule: _("all friends"),
    lambda rule: {"leaf": "everyone"},
    label=gettext_lazy("Everyone"),
    order=900,
)
register_leaf(
    "answered",
    lambda rule: Q(answered_at__isnull=False),
    lambda rule: _("people who answered the receive settings"),
    lambda rule: {"leaf": "answered"},
    label=gettext_lazy("Answered the receive settings"),
    order=300,
)
register_leaf(
    "not_answered",
    lambda rule: Q(answered_at__isnull=True),
    lambda rule: _("people who have not answered the receive settings"),
    lambda rule: {"leaf": "not_answered"},
    label=gettext_lazy("Have not answered the receive settings"),
    order=310,
)
