"""A resident takes back a message: what we stored of it goes, also where the two events arrive in the wrong order."""

from .dispatch import on
from .forget import forget_message, is_taken_back
from .models import Event


@on("unsend")
def unsend(event: Event) -> None:
    forget_message(event.message_id, event.line_user_id)


@on("message")
def message_taken_back_before(event: Event) -> None:
    if is_taken_back(event):
        forget_message(event.message_id, event.line_user_id)
        event.refresh_from_db(fields=["payload"])
