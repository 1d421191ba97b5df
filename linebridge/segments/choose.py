"""Which segments a member of staff may send to, and what stands in the way of deleting one."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cms.users.models import Role, User
from cms.users.scope import granted, in_scope

from .leaves import ids_of
from .models import FriendList, ReachLimit, Segment
from .rule import count, segment_ids
from .tree import Rule, RuleError, leaves


def segments_for(user: User) -> QuerySet[Segment]:
    """The segments this person may choose: of the own department, granted one by one, or all for who works for all.

    One that is restricted only by grant, unless the person says themself who may send to what.
    """
    found = in_scope(user, Segment, {"choose"}).order_by("name", "pk")
    if user.has_perm("line_segments.grant_segment"):
        return found
    return found.filter(Q(restricted=False) | Q(pk__in=granted(user, Segment, {"choose"})))


def refuse_reach(user: User, rule: Rule, everyone: bool) -> None:
    """RuleError where this person may not send to everyone, or to so many people as the rule finds now."""
    if everyone and not user.has_perm("line_segments.choose_everyone"):
        raise RuleError(_("You may not send to everyone. Choose a segment, or ask an administrator for the right."))
    most = most_people(user)
    if most is not None and (people := count(rule)) > most:
        text = _("The audience is %(people)d people, and you may send to %(most)d. Choose a smaller segment.")
        raise RuleError(text % {"people": people, "most": most})


def most_people(user: User) -> int | None:
    """How many people this person may reach with one delivery; None where nothing limits it."""
    roles = list(Role.objects.filter(group__user=user).values_list("pk", flat=True))
    limits = dict(ReachLimit.objects.filter(role__in=roles).values_list("role", "most"))
    return max(limits.values()) if roles and len(limits) == len(roles) else None


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


def names_choice(segment: Segment, choice_ids: set[int]) -> bool:
    """Whether the segment's own rule names one of these choices."""
    try:
        found = [leaf for leaf in leaves(segment.rule) if leaf["leaf"] in ("choice", "any_choice")]
        return any(choice_ids & set(ids_of(leaf)) for leaf in found)
    except RuleError:
        return False
