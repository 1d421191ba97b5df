"""What happens elsewhere and changes what the public sees: each line calls one verb."""

from . import catch_up, expect, mark


def on_published(sender, instance, **kwargs):
    if instance.live:
        mark.mark_page(instance)


def on_unpublished(sender, instance, **kwargs):
    mark.mark_lost(instance.pk)


def on_moved(sender, instance, parent_page_before, parent_page_after, **kwargs):
    catch_up.compare_with_site()
    mark.mark_order(parent_page_before, parent_page_after)


def on_delete(sender, instance, **kwargs):
    mark.mark_lost(instance.pk)


def on_trace(sender, instance, **kwargs):
    mark.mark([instance.path])


def on_redirect(sender, instance, **kwargs):
    mark.mark([expect.as_address(instance.old_path)])


def on_shared(sender, instance, created=False, **kwargs):
    if not created:
        mark.mark_all()


def on_file(sender, instance, created=False, **kwargs):
    if not created:
        mark.mark_users_of(instance)


def on_mode(sender, **kwargs):
    mark.nudge()


def on_minute(sender, now, **kwargs):
    catch_up.catch_up(now)
