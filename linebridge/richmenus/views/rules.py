"""The city's own figures for rich menus."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from cms.audit.write import record

from ..forms import CityRulesForm
from ..models import CityRules

CHANGE = "line_richmenus.change_cityrules"


@permission_required(CHANGE)
def rules(request: HttpRequest) -> HttpResponse:
    row = CityRules.now()
    before = str(row)
    form = CityRulesForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        record("richmenus.rules", request=request, obj=row, before=before, after=str(row))
        messages.success(request, _("Saved. Menus that go beyond these figures are warned of."))
        return redirect("line_richmenus:rules")
    context = {"page_title": _("The city's figures for rich menus"), "header_icon": "cog", "form": form}
    return render(request, "line_richmenus/rules.html", context)
