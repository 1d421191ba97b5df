"""Which style sheets, pictures and files a page or a style sheet uses, so that the folder stands alone. Pure."""

import html
import posixpath
import re
from urllib.parse import unquote, urlsplit

from django.conf import settings

IN_HTML = re.compile(r"""\s(?:href|src|srcset|content)=["']([^"']+)["']""")
IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
NEXT = re.compile(r"""<link rel="next" href="([^"]+)">""")
OTHERS = ("/documents/", "/picture/")  # files that the application hands out itself


def assets(path: str, body: bytes, content_type: str = "") -> list[str]:
    """Decoded addresses of the files of this site that the text at `path` names, sorted."""
    if path.endswith(".css"):
        found = {posixpath.normpath(posixpath.join(posixpath.dirname(path), u)) for u in IN_CSS.findall(_text(body))}
    elif "html" in content_type:
        values = (html.unescape(v) for v in IN_HTML.findall(_text(body)))
        found = {u.split()[0] for v in values for u in v.split(", ") if u.strip()}
    else:
        return []
    return sorted({own for u in found if (own := _own(u))})


def next_page(body: bytes, content_type: str) -> str:
    """The address of the list's next page, or an empty string."""
    found = NEXT.search(_text(body)) if "html" in content_type else None
    return html.unescape(found[1]) if found and "?" not in found[1] else ""


def _own(address: str) -> str:
    """The path, if the address is a file of this site; else an empty string."""
    parts = urlsplit(address)
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return ""
    path = unquote(parts.path)
    return path if path.startswith((settings.STATIC_URL, settings.MEDIA_URL, *OTHERS)) else ""


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def prefixes() -> tuple[str, ...]:
    """How addresses of such files begin."""
    return (settings.STATIC_URL, settings.MEDIA_URL, *OTHERS)
