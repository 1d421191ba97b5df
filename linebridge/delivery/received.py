"""The condition "got delivery X": those whose batch LINE accepted, for as long as we know who they were (thirty days).

Reads rows only. Afterwards the rule cannot be used any more, and says so.
"""

from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.users.scope import in_scope
from linebridge.segments.leaves import Field, number_in, register_leaf
from linebridge.segments.tree import Rule, RuleError
from site_pages.web.say_date import say_moment

from .forget import KEPT
from .models import Batch, Delivery

MOST = 200  # deliveries offered, the newest first
IDS = {
    "postgresql": "SELECT jsonb_array_elements_text(ids) FROM line_delivery_batch"
    " WHERE delivery_id = %s AND state = %s",
    "sqlite": "SELECT each.value FROM line_delivery_batch AS batch, json_each(batch.ids) AS each"
    " WHERE batch.delivery_id = %s AND batch.state = %s",
}


def _delivery(rule: Rule) -> Delivery:
    found = Delivery.objects.filter(pk=number_in(rule, "id", 1)).first()
    if found is None:
        raise RuleError(_("A condition names no delivery. Please choose one."))
    if found.forgotten_at:
        raise RuleError(_("Who got “%(title)s” is no longer known after 30 days.") % {"title": found.title})
    return found


def _got_it(rule: Rule) -> Q:
    ids = RawSQL(IDS[connection.vendor], [_delivery(rule).pk, Batch.State.ACCEPTED])  # noqa: S611  two fixed texts
    return Q(line_user_id__in=ids)


def _words(rule: Rule) -> str:
    found = _delivery(rule)
    said = {"title": found.title, "moment": say_moment(found.started_at) if found.started_at else "?"}
    return _("people who got “%(title)s” (%(moment)s)") % said


def _choices(user: Any) -> list[tuple[int, str]]:
    known = in_scope(user, Delivery).filter(forgotten_at=None, started_at__gte=timezone.now() - KEPT)
    rows = known.filter(purpose=Delivery.Purpose.NORMAL).order_by("-started_at")[:MOST]
    return [(row.pk, f"{timezone.localtime(row.started_at):%Y-%m-%d %H:%M} {row.title}") for row in rows]


register_leaf(
    "received",
    _got_it,
    _words,
    label=gettext_lazy("Got a delivery"),
    fields=[Field("id", "select", gettext_lazy("Delivery"), _choices)],
    order=420,
)
