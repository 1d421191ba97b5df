"""Which segments a member of staff may send to, and what stands in the way of deleting one."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.users.models import User
from cms.users.scope import in_scope

from .models import FriendList, Segment
from .rule import segment_ids
from .tree import Rule, RuleError, leaves


def segments_for(user: User) -> QuerySet[Segment]:
    """The segments this person may choose: of the own department, granted one by one, or all for who works for all."""
    return in_scope(user, Segment, {"choose"}).order_by("name", "pk")


def lists_for(user: User) -> QuerySet[FriendList]:
    """The named lists this person may choose."""
    return in_scope(user, FriendList, {"choose"}).order_by("name", "pk")


def refuse_foreign(rule: Rule, user: User, before: Rule | None = None) -> None:
    """RuleError where the rule names what this person may not choose, unless it stood in the rule `before`."""
    for name, allowed in (("segment", segments_for(user)), ("list", lists_for(user))):
        named = _ids_in(rule, name) - (_ids_in(before, name) if before else set())
        if named - set(allowed.filter(pk__in=named).values_list("pk", flat=True)):
            raise RuleError(_("The rule names a segment or list of another department. Please remove this condition."))


def _ids_in(rule: Rule, name: str) -> set[int]:
    return {leaf["id"] for leaf in leaves(rule) if leaf["leaf"] == name and type(leaf.get("id")) is int}


def segments_naming(segment: Segment) -> list[Segment]:
    """The segments whose rule names this one."""
    return [other for other in Segment.objects.exclude(pk=segment.pk) if segment.pk in _named(other)]


def _named(segment: Segment) -> set[int]:
    try:
        return segment_ids(segment.rule)
    except RuleError:
        return set()
