from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from linebridge.emulator import keep, settings, token

from .phones import liff_url


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


@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """Choose which resident signs in, then go back to the page that asked."""
    back = request.GET.get("redirect_uri", "")
    if urlsplit(back)[:2] != urlsplit(liff_url())[:2]:
        return HttpResponseBadRequest("redirect_uri does not belong to the LIFF page")
    phone = keep.phone(request.GET.get("user_id", ""))
    if phone is None:
        listed = sorted((p for p in list(keep.phones.values()) if p.on_screen), key=lambda p: p.number)
        return render(
            request, "line_emulator/login.html", {"phones": listed, "back": back, "account": settings.ACCOUNT_NAME}
        )
    tokens = {
        "emulator_id_token": token.issue_id_token(phone.user_id, phone.name),
        "emulator_access_token": token.seal("login", phone.user_id, token.ACCESS_TOKEN_SECONDS),
    }
    return redirect(f"{back.partition('#')[0]}#{urlencode(tokens)}")
