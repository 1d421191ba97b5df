"""Is this really LINE? The signature over the bytes exactly as they came."""

import base64
import hashlib
import hmac

from django.conf import settings


def sign(body: bytes) -> str:
    """What LINE would write into `x-line-signature` for these bytes."""
    digest = hmac.new(settings.LINE_CHANNEL_SECRET.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def signature_is_valid(body: bytes, signature: str) -> bool:
    """True where `signature` was made with our channel secret. Without a secret nothing is valid."""
    if not settings.LINE_CHANNEL_SECRET or not signature:
        return False
    return hmac.compare_digest(sign(body).encode(), signature.encode("utf-8", "replace"))
