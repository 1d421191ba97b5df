"""Does LINE answer, and does its clock agree with ours? Looked up once a minute at most, within two seconds."""

import time
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from .transport import transport

FRESH_SECONDS = 60
PATIENCE = urllib3.Timeout(total=2)
LARGEST_SKEW = 60  # seconds
KEY = "line-reachable"


def trouble() -> str:
    """Empty where LINE answers; else a sentence for staff. Whatever answers counts, even a refusal."""
    known = _known()
    if not known["reached"]:
        return _("LINE cannot be reached. Check the network, and LINE's own status page.")
    if abs(known["skew"]) > LARGEST_SKEW:
        return _("This machine's clock differs from LINE's by %(seconds)d seconds. Set the clock.") % {
            "seconds": abs(known["skew"])
        }
    return ""


def skew_now() -> int:
    """How many seconds our clock is ahead of LINE's; 0 while LINE cannot be reached."""
    return int(_known()["skew"])


def _known() -> dict[str, Any]:
    known = cache.get(KEY)
    if known is None:
        known = look()
        cache.set(KEY, known, FRESH_SECONDS)
    return known


def look() -> dict[str, Any]:
    """Ask once: `reached`, and `skew`, how many seconds our clock is ahead of LINE's."""
    pool = transport(settings.LINE_API_URL).rest_client.pool_manager
    try:
        answer = pool.request("GET", settings.LINE_API_URL + "/v2/bot/info", timeout=PATIENCE, retries=False)
    except urllib3.exceptions.HTTPError:
        return {"reached": False, "skew": 0}
    return {"reached": True, "skew": _skew(answer.headers.get("date"))}


def _skew(date: str | None) -> int:
    try:
        return round(time.time() - parsedate_to_datetime(date or "").timestamp())
    except ValueError:
        return 0
