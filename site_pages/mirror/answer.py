"""Answer from the mirror when the application cannot: the database is down, a view breaks. A middleware.

It stands inside the middlewares that set security headers and outside all that ask the database.
"""

import logging

from django.http import HttpRequest, HttpResponse

from . import place
from .render import MARK

LOG = logging.getLogger("kairan.mirror")
HEADER = "X-Kairan-Answer"
TYPES = {
    ".atom": "application/atom+xml; charset=utf-8", ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
    ".webp": "image/webp", ".gif": "image/gif", ".svg": "image/svg+xml", ".css": "text/css; charset=utf-8",
    ".pdf": "application/pdf", ".json": "application/json",
}  # fmt: skip
ASKED = ("/search/", "/updates/", "/api/")  # addresses whose query string chooses what is shown


class AnswerFromMirror:
    """Replaces an error of the server by the file of that address, with the header `X-Kairan-Answer: mirror`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 500 or request.method not in ("GET", "HEAD") or MARK in request.META:
            return response
        return from_mirror(request) or response


def from_mirror(request: HttpRequest) -> HttpResponse | None:
    """The mirror's answer; None where it holds nothing for this address."""
    if request.GET and request.path.startswith(ASKED):
        held = place.held("503")
        if not held or request.path.startswith("/api/"):
            return None
        return HttpResponse(held.body, status=503, headers={HEADER: "mirror", "Retry-After": "120"})
    held = place.held(request.path)
    if held is None:
        return None
    LOG.warning("answered from the mirror: %s", request.path)
    headers = {HEADER: "mirror", **({"Location": held.location} if held.location else {})}
    kind = held.content_type or type_of(request.path)
    return HttpResponse(held.body, status=held.status, content_type=kind, headers=headers)


def type_of(path: str) -> str:
    """The content type by the ending of the address."""
    name = path.rsplit("/", 1)[-1]
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return TYPES.get(ending, "application/octet-stream" if ending else "text/html; charset=utf-8")
