"""The panels of the admin home. Each looks at the rows itself, so what it shows is true whenever it is opened."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, WorkflowState
from wagtail.permissions import page_permission_policy

from cms.workflow import people, waiting, when

from . import today

SHOWN = 5


class HomePanel(Component):
    """A panel with a heading that is left out when it has nothing to say and `always` is false."""

    template_name: str
    order = 100

    def __init__(self, request: Any):
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"request": self.request, "time_format": when.time_format(), **self.content(self.request.user)}

    def content(self, user: Any) -> dict[str, Any]:
        """What the template is given. Each panel has its own; one that forgot it must not look empty."""
        raise NotImplementedError


class WrongPanel(HomePanel):
    """What is wrong, first of all: sentences of all rooms (hook `register_dashboard_warning(request) -> list[str]`)."""

    template_name = "dashboard/wrong.html"
    order = 10

    def content(self, user: Any) -> dict[str, Any]:
        sentences = [text for fn in hooks.get_hooks("register_dashboard_warning") for text in fn(self.request)]
        late = [
            _("“%(name)s” should be public since %(time)s.") % {"name": due.name, "time": when.moment(due.time)}
            for due in today.overdue(user)
        ]
        return {"sentences": [*late, *sentences]}


class WaitingPanel(HomePanel):
    """What waits for this person's approval."""

    template_name = "dashboard/waiting.html"
    order = 20

    def content(self, user: Any) -> dict[str, Any]:
        states = waiting.waiting_for(user)
        single = states.filter(bundle=None)
        bundles = [(b, states.filter(bundle=b).count(), waiting.address_of(b)) for b in waiting.bundles_in(states)]
        return {
            "may_approve": user.has_perm(people.APPROVE),
            "states": single[:SHOWN],
            "count": states.count(),
            "bundles": bundles,
            "more": max(single.count() - SHOWN, 0),
        }


class MinePanel(HomePanel):
    """What came back to this person, what they asked for, and the drafts they wrote last."""

    template_name = "dashboard/mine.html"
    order = 30

    def content(self, user: Any) -> dict[str, Any]:
        return {
            "returned": waiting.returned_to(user)[:SHOWN],
            "asked": waiting.asked_by(user).filter(bundle=None)[:SHOWN],
            "bundles": [(b, waiting.address_of(b)) for b in waiting.bundles_in(waiting.asked_by(user))],
            "drafts": drafts_of(user)[:SHOWN],
            "may_write": page_permission_policy.user_has_permission(user, "add"),
        }


class TodayPanel(HomePanel):
    """What goes public or leaves the public today."""

    template_name = "dashboard/today.html"
    order = 40

    def content(self, user: Any) -> dict[str, Any]:
        return {"dues": today.due_today(user)}


def drafts_of(user: Any) -> Any:
    """Pages whose newest version this person wrote and nobody was asked to approve, the newest first."""
    asked = WorkflowState.objects.filter(status__in=("in_progress", "needs_changes")).values_list(
        "object_id", flat=True
    )
    drafts = Page.objects.filter(latest_revision__user=user, has_unpublished_changes=True)
    drafts = drafts.filter(latest_revision__approved_go_live_at=None)
    return drafts.exclude(pk__in=[int(key) for key in asked if key.isdigit()]).order_by("-latest_revision_created_at")


def home_panels(request: Any) -> list[Component]:
    """Ours, and those of the rooms above (hook `register_dashboard_panel(request) -> Component | None`), by `order`."""
    ours = [WrongPanel(request), WaitingPanel(request), MinePanel(request), TodayPanel(request)]
    theirs = [panel for fn in hooks.get_hooks("register_dashboard_panel") if (panel := fn(request)) is not None]
    return [*ours, *theirs]
