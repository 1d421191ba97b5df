"""Tokens: how long they last, how many there are, and what LINE says of a wrong one."""

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.linebridge.emulator.caller import CHANNEL

LOGIN = "1234567891"


def quota_status(caller, token: str) -> int:
    return caller.get("/v2/bot/message/quota", authorization=f"Bearer {token}").status


def test_a_stateless_token_lasts_a_quarter_of_an_hour(emulator, caller):
    answer = caller.form("/oauth2/v3/token", CHANNEL).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    assert quota_status(caller, answer["access_token"]) == 200
    emulator.put_forward(890)
    assert quota_status(caller, answer["access_token"]) == 200
    emulator.put_forward(901)
    assert quota_status(caller, answer["access_token"]) == 401


@pytest.mark.parametrize("wrong", [{"client_secret": "x"}, {"client_id": "1"}, {"grant_type": "password"}])
def test_wrong_credentials_get_no_token(caller, wrong):
    for path in ("/oauth2/v3/token", "/v2/oauth/accessToken"):
        answer = caller.form(path, CHANNEL | wrong)
        assert answer.status == 400 and set(answer.json()) == {"error", "error_description"}


def test_of_short_lived_tokens_the_newest_30_count(emulator, caller):
    tokens = [caller.form("/v2/oauth/accessToken", CHANNEL).json()["access_token"] for _ in range(31)]
    assert [quota_status(caller, t) for t in (tokens[0], tokens[1], tokens[30])] == [401, 200, 200]
    assert caller.form("/v2/oauth/verify", {"access_token": tokens[30]}).json()["client_id"] == CHANNEL["client_id"]
    caller.form("/v2/oauth/revoke", {"access_token": tokens[30]})
    assert quota_status(caller, tokens[30]) == 401
    emulator.put_forward(30 * 24 * 3600 + 1)
    assert quota_status(caller, tokens[1]) == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y", "Basic abc"])
def test_a_call_without_a_good_token_is_refused(caller, header):
    answer = caller.get("/v2/bot/info", authorization=header)
    assert answer.status == 401
    assert answer.json()["message"].startswith("Authentication failed due to the following reason:")
    assert answer.headers["x-line-request-id"]


# --- ID tokens ------------------------------------------------------------------------------------------------------
def test_an_id_token_is_signed_with_a_published_key(emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    keys = KeySet.import_key_set(caller.get("/oauth2/v2.1/certs").json())
    decoded = jwt.decode(emulator.id_token(user_id, nonce="n-1"), keys, algorithms=["ES256"])
    assert decoded.header["kid"] in [key.kid for key in keys.keys]
    claims = decoded.claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("https://access.line.me", LOGIN, user_id)
    assert (claims["nonce"], claims["name"], claims["exp"] - claims["iat"]) == ("n-1", "山田 花子", 3600)
    assert "d" not in caller.get("/oauth2/v2.1/certs").json()["keys"][0]


def test_the_key_set_is_named_where_it_is_looked_for(caller):
    found = caller.get("/.well-known/openid-configuration").json()
    assert found["jwks_uri"] == f"{caller.url}/oauth2/v2.1/certs"
    assert found["id_token_signing_alg_values_supported"] == ["ES256"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"client_id": "1"}, "Invalid IdToken Audience."),
        ({"nonce": "other"}, "Invalid IdToken Nonce."),
        ({"user_id": "U" + "0" * 32}, "Invalid IdToken Subject Identifier."),
        ({"id_token": "a.b.c"}, "Invalid IdToken."),
        ({"id_token": ""}, "id_token or client_id is missing"),
    ],
)
def test_an_id_token_is_verified_with_lines_words(emulator, caller, given, words):
    token = emulator.id_token(emulator.add_phone("山田 花子"), nonce="n-1")
    right = {"id_token": token, "client_id": LOGIN}
    assert caller.form("/oauth2/v2.1/verify", right).json()["name"] == "山田 花子"
    answer = caller.form("/oauth2/v2.1/verify", right | given)
    assert (answer.status, answer.json()["error_description"]) == (400, words)


def test_an_id_token_ends_after_an_hour(emulator, caller):
    token = emulator.id_token(emulator.add_phone("山田 花子"))
    emulator.put_forward(3601)
    answer = caller.form("/oauth2/v2.1/verify", {"id_token": token, "client_id": LOGIN})
    assert answer.json()["error_description"] == "IdToken expired."


def test_an_access_token_of_a_resident(emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    token = emulator.control(f"phones/{user_id}/liff")["accessToken"]
    assert caller.get(f"/oauth2/v2.1/verify?access_token={token}").json()["client_id"] == LOGIN
    profile = caller.get("/v2/profile", authorization=f"Bearer {token}").json()
    assert profile == {"userId": user_id, "displayName": "山田 花子"}
    friendship = caller.get("/friendship/v1/status", authorization=f"Bearer {token}").json()
    assert friendship == {"friendFlag": True}
    assert caller.get("/v2/profile").status == 401
    assert caller.get("/oauth2/v2.1/verify?access_token=x").status == 400
