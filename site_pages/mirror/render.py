"""Ask our own web application for one address, as an anonymous visitor of the city's host. Nothing is written.

The request passes every middleware but the one that answers from the mirror itself, so the bytes are the site's.
"""

import io
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation

MARK = "kairan.mirror"  # in the environment of our own requests; a visitor cannot set it


@dataclass(frozen=True)
class Answer:
    """What the site answers: 200 with the bytes, 301 with `location`, 404, 410 with the bytes, 500."""

    status: int
    body: bytes = b""
    content_type: str = ""
    location: str = ""


class Handler(BaseHandler):
    """Django's handler without a server around it."""

    def __init__(self):
        super().__init__()
        self.load_middleware()


@cache
def _handler() -> Handler:
    return Handler()


def render(path: str) -> Answer:
    """The answer to `GET path`; `path` is decoded and has no query. Files of /static/ and /media/ are read directly."""
    for prefix, read in ((settings.STATIC_URL, _static), (settings.MEDIA_URL, _media)):
        if path.startswith(prefix):
            return read(path.removeprefix(prefix))
    with translation.override(settings.LANGUAGE_CODE):
        response: Any = _handler().get_response(WSGIRequest(_environment(path)))
        body = b"".join(response.streaming_content) if response.streaming else response.content
    if file := getattr(response, "file_to_stream", None):
        file.close()  # not the response: that would end the connection of a transaction we may stand in
    status = 301 if response.status_code in (301, 302, 307, 308) else response.status_code
    return Answer(status, body, response.headers.get("Content-Type", ""), response.headers.get("Location", ""))


def _environment(path: str) -> dict:
    site = urlsplit(settings.SITE_URL)
    port = site.port or (443 if site.scheme == "https" else 80)
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": "",
        "SERVER_NAME": site.hostname, "SERVER_PORT": str(port), "HTTP_HOST": site.netloc, "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": site.scheme, "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme, "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), MARK: True,
    }  # fmt: skip


def _static(name: str) -> Answer:
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return Answer(200, file.read())
    found = finders.find(name)
    if not found:
        return Answer(404)
    with open(found, "rb") as file:
        return Answer(200, file.read())


def _media(name: str) -> Answer:
    if not default_storage.exists(name):
        return Answer(404)
    with default_storage.open(name) as file:
        return Answer(200, file.read())
