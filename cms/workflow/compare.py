"""What differs between two states of an object, field by field, in words a reader understands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.compare import FieldComparison, TextDiff
from wagtail.admin.panels import get_edit_handler
from wagtail.models import TaskState

from . import fingerprint, when
from .models import SecondPersonTaskState


@dataclass(frozen=True)
class Difference:
    """One field: its label and the old and new words as HTML (`<span class="deletion">`, `<span class="addition">`)."""

    label: str
    html: SafeString


def last_approved(obj: Any) -> Any:
    """The object as somebody approved it last: what is live, else what was live before. None if nothing ever was."""
    if obj.live and obj.live_revision_id:
        return obj.live_revision.as_object()
    states = SecondPersonTaskState.objects.for_instance(obj).filter(status=TaskState.STATUS_APPROVED)
    state = states.exclude(digest="").order_by("-finished_at").first()
    return as_approved(obj, state.fingerprint) if state else None


def as_approved(obj: Any, parts: dict[str, Any]) -> Any:
    """`obj` with the content that `parts` hold, for looking at only."""
    return obj.with_content_json({**obj.serializable_data(), **parts["content"]})


def differences(before: Any, after: Any, request: Any) -> list[Difference]:
    """What changed from `before` to `after`: the fields of the editor, then whatever else is approved."""
    handler = edit_handler(after).get_bound_panel(instance=after, request=request, form=None)
    compared = [comparison(before, after) for comparison in handler.get_comparison()]
    found = [Difference(str(one.field_label()), _html(one)) for one in compared if one.has_changed()]
    return found + _others(before, after, {_name(one) for one in compared})


def edit_handler(obj: Any) -> Any:
    """The panels with which `obj` is edited."""
    viewset = getattr(type(obj), "snippet_viewset", None)
    if hasattr(obj, "get_edit_handler"):
        return obj.get_edit_handler()
    return viewset.get_edit_handler() if viewset else get_edit_handler(type(obj))


def _html(comparison: Any) -> SafeString:
    if type(comparison) is FieldComparison:  # dates, numbers, yes and no: Wagtail would print them as Python does
        return _plain(comparison.val_a, comparison.val_b)
    if comparison.is_field:
        return comparison.htmldiff()
    return render_to_string("workflow/child_differences.html", {"children": comparison.get_child_comparisons()})


def _name(comparison: Any) -> str:
    return comparison.field.name if comparison.is_field else comparison.field.related_name


def _others(before: Any, after: Any, shown: set[str]) -> list[Difference]:
    old, new = fingerprint.content(before), fingerprint.content(after)
    names = [name for name in new if name not in shown and old.get(name) != new[name]]
    return [Difference(_label(after, name), _plain(old.get(name), new[name])) for name in names]


def _plain(old: Any, new: Any) -> SafeString:
    return TextDiff([("deletion", _words(old)), ("addition", _words(new))], separator=" ").to_html()


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return when.moment(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("(none)") if value in (None, "", []) else str(value)


def _label(obj: Any, name: str) -> str:
    try:
        field = obj._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(escape(getattr(field, "verbose_name", name)))
