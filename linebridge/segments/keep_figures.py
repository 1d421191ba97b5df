"""The head-count of every segment, once a day. A day that was kept is not counted again."""

from datetime import date

from django.utils import timezone

from .models import Segment, SegmentFigure
from .rule import count
from .tree import RuleError


def keep_figures(day: date | None = None) -> int:
    """Keep today's figures; how many it made. A segment whose rule cannot be used any more has none."""
    day = day or timezone.localdate()
    made = 0
    for segment in Segment.objects.exclude(figures__day=day):
        try:
            people = count(segment.rule)
        except RuleError:
            continue
        made += SegmentFigure.objects.get_or_create(segment=segment, day=day, defaults={"people": people})[1]
    return made
