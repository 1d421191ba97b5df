"""What reaches the trail without being asked: Wagtail's own log."""

from .write import copy


def copy_wagtails_log(sender, instance, created, **kwargs):
    if created:
        copy(instance)
