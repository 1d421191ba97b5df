"""Keeps the request in hand for `record`, and records each refusal: a 403, or Wagtail's way of showing one."""

from django.contrib.messages import constants
from django.urls import NoReverseMatch, reverse

from .write import current_request, record


class AuditMiddleware:
    """Stands after the messages middleware, so that the signed-in person and the messages are at hand."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = current_request.set(request)
        try:
            response = self.get_response(request)
            if _is_refusal(request, response) and request.user.is_authenticated:
                record("access.refuse", result="refused", request=request, method=request.method, path=request.path)
            return response
        finally:
            current_request.reset(token)


def _is_refusal(request, response) -> bool:
    if response.status_code == 403:
        return True
    # Wagtail turns PermissionDenied into an error message and a way home.
    return response.status_code == 302 and response.get("Location") in _ways_home() and _says_an_error(request)


def _ways_home() -> set[str]:
    try:
        return {reverse("wagtailadmin_home")}
    except NoReverseMatch:
        return set()


def _says_an_error(request) -> bool:
    queued = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    return any(message.level == constants.ERROR for message in queued)
