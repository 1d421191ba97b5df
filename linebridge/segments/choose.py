"""Which segments a member of staff may send to, and what stands in the way of deleting one."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.users.models import User
from cms.users.scope import in_scope

from .models import Segment
from .rule import segment_ids
from .tree import Rule, RuleError


def segments_for(user: User) -> QuerySet[Segment]:
    """The segments this person may choose: of the own department, granted one by one, or all for who works for all."""
    return in_scope(user, Segment, {"choose"}).order_by("name", "pk")


def refuse_foreign(rule: Rule, user: User, before: Rule | None = None) -> None:
    """RuleError where the rule names a segment this person may not choose, unless it stood in the rule `before`."""
    allowed = set(segments_for(user).values_list("pk", flat=True))
    if segment_ids(rule) - allowed - (segment_ids(before) if before else set()):
        raise RuleError(_("The rule names a segment of another department. Please remove this condition."))


def segments_naming(segment: Segment) -> list[Segment]:
    """The segments whose rule names this one."""
    return [other for other in Segment.objects.exclude(pk=segment.pk) if segment.pk in _named(other)]


def _named(segment: Segment) -> set[int]:
    try:
        return segment_ids(segment.rule)
    except RuleError:
        return set()
