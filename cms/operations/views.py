from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .health import ask, status


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing else, not even the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 while requests can be answered, else 503. Names and yes or no, nothing else. JSON for `?format=json`."""
    answers = ask()
    overall = status(answers)
    code = 503 if overall == "failed" else 200
    if request.GET.get("format") == "json" or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"status": overall, "checks": {a.check.name: "ok" if a.ok else "wrong" for a in answers}}, status=code
        )
    lines = [overall, *(f"{a.check.name}: {'ok' if a.ok else 'wrong'}" for a in answers)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain", status=code)


class Health(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The same for staff, with what to do."""

    template_name = "operations/health.html"
    page_title = _("State of operation")
    header_icon = "circle-check"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        guard = permission_required("operations.view_health", raise_exception=True)
        return guard(super().dispatch)(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(answers=ask(), **kwargs)
