from typing import cast

import segno
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.users.models import User
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from ..enrol import new_code, remove
from ..models import EnrolmentCode, Tester


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
