from django.utils.translation import gettext as _

from linebridge.webhook.dispatch import on

from .enrol import code_in, enrol
from .follow import followed, heard, unfollowed
from .models import EnrolmentCode


@on("follow")
def follow(event):
    followed(event.line_user_id, event.timestamp, unblocked=bool(event.payload.get("follow", {}).get("isUnblocked")))


@on("unfollow")
def unfollow(event):
    unfollowed(event.line_user_id, event.timestamp)


@on("message", "postback")
def write(event):
    """Whoever writes or taps is a friend, also where nobody told us. In a group anybody may speak."""
    if event.payload.get("source", {}).get("type") == "user":
        heard(event.line_user_id, event.timestamp)


@on("message")
def enrolment(event):
    """A message that is nothing but a code enrols a phone. Anything else is left to other rooms.

    In a group anybody may speak, also who is no friend of the account.
    """
    if event.payload.get("source", {}).get("type") != "user":
        return None
    code = code_in(str(event.payload.get("message", {}).get("text", "")))
    if not code or not EnrolmentCode.objects.filter(code=code).exists():
        return None
    friend = heard(event.line_user_id, event.timestamp)
    if friend and enrol(friend, code):
        return [{"type": "text", "text": _("This phone will receive test messages from now on.")}]
    return [{"type": "text", "text": _("This code is too old. Please show a new one on the screen and send that.")}]
