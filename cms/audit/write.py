"""Write one entry of the audit log, and its line on stdout once the entry is committed.

If the surrounding transaction rolls back, so does the entry: what did not happen is not told. A refusal is written
after the rollback (see `middleware.py`).
"""

import json
import logging
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import AuditEntry, Result

trail = logging.getLogger("kairan.audit")
current_request: ContextVar[Any] = ContextVar("current_request", default=None)


def record(
    action: str,
    *,
    actor: Any = None,
    obj: Any = None,
    result: str = "success",
    count: int | None = None,
    request: Any = None,
    **data: Any,
) -> AuditEntry:
    """Add one entry, `action` dotted ("staff.sign_in"). Actor and address are taken from the request in hand.

    `obj` is a saved row; `count` how many rows were seen or taken out; `data` must be fit for JSON and goes into the
    entry alone, never into the line on stdout. Raises ValueError on an unknown result.
    """
    return _add(action, actor, request, _name_of(obj), result=Result(result).value, count=count, data=data)


def copy(logged: Any) -> AuditEntry:
    """Take one line of Wagtail's own log (PageLogEntry, ModelLogEntry) into the trail."""
    kind = logged.content_type
    name = {
        "object_type": f"{kind.app_label}.{kind.model}" if kind else "",
        "object_key": str(logged.object_id)[:100],
        "object_name": logged.label[:250],
    }
    return _add(logged.action, logged.user, None, name, data=logged.data)


def _add(action: str, actor: Any, request: Any, name: dict[str, str], **rest: Any) -> AuditEntry:
    request = request or current_request.get()
    actor = actor or _signed_in(request)
    entry = AuditEntry(
        time=timezone.now().replace(microsecond=0),
        action=action[:100],
        actor_id=getattr(actor, "pk", None),
        actor_number=actor.get_username() if actor else "",
        ip=client_ip(request),
        **name,
        **rest,
    )
    entry.save(force_insert=True)
    transaction.on_commit(lambda: trail.info(line(entry)))
    return entry


def line(entry: AuditEntry) -> str:
    """One entry as JSON: ids only, no names of people and no details."""
    fields = {
        "entry": entry.pk,
        "time": timezone.localtime(entry.time).isoformat(),
        "action": entry.action,
        "actor": entry.actor_number,
        "object_type": entry.object_type,
        "object": entry.object_key,
        "result": entry.result,
        "count": entry.count,
        "ip": entry.ip,
    }
    return json.dumps(fields, ensure_ascii=False)


def client_ip(request: Any) -> str | None:
    """The address the request came from; behind our proxy, the one that the proxy wrote last."""
    if request is None:
        return None
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR") or None


def _signed_in(request: Any) -> Any:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _name_of(obj: Any) -> dict[str, str]:
    if obj is None:
        return {}
    return {"object_type": obj._meta.label_lower, "object_key": str(obj.pk), "object_name": str(obj)[:250]}
