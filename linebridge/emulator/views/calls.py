"""What every call of the platform has in common: log, faults, size, token, rate, errors in LINE's form."""

import functools
import json
import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from linebridge.emulator import clock, limit, misbehave, token
from linebridge.emulator.refuse import FAULT_TEXT, TOO_LARGE_TEXT, Refusal

REQUEST_ID = "emulator.request_id"  # its place in META
MOST_BYTES = 2 * 1024 * 1024
LOG = logging.getLogger(__name__)
log: deque[dict[str, Any]] = deque(maxlen=100_000)
_lock = threading.Lock()


def answer(data: Any, status: int = 200) -> HttpResponse:
    """JSON, compact."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(body, status=status, content_type="application/json")


def call(endpoint: str, methods: str = "POST", *, auth: bool = True, retry_key: bool = False) -> Callable:
    """Make a view one of the platform's calls. The view finds its id in META and may raise `Refusal`."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, **path: Any) -> HttpResponse:
            request.META[REQUEST_ID] = str(uuid.uuid4())
            entry = _entry(request, endpoint)
            started = time.monotonic()
            try:
                response = _answer_call(request, view, path, endpoint, methods.split(), auth, retry_key, entry)
            except misbehave.HungUp:
                entry["fault"], response = entry.get("fault", "reset"), HttpResponse(status=500)
            entry["status"], entry["ms"] = response.status_code, int((time.monotonic() - started) * 1000)
            response["x-line-request-id"] = request.META[REQUEST_ID]
            return response

        return wrapped

    return wrap


def by_method(**views: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """One address, an endpoint for each method. A method without a view goes to the first, which refuses it."""
    first = next(iter(views.values()))

    def dispatched(request: HttpRequest, **path: Any) -> HttpResponse:
        return views.get(request.method or "", first)(request, **path)

    return dispatched


def _entry(request: HttpRequest, endpoint: str) -> dict[str, Any]:
    entry = {
        "at": clock.now_ms(),
        "endpoint": endpoint,
        "method": request.method,
        "path": request.path,
        "request_id": request.META[REQUEST_ID],
        "retry_key": request.headers.get("x-line-retry-key", ""),
        "bytes": int(request.headers.get("content-length") or 0),
        "accepted": False,
    }
    with _lock:
        log.append(entry)
    return entry


def _answer_call(
    request: HttpRequest, view: Callable, path: dict, endpoint: str, methods: list[str], auth: bool, retry_key: bool,
    entry: dict,
) -> HttpResponse:  # fmt: skip
    connection = request.META.get("emulator.connection")
    rule = misbehave.pick(endpoint)
    if rule:
        entry["fault"] = rule.fault
    try:
        if request.method not in methods:
            raise Refusal(405, "Method Not Allowed", headers={"allow": ", ".join(methods)})
        misbehave.before(rule, connection)
        _check_call(request, endpoint, auth, retry_key)
        response = view(request, **path)
        entry["accepted"] = True
        misbehave.after(rule, connection)
    except Refusal as refusal:
        response = answer(refusal.body(), refusal.status)
        for name, value in refusal.headers.items():
            response[name] = value
    except misbehave.HungUp:
        raise
    except Exception:  # whatever it is, the caller gets LINE's 500 and not a page of Django's
        LOG.exception("fault of the emulator itself in %s", endpoint)
        response = answer({"message": FAULT_TEXT}, 500)
    return response


def _check_call(request: HttpRequest, endpoint: str, auth: bool, retry_key: bool) -> None:
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise Refusal(413, TOO_LARGE_TEXT)
    if auth:
        token.check_bearer(request.headers.get("authorization", ""))
    route = request.resolver_match
    limit.take(endpoint, f"{request.method} {route.route if route else request.path}")
    if request.headers.get("x-line-retry-key") and not retry_key:
        raise Refusal(400, "This API does not support the retry key")
    if request.method == "POST" and retry_key and not (request.content_type or "").startswith("application/json"):
        raise Refusal(415, f"The content type, {request.content_type}, is not supported")
