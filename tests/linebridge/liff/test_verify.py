"""Which tokens are believed: those of LINE Login on the web, of LIFF, and access tokens."""

import base64
import hashlib
import hmac
import json

import pytest
import urllib3
from django.core.cache import cache
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from linebridge.gateway.errors import LineError
from linebridge.liff.exchange import NoGood, owner_of
from linebridge.liff.verify import ExpiredToken, InvalidToken, login_claims
from tests.linebridge.liff.conftest import OURS, handed

CLAIMS = {"iss": "https://access.line.me", "aud": "1234567891", "sub": "U" + "b" * 32, "exp": 4102444800, "nonce": "n"}


@pytest.fixture(autouse=True)
def no_keys_remembered():
    cache.clear()


def with_secret(settings, **changed):
    key = OctKey.import_key(settings.LINE_LOGIN_CHANNEL_SECRET)
    return jwt.encode({"alg": "HS256"}, {k: v for k, v in (CLAIMS | changed).items() if v is not None}, key)


@pytest.mark.parametrize("changed", [
    {"aud": "9999999999"}, {"iss": "https://evil.example"}, {"nonce": "m"}, {"nonce": None}, {"exp": 1}, {"exp": None},
    {"sub": None}, {"aud": None}, {"iss": None}, {"iat": 4102444000},
])  # fmt: skip
def test_an_id_token_of_the_web_must_be_for_us_now_and_for_this_attempt(settings, changed):
    assert login_claims(with_secret(settings), "n")["sub"] == CLAIMS["sub"]
    with pytest.raises(InvalidToken):
        login_claims(with_secret(settings, **changed), "n")


def test_an_id_token_of_the_web_that_is_over_is_named_so(settings):
    with pytest.raises(ExpiredToken):
        login_claims(with_secret(settings, exp=1), "n")


def test_no_signature_but_the_secrets_or_lines_own_key_is_believed(settings, emulator):
    public = urllib3.request("GET", f"{emulator.url}/oauth2/v2.1/certs").json()["keys"][0]
    pem = ECKey.import_key(public).as_pem(private=False)
    ours = ECKey.generate_key("P-256", {"kid": public["kid"]})
    forged = [
        jwt.encode({"alg": "HS256"}, CLAIMS, OctKey.import_key("x" * 32)),
        _signed_with(pem, {"alg": "HS256", "kid": public["kid"]}),
        jwt.encode({"alg": "ES256", "kid": public["kid"]}, CLAIMS, ours),
        _part(b'{"alg":"none"}') + "." + with_secret(settings).split(".")[1] + ".",
        with_secret(settings).rpartition(".")[0] + ".",
        "", "a.b.c", "あ.い.う", ".", "bnVsbA.e30.x",
    ]  # fmt: skip
    for token in forged:
        with pytest.raises(InvalidToken):
            login_claims(token, "n")


def _part(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _signed_with(secret, header):
    head = f"{_part(json.dumps(header).encode())}.{_part(json.dumps(CLAIMS).encode())}"
    return f"{head}.{_part(hmac.new(secret, head.encode(), hashlib.sha256).digest())}"


def test_an_es256_token_of_the_web_is_taken_when_lines_key_set_has_its_key(phone, emulator):
    assert login_claims(emulator.id_token(phone, nonce="n"), "n")["sub"] == phone
    with pytest.raises(InvalidToken):
        login_claims(emulator.id_token(phone, nonce="other"), "n")
    with pytest.raises(InvalidToken):
        login_claims(emulator.id_token(phone), "n")


def test_the_door_inside_line_takes_no_token_made_with_the_secret(client, settings, phone):
    token = with_secret(settings, sub=phone)
    assert client.post("/liff/session/", {"id_token": token}, headers=OURS).status_code == 403


def test_an_access_token_is_taken_only_for_our_channel_and_while_it_lives(web_login, phone, emulator, settings):
    token = handed(web_login(phone))["access"]
    assert owner_of(token) == phone
    settings.LINE_LOGIN_CHANNEL_ID = "9999999999"
    with pytest.raises(NoGood):
        owner_of(token)
    settings.LINE_LOGIN_CHANNEL_ID = "1234567891"
    emulator.put_forward(31 * 24 * 3600)
    with pytest.raises(LineError):
        owner_of(token)
