"""What residents answered, as rows of a file for analysis: without names and LINE ids, sensitive answers only by right.

Reads a part at a time, so that a million friends fit; changes nothing.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.audit.export import safe_row
from linebridge.friends.models import Friend
from linebridge.friends.models.language import languages

from .describe import describe
from .models import Choice, District, Question

PART = 2000


def header(questions: list[Question]) -> list[str]:
    return [
        _("Friend number"),
        _("Day of becoming a friend"),
        _("Language"),
        *(str(question.wording) for question in questions),
    ]


def asked_of(user: Any) -> list[Question]:
    """The questions whose answers this person may take out, with all their choices, retired ones too."""
    ever = Question.objects.exclude(first_published_at=None)
    if not user.has_perm("line_questions.read_sensitive"):
        ever = ever.filter(sensitive=False)
    choices = Prefetch("choices", Choice.objects.order_by("sort_order", "pk"), to_attr="offered")
    return list(ever.prefetch_related(choices))


def take_out(questions: list[Question]) -> Iterator[list[Any]]:
    """A row for each friend who follows us and has answered; several answers stand in one cell with 、 between."""
    names = {row.pk: row for row in District.objects.select_related("above")}
    tongues = dict(languages())
    friends = Friend.objects.filter(following=True, answered_at__isnull=False).order_by("pk")
    for friend in friends.iterator(PART):
        since = timezone.localdate(friend.followed_at).isoformat() if friend.followed_at else ""
        said = ["、".join(describe(friend, question, names)) for question in questions]
        yield safe_row([friend.number, since, tongues.get(friend.language, friend.language), *said])
