"""LINE's signature, over the bytes as they came."""

import pytest

from linebridge.gateway.verify import sign, signature_is_valid

BODY = b'{"destination":"U0","events":[]}'


def test_our_own_signature_is_lines():
    import base64
    import hashlib
    import hmac

    from django.conf import settings

    expected = hmac.new(settings.LINE_CHANNEL_SECRET.encode(), BODY, hashlib.sha256).digest()
    assert sign(BODY) == base64.b64encode(expected).decode()
    assert signature_is_valid(BODY, sign(BODY))


@pytest.mark.parametrize("signature", ["", "x", "あ", sign(BODY + b" "), sign(BODY)[:-1]])
def test_any_other_is_not(signature):
    assert not signature_is_valid(BODY, signature)


def test_without_a_secret_nothing_is_valid(settings):
    settings.LINE_CHANNEL_SECRET = ""
    assert not signature_is_valid(BODY, sign(BODY))
