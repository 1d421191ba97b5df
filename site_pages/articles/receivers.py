"""What the clock asks of imports: each line calls one verb."""

from . import work_on_import


def take_up_imports(sender, now, **kwargs):
    work_on_import.take_up(now)


def forget_previews(sender, now, **kwargs):
    work_on_import.forget_previews(now)
