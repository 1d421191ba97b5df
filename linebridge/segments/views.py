import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import path
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .choose import refuse_foreign, segments_for
from .rule import check, count, in_words, problems

MOST = 200_000  # characters of a rule


def say_path(viewset):
    return path("say/", say, name="say")


@require_POST
def say(request):
    """The rule in the form, said and counted while it is being put together."""
    if not any(request.user.has_perm(f"line_segments.{action}_segment") for action in ("add", "change")):
        raise PermissionDenied
    try:
        if len(request.body) > MOST:
            raise ValueError
        asked = json.loads(request.body)
        edited = segments_for(request.user).filter(pk=asked.get("segment")).first()
        check(asked["rule"], edited.pk if edited else None)
        refuse_foreign(asked["rule"], request.user, before=edited.rule if edited else None)
        return JsonResponse(_said(asked["rule"]))
    except ValidationError as error:
        return JsonResponse({"problems": error.messages})
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"problems": [_("The rule cannot be read. Please put it together anew.")]}, status=400)


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
