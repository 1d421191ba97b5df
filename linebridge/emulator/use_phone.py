"""What a resident does with the phone: add and block the account, write, tap, send a place or a photo.

Each of these is shown in the talk and told to the account by a webhook, where the account is not blocked.
"""

import json
import secrets
from typing import Any

from . import keep, media, tell
from .models import Phone, Said


def follow(user_id: str) -> Phone | None:
    """Add the account, or lift the block."""
    before = keep.state_of(user_id)
    phone = keep.set_state(user_id, Phone.State.FRIEND)
    if phone and before != Phone.State.FRIEND:
        unblocked = before == Phone.State.BLOCKED
        tell.tell([tell.event("follow", user_id, follow={"isUnblocked": unblocked})])
    return phone


def block(user_id: str) -> Phone | None:
    before = keep.state_of(user_id)
    phone = keep.set_state(user_id, Phone.State.BLOCKED)
    if phone and before == Phone.State.FRIEND:
        tell.tell([tell.event("unfollow", user_id, replyable=False)])
    return phone


def follow_all(ids: list[str]) -> None:
    """Tell the account of many new friends at once."""
    tell.tell([tell.event("follow", user_id, follow={"isUnblocked": False}) for user_id in ids])


def say(user_id: str, message: dict[str, Any]) -> Said:
    """Send a message object from the phone; it gets its id here."""
    row = keep.add_said(user_id, "")
    sent = {"id": message_id(row)} | message
    row.message = json.dumps(sent, ensure_ascii=False)
    _tell_friend(user_id, "message", message=_for_webhook(sent))
    return row


def message_id(row: Said) -> str:
    return str(400_000_000_000_000_000 + row.number)


def _for_webhook(message: dict[str, Any]) -> dict[str, Any]:
    """The message as webhooks describe it."""
    if message["type"] == "text":
        return message | {"quoteToken": secrets.token_urlsafe(16)}
    if message["type"] == "image":
        return {"id": message["id"], "type": "image", "quoteToken": secrets.token_urlsafe(16)} | {
            "contentProvider": {"type": "line"}
        }
    return message


def say_text(user_id: str, text: str) -> Said:
    return say(user_id, {"type": "text", "text": text})


def send_location(user_id: str, latitude: float, longitude: float, title: str = "", address: str = "") -> Said:
    place = {"type": "location", "title": title, "address": address, "latitude": latitude, "longitude": longitude}
    return say(user_id, {name: value for name, value in place.items() if value != ""})


def send_photo(user_id: str, data: bytes) -> Said:
    """Send a JPEG or PNG. ValueError where it is none."""
    row = keep.add_said(user_id, "")
    path = media.save(message_id(row), data)
    address = f"/emulator/media/{path.name}"
    message = {"id": message_id(row), "type": "image", "originalContentUrl": address, "previewImageUrl": address}
    row.message = json.dumps(message)
    _tell_friend(user_id, "message", message=_for_webhook(message))
    return row


def tap(user_id: str, action: dict[str, Any], params: dict[str, Any] | None = None) -> None:
    """Tap a button whose action is a postback, a date picker or a message."""
    kind = action.get("type")
    shown = action.get("displayText") or action.get("text") or ""
    if kind == "message":
        say_text(user_id, str(action.get("text", "")))
        return
    if shown:
        keep.add_said(user_id, json.dumps({"type": "text", "text": shown}, ensure_ascii=False))
    postback: dict[str, Any] = {"data": str(action.get("data", ""))}
    if params:
        postback["params"] = params
    _tell_friend(user_id, "postback", postback=postback)


def _tell_friend(user_id: str, kind: str, **more: Any) -> None:
    if keep.state_of(user_id) == Phone.State.FRIEND:
        tell.tell([tell.event(kind, user_id, **more)])
