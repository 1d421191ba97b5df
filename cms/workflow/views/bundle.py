from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .. import approve, people, refusal, waiting, when
from ..models import Bundle
from ..send_back import send_back


class OneBundle(WagtailAdminTemplateMixin, TemplateView):
    """What was asked for together and no room has a screen of its own for: one decision about `AT_ONCE` at a time.

    Deciding happens while the person waits, so the number is bounded; a room whose bundles are larger decides them in
    the background, on its own screen (hook `register_bundle_address`).
    """

    template_name = "workflow/bundle.html"
    header_icon = "check"
    page_title = gettext_lazy("Approval")
    AT_ONCE = 50

    def setup(self, request: HttpRequest, pk: int, **kwargs: Any) -> None:
        super().setup(request, pk=pk, **kwargs)
        self.bundle = get_object_or_404(Bundle, pk=pk)
        self._read()
        if not all(people.may_see(state, request.user) for state in self.states):
            raise PermissionDenied
        self.changed = False
        self.comment = ""

    def _read(self) -> None:
        found = waiting.open_requests().filter(bundle=self.bundle)
        self.states = list(found[: self.AT_ONCE])
        self.rest = found.count() - len(self.states)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = waiting.address_of(self.bundle)
        return super().get(request, *args, **kwargs) if address == request.path else redirect(address)

    def get_page_subtitle(self) -> str:
        return str(self.bundle)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse("approvals:list"), "label": _("Approvals")}, {"url": "", "label": self.page_title}]
        return self.breadcrumbs_items + here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reasons = sorted({reason for s in self.states if (reason := people.why_not(s, self.request.user))})
        return super().get_context_data(
            bundle=self.bundle,
            states=self.states,
            count=len(self.states),
            rest=self.rest,
            digest=approve.digest_of_many(self.states) if self.states and not reasons else "",
            reasons=reasons,
            changed=self.changed,
            comment=self.comment,
            time_format=when.time_format(),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.comment = request.POST.get("comment", "")
        try:
            if request.POST.get("decision") == "send_back":
                done = [send_back(state, request.user, self.comment) for state in self.states]
                text = _("%(count)s entries were sent back.")
            else:
                done = approve.approve_many(self.states, request.user, request.POST.get("digest", ""), self.comment)
                text = _("%(count)s entries were approved.")
        except (refusal.ChangedSince, refusal.NotApproved):
            self.changed = True
            return self._again(409)
        except ValidationError as error:
            return self._again(422, comment_error=" ".join(error.messages))
        except (refusal.Blocked, PermissionDenied) as error:
            messages.error(request, str(error))
            return self._again(403)
        messages.success(request, text % {"count": len(done)})
        return redirect("approvals:bundle", self.bundle.pk) if self.rest else redirect("approvals:list")

    def _again(self, status: int, **context: Any) -> HttpResponse:
        self._read()
        return self.render_to_response(self.get_context_data(**context), status=status)
