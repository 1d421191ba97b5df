import json
from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import path
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.audit.export import csv_file

from .choose import refuse_foreign, segments_for
from .leaves import offered
from .models import SegmentFigure
from .rule import check, count, count_parts, in_words, problems

MOST = 200_000  # characters of a rule


def paths():
    return [
        path("say/", say, name="say"),
        path("branches/", branches, name="branches"),
        path("find/", find, name="find"),
    ]


def for_builders(view):
    """Who may put segments together; whatever is wrong with the rule comes back as sentences."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not any(request.user.has_perm(f"line_segments.{action}_segment") for action in ("add", "change")):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except ValidationError as error:
            return JsonResponse({"problems": error.messages})
        except (ValueError, TypeError, KeyError, StopIteration, RecursionError):
            text = _("The rule cannot be read. Please put it together anew.")
            return JsonResponse({"problems": [text]}, status=400)

    return guarded


@require_POST
@for_builders
def say(request):
    """The rule in the form, said and counted while it is being put together."""
    return JsonResponse(_said(_rule_in(request)))


@require_POST
@for_builders
def branches(request):
    """How many fit each part of the rule, in the order in which the parts stand; null for one that is not complete."""
    asked = _read(request)["rule"]
    refuse_foreign(asked, request.user, before=_edited_rule(request))
    found = count_parts(asked)
    return JsonResponse({"parts": [None if each is None else _people(each) for each in found]})


@for_builders
def find(request):
    """What a field of the builder can be set to, for the words typed."""
    leaf = offered()[request.GET["leaf"]]
    field = next(each for each in leaf.fields if each.name == request.GET["field"])
    words = request.GET.get("words", "").strip()[:100]
    return JsonResponse({"found": list(field.search(words)) if field.search and words else []})


def _read(request):
    if len(request.body) > MOST:
        raise ValueError
    return json.loads(request.body)


def _rule_in(request):
    asked = _read(request)
    before = _edited_rule(request)
    check(asked["rule"], asked.get("segment") if before is not None else None)
    refuse_foreign(asked["rule"], request.user, before=before)
    return asked["rule"]


def _edited_rule(request):
    """The stored rule of the segment that is being changed, when this person may choose it."""
    edited = segments_for(request.user).filter(pk=_read(request).get("segment")).first()
    return edited.rule if edited else None


def _people(count):
    return _("%(count)s people") % {"count": number_format(count, force_grouping=True)}


def _said(rule):
    people = count(rule)
    warnings = problems(rule)
    if not people:
        warnings.append(_("The audience is 0 people. Please take conditions away, or choose “everyone”."))
    return {
        "words": in_words(rule),
        "people": _("Head-count: %(count)s people") % {"count": number_format(people, force_grouping=True)},
        "warnings": warnings,
    }


@permission_required("line_segments.view_segment")
def figures_file(request):
    """The head-count of every segment in reach, for every day it was kept."""
    rows = SegmentFigure.objects.filter(segment__in=segments_for(request.user).values("pk"))
    rows = rows.select_related("segment__department").order_by("day", "segment__name")
    cells = ((row.day, row.segment.name, str(row.segment.department), row.people) for row in rows.iterator(2000))
    return csv_file("segments", [_("day"), _("Segment"), _("department"), _("head-count")], cells)
