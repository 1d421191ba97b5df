"""Mails to a member of staff about a change in how they sign in: what, when, by whom, and what to do about it.

Sent after the commit. A mail that fails is logged and breaks nothing; the audit log tells of the change either way.
"""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy

from .models import User

log = logging.getLogger(__name__)

CHANGES = {
    "password": gettext_lazy("The password was changed."),
    "one-time password": gettext_lazy("The password stopped working, and a one-time password was given."),
    "totp added": gettext_lazy("An app for codes was set up."),
    "totp removed": gettext_lazy("The app for codes was taken away."),
    "webauthn added": gettext_lazy("A passkey was registered."),
    "webauthn removed": gettext_lazy("A passkey was removed."),
    "recovery codes": gettext_lazy("New recovery codes were made; the old ones no longer work."),
    "second factor": gettext_lazy("App, passkeys and recovery codes were all reset."),
    "address": gettext_lazy("The mail address was changed. Mails like this one now go to another address."),
}


def sign_in_changed(user: User, what: str, by: User, to: str = "") -> None:
    """Tell `user` that `what` (a key of CHANGES) was changed by `by`; `to` where the account has another address now.

    Whoever has no address, or whose account is closed, gets no mail.
    """
    address = to or user.email
    if not address or not user.is_active:
        return
    context = {
        "user": user,
        "by": by,
        "change": CHANGES[what],
        "time": timezone.localtime(),
        "city": settings.CITY_NAME,
    }
    transaction.on_commit(lambda: _send(what, user.pk, address, context), robust=True)


def _send(what: str, key: int, address: str, context: dict[str, Any]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        body = render_to_string("users/mail/sign_in_changed.txt", context)
        subject = gettext("How you sign in was changed")
    mail = EmailMessage(subject, body, to=[address], headers={"Auto-Submitted": "auto-generated"})
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        log.error("mail about %s to account %s was not sent: %s", what, key, type(error).__name__)
