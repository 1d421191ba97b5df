"""Everything we ask of LINE. One call is one HTTP request; trying again is the caller's decision.

If a call stops half-way, nothing of ours is lost: it holds neither transaction nor connection, and the caller has
stored its retry key before. What LINE refuses is a `LineError` (see `errors.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connections
from linebot.v3.messaging import MessagingApi, MessagingApiBlob
from linebot.v3.messaging import models as line_models

from . import gate, rate, token
from .build import build
from .build import missing as missing
from .errors import LineError, LineErrorKind
from .menus import MenuCalls
from .transport import CONNECT_SECONDS, READ_SECONDS, transport

SENDING = ("multicast", "push", "broadcast")


@dataclass(frozen=True)
class Accepted:
    """LINE has accepted the messages. `repeated`: it had done so before, under the same retry key."""

    request_id: str
    repeated: bool = False


class LineClient(MenuCalls):
    """The configured channel. Cheap to make; connections and token are shared. User ids are `U` and 32 hex digits."""

    # -- Sending: through gate and rate ------------------------------------------------------------------------------

    def multicast(self, to: list[str], messages: list[dict], retry_key: str) -> Accepted:
        """Send to at most 500 friends. All of them or none: an error means that nobody got it (unless ambiguous)."""
        request = build(line_models.MulticastRequest, {"to": to, "messages": messages})
        return self._send("multicast", self._api.multicast_with_http_info, request, retry_key)

    def push(self, to: str, messages: list[dict], retry_key: str) -> Accepted:
        """Send to one friend."""
        request = build(line_models.PushMessageRequest, {"to": to, "messages": messages})
        return self._send("push", self._api.push_message_with_http_info, request, retry_key)

    def broadcast(self, messages: list[dict], retry_key: str) -> Accepted:
        """Send to every friend of the account, known to us or not. 60 an hour."""
        request = build(line_models.BroadcastRequest, {"messages": messages})
        return self._send("broadcast", self._api.broadcast_with_http_info, request, retry_key)

    def reply(self, reply_token: str, messages: list[dict]) -> Accepted:
        """Answer an event. The token works once and for a minute; LINE knows no retry key here."""
        request = build(line_models.ReplyMessageRequest, {"replyToken": reply_token, "messages": messages})
        return Accepted(_request_id(self._call("reply", self._api.reply_message_with_http_info, request)))

    def validate(self, kind: str, messages: list[dict]) -> None:
        """Ask LINE whether it would take these messages; `kind` is reply, push, multicast, narrowcast or broadcast."""
        request = build(line_models.ValidateMessageRequest, {"messages": messages})
        self._call("validate", getattr(self._api, f"validate_{kind}_with_http_info"), request)

    # -- Asking ------------------------------------------------------------------------------------------------------

    def profile(self, user_id: str) -> dict:
        """displayName, userId, pictureUrl, language. OTHER with status 404 where this person is no friend."""
        return self._ask("profile", self._api.get_profile_with_http_info, user_id)

    def follower_ids(self, start: str | None = None) -> tuple[list[str], str | None]:
        """Up to 1,000 ids and where to go on (None: that was all). AUTH (403) on an account that is not verified."""
        options = {"limit": 1000} | ({"start": start} if start else {})
        answer = self._ask("followers", self._api.get_followers_with_http_info, **options)
        return answer.get("userIds", []), answer.get("next") or None

    def quota(self) -> int | None:
        """Messages a month, or None where there is no limit."""
        return self._ask("quota", self._api.get_message_quota_with_http_info).get("value")

    def consumption(self) -> int:
        """Messages used this month, approximately."""
        return int(
            self._ask("consumption", self._api.get_message_quota_consumption_with_http_info).get("totalUsage", 0)
        )

    def delivery_count(self, kind: str, day: date) -> int | None:
        """Messages sent on `day` (Japan) by reply, push, multicast or broadcast; None while LINE has not counted."""
        call = getattr(self._api, f"get_number_of_sent_{kind}_messages_with_http_info")
        return self._ask("delivery", call, f"{day:%Y%m%d}").get("success")

    def content(self, message_id: str) -> bytes:
        """The photo, film or file a resident sent. OTHER 404/410 when LINE has deleted it."""
        api = MessagingApiBlob(transport(settings.LINE_DATA_API_URL))
        answer = self._call("content", api.get_message_content_with_http_info, message_id)
        if answer.status_code == 202:
            raise LineError(
                LineErrorKind.UNAVAILABLE, "LINE is still preparing the content", status=202, ambiguous=False
            )
        return bytes(answer.raw_data)

    def bot_info(self) -> dict:
        """displayName, basicId, userId, chatMode, …"""
        return self._ask("info", self._api.get_bot_info_with_http_info)

    def get_webhook_endpoint(self) -> dict:
        """endpoint, active. Both empty where none is set."""
        try:
            return self._ask("webhook", self._api.get_webhook_endpoint_with_http_info)
        except LineError as error:
            if error.status != 404:
                raise
            return {"endpoint": "", "active": False}

    def set_webhook_endpoint(self, url: str) -> None:
        """Have LINE send its events to `url` (https, at most 500 characters)."""
        request = build(line_models.SetWebhookEndpointRequest, {"endpoint": url})
        self._call("webhook", self._api.set_webhook_endpoint_with_http_info, request)

    def test_webhook_endpoint(self, url: str | None = None) -> dict:
        """Have LINE call the webhook once: success, timestamp, statusCode, reason, detail. 60 an hour."""
        request = build(line_models.TestWebhookEndpointRequest, {"endpoint": url} if url else {})
        return self._ask("webhook_test", self._api.test_webhook_endpoint_with_http_info, request)

    # -- People who leave --------------------------------------------------------------------------------------------

    def deauthorize(self, user_access_token: str) -> None:
        """Take back, for a resident who leaves, what they have allowed us. MESSAGE where that is so already."""
        self._call("deauthorize", self._deauthorize, {"userAccessToken": user_access_token})

    def _deauthorize(self, body: dict[str, str], _headers: dict[str, str], **options: Any) -> Any:
        sent = _headers | {"Content-Type": "application/json"}  # a call that the SDK does not know
        return transport(settings.LINE_API_URL).call_api(
            "/user/v1/deauthorize", "POST", header_params=sent, body=body, response_types_map={}, **options
        )

    # -- One call ----------------------------------------------------------------------------------------------------

    @property
    def _api(self) -> MessagingApi:
        return MessagingApi(transport(settings.LINE_API_URL))

    def _send(self, endpoint: str, call: Callable, request: Any, retry_key: str) -> Accepted:
        gate.pass_through()
        rate.take(endpoint)
        try:
            answer = self._call(endpoint, call, request, x_line_retry_key=str(retry_key))
        except LineError as error:
            if error.kind is LineErrorKind.RATE:
                rate.pause(endpoint, error.retry_after)
            if error.status != 409:
                raise
            return Accepted(error.request_id, repeated=True)
        return Accepted(_request_id(answer))

    def _ask(self, endpoint: str, call: Callable, *args: Any, **options: Any) -> dict:
        data = self._call(endpoint, call, *args, **options).data
        return data if isinstance(data, dict) else {}

    def _call(
        self, endpoint: str, call: Callable, *args: Any, headers: dict[str, str] | None = None, **options: Any
    ) -> Any:
        """One request with our token; where the token was refused, once more with a new one (nothing was done then)."""
        refuse_inside_a_transaction()
        let_go_of_the_database()
        for last in (False, True):
            bearer = token.current()
            sent = {"Authorization": f"Bearer {bearer}"} | (headers or {})
            try:
                return call(*args, _headers=sent, _request_timeout=(CONNECT_SECONDS, READ_SECONDS), **options)
            except LineError as error:
                if last or error.status != 401:
                    raise
                token.forget(bearer)
        raise AssertionError("unreachable")


def line() -> LineClient:
    """The client of the channel that the settings name."""
    return LineClient()


def refuse_inside_a_transaction() -> None:
    """A transaction open during an HTTP call holds locks as long as LINE likes. That is a fault in our code."""
    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise RuntimeError("LINE is not called inside a database transaction")


def let_go_of_the_database() -> None:
    """Close this thread's connections, which gate and rate have just used: LINE may take ten seconds to answer.

    The next query opens one again. What a transaction holds stays open; here that can only be a test's own.
    """
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _request_id(answer: Any) -> str:
    return (answer.headers or {}).get("x-line-request-id") or ""
