"""What Wagtail's `publish_scheduled` does: end what has expired, publish what is due. Each object stands alone.

Wagtail's command stops at the first object that refuses; here the others still go live. What failed is tried again at
the next beat.
"""

import logging
from collections.abc import Callable, Iterator

from django.apps import apps
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

LOG = logging.getLogger("kairan.clock")


def publish_due() -> dict[str, str]:
    """Do all that is due now. Returns what failed: `{"publish wagtailcore.page 12": "PermissionDenied"}`."""
    failing = {}
    for name, act in [*_expired(), *_due()]:
        try:
            act()
        except Exception as error:  # one page that refuses must not hold back the city's other pages
            LOG.exception("%s failed", name)
            failing[name] = type(error).__name__
    return failing


def _expired() -> Iterator[tuple[str, Callable]]:
    drafts = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page)]
    for model in [Page, *drafts]:
        for row in model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at"):
            yield f"unpublish {model._meta.label_lower} {row.pk}", _unpublish(row)


def _due() -> Iterator[tuple[str, Callable]]:
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at"):
        kind = revision.base_content_type
        yield f"publish {kind.app_label}.{kind.model} {revision.object_id}", _publish(revision)


def _unpublish(row) -> Callable:
    return lambda: row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> Callable:
    return lambda: revision.publish(log_action="wagtail.publish.scheduled")
