from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from django.http import FileResponse, HttpRequest, HttpResponse

from linebridge.emulator import accept, clock, keep, media, settings, tell, token
from linebridge.emulator.refuse import NO_ACCESS_TEXT, NOT_FOUND_TEXT, Refusal, errors_in_body

from .calls import answer, call

NEXT_SECONDS = 24 * 3600


@call("profile", "GET")
def profile(request: HttpRequest, user_id: str) -> HttpResponse:
    phone = keep.phone(user_id)
    if phone is None or not phone.is_friend:
        raise Refusal(404, NOT_FOUND_TEXT)
    return answer({"displayName": phone.name, "userId": phone.user_id, "language": phone.language})


@call("followers", "GET")
def followers(request: HttpRequest) -> HttpResponse:
    if not keep.setting("verified", True):
        raise Refusal(403, NO_ACCESS_TEXT)
    limit = request.GET.get("limit", "300")
    if not limit.isdigit() or not 1 <= int(limit) <= 1000:
        raise errors_in_body([("Must be between 1 and 1000", "limit")])
    found = list(islice(keep.friends_from(*_start(request.GET.get("start"))), int(limit) + 1))
    body: dict = {"userIds": [user_id for _, _, user_id in found[: int(limit)]]}
    if len(found) > int(limit):
        group, place, _ = found[-1]
        body["next"] = token.seal("next", f"{group}:{place}", NEXT_SECONDS)
    return answer(body)


def _start(value: str | None) -> tuple[int, int]:
    """Where the page begins: group and place."""
    if not value:
        return 0, 0
    data = token.unseal(value, "next")
    if data is None:
        raise errors_in_body([("invalid start token", "start")])
    group, _, place = data["s"].partition(":")
    return int(group), int(place)


@call("quota", "GET")
def quota(request: HttpRequest) -> HttpResponse:
    limit = accept.quota()
    return answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


@call("consumption", "GET")
def consumption(request: HttpRequest) -> HttpResponse:
    return answer({"totalUsage": accept.consumption()})


@call("delivery", "GET")
def delivery(request: HttpRequest, kind: str) -> HttpResponse:
    day = request.GET.get("date", "")
    try:
        asked = datetime.strptime(day, "%Y%m%d").replace(tzinfo=accept.JAPAN)
    except ValueError as error:
        raise errors_in_body([("invalid date", "date")]) from error
    if asked + timedelta(days=1) > accept.japan(clock.now_ms()):
        return answer({"status": "unready"})
    return answer({"status": "ready", "success": accept.consumption([kind], day)})


@call("info", "GET")
def info(request: HttpRequest) -> HttpResponse:
    return answer(
        {
            "userId": tell.BOT_USER_ID,
            "basicId": "@000kairan",
            "displayName": settings.ACCOUNT_NAME,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


@call("webhook", "GET PUT")
def webhook(request: HttpRequest) -> HttpResponse:
    if request.method == "PUT":
        address = accept.read_json(request.body).get("endpoint")
        check_webhook_address(address)
        keep.set_setting("webhook", {"endpoint": address, "active": True})
        return answer({})
    kept = tell.endpoint()
    if not kept["endpoint"]:
        raise Refusal(404, NOT_FOUND_TEXT)
    return answer(kept)


@call("webhook_test")
def webhook_test(request: HttpRequest) -> HttpResponse:
    address = accept.read_json(request.body or b"{}").get("endpoint") or tell.endpoint()["endpoint"]
    check_webhook_address(address)
    sent = tell.send([], address)
    sent["timestamp"] = f"{accept.japan(sent['timestamp']).isoformat()}"
    return answer(sent)


def check_webhook_address(address: object) -> None:
    """HTTPS and at most 500 characters; a site on this machine may do without a certificate."""
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or len(str(address)) > 500 or not parts.netloc:
        raise Refusal(400, "Invalid webhook endpoint URL")
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise Refusal(400, "Invalid webhook endpoint URL")


@call("content", "GET")
def content(request: HttpRequest, message_id: str, preview: bool = False) -> HttpResponse | FileResponse:
    """The photo a phone has sent. 202 while a scenario has it still in preparation."""
    if keep.setting("content_preparing", False):
        return answer({"message": "Accepted"}, 202)
    found = media.find(message_id, preview=preview)
    if found is None:
        raise Refusal(404, NOT_FOUND_TEXT)
    return HttpResponse(found.read_bytes(), content_type=media.type_of(found))


@call("content", "GET")
def transcoding(request: HttpRequest, message_id: str) -> HttpResponse:
    return answer({"status": "processing" if keep.setting("content_preparing", False) else "succeeded"})


@call("loading")
def loading(request: HttpRequest) -> HttpResponse:
    data = accept.read_json(request.body)
    seconds = data.get("loadingSeconds", 20)
    faults = []
    if not isinstance(seconds, int) or not 5 <= seconds <= 60:
        faults.append(("Must be between 5 and 60", "loadingSeconds"))
    if not isinstance(seconds, int) or seconds % 5:
        faults.append(("must be a multiple of five", "loadingSeconds"))
    if not str(data.get("chatId", "")).startswith("U"):
        faults.append(("Only users can be specified", "chatId"))
    if faults:
        raise errors_in_body(faults)
    loading_until[data["chatId"]] = clock.now_ms() + seconds * 1000
    return answer({}, 202)


loading_until: dict[str, int] = {}  # user id → when the dots stop, in ms
