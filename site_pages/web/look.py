"""The look as bytes: what a release changed, and the one page that is shown when nothing else can be."""

import hashlib
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

HERE = Path(__file__).parent


@cache
def fingerprint() -> str:
    """SHA-256 in hex over templates, style sheets and Japanese texts of this room, as this process found them."""
    digest = hashlib.sha256()
    for folder in ("templates", "static", "locale"):
        for file in sorted(f for f in (HERE / folder).rglob("*") if f.is_file() and f.suffix != ".mo"):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def moved_page(location: str) -> bytes:
    """What leads on from an old address where only files are served."""
    context = {"page_title": _("This page has moved"), "location": location}
    return render_to_string("web/moved.html", context).encode()


def broken_page() -> bytes:
    """The page that says that the site cannot answer now. Asks nothing of the database."""
    return render_to_string("web/broken.html", {"page_title": _("The page cannot be shown now")}).encode()
