"""How often the links of one sender were opened."""

from dataclasses import dataclass, field
from datetime import date

from .models import Click, Link


@dataclass
class Opened:
    """One link: its target, openings in all, and by day."""

    target: str
    total: int = 0
    by_day: dict[date, int] = field(default_factory=dict)


def clicks(source_key: str) -> list[Opened]:
    """The links of this sender in the order they were made. Openings are not people: one may open twice."""
    found = {link.pk: Opened(link.target) for link in Link.objects.filter(source_key=source_key).order_by("pk")}
    for link_id, day, count in Click.objects.filter(link__in=found).order_by("day").values_list("link", "day", "count"):
        found[link_id].by_day[day] = count
        found[link_id].total += count
    return list(found.values())
