from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import PreviewableMixin

from .. import approve, compare, fingerprint, people, refusal, when
from ..models import SecondPersonTaskState, Shown
from ..send_back import send_back
from .words import edit_url, kind


class OneRequest(WagtailAdminTemplateMixin, TemplateView):
    """Everything about one request on one page, and the decision."""

    template_name = "workflow/detail.html"
    header_icon = "check"

    def setup(self, request: HttpRequest, pk: int, **kwargs: Any) -> None:
        super().setup(request, pk=pk, **kwargs)
        self.state = _visible_state(request, pk)
        self.open = self.state.status == self.state.STATUS_IN_PROGRESS
        self.obj = people.latest(self.state) if self.open else self.state.revision.as_object()
        self.comment = ""
        self.comment_error = ""
        self.changed: list[compare.Difference] | None = None

    def get_page_title(self) -> str:
        return _("Approval")

    def get_page_subtitle(self) -> str:
        return str(self.obj)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": reverse("approvals:list"), "label": _("Approvals")}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = fingerprint.parts(self.obj) if self.open else self.state.fingerprint
        digest = fingerprint.digest(parts)
        user: Any = self.request.user
        why_not = people.why_not(self.state, user) if self.open else ""
        if self.open:
            Shown.objects.update_or_create(state=self.state, user=user, digest=digest, defaults={"parts": parts})
        return super().get_context_data(
            state=self.state,
            object=self.obj,
            digest=digest,
            open=self.open,
            why_not=why_not,
            others=list(people.approvers(self.state)[:10]) if self.open and why_not else [],
            kind=kind(self.state),
            takes_effect=when.takes_effect(self.obj),
            authors=_authors(self.state),
            earlier=_earlier(self.state),
            problems=approve.problems_of(self.obj) if self.open else [],
            panels=self._panels(parts),
            has_preview=isinstance(self.obj, PreviewableMixin) and self.obj.is_previewable(),
            edit_url=edit_url(self.obj),
            time_format=when.time_format(),
            comment=self.comment,
            comment_error=self.comment_error,
            changed=self.changed,
            **self._against_last_approved(),
            **kwargs,
        )

    def _panels(self, parts: dict[str, Any]) -> list[dict[str, Any]]:
        before = fingerprint.approved_parts(self.obj) or {}
        rows = [
            {
                "heading": panel.heading,
                "html": panel.render_html(),
                "changed": panel.differences(before[panel.name]) if panel.name in before else "",
                "is_changed": panel.name in before and panel.has_changed(before[panel.name], parts.get(panel.name)),
            }
            for panel in fingerprint.panels(self.obj, self.request)
        ]
        return [row for row in rows if str(row["html"]).strip() or row["is_changed"]]

    def _against_last_approved(self) -> dict[str, Any]:
        if not self.open:
            return {}
        before = compare.last_approved(self.obj)
        if before is None:
            return {"is_first": True}
        return {"differences": compare.differences(before, self.obj, self.request)}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.comment = request.POST.get("comment", "")
        try:
            if request.POST.get("decision") == "send_back":
                send_back(self.state, request.user, self.comment)
                messages.success(request, _("“%(title)s” was sent back.") % {"title": self.obj})
            else:
                approve.approve(self.state, request.user, request.POST.get("digest", ""), self.comment)
                messages.success(request, _("“%(title)s” was approved.") % {"title": self.obj})
        except refusal.ChangedSince:
            return self._shown_again(_differences_since(self.state, request), status=409)
        except refusal.NotApproved:
            return self._shown_again([], status=409)
        except ValidationError as error:
            self.comment_error = " ".join(error.messages)
            return self._shown_again(None, status=422)
        except (refusal.Blocked, refusal.MayNotApprove) as error:
            messages.error(request, str(error))
            return self._shown_again(None, status=403)
        except refusal.AlreadyDecided as error:
            messages.warning(request, str(error))
            return redirect("approvals:detail", self.state.pk)
        return redirect("approvals:list")

    def _shown_again(self, changed: list[compare.Difference] | None, status: int) -> HttpResponse:
        self.state = _visible_state(self.request, self.state.pk)
        self.obj = people.latest(self.state)
        self.changed = changed
        return self.render_to_response(self.get_context_data(), status=status)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page itself, as this request would make it public; stands in a frame of the approval screen."""
    state = _visible_state(request, pk)
    obj = people.latest(state) if state.status == state.STATUS_IN_PROGRESS else state.revision.as_object()
    if not isinstance(obj, PreviewableMixin) or not obj.is_previewable():
        raise Http404
    response = obj.make_preview_request(request, obj.default_preview_mode)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _visible_state(request: HttpRequest, pk: int) -> SecondPersonTaskState:
    states = SecondPersonTaskState.objects.select_related(
        "workflow_state", "revision", "task", "department", "asked_by"
    )
    state = get_object_or_404(states, pk=pk)
    if not people.may_see(state, request.user):
        raise PermissionDenied
    return state


def _differences_since(state: SecondPersonTaskState, request: HttpRequest) -> list[compare.Difference]:
    shown = state.shown.filter(user=request.user, digest=request.POST.get("digest", "")).first()
    if shown is None:
        return []
    now = people.latest(state)
    found = compare.differences(compare.as_approved(now, shown.parts), now, request)
    parts = fingerprint.parts(now)
    for panel in fingerprint.panels(now, request):
        if shown.parts.get(panel.name) != parts.get(panel.name):
            html = panel.differences(shown.parts.get(panel.name)) or escape(_("This part changed; see it above."))
            found.append(compare.Difference(str(panel.heading), html))
    return found


def _authors(state: SecondPersonTaskState) -> list[str]:
    keys = people.authors_since_live(state.revision.content_object)
    return [user.get_full_name() for user in get_user_model().objects.filter(pk__in=keys).order_by("username")]


def _earlier(state: SecondPersonTaskState) -> list[SecondPersonTaskState]:
    """What was said in earlier rounds of the same request."""
    rounds = SecondPersonTaskState.objects.filter(workflow_state=state.workflow_state).exclude(
        Q(comment="") | Q(pk=state.pk)
    )
    return list(rounds.select_related("finished_by").order_by("-finished_at"))
