"""Conditions over the friend itself: language, since when they follow, a named list they stand in."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linebridge.friends.models.language import languages
from site_pages.web.say_date import say_day

from .answer_leaves import date_span
from .choose import lists_for, segments_for
from .leaves import Field, number_in, register_leaf
from .models import FriendList, FriendListEntry
from .tree import Rule, RuleError

LONGEST = 36_500  # days


def _codes(rule: Rule) -> list[str]:
    given = rule.get("codes")
    if not isinstance(given, list) or not given or not set(map(str, given)) <= dict(languages()).keys():
        raise RuleError(_("A condition names no language. Please choose at least one."))
    return sorted(set(given))


def _language_words(rule: Rule) -> str:
    names = dict(languages())
    return _("people who read in %(languages)s") % {"languages": "、".join(names[code] for code in _codes(rule))}


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _followed_between(rule: Rule) -> Q:
    first, last = date_span(rule)
    since = Q(followed_at__gte=_midnight(first)) if rule.get("from") else Q(followed_at__isnull=False)
    return since & (Q(followed_at__lt=_midnight(last + timedelta(days=1))) if rule.get("to") else Q())


def _followed_words(rule: Rule) -> str:
    first, last = date_span(rule)
    if not rule.get("to"):
        return _("people who became friends on %(first)s or later") % {"first": say_day(first)}
    if not rule.get("from"):
        return _("people who became friends on %(last)s or earlier") % {"last": say_day(last)}
    return _("people who became friends from %(first)s to %(last)s") % {"first": say_day(first), "last": say_day(last)}


def _newness(rule: Rule) -> tuple[str, int]:
    if rule.get("side") not in ("new", "old"):
        raise RuleError(_("A condition lacks a choice. Please fill in every field."))
    return rule["side"], number_in(rule, "days", 1, LONGEST)


def _new_or_old(rule: Rule) -> Q:
    """`followed_at` of today back to so many days: the edge is midnight, so a number holds for the whole day."""
    side, days = _newness(rule)
    edge = _midnight(timezone.localdate() - timedelta(days=days))
    return Q(followed_at__gte=edge) if side == "new" else Q(followed_at__lt=edge)


def _new_or_old_words(rule: Rule) -> str:
    side, days = _newness(rule)
    if side == "new":
        return _("people who became friends within %(days)d days") % {"days": days}
    return _("people who became friends more than %(days)d days ago") % {"days": days}


def _sides(user):
    return [("new", _("at most so many days ago")), ("old", _("more than so many days ago"))]


def _list_of(rule: Rule) -> int:
    try:
        return number_in(rule, "id", 1)
    except RuleError:
        raise RuleError(_("A condition names no list. Please choose one.")) from None


def _in_list(rule: Rule) -> Q:
    return Q(Exists(FriendListEntry.objects.filter(list=_list_of(rule), friend=OuterRef("pk"))))


def _list_words(rule: Rule) -> str:
    found = FriendList.objects.filter(pk=_list_of(rule)).first()
    return _("people in the list “%(name)s”") % {"name": found.name if found else "?"}


def _list_canonical(rule: Rule) -> Rule:
    """The people of a list are what is approved: a list of others asks again."""
    found = FriendList.objects.filter(pk=_list_of(rule)).first()
    return {"leaf": "list", "id": rule["id"], "digest": found.digest if found else ""}


register_leaf(
    "language",
    lambda rule: Q(language__in=_codes(rule)),
    _language_words,
    lambda rule: {"leaf": "language", "codes": _codes(rule)},
    label=gettext_lazy("Language"),
    fields=[Field("codes", "ticks", gettext_lazy("Languages"), lambda user: languages())],
    order=200,
)
register_leaf(
    "follows",
    _followed_between,
    _followed_words,
    lambda rule: {key: rule[key] for key in ("leaf", "from", "to") if rule.get(key)},
    label=gettext_lazy("Became a friend between two dates"),
    fields=[
        Field("from", "date", gettext_lazy("First date"), optional=True),
        Field("to", "date", gettext_lazy("Last date"), optional=True),
    ],
    order=210,
)
register_leaf(
    "new",
    _new_or_old,
    _new_or_old_words,
    label=gettext_lazy("Became a friend so many days ago"),
    fields=[Field("days", "number", gettext_lazy("Days")), Field("side", "select", gettext_lazy("When"), _sides)],
    order=220,
)
register_leaf(
    "list",
    _in_list,
    _list_words,
    _list_canonical,
    label=gettext_lazy("Named list"),
    fields=[Field("id", "select", gettext_lazy("List"), lambda user: [(row.pk, row.name) for row in lists_for(user)])],
    order=400,
)
register_leaf(  # the rule opens it before anything is compiled, and words.py says it
    "segment",
    lambda rule: Q(pk__in=[]),
    lambda rule: "",
    label=gettext_lazy("Other segment"),
    fields=[
        Field("id", "select", gettext_lazy("Segment"), lambda user: [(row.pk, row.name) for row in segments_for(user)])
    ],
    order=410,
)
