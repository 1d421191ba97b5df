"""Mails of approval, sent after the commit. A mail that is lost loses nothing: the list on the screen is the truth."""

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import people

log = logging.getLogger(__name__)
_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence():
    """Inside, no mail goes out for a single request: one for all of them follows."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def submitted(state: Any) -> None:
    """Tell those who could decide that something waits for them."""
    _later(lambda: _send("submitted", people.approvers(state), _("Something waits for your approval"), _about(state)))


def decided(state: Any, user: Any) -> None:
    """Tell who asked that it was approved or sent back by `user`."""
    approved = state.status == state.STATUS_APPROVED
    subject = _("What you asked for was approved") if approved else _("What you asked for was sent back")
    _later(lambda: _send("approved" if approved else "sent_back", _askers(state, user), subject, _about(state)))


def bundle_submitted(bundle: Any) -> None:
    """Tell those who could decide that a whole bundle waits."""
    from .waiting import address_of  # looks at the models, and they are loaded after us

    states = list(bundle.states.select_related("workflow_state", "revision"))
    if not states:
        return
    context = {
        "title": bundle.name,
        "who": bundle.asked_by,
        "count": len(states),
        "url": settings.WAGTAILADMIN_BASE_URL + address_of(bundle),
    }
    able = people.approvers(states[0])
    transaction.on_commit(lambda: _send("bundle", able, _("Something waits for your approval"), context), robust=True)


def many_decided(states: list[Any], user: Any) -> None:
    """Tell everybody who asked for some of these, once, how many `user` approved, or sent back with what comment."""
    if not states:
        return
    approved = states[0].status == states[0].STATUS_APPROVED
    subject = _("What you asked for was approved") if approved else _("What you asked for was sent back")
    for asker in {asker for state in states for asker in _askers(state, user)}:
        count = sum(asker in _askers(state, user) for state in states)
        context = {"count": count, "by": user, "comment": states[0].comment, "url": _url("approvals:list")}
        _send("many_approved" if approved else "many_sent_back", [asker], subject, context)


def schedule_ended(revision: Any, reason: str) -> None:
    """Tell author and approvers that a planned publication did not happen."""
    states = revision.task_states.select_related("workflow_state").specific()
    people_of = {p for state in states for p in (*_askers(state, None), state.finished_by) if p} | {revision.user} - {
        None
    }
    context = {"title": revision.object_str, "reason": reason, "url": _url("approvals:list")}
    _later(lambda: _send("schedule_ended", people_of, _("A planned publication did not happen"), context))


def _later(send: Any) -> None:
    if not _silent.get():
        transaction.on_commit(send, robust=True)


def _askers(state: Any, user: Any) -> set[Any]:
    return {state.workflow_state.requested_by, getattr(state, "asked_by", None)} - {None, user}


def _about(state: Any) -> dict[str, Any]:
    state.refresh_from_db()
    return {
        "title": state.revision.object_str,
        "who": state.asked_by,
        "by": state.finished_by,
        "comment": state.comment,
        "url": _url("approvals:detail", state.pk),
    }


def _url(name: str, *args: Any) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def _send(kind: str, to: Any, subject: str, context: dict[str, Any]) -> None:
    """One mail to each; what people typed stands in the body only, never in a header."""
    with translation.override(settings.LANGUAGE_CODE):
        body = render_to_string(f"workflow/mail/{kind}.txt", context | {"site": settings.WAGTAIL_SITE_NAME})
    for person in to:
        if person.is_active and person.email:
            EmailMessage(subject, body, to=[person.email], headers={"Auto-Submitted": "auto-generated"}).send()
    log.info("mail %s sent", kind)
