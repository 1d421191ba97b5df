"""Is everything running? Each room adds its question by a hook; the answers hold no personal data.

    @hooks.register("register_health_check")
    def _():
        return Check("mirror", _("Public pages as files"), find_trouble)

A question that raises is an answer too: something is wrong there.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import Promise
from wagtail import hooks

LOG = logging.getLogger("kairan.health")


@dataclass(frozen=True)
class Check:
    """A question. `look` returns an empty string, or a sentence for staff about what is wrong and what to do.

    `critical`: without this no request can be answered, so the load balancer should send them elsewhere.
    `look` must answer within two seconds; what takes longer has to be looked up beforehand and kept in the cache.
    """

    name: str
    label: str | Promise
    look: Callable[[], str | Promise]
    critical: bool = False


@dataclass(frozen=True)
class Answer:
    """What a check found; `trouble` is empty where all is well."""

    check: Check
    trouble: str

    @property
    def ok(self) -> bool:
        return not self.trouble


def checks() -> list[Check]:
    """All questions: the database first, then what the rooms registered, in the order of their names."""
    registered = [hook() for hook in hooks.get_hooks("register_health_check")]
    return sorted(registered, key=lambda check: (not check.critical, check.name))


def ask(questions: Iterable[Check] | None = None) -> list[Answer]:
    """Ask each of them, whatever the others answer."""
    return [Answer(check, _ask_one(check)) for check in (checks() if questions is None else questions)]


def status(answers: Iterable[Answer]) -> str:
    """`ok`; `degraded` where something is wrong that does not stop requests; else `failed`."""
    wrong = [answer for answer in answers if not answer.ok]
    if any(answer.check.critical for answer in wrong):
        return "failed"
    return "degraded" if wrong else "ok"


def _ask_one(check: Check) -> str:
    try:
        return str(check.look())
    except Exception as error:  # whatever it is, it belongs on the health page and must not hide the other answers
        LOG.warning("health check %s: %s", check.name, type(error).__name__)
        return type(error).__name__


def database_answers() -> str:
    """Empty where a query comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return ""
