import functools
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linebridge.emulator import behave, clock, keep, tell, token, use_phone
from linebridge.emulator.models import Phone, Said, Sent

from .calls import answer, log

MOST_LISTED = 10_000


def control(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A control call: JSON in, JSON out. A form of another site cannot send JSON."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, **path: Any) -> HttpResponse:
        data: dict = {}
        if request.method == "POST":
            if not (request.content_type or "").startswith("application/json"):
                return answer({"message": "send application/json"}, 415)
            try:
                data = json.loads(request.body or b"{}")
            except ValueError:
                return answer({"message": "this is not JSON"}, 400)
        try:
            return answer(view(request, data, **path))
        except ValueError as error:
            return answer({"message": str(error)}, 400)
        except (TypeError, KeyError) as error:
            return answer({"message": f"{type(error).__name__}: {error}"}, 400)
        except LookupError:
            return answer({"message": "no such phone"}, 404)

    return wrapped


class NoPhone(LookupError):
    """Nobody has this id."""


def known(user_id: str) -> Phone:
    phone = keep.phone(user_id)
    if phone is None:
        raise NoPhone(user_id)
    return phone


def told(phone: Phone) -> dict[str, Any]:
    return {"user_id": phone.user_id, "name": phone.name, "state": phone.state, "language": phone.language}


@control
def reset(request: HttpRequest, data: dict) -> dict:
    behave.reset()
    return {}


@control
def scenario(request: HttpRequest, data: dict) -> dict:
    behave.behave(data)
    return {}


@control
def put_clock(request: HttpRequest, data: dict) -> dict:
    clock.put_forward(float(data.get("seconds", 0)))
    return {"now": clock.now()}


@control
def friends(request: HttpRequest, data: dict) -> dict:
    """Many friends at once: count, prefix (20 hex digits), state, follow_webhook."""
    prefix = data.get("prefix")
    if prefix is not None and not re.fullmatch(r"[0-9a-f]{20}", prefix):
        raise ValueError("a prefix is 20 hex digits")
    crowd = keep.add_crowd(int(data["count"]), prefix, data.get("state", Phone.State.FRIEND))
    if data.get("follow_webhook"):
        use_phone.follow_all(crowd.ids())
    listed = crowd.ids(0, MOST_LISTED) if data.get("list", True) else []
    return {"prefix": crowd.prefix, "count": crowd.size, "ids": listed}


@control
def phones(request: HttpRequest, data: dict) -> dict:
    """GET: those of the screen. POST: one more, by name, language, user_id, follow."""
    if request.method == "GET":
        return {"phones": [told(phone) for phone in keep.phones.values() if phone.on_screen]}
    name = str(data.get("name", "")).strip()
    if not 1 <= len(name) <= 20:
        raise ValueError(_("A name has 1 to 20 characters."))
    user_id = data.get("user_id")
    if user_id is not None and not re.fullmatch(r"U[0-9a-f]{32}", user_id):
        raise ValueError("a user id is U and 32 hex digits")
    phone = keep.add_phone(name, user_id=user_id, language=data.get("language", "ja"))
    if data.get("follow"):
        use_phone.follow(phone.user_id)
    return told(phone)


ACTS: dict[str, Callable[[str, dict], Any]] = {
    "follow": lambda user_id, data: use_phone.follow(user_id),
    "block": lambda user_id, data: use_phone.block(user_id),
    "unfollow": lambda user_id, data: use_phone.block(user_id),
    "text": lambda user_id, data: use_phone.say_text(user_id, data["text"]),
    "location": lambda user_id, data: use_phone.send_location(user_id, **data),
    "postback": lambda user_id, data: use_phone.tap(user_id, {"type": "postback"} | data, data.get("params")),
    "tap": lambda user_id, data: use_phone.tap(user_id, data["action"], data.get("params")),
    "message": lambda user_id, data: use_phone.say(user_id, data),
    "event": lambda user_id, data: tell.tell([tell.event(data.pop("type"), user_id, **data)]),
}


@control
def act(request: HttpRequest, data: dict, user_id: str, what: str) -> dict:
    known(user_id)
    done = ACTS[what](user_id, data)
    return {"message_id": use_phone.message_id(done)} if isinstance(done, Said) else {}


def photo(request: HttpRequest, user_id: str) -> HttpResponse:
    """The body is the picture."""
    if not (request.content_type or "").startswith("image/"):
        return answer({"message": "send image/jpeg or image/png"}, 415)
    if keep.phone(user_id) is None:
        return answer({"message": "no such phone"}, 404)
    try:
        return answer({"message_id": use_phone.message_id(use_phone.send_photo(user_id, request.body))})
    except ValueError as error:
        return answer({"message": str(error)}, 400)


def as_request(row: Sent) -> dict[str, Any]:
    return {
        "at": row.at,
        "endpoint": row.endpoint,
        "request_id": row.request_id,
        "retry_key": row.retry_key,
        "count": row.count,
        "messages": json.loads(row.messages),
    }


@control
def received(request: HttpRequest, data: dict, user_id: str) -> dict:
    """What this phone got: requests with their messages, oldest first."""
    known(user_id)
    return {"requests": [as_request(row) for row in keep.received(user_id)]}


@control
def accepted(request: HttpRequest, data: dict) -> dict:
    """Every accepted request, with the ids it reached where `ids` is asked for."""
    ids = request.GET.get("ids") == "1"
    rows = list(keep.sent)
    return {"requests": [as_request(r) | ({"ids": keep.unpack(bytes(r.recipients))} if ids else {}) for r in rows]}


@control
def counts(request: HttpRequest, data: dict) -> dict:
    """How many phones got how many requests: people, received {times: people}; per_user where `full` is asked for."""
    found = keep.counts(request.GET.get("endpoint", ""))
    histogram = Counter(found.values())
    body: dict[str, Any] = {
        "people": len(found),
        "total": sum(found.values()),
        "received": {str(times): people for times, people in sorted(histogram.items())},
        "requests": len(keep.sent),
    }
    if request.GET.get("full") == "1":
        body["per_user"] = {f"U{packed.hex()}": times for (packed,), times in found.items()}
    return body


@control
def requests(request: HttpRequest, data: dict) -> dict:
    """Every call of the platform so far, refused ones included, oldest first."""
    endpoint = request.GET.get("endpoint", "")
    return {"requests": [dict(entry) for entry in list(log) if not endpoint or entry["endpoint"] == endpoint]}


@control
def state(request: HttpRequest, data: dict) -> dict:
    """Whether webhooks are still on their way, what came of the last ones, our time, processor seconds used so far."""
    used = time.process_time()
    return {"quiet": tell.is_quiet(), "webhooks": tell.log[-1000:], "now": clock.now(), "processor_seconds": used}


@control
def webhook(request: HttpRequest, data: dict) -> dict:
    """Where webhooks go, whatever the scheme; empty: nowhere."""
    keep.set_setting("webhook", {"endpoint": data["endpoint"], "active": bool(data["endpoint"])})
    return {}


@control
def liff(request: HttpRequest, data: dict) -> dict:
    """Where LIFF addresses lead."""
    keep.set_setting("liff_url", data["endpoint"])
    return {}


@control
def login(request: HttpRequest, data: dict) -> dict:
    """Where signing in may lead back to: callbacks, a list; empty: the whole site of the LIFF pages."""
    keep.set_setting("callbacks", list(data["callbacks"]))
    return {}


@control
def id_token(request: HttpRequest, data: dict, user_id: str) -> dict:
    """An ID token of this resident, as LIFF would have it."""
    phone = known(user_id)
    return {"id_token": token.issue_id_token(phone.user_id, phone.name, data.get("nonce", ""), data.get("aud", ""))}


@control
def alive(request: HttpRequest, data: dict) -> dict:
    return {"alive": True}
