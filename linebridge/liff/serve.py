"""What all LIFF pages share: the shell that recognises the resident, and the guard of everything behind it.

A LIFF page is the shell (public, the same for everybody) plus one address that answers the resident's own content as
HTML fragments to POST requests carrying the session token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from linebridge.friends.models.language import catalogue_language, html_language

from .choose_language import language_of_the_browser
from .session import friend_of

# Where LINE's script goes for its own purposes (it is LINE's, loaded from LINE's address).
LINE_ITSELF = ["https://*.line.me", "https://*.line-scdn.net"]


@xframe_options_exempt
def shell(request: HttpRequest, title: Any, content: str) -> HttpResponse:
    """The page that signs the resident in and then loads the fragment at `content` ("" leads to the settings).

    `title` is lazy: the page speaks the browser's language, and the resident's own as soon as that is known.
    """
    response = speak(request, "line_liff/shell.html", {"title": title, "content": content, "settings": settings})
    sdk = _origin(settings.LIFF_SDK_URL)
    own = [_origin(settings.EMULATOR_URL)] if settings.EMULATOR_URL else LINE_ITSELF
    policy: Any = response  # django-csp reads these two attributes, as its decorators set them
    policy._csp_update = {"script-src": [sdk], "img-src": own, "connect-src": ["'self'", *own]}
    policy._csp_replace = {"frame-ancestors": own if settings.EMULATOR_URL else ["'none'"]}
    return response


def speak(request: HttpRequest, template: str, context: dict | None = None, status: int = 200) -> HttpResponse:
    """An answer to somebody we do not know yet, in the language that their browser asks for."""
    with language_of_the_browser(request) as language:
        response = render(request, template, {"language": language, **(context or {})}, status=status)
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response


def token_of(request: HttpRequest) -> str:
    """The session token that the page sends; empty for none."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def for_friend(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only POST requests of our own pages with a living session through; `view(request, friend, …)`.

    Django's CSRF check has nothing to protect here: no cookie is asked for, the token is.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        if not comes_from_us(request):
            return HttpResponse(status=403)
        token = token_of(request)
        friend = friend_of(token) if token else None
        if friend is None:
            return speak(request, "line_liff/session_over.html", status=401)
        with translation.override(catalogue_language(friend.language)):
            answer = view(request, friend, *args, **kwargs)
            answer.headers["Content-Language"] = html_language(friend.language)
        return answer

    return guarded


def comes_from_us(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this. Browsers name the origin of every POST."""
    origin = request.headers.get("Origin", "")
    allowed = {f"{request.scheme}://{request.get_host()}", settings.SITE_URL, *settings.CSRF_TRUSTED_ORIGINS}
    return origin in allowed and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
