"""What happens elsewhere and concerns pages: each line calls one verb."""

from wagtail.models import Page

from . import leave_trace, move


def on_published(sender, instance, **kwargs):
    if instance.live:
        leave_trace.forget_trace(instance)


def on_unpublished(sender, instance, **kwargs):
    leave_trace.leave_trace(instance)


def on_delete(sender, instance: Page, **kwargs):
    leave_trace.leave_trace_of_deleted(instance)


def leave_missed_traces(sender, now, **kwargs):
    leave_trace.catch_up()
    move.forget_redirects_of_drafts()
