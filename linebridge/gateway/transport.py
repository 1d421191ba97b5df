"""One HTTP request to LINE and what its answer means. The SDK's client with its traps closed.

No answer, or one that cannot be read, becomes a `LineError` that says whether LINE may have accepted the request.
A 2xx is success whatever its body looks like.
"""

import json
import logging
import re
import threading
import time
from typing import Any

import urllib3
from linebot.v3.messaging import ApiClient, ApiException, Configuration
from urllib3 import exceptions as http

from .errors import LineError, LineErrorKind

CONNECT_SECONDS, READ_SECONDS = 3, 10
CONNECTIONS_KEPT = 32
QUOTA_WORDS = "monthly limit"
RECIPIENT = re.compile(r"\b(?:to|userIds)\[(\d+)\]")
LOG = logging.getLogger("kairan.line")
# The SDK writes answers, and so profiles, at DEBUG; urllib3 writes paths, and so user ids.
logging.getLogger("linebot.v3.messaging.rest").setLevel(logging.INFO)
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

_clients: dict[str, "Transport"] = {}
_lock = threading.Lock()


def transport(host: str) -> "Transport":
    """The client of one host; its connections are shared by all threads of this process."""
    with _lock:
        if host not in _clients:
            _clients[host] = Transport(host)
        return _clients[host]


class Transport(ApiClient):
    """The SDK's client: one host, no retries, no token of its own, errors as `LineError`."""

    def __init__(self, host: str):
        configuration = Configuration(host=host, access_token="")
        configuration.retries = False  # else GETs are tried four times and redirects followed
        configuration.connection_pool_maxsize = CONNECTIONS_KEPT
        super().__init__(configuration)
        # Each call brings its own token; these two would win over it.
        del self.default_headers["Authorization"]
        configuration.access_token = None

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Send one request. Logged with LINE's request id, and without body, path parameters or people."""
        started = time.monotonic()
        try:
            answer = super().request(method, url, **options)
        except ApiException as error:
            refused = refusal(error)
            self._log(method, url, started, refused)
            raise refused from None  # LINE's answer may name people
        except http.HTTPError as error:
            silent = silence(error)
            self._log(method, url, started, silent)
            raise silent from None
        self._log(method, url, started, None, answer)
        if method != "GET" or not url.endswith(
            "/content"
        ):  # whatever proxy wrote it in whatever encoding: LINE has accepted
            answer.data = _readable(answer.data)
            answer.getheaders()["content-type"] = "application/json"
        return answer

    def deserialize(self, response: Any, response_type: Any) -> Any:
        """Plain JSON, and None where it is none: LINE adds fields and values without notice."""
        try:
            return json.loads(response.data)
        except ValueError:
            return None

    def _log(self, method: str, url: str, started: float, error: LineError | None, answer: Any = None) -> None:
        status = error.status if error else answer.status
        request_id = error.request_id if error else answer.getheader("x-line-request-id", "")
        outcome = error.kind.value if error else "ok"
        LOG.info(
            "line %s %s status=%s outcome=%s request_id=%s ms=%d",
            method, endpoint_of(url), status or "-", outcome, request_id or "-", (time.monotonic() - started) * 1000,
        )  # fmt: skip


def endpoint_of(url: str) -> str:
    """The path without anything that names a person or a message."""
    path = urllib3.util.parse_url(url).path or ""
    return re.sub(r"/(profile|message|user)/[^/]{20,}|(?<=/message/)\d+", lambda m: f"/{m[1]}/*" if m[1] else "*", path)


def refusal(error: ApiException) -> LineError:
    """What an answer other than 2xx means."""
    status, headers = int(error.status or 0), error.headers or {}
    message, properties = _words(error.body)
    known: dict[str, Any] = {
        "status": status,
        "request_id": headers.get("x-line-accepted-request-id") or headers.get("x-line-request-id") or "",
    }
    if status == 0:  # TLS broke, perhaps after the request; only with a wrong certificate was certainly nothing sent
        reason = str(error.reason or "")
        return LineError(LineErrorKind.NETWORK, reason[:200], ambiguous="CERTIFICATE_VERIFY_FAILED" not in reason)
    if status == 429:
        quota = QUOTA_WORDS in message
        return LineError(
            LineErrorKind.QUOTA if quota else LineErrorKind.RATE, message, retry_after=_seconds(headers), **known
        )
    if status == 400:
        index = RECIPIENT.search(" ".join([message, *properties]))
        kind = LineErrorKind.RECIPIENT if index else LineErrorKind.MESSAGE
        return LineError(kind, message, recipient_index=int(index[1]) if index else None, **known)
    kinds = {401: LineErrorKind.AUTH, 403: LineErrorKind.AUTH, 413: LineErrorKind.TOO_LARGE}
    kind = LineErrorKind.UNAVAILABLE if status >= 500 else kinds.get(status, LineErrorKind.OTHER)
    return LineError(kind, message, **known)


def silence(error: http.HTTPError) -> LineError:
    """What it means that there was no answer: whether the request can have reached LINE."""
    never_sent = (http.ConnectTimeoutError, http.LocationParseError)  # NewConnectionError is a kind of the first
    late = isinstance(error, http.TimeoutError) and not isinstance(error, http.NewConnectionError)
    kind = LineErrorKind.TIMEOUT if late else LineErrorKind.NETWORK
    return LineError(kind, type(error).__name__, ambiguous=not isinstance(error, never_sent))


def _words(body: Any) -> tuple[str, list[str]]:
    """LINE's message with its details, and the properties it names. No user ids."""
    try:
        data = json.loads(_readable(body))
        details = [d for d in data.get("details") or [] if isinstance(d, dict)]
    except (ValueError, AttributeError):
        return "", []
    text = "; ".join(
        [str(data.get("message") or data.get("error_description") or ""), *(str(d.get("message", "")) for d in details)]
    )
    return re.sub(r"\b[UCR][0-9a-f]{32}\b", "*", text).strip("; ")[:500], [str(d.get("property", "")) for d in details]


def _readable(data: Any) -> bytes:
    raw = data if isinstance(data, bytes) else str(data or "").encode()
    return raw.decode("utf-8", "replace").encode()


def _seconds(headers: Any) -> float | None:
    value = headers.get("retry-after")
    return float(value) if value and value.isdigit() else None
