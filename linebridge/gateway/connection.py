"""What LINE says about our channel, gathered for the staff screen. The first call that fails ends the gathering."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from . import reach
from .client import line
from .errors import LineError


@dataclass
class State:
    """The channel as LINE describes it; `error` where it did not."""

    name: str = ""
    basic_id: str = ""
    webhook: str = ""
    webhook_active: bool = False
    quota: int | None = None
    used: int | None = None
    chat: bool = False
    milliseconds: int | None = None
    skew: int = 0  # seconds
    error: LineError | None = None

    @property
    def webhook_is_ours(self) -> bool:
        return self.webhook == webhook_address()


def state() -> State:
    """Ask LINE for name, webhook and quota. The first answer shows how fast it is and whether our clocks agree."""
    found, started = State(), time.monotonic()
    try:
        info = line().bot_info()
        found.milliseconds = round((time.monotonic() - started) * 1000)
        found.chat = info.get("chatMode") == "chat"
        found.name, found.basic_id = info.get("displayName", ""), info.get("basicId", "")
        endpoint = line().get_webhook_endpoint()
        found.webhook, found.webhook_active = endpoint.get("endpoint") or "", bool(endpoint.get("active"))
        found.quota, found.used = line().quota(), line().consumption()
    except LineError as error:
        found.error = error
    if found.milliseconds is not None:
        found.skew = abs(reach.skew_now())
    return found


def webhook_address() -> str:
    """Where LINE should send its events."""
    return settings.SITE_URL + reverse("line_webhook:receive")


def test_webhook() -> dict[str, Any]:
    """Have LINE call our webhook once: success, statusCode, reason, detail."""
    return line().test_webhook_endpoint(webhook_address())
