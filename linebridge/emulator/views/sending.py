from django.http import HttpRequest, HttpResponse

from linebridge.emulator import accept, keep, tell
from linebridge.emulator.check_messages import check_messages
from linebridge.emulator.refuse import NO_ACCESS_TEXT, REPLY_TOKEN_TEXT, Refusal

from .calls import REQUEST_ID, answer, call


def _send(verb, request: HttpRequest):
    retry_key = accept.check_retry_key(request.headers.get("x-line-retry-key"))
    data = accept.read_json(request.body)
    return verb(data, request.META[REQUEST_ID], retry_key, accept.digest_of(request.body))


@call("multicast", retry_key=True)
def multicast(request: HttpRequest) -> HttpResponse:
    _send(accept.multicast, request)
    return answer({})


@call("push", retry_key=True)
def push(request: HttpRequest) -> HttpResponse:
    return answer({"sentMessages": keep.sent_messages(_send(accept.push, request))})


@call("broadcast", retry_key=True)
def broadcast(request: HttpRequest) -> HttpResponse:
    _send(accept.broadcast, request)
    return answer({})


@call("narrowcast", retry_key=True)
def narrowcast(request: HttpRequest) -> HttpResponse:
    raise Refusal(403, NO_ACCESS_TEXT)


@call("reply")
def reply(request: HttpRequest) -> HttpResponse:
    data = accept.read_json(request.body)
    accept.check_sending(data)
    user_id = tell.use_reply_token(data.get("replyToken"))
    if not user_id:
        raise Refusal(400, REPLY_TOKEN_TEXT)
    return answer({"sentMessages": keep.sent_messages(accept.reply(data, user_id, request.META[REQUEST_ID]))})


@call("validate")
def validate(request: HttpRequest, kind: str) -> HttpResponse:
    check_messages(accept.read_json(request.body).get("messages"))
    return answer({})
