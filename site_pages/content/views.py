from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.workflow import arrange

from .move import changes, move

LISTED = 50


class ConfirmMove(WagtailAdminTemplateMixin, TemplateView):
    """Says which public addresses a move changes, and carries it out. Stands in the place of Wagtail's question."""

    template_name = "content/move.html"
    header_icon = "arrow-right-full"
    page_title = gettext_lazy("Move")

    def setup(self, request: HttpRequest, page: Any, destination: Any, **kwargs: Any) -> None:
        super().setup(request, page=page, destination=destination, **kwargs)
        self.moved, self.destination = page, destination
        self.reason = arrange.why_not_to(page, destination, request.user)

    def get_page_subtitle(self) -> str:
        return self.moved.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.moved.pk]), "label": self.moved.title}
        return [*self.breadcrumbs_items, edit, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changed = changes(self.moved, self.destination)
        return super().get_context_data(
            moved=self.moved,
            destination=self.destination,
            reason=self.reason,
            changes=changed[:LISTED],
            count=len(changed),
            more=max(len(changed) - LISTED, 0),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.reason:
            raise PermissionDenied(self.reason)
        changed = move(self.moved, self.destination, request.user)
        values = {"title": self.moved.title, "destination": self.destination.title}
        text = _("“%(title)s” was moved to “%(destination)s”.") % values
        messages.success(request, f"{text} {_('Its old address leads to the new one.')}" if changed else text)
        return redirect("wagtailadmin_explore", self.destination.pk)
