from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .count import count, is_a_person
from .models import Link


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Count and lead on, to the stored target only. A page that explains, where the link has ended or never was."""
    link = Link.objects.filter(token=token, gone=False).first()
    if link is None:
        return render(request, "line_links/gone.html", status=410 if Link.objects.filter(token=token).exists() else 404)
    if is_a_person(request):
        count(link)
    return HttpResponseRedirect(link.target)
