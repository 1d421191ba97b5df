"""What a friend tells us about themselves: the questions of today, saving the answers, forgetting them.

A registration is one UPDATE of one row, so it counts from the next query on; stopped half-way, nothing has changed.
"""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils import timezone

from linebridge.friends.models import Friend

from .models import Choice, District, Question
from .scale import question_of


def questions_now() -> list[Question]:
    """The public questions that can be answered, by group and order; `question.offered` lists what can be chosen."""
    offered = Prefetch("choices", Choice.objects.filter(retired=False).order_by("sort_order", "pk"), to_attr="offered")
    live = Question.objects.filter(live=True).select_related("group").prefetch_related(offered)
    districts = District.objects.filter(retired=False).exists()
    return sorted((question for question in live if _can_be_answered(question, districts)), key=_place)


def save_answers(friend: Friend, asked: list[Question], chosen: set[int], points: Iterable[int] = ()) -> Friend:
    """Replace the friend's answers to the questions `asked` by these; answers to other questions stay."""
    ids = {question.pk for question in asked}
    replaced = set(Choice.objects.filter(question__in=ids).values_list("pk", flat=True))
    offered = {choice.pk for question in asked for choice in question.offered}  # type: ignore[attr-defined]  # prefetched, see above
    choices_before, points_before = Friend.objects.values_list("choices", "points").get(pk=friend.pk)
    kept = {each for each in points_before if question_of(each) not in ids}
    return _update(
        friend,
        choices=sorted(set(choices_before) - replaced | (chosen & offered)),
        points=sorted(kept | {each for each in points if question_of(each) in ids}),
        answered_at=timezone.now(),
    )


def speak(friend: Friend, language: str) -> Friend:
    """The language of messages and pages, as the friend wishes."""
    return _update(friend, language=language, language_chosen=True)


def forget_answers(friend: Friend) -> Friend:
    """Erase everything the friend told us. They stay a friend, like one who never answered."""
    return _update(friend, choices=[], points=[], answered_at=None)


def _can_be_answered(question, districts):
    return question.offered if question.is_choosing else districts or question.kind != Question.Kind.DISTRICT


def _place(question):
    group = question.group if question.group and question.group.live else None
    return (group.order, group.pk) if group else (-1, 0), question.order, question.pk


def _update(friend: Friend, **values) -> Friend:
    Friend.objects.filter(pk=friend.pk).update(**values)
    for name, value in values.items():
        setattr(friend, name, value)
    return friend
