"""What the webhook keeps of a person: the id and the content go from their events, the bytes that held them too.

The rows stay, so that an event delivered again is still known. Done twice, it changes nothing.
"""

from django.db import transaction
from django.db.models import Q

from linebridge.webhook.models import Event, EventState, ReplyState, WebhookBody


@transaction.atomic
def erase_events(line_user_id: str) -> bool:
    """False while an event of theirs waits to be processed or answered."""
    mine = Event.objects.filter(line_user_id=line_user_id)
    open_ones = Q(state=EventState.NEW) | Q(reply_state=ReplyState.WAITING)
    settled = list(mine.exclude(open_ones).values_list("pk", flat=True))
    WebhookBody.objects.filter(events__in=settled).update(raw=b"")
    Event.objects.filter(pk__in=settled).update(line_user_id="", payload={}, reply=None, message_id="")
    return not mine.exists()
