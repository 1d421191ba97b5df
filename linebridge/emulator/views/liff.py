from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from linebridge.emulator import settings
from linebridge.emulator.authorize import liff_url


@require_safe
def sdk(request: HttpRequest) -> HttpResponse:
    """The stand-in for LINE's LIFF script, at a short address."""
    return redirect(static("line_emulator/liff-sdk.js"))


@require_safe
def opened(request: HttpRequest, liff_id: str, rest: str = "") -> HttpResponse:
    """A LIFF address opened outside a phone: the page itself, as an external browser shows it."""
    if liff_id != settings.LIFF_ID:
        return HttpResponseBadRequest("unknown LIFF id")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return redirect(f"{liff_url()}/{rest}{query}")
