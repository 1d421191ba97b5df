"""When an approval takes effect, as a sentence."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def time_format() -> str:
    """Django's format of a time as staff write it, with the weekday."""
    return _("F j, Y (l) G:i")


def moment(time: datetime) -> str:
    """A time as staff write it."""
    return date_format(timezone.localtime(time), time_format())


def takes_effect(obj: Any) -> str:
    """What happens with `obj` (a revision as object) on its approval, and when it ends."""
    if obj.go_live_at and obj.go_live_at > timezone.now():
        sentence = _("It goes public on %(time)s.") % {"time": moment(obj.go_live_at)}
    elif obj.live:
        sentence = _("It replaces what is public now, at once.")
    else:
        sentence = _("It goes public at once.")
    if obj.expire_at:
        sentence += " " + _("It leaves the public on %(time)s.") % {"time": moment(obj.expire_at)}
    return sentence
