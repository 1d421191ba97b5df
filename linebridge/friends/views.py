import json
from typing import cast

import segno
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.users.models import User
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from .choose import refuse_foreign, segments_for
from .enrol import new_code, remove
from .models import EnrolmentCode, Tester
from .rule import check, count, in_words, problems

MOST = 200_000  # characters of a rule


def say_path(viewset):
    return path("say/", say, name="say")


@require_POST
def say(request):
    """The rule in the form, said and counted while it is being put together."""
    if not any(request.user.has_perm(f"line_friends.{action}_segment") for action in ("add", "change")):
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


class EnrolView(WagtailAdminTemplateMixin, TemplateView):
    """Shows a one-time code to the person signed in, and the phones they enrolled before."""

    template_name = "line_friends/enrol.html"
    page_title = gettext_lazy("Enrol my phone for test messages")
    header_icon = "mobile-alt"
    model = Tester
    index_url_name = None

    def __init__(self, **kwargs):
        super().__init__(**{name: kwargs[name] for name in ("model", "index_url_name") if name in kwargs})

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("line_friends.add_tester"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(self.index_url_name), "label": _("Test recipients")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        user = cast(User, self.request.user)
        code = EnrolmentCode.objects.filter(user=user, expires_at__gt=timezone.now()).first()
        return super().get_context_data(**kwargs) | {
            "code": code,
            "qr": segno.make(_talk_with(code.code)).svg_data_uri(scale=5, border=2) if code and _talk_with("") else "",
            "phones": Tester.objects.filter(user=user),
            "waiting": code is not None,
        }

    def get(self, request, *args, **kwargs):
        if "count" in request.GET:
            return JsonResponse({"phones": Tester.objects.filter(user=request.user.pk).count()})
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "remove" in request.POST:
            remove(get_object_or_404(Tester, pk=request.POST["remove"], user=request.user.pk), request.user)
            messages.success(request, _("The phone no longer receives test messages."))
        else:
            new_code(request.user)
        return HttpResponseRedirect(request.path)


def _talk_with(text):
    """The address that opens the talk with `text` typed in; empty while LINE cannot tell us the account's id."""
    basic_id = cache.get("line_friends:basic_id")
    if not basic_id:
        try:
            basic_id = line().bot_info().get("basicId", "")
        except LineError:
            return ""
        cache.set("line_friends:basic_id", basic_id, 3600)
    return f"https://line.me/R/oaMessage/{urlencode({'': basic_id})[1:]}/?{text}" if basic_id else ""
