"""Second part of a sync: in which language does each friend use LINE? Only of those who have not chosen one here.

Some hundred at a time; their answers and how far we came are one transaction. Name and picture, which LINE sends
along, are never looked at.
"""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction
from django.utils import timezone

from linebridge.gateway import rate
from linebridge.gateway.client import let_go_of_the_database, line
from linebridge.gateway.errors import LineError, LineErrorKind

from .list_followers import before, listed
from .models import Friend, FriendSync
from .models.language import FIRST, known_language

PAGE = 200
AT_ONCE = 8
TRIES = 3  # of a page; then those of whom LINE says nothing are left as they are
TRADITIONAL = {"hant", "tw", "hk", "mo"}
Answers = dict[int, str | LineError]  # by the friend's key; empty: LINE does not say


def ask_page(sync: FriendSync) -> None:
    """Ask about the next friends. LineError where LINE cannot be asked."""
    rows = listed(sync).filter(language_chosen=False, pk__gt=sync.reached).order_by("pk")
    people = dict(rows.values_list("pk", "line_user_id")[:PAGE])
    if not people:
        sync.advance(state=FriendSync.State.GONE, reached=0)
        return
    rate.take("profile", len(people))
    answers = ask_all(people)
    _complain(sync, answers)
    write_down(sync, answers)


def ask_all(people: dict[int, str]) -> Answers:
    """Key → language, or what LINE said instead."""
    let_go_of_the_database()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="profile") as pool:
        return dict(zip(people, pool.map(_ask, people.values()), strict=True))


def _ask(line_user_id: str) -> str | LineError:
    try:
        return str(line().profile(line_user_id).get("language") or "")
    except LineError as error:
        return error
    finally:
        connections.close_all()


def _complain(sync: FriendSync, answers: Answers) -> None:
    """Raise what stands against going on; single friends of whom LINE never answers do not."""
    errors = [answer for answer in answers.values() if isinstance(answer, LineError) and answer.status != 404]
    for error in errors:
        if error.kind is LineErrorKind.RATE:
            rate.pause("profile", error.retry_after)
        if error.kind is LineErrorKind.AUTH:
            raise error
    passing = [error for error in errors if not error.permanent]
    if passing and (sync.troubles + 1 < TRIES or len(errors) == len(answers)):
        raise passing[0]


@transaction.atomic
def write_down(sync: FriendSync, answers: Answers) -> None:
    """Languages of those who answered; who is no friend any more leaves, unless a newer event says otherwise."""
    if not sync.advance(reached=max(answers)):
        return
    spoken, left, unanswered = defaultdict(list), [], 0
    for key, answer in answers.items():
        if not isinstance(answer, LineError):
            spoken[our_language(answer)].append(key)
        elif answer.status == 404:
            left.append(key)
        else:
            unanswered += 1
    for code, keys in spoken.items():
        Friend.objects.filter(pk__in=keys, language_chosen=False).update(language=code)
    leaving = Friend.objects.filter(before(sync.started_at), pk__in=left)
    gone = leaving.update(following=False, blocked_at=timezone.now())
    sync.count(asked=len(answers), unanswered=unanswered, gone=gone)


def our_language(tag: str) -> str:
    """Our code for a language as LINE names it (BCP 47); Japanese where we have none, or LINE says nothing."""
    first, *others = tag.lower().replace("_", "-").split("-")
    if first == "zh":
        return known_language("zh-hant" if TRADITIONAL & set(others) else "zh-hans")
    return known_language(first) if first else FIRST
