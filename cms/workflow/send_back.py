"""Send a request back to who asked, with the reason. One transaction; the draft stays as it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import people, refusal
from .approve import waiting
from .models import SecondPersonTaskState


def send_back(task_state: Any, user: Any, comment: str) -> SecondPersonTaskState:
    """Send it back in the name of `user`. Raises ValidationError without a comment, MayNotApprove, AlreadyDecided."""
    if not comment.strip():
        raise ValidationError({"comment": _("Write what should be changed. The author reads it.")})
    with transaction.atomic():
        state = waiting(task_state.pk)
        if reason := people.why_not(state, user):
            raise refusal.MayNotApprove(reason)
        state.reject(user=user, comment=comment.strip())
    return state
