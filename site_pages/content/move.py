"""Move a page with everything below it. Addresses, the redirects from the old ones and the trail are one transaction:
a stop in between leaves everything where it was."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.actions.move_page import MovePageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.audit.write import record

from .leave_trace import forget_trace

RECORDED = 200  # addresses that the trail keeps of one move


@dataclass(frozen=True)
class Change:
    """A public page and its address before and after."""

    title: str
    old: str
    new: str


def changes(page: Page, destination: Page) -> list[Change]:
    """The public pages whose addresses a move below `destination` would change, the moved page first."""
    old, above = _path(page), _path(destination)
    if not old or not above:
        return []
    new = f"{above}{page.slug}/"
    live = page.get_descendants(inclusive=True).live().only("title", "url_path", "path", "depth")
    if old == new:
        return []
    start = len(page.url_path)
    return [Change(one.title, old + one.url_path[start:], new + one.url_path[start:]) for one in live]


@transaction.atomic
def move(page: Page, destination: Page, user: Any) -> list[Change]:
    """Move the page below `destination`, as its last child. Raises PermissionDenied. Returns what changed."""
    changed = changes(page, destination)
    MovePageAction(page, destination, pos="last-child", user=user).execute()
    forget_redirects_of_drafts()
    for moved in Page.objects.get(pk=page.pk).get_descendants(inclusive=True).live():
        forget_trace(moved)
    told = [[change.old, change.new] for change in changed[:RECORDED]]
    record("content.move", actor=user, obj=page, count=len(changed), addresses=told)
    return changed


def forget_redirects_of_drafts() -> None:
    """Wagtail leaves a redirect also from where a draft stood; nobody outside was ever to know of that address."""
    drafts = Redirect.objects.filter(redirect_page__live=False, redirect_page__last_published_at=None)
    drafts.filter(automatically_created=True).delete()


def _path(page: Page) -> str:
    parts = page.get_url_parts()
    return parts[2] if parts else ""
