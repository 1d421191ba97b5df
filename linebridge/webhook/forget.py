"""Removing what a resident has taken back: the content in the event, and the raw bytes that hold it."""

from .models import Event, WebhookBody

KEPT = ("id", "type")


def is_taken_back(event: Event) -> bool:
    """True where LINE has told us that this message was taken back."""
    return Event.objects.filter(type="unsend", message_id=event.message_id, line_user_id=event.line_user_id).exists()


def forget_message(message_id: str, line_user_id: str) -> int:
    """Remove the content of this resident's message wherever the webhook stored it. Returns the events changed."""
    if not message_id:
        return 0
    found = Event.objects.filter(message_id=message_id, line_user_id=line_user_id).exclude(type="unsend")
    for event in found:
        message = event.payload.get("message") or {}
        event.payload["message"] = {key: message[key] for key in KEPT if key in message} | {"unsent": True}
        event.save(update_fields=["payload"])
        WebhookBody.objects.filter(events=event).update(raw=b"")
    return len(found)
