"""Tokens, rows and addresses of counted links.

A token depends only on the key and the target, so a message that is built twice holds the same address both times,
also where the first attempt to store the row was lost.
"""

import base64
import hashlib
import hmac

from django.conf import settings
from django.urls import reverse

from .models import Link

TOKEN_BYTES = 12  # 96 bits: nobody finds a link by trying


def token_for(source_key: str, target: str) -> str:
    """The token of this target for this sender: 16 characters, the same whenever it is asked for."""
    key = f"kairan.links:{settings.SECRET_KEY}".encode()
    digest = hmac.new(key, f"{source_key}\0{target}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def ensure(source_kind: str, source_key: str, target: str) -> Link:
    """The stored link, made where it is missing. `target`: an absolute http(s) address of at most 2,000 characters."""
    if not target.startswith(("https://", "http://")) or len(target) > 2000:
        raise ValueError("a counted link leads to an absolute http(s) address of at most 2,000 characters")
    link, _made = Link.objects.get_or_create(
        token=token_for(source_key, target),
        defaults={"target": target, "source_kind": source_kind, "source_key": source_key},
    )
    return link


def address(token: str) -> str:
    """The absolute address that goes into a message."""
    return settings.SITE_URL + reverse("line_links:open", args=[token])
