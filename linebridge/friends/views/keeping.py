from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from cms.audit.write import record

from ..forms import KeepingForm
from ..models import Friend, Keeping

CHANGE = "line_friends.change_keeping"


@permission_required(CHANGE)
def keeping(request: HttpRequest) -> HttpResponse:
    """For how long settings are kept after a block."""
    row = Keeping.now()
    before = row.days
    form = KeepingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        record("friends.keeping", request=request, obj=row, before=before, days=row.days)
        messages.success(request, _("Saved. It holds from the coming night on."))
        return redirect("line_friends_keeping")
    blocked = Friend.objects.filter(following=False)
    context = {
        "page_title": _("Period after a block"),
        "header_icon": "time",
        "form": form,
        "blocked": blocked.count(),
        "due": blocked.filter(blocked_at__lte=timezone.now() - timedelta(days=before)).count(),
        "before": before,
    }
    return render(request, "line_friends/keeping.html", context)
