import json
from urllib.parse import urlsplit

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linebridge.emulator import clock, consent, keep, media, settings, token, use_menu, use_phone
from linebridge.emulator.authorize import liff_url
from linebridge.emulator.check_messages import check_messages
from linebridge.emulator.models import Phone
from linebridge.emulator.refuse import Refusal
from linebridge.emulator.show_menu import show_menu
from linebridge.emulator.show_talk import show_talk

from .asking import loading_until
from .control import control, known, told
from .login import LIFF_SCOPES

MOST_PHONES = 8
MOST_FOUND = 50
LIFF_LINE = "https://liff.line.me/"
SAYABLE = {"text", "image", "video", "audio", "location", "sticker", "flex", "template"}
TELLS = {"text", "image", "video", "audio", "location", "sticker"}  # cards sent by a page make no webhook


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Phones on a screen."""
    response = render(
        request,
        "line_emulator/phones.html",
        {
            "account": settings.ACCOUNT_NAME,
            "training": settings.TRAINING,
            "liff": {"endpoint": liff_url(), "id": settings.LIFF_ID, "line": LIFF_LINE},
            "state": Phone.State,
        },
    )
    parts = urlsplit(liff_url())
    response["Content-Security-Policy"] = (
        "default-src 'self'; img-src * data: blob:; media-src *; object-src 'none'; base-uri 'self'; "
        f"frame-src 'self' {parts.scheme}://{parts.netloc}; frame-ancestors 'none'"
    )
    return response


@control
def residents(request: HttpRequest, data: dict) -> dict:
    """Those on the screen, or found by a part of the name or by a whole id."""
    asked = request.GET.get("q", "").strip()
    found = [p for p in list(keep.phones.values()) if p.on_screen and (not asked or asked in p.name)]
    one = keep.phone(asked) if asked.startswith("U") else None
    shown = [one] if one else sorted(found, key=lambda p: p.number)[:MOST_FOUND]
    return {"phones": [told(p) for p in shown], "more": max(0, len(found) - MOST_FOUND)}


@control
def talks(request: HttpRequest, data: dict) -> dict:
    """What is new in each open talk: `id:number:menu,id:number:menu`, the last entry and the menu that each has."""
    open_ones = [[*part.split(":"), "", ""][:3] for part in request.GET.get("open", "").split(",") if part]
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    return {"talks": [_talk(user_id, int(after or 0), menu, theme) for user_id, after, menu in open_ones[:MOST_PHONES]]}


def _talk(user_id: str, after: int, menu_id: str, theme: str) -> dict:
    phone = keep.phone(user_id)
    if phone is None:
        return {"user_id": user_id, "gone": True}
    html, last = show_talk(user_id, after, theme)
    loading = loading_until.get(user_id, 0) > clock.now_ms()
    return told(phone) | {"html": html, "last": last, "loading": loading} | _menu(user_id, menu_id)


def _menu(user_id: str, has: str) -> dict:
    """The menu, where the screen has another one or none."""
    menu = use_menu.shown_menu(user_id)
    if (menu.menu_id if menu else "") == has:
        return {}
    if menu is None:
        return {"menu": {"id": ""}}
    body = menu.body
    return {"menu": {"id": menu.menu_id, "bar": body["chatBarText"], "open": body["selected"], "html": show_menu(menu)}}


@control
def liff_session(request: HttpRequest, data: dict, user_id: str) -> dict:
    """What LIFF tells a page that was opened on this phone: only `consent`, where its owner has to agree anew."""
    phone = known(user_id)
    if consent.is_withdrawn(user_id) and not data.get("allow"):
        return {"consent": True}
    consent.give(user_id, LIFF_SCOPES)
    return {
        "idToken": token.issue_id_token(phone.user_id, phone.name),
        "accessToken": token.seal_for_resident("login", phone.user_id, token.ACCESS_TOKEN_SECONDS, LIFF_SCOPES),
        "profile": {"userId": phone.user_id, "displayName": phone.name},
        "language": phone.language,
        "friend": phone.is_friend,
        "liffId": settings.LIFF_ID,
        "endpoint": liff_url(),
    }


@control
def liff_send(request: HttpRequest, data: dict, user_id: str) -> dict:
    """`liff.sendMessages`: shown as the resident's own."""
    known(user_id)
    messages = data.get("messages") or []
    try:
        check_messages(messages)
    except Refusal as refusal:
        raise ValueError(json.dumps(refusal.body())) from refusal
    for message in messages:
        if message["type"] not in SAYABLE:
            raise ValueError(_("This kind of message cannot be sent from a page."))
        if message["type"] in TELLS:
            use_phone.say(user_id, message)
        else:
            keep.add_said(user_id, json.dumps(message, ensure_ascii=False))
    return {}


@require_safe
def photo(request: HttpRequest, name: str) -> FileResponse:
    """A photo that a phone has sent, for its own talk."""
    found = media.find(name.rpartition(".")[0])
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type=media.type_of(found))
