"""What a friend tells us about themselves: the questions of today, saving the answers, forgetting them.

A registration is one UPDATE of one row, so it counts from the next query on; stopped half-way, nothing has changed.
"""

from django.db.models import Prefetch
from django.utils import timezone

from linebridge.friends.models import Friend

from .models import Choice, Question


def questions_now() -> list[Question]:
    """The public questions that still offer a choice, in order; `question.offered` lists what can be chosen."""
    offered = Prefetch("choices", Choice.objects.filter(retired=False).order_by("sort_order", "pk"), to_attr="offered")
    return [question for question in Question.objects.filter(live=True).prefetch_related(offered) if question.offered]


def save_answers(friend: Friend, asked: list[Question], chosen: set[int]) -> Friend:
    """Replace the friend's answers to the questions `asked` by `chosen`; answers to other questions stay."""
    replaced = set(Choice.objects.filter(question__in=asked).values_list("pk", flat=True))
    offered = {choice.pk for question in asked for choice in question.offered}  # type: ignore[attr-defined]  # see above
    kept = set(Friend.objects.values_list("choices", flat=True).get(pk=friend.pk)) - replaced
    return _update(friend, choices=sorted(kept | (chosen & offered)), answered_at=timezone.now())


def forget_answers(friend: Friend) -> Friend:
    """Erase everything the friend told us. They stay a friend, like one who never answered."""
    return _update(friend, choices=[], answered_at=None)


def _update(friend: Friend, **values) -> Friend:
    Friend.objects.filter(pk=friend.pk).update(**values)
    for name, value in values.items():
        setattr(friend, name, value)
    return friend
