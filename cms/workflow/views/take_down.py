from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .. import people
from ..models import Approved
from ..take_down import take_down
from .words import edit_url


class TakeDown(WagtailAdminTemplateMixin, TemplateView):
    """Asks once, with what it means, and takes an object from the public."""

    template_name = "workflow/take_down.html"
    header_icon = "download"
    page_title = gettext_lazy("End publication")

    def setup(self, request: HttpRequest, content_type: int, key: str, **kwargs: Any) -> None:
        super().setup(request, content_type=content_type, key=key, **kwargs)
        model = get_object_or_404(ContentType, pk=content_type).model_class()
        if model is None or not issubclass(model, Approved):
            raise Http404
        self.object: Any = get_object_or_404(model, pk=key)
        if not people.may_take_down(self.object, request.user):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": edit_url(self.object), "label": str(self.object)}, {"url": "", "label": self.page_title}]
        return self.breadcrumbs_items + here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        below = self.object.get_descendants().live().count() if hasattr(self.object, "get_descendants") else 0
        is_out = self.object.live or self.object.approved_schedule
        return super().get_context_data(
            object=self.object, back=edit_url(self.object), is_out=is_out, below=below, **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            text = _("Write the reason. It is kept in the audit log.")
            return self.render_to_response(self.get_context_data(reason_error=text), status=422)
        take_down(self.object, request.user, reason)
        messages.success(request, _("“%(title)s” is no longer public.") % {"title": self.object})
        return redirect(edit_url(self.object))
