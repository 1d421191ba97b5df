"""What exactly is approved: named parts as plain JSON, and one SHA-256 over their canonical form.

The object's own content is the part "content": every field and child row that people edit, without keys, tree
position and dates that Wagtail keeps itself. Rooms above add parts by the hook `register_approval_panel`.
"""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import hooks
from wagtail.fields import StreamField

from .approval import ApprovalPanel

KEPT_BY_WAGTAIL = {
    "pk", "id", "path", "depth", "numchild", "url_path", "translation_key", "locale", "content_type", "owner",
    "alias_of", "live", "live_revision", "latest_revision", "latest_revision_created_at", "has_unpublished_changes",
    "draft_title", "first_published_at", "last_published_at", "expired", "locked", "locked_at", "locked_by",
    "wagtail_admin_comments", "comments",
}  # fmt: skip


def panels(obj: Any, request: Any = None) -> list[ApprovalPanel]:
    """What the rooms hand in about `obj`, in the order of the hook."""
    found = [panel for fn in hooks.get_hooks("register_approval_panel") if (panel := fn(obj)) is not None]
    for panel in found:
        panel.request = request
    return found


def parts(obj: Any) -> dict[str, Any]:
    """Every part of what would be approved, as plain JSON: what a stored fingerprint holds."""
    return _plain({"content": content(obj), **_parts_of(panels(obj))})


def binding_parts(obj: Any) -> dict[str, Any]:
    """The parts that must still be the approved ones when the object goes live."""
    return _plain({"content": content(obj), **_parts_of(p for p in panels(obj) if p.checked_at_go_live)})


def lenient_parts(obj: Any) -> set[str]:
    """Names of the parts whose rooms compare them again themselves."""
    return {panel.name for panel in panels(obj) if not panel.checked_at_go_live}


def figures(obj: Any) -> dict[str, Any]:
    """What the panels show beside the fingerprint, by part."""
    return _plain({panel.name: panel.figures() for panel in panels(obj) if panel.figures()})


def digest(parts: dict[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON of `parts`."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def digest_of_all(digests: list[str]) -> str:
    """One digest over many, whatever their order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with one spelling for each value: sorted keys, no spaces."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content(obj: Any) -> dict[str, Any]:
    """The fields and child rows of `obj` that people edit."""
    skip = KEPT_BY_WAGTAIL | set(getattr(obj, "approval_exclude", ())) | _not_edited(obj)
    return {k: v for k, v in _children(obj, _data(obj)).items() if k not in skip}


def approved_parts(obj: Any) -> dict[str, Any] | None:
    """The parts that were approved for the live revision of `obj`; None if it is not live or the evidence is void."""
    from .guard import evidence

    state = evidence(obj.live_revision_id) if obj.live and obj.live_revision_id else None
    return state.fingerprint if state else None


def _parts_of(found: Any) -> dict[str, Any]:
    values = {panel.name: panel.fingerprint() for panel in found}
    return {name: value for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    return json.loads(canonical(value))


def _data(obj: Any) -> dict[str, Any]:
    """The fields as plain JSON. A stream is JSON within JSON: PostgreSQL keeps its keys in an order of its own."""
    data = _plain(obj.serializable_data())
    for field in obj._meta.concrete_fields:
        if isinstance(field, StreamField) and isinstance(data.get(field.name), str):
            data[field.name] = json.loads(data[field.name])
    return data


def _not_edited(obj: Any) -> set[str]:
    return {field.name for field in obj._meta.get_fields() if isinstance(field, models.Field) and not field.editable}


def _children(obj: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Child rows without their own key and the key of their parent: both change when a draft becomes a row."""
    for relation in get_all_child_relations(type(obj)):
        name = relation.get_accessor_name()
        drop = {"pk", relation.field.name, "translation_key", "locale"}
        rows = data.get(name) or []
        data[name] = [{k: v for k, v in row.items() if k not in drop} for row in rows]
    return data
