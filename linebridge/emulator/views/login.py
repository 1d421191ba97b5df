from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from linebridge.emulator import authorize, consent, keep, settings, token, use_phone
from linebridge.emulator.authorize import Asked, Declined
from linebridge.emulator.models import Phone
from linebridge.emulator.refuse import Refusal

REFUSED_TEXT = "The resource owner denied the request."
LIFF_SCOPES = ["profile", "openid"]


@require_http_methods(["GET", "POST"])
def on_the_web(request: HttpRequest) -> HttpResponse:
    """The account's own site asks who this is; it gets a code."""
    try:
        asked = authorize.read(request.GET.dict())
    except Refusal as refusal:
        return HttpResponseBadRequest(refusal.message, content_type="text/plain; charset=utf-8")
    except Declined as declined:
        return redirect(declined.address())
    return _ask(request, asked, lambda phone, **more: back_with_code(asked, phone, **more))


@require_http_methods(["GET", "POST"])
def by_liff(request: HttpRequest) -> HttpResponse:
    """`liff.login` outside LINE: the page gets its tokens behind the #."""
    asked = Asked(request.GET.get("redirect_uri", "").partition("#")[0], "liff", LIFF_SCOPES)
    if not _is_liff_page(asked.redirect_uri):
        return HttpResponseBadRequest("redirect_uri does not belong to the LIFF page")
    return _ask(request, asked, lambda phone, **more: back_with_tokens(asked, phone))


def _is_liff_page(address: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(authorize.liff_url())[:2]


def _ask(request: HttpRequest, asked: Asked, finish: Callable[..., HttpResponse]) -> HttpResponse:
    """Which phone is it, and does its owner agree?"""
    phone = keep.phone(request.POST.get("user_id") or request.GET.get("user_id", ""))
    if phone is None:
        return _choose(request)
    if request.method == "POST":
        return _decide(request, asked, phone, finish)
    if not authorize.needs_screen(asked, phone.user_id):
        return finish(phone)
    return _show(request, asked, phone)


def _choose(request: HttpRequest) -> HttpResponse:
    listed = sorted((p for p in list(keep.phones.values()) if p.on_screen), key=lambda p: p.number)
    given = {name: value for name, value in request.GET.items() if name != "user_id"}
    phones = [(phone.name, f"?{urlencode(given | {'user_id': phone.user_id})}") for phone in listed]
    return render(request, "line_emulator/login.html", {"phones": phones, "account": settings.ACCOUNT_NAME})


def _show(request: HttpRequest, asked: Asked, phone: Phone) -> HttpResponse:
    context = {
        "phone": phone,
        "account": settings.ACCOUNT_NAME,
        "scopes": asked.scopes,
        "offers_friend": bool(asked.bot_prompt) and not phone.is_friend,
    }
    return render(request, "line_emulator/consent.html", context)


def _decide(request: HttpRequest, asked: Asked, phone: Phone, finish: Callable[..., HttpResponse]) -> HttpResponse:
    if request.POST.get("decision") != "allow":
        return redirect(authorize.back(asked, error="ACCESS_DENIED", error_description=REFUSED_TEXT))
    consent.give(phone.user_id, asked.scopes)
    if not asked.bot_prompt or phone.is_friend:
        return finish(phone)
    adds = bool(request.POST.get("add_friend"))
    if adds:
        use_phone.follow(phone.user_id)
    return finish(phone, friendship_status_changed=str(adds).lower())


def back_with_code(asked: Asked, phone: Phone, **more: str) -> HttpResponse:
    return redirect(authorize.back(asked, code=authorize.issue_code(asked, phone.user_id), **more))


def back_with_tokens(asked: Asked, phone: Phone) -> HttpResponse:
    access = token.seal_for_resident("login", phone.user_id, token.ACCESS_TOKEN_SECONDS, asked.scopes)
    given = {
        "emulator_id_token": token.issue_id_token(phone.user_id, phone.name),
        "emulator_access_token": access,
        "emulator_friend": str(phone.is_friend).lower(),
        "emulator_language": phone.language,
    }
    return redirect(f"{asked.redirect_uri}#{urlencode(given)}")
