"""What the approval screen shows of LINE, what of it is approved, and what must be mended first.

The bubbles are drawn from the very messages that are stored with the approval and sent later.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.users.departments import department_of
from cms.workflow.approval import ApprovalPanel
from linebridge.bubbles.draw import draw
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError, LineErrorKind
from linebridge.segments.grant import granted_to
from linebridge.segments.rule import RuleError, canonical, count, in_words
from linebridge.segments.rule import problems as rule_problems
from site_pages.web.say_date import say_moment

from .compose import compose
from .models import Delivery, Instruction, LineMessageInstruction
from .models.delivery import sha256_of
from .plan import PART, part_of

VALIDATED_FOR = 600  # seconds during which LINE is not asked again about the same messages


class LinePanel(ApprovalPanel):
    """To whom, when and what goes to LINE when this is approved. What was sent already is not asked about again."""

    name = PART
    heading = gettext_lazy("LINE")
    checked_at_go_live = False  # compared again at the start of the delivery, which is then held

    def __init__(self, obj: Any, request: Any = None):
        super().__init__(obj, request)
        self.rows, self.started = divided(obj)

    def fingerprint(self) -> dict[str, Any] | None:
        return {str(row.key): _or_nothing(part_of, self.obj, row) for row in self.rows} or None

    def has_changed(self, before: Any, now: Any) -> bool:
        done = {str(row.key) for row in self.started}
        return {key: part for key, part in (before or {}).items() if key not in done} != (now or {})

    def figures(self) -> dict[str, Any]:
        return {str(row.key): people_of(row) for row in self.rows}

    def problems(self) -> list[str]:
        return [sentence for row in self.rows for sentence in problems_of(self.obj, row)]

    def render_html(self) -> SafeString:
        rows = [described(self.obj, row) for row in self.rows]
        context = {"rows": rows, "started": self.started, "page": self.obj}
        return render_to_string("line_delivery/approval_panel.html", context)


def divided(page: Any) -> tuple[list[Instruction], list[Instruction]]:
    """The instructions of a page that still ask for something, and those whose delivery has begun or was cancelled."""
    rows = [row for row in page.line_instructions.all() if row.key]
    started = [row for row in rows if has_started(row)]
    return [row for row in rows if row not in started], started


def described(page: Any, row: Instruction) -> dict[str, Any]:
    """One instruction for the reader: `words`, `count`, `time`, `preview` (HTML), `warnings`."""
    messages = compose(page, row).messages
    warnings = _or_nothing(rule_problems, row.rule()) or []
    return people_of(row) | {
        "row": row,
        "time": time_in_words(page, row),
        "preview": draw(messages),
        "warnings": warnings,
    }


def preview_of(page: Any) -> SafeString:
    """How the messages of a LINE message page look, whatever deliveries it has."""
    rows = list(page.line_instructions.all()) or [LineMessageInstruction(key=uuid.uuid4())]
    return draw(compose(page, rows[0]).messages)


def people_of(row: Instruction) -> dict[str, Any]:
    """Audience in words, and how many it is at this moment."""
    try:
        return {"words": in_words(row.rule()), "count": count(row.rule())}
    except RuleError as error:
        return {"words": " ".join(error.messages), "count": 0}


def time_in_words(page: Any, row: Instruction) -> str:
    """When it goes out, such as 令和8年12月25日（金曜日）午前9時."""
    if row.when == Instruction.When.AT and row.at:
        return say_moment(row.at)
    if page.go_live_at and page.go_live_at > timezone.now():
        return _("%(moment)s, as soon as it is published") % {"moment": say_moment(page.go_live_at)}
    return _("As soon as it is published")


def problems_of(page: Any, row: Instruction) -> list[str]:
    """What must be mended before anybody can approve this instruction."""
    made = compose(page, row)
    found = [*_time_problems(page, row), *_audience_problems(page, row), *made.problems()]
    if not all(made.links.values()):
        found.append(_("The page of a card has no address on the web. Choose another page."))
    return found or _refused_by_line(made.messages)


def has_started(row: Instruction) -> bool:
    """True once its delivery has begun, or was cancelled by a person: it is no longer a question."""
    rows = Delivery.objects.filter(source_kind=row.SOURCE_KIND, instruction_key=row.key)
    by_person = rows.filter(state=Delivery.State.CANCELLED, reason=Delivery.Reason.PERSON)
    return rows.exclude(started_at=None).exists() or by_person.exists()


def _time_problems(page: Any, row: Instruction) -> Iterable[str]:
    if row.is_past():
        yield _("The time of sending is in the past. Enter a time that is still to come.")
    elif row.at and page.go_live_at and row.at < page.go_live_at:
        yield _("The time of sending is before the page is published. Enter a later time.")
    elif row.at and page.expire_at and row.at >= page.expire_at:
        yield _("The time of sending is after the publication ends. Enter an earlier time.")


def _audience_problems(page: Any, row: Instruction) -> Iterable[str]:
    home = department_of(page)
    if row.segment and home and row.segment.department_id != home.pk and not any(granted_to(row.segment)):
        yield _("The segment belongs to another department. Choose one of your own.")
    try:
        canonical(row.rule())
    except RuleError as error:
        yield from error.messages
        return
    if not count(row.rule()):
        yield _("Nobody is in the audience. Use fewer conditions, or choose “Everyone who is a friend”.")


def _refused_by_line(messages: list[dict]) -> list[str]:
    """LINE's own judgement, asked once for the same messages. Where it cannot be reached it is no reason to wait."""
    key = f"line-validate:{sha256_of(messages)}"
    known = cache.get(key)
    if known is None and not connection.in_atomic_block:
        known = _ask_line(messages)
        if known is not None:
            cache.set(key, known, VALIDATED_FOR)
    return [_("LINE would refuse this message: %(reason)s") % {"reason": known}] if known else []


def _ask_line(messages: list[dict]) -> str | None:
    """Empty where LINE would take them, its reason where not, None where it gave no answer."""
    try:
        line().validate("multicast", messages)
    except LineError as error:
        return str(error.detail or error.kind.label) if error.kind == LineErrorKind.MESSAGE else None
    return ""


def _or_nothing(ask: Any, *args: Any) -> Any:
    try:
        return ask(*args)
    except RuleError:
        return None
