"""Signing in on the web: consent, code, tokens, and what LINE says where something is wrong."""

import base64
import hashlib
import re
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import urllib3
from axe_playwright_python.sync_playwright import Axe
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import expect

from tests.linebridge.emulator.caller import CHANNEL

CLIENT = {"client_id": "1234567891", "client_secret": "e45d68089e0796ea15998defa73bb1b8"}
CALLBACK = "https://kairan.example.jp/auth/line/"
VERIFIER = "v" * 43
ASKED = {
    "response_type": "code",
    "client_id": CLIENT["client_id"],
    "redirect_uri": CALLBACK,
    "state": "s-1",
    "scope": "profile openid",
    "nonce": "n-1",
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("="),
    "code_challenge_method": "S256",
}


@pytest.fixture
def phone(emulator) -> str:
    emulator.control("login", callbacks=[CALLBACK])
    return emulator.add_phone("山田 花子")


@pytest.fixture
def web(caller):
    """A browser without a screen: it asks, and shows where it is sent."""

    class Web:
        def __init__(self):
            self.http = urllib3.PoolManager(retries=False, timeout=30)

        def ask(self, user_id: str = "", **changed):
            given = ASKED | changed | ({"user_id": user_id} if user_id else {})
            query = urlencode({name: value for name, value in given.items() if value is not None})
            return self.http.request("GET", f"{caller.url}/oauth2/v2.1/authorize?{query}", redirect=False)

        def decide(self, user_id: str, decision: str = "allow", more: dict | None = None, **changed) -> dict:
            """Answer on the screen; what the page that asked is told."""
            address = f"{caller.url}/oauth2/v2.1/authorize?{urlencode(ASKED | changed)}"
            fields = {"user_id": user_id, "decision": decision} | (more or {})
            answer = self.http.request("POST", address, fields=fields, encode_multipart=False, redirect=False)
            return told(answer)

        def token(self, code: str, **changed):
            fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK} | CLIENT
            return caller.form("/oauth2/v2.1/token", fields | {"code_verifier": VERIFIER} | changed)

        def signed_in(self, user_id: str, **changed) -> dict:
            return self.token(self.decide(user_id, **changed)["code"]).json()

    return Web()


def told(answer) -> dict:
    assert answer.status == 302, answer.data
    address = answer.headers["location"]
    assert address.startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def refused(answer) -> str:
    assert answer.status == 400, answer.data
    return answer.json()["error"]


def with_token(caller, path: str, access_token: str):
    return caller.get(path, authorization=f"Bearer {access_token}")


# --- The way in -----------------------------------------------------------------------------------------------------
def test_a_resident_agrees_and_the_page_learns_who_it_is(caller, web, phone):
    screen = web.ask(phone).data.decode()
    assert "プロフィール" in screen and "メールアドレス" not in screen
    answer = web.decide(phone)
    assert set(answer) == {"code", "state"} and answer["state"] == "s-1"
    made = web.token(answer["code"]).json()
    assert (made["token_type"], made["expires_in"], made["scope"]) == ("Bearer", 30 * 24 * 3600, "profile openid")
    decoded = jwt.decode(made["id_token"], OctKey.import_key(CLIENT["client_secret"]), algorithms=["HS256"])
    claims = decoded.claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("https://access.line.me", CLIENT["client_id"], phone)
    assert (claims["nonce"], claims["name"], claims["exp"] - claims["iat"]) == ("n-1", "山田 花子", 3600)
    assert claims["amr"]
    verified = caller.form("/oauth2/v2.1/verify", {"id_token": made["id_token"], "client_id": CLIENT["client_id"]})
    assert verified.json() == claims
    whose = caller.get(f"/oauth2/v2.1/verify?access_token={made['access_token']}").json()
    assert whose["client_id"] == CLIENT["client_id"] and whose["expires_in"] > 0
    assert with_token(caller, "/v2/profile", made["access_token"]).json()["userId"] == phone
    assert with_token(caller, "/oauth2/v2.1/userinfo", made["access_token"]).json()["sub"] == phone
    assert with_token(caller, "/friendship/v1/status", made["access_token"]).json() == {"friendFlag": True}


def test_who_has_agreed_is_sent_back_at_once_unless_more_is_asked_or_it_is_asked_again(web, phone):
    web.decide(phone)
    assert "code" in told(web.ask(phone))
    assert web.ask(phone, scope="profile openid email").status == 200
    assert web.ask(phone, prompt="consent").status == 200


def test_who_does_not_agree_is_sent_back_without_a_code(web, phone):
    answer = web.decide(phone, "refuse")
    words = "The resource owner denied the request."
    assert answer == {"error": "ACCESS_DENIED", "error_description": words, "state": "s-1"}
    assert web.ask(phone).status == 200, "nothing was allowed"


def test_a_friend_may_be_won_on_the_way(emulator, caller, web, phone):
    stranger = emulator.add_phone("鈴木 一郎", follow=False)
    offered = web.ask(stranger, bot_prompt="normal").data.decode()
    assert "友だちに追加する" in offered and "友だちに追加する" not in web.ask(stranger).data.decode()
    assert web.decide(stranger, bot_prompt="normal")["friendship_status_changed"] == "false"
    assert "code" in told(web.ask(stranger, bot_prompt="normal"))
    assert web.ask(stranger, bot_prompt="aggressive").status == 200
    answer = web.decide(stranger, bot_prompt="aggressive", more={"add_friend": "1"})
    assert answer["friendship_status_changed"] == "true"
    made = web.token(answer["code"]).json()
    assert with_token(caller, "/friendship/v1/status", made["access_token"]).json() == {"friendFlag": True}
    assert "friendship_status_changed" not in web.decide(stranger, bot_prompt="normal")


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "1"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": CALLBACK + "more/"},
        {"redirect_uri": CALLBACK + "#x"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": None},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(web, phone, changed):
    answer = web.ask(phone, **changed)
    assert answer.status == 400 and "location" not in answer.headers


def test_a_query_may_be_added_to_a_registered_address(web, phone):
    there = CALLBACK + "?next=%2Fa"
    answer = web.decide(phone, redirect_uri=there)
    assert answer["next"] == "/a"
    assert refused(web.token(answer["code"])) == "invalid_grant"
    answer = web.decide(phone, redirect_uri=there)
    assert web.token(answer["code"], redirect_uri=there).status == 200


def test_without_a_registered_address_it_is_the_site_of_the_liff_pages(emulator, web):
    user_id = emulator.add_phone("山田 花子")
    emulator.point_liff("https://kairan.example.jp/liff/")
    web.decide(user_id)
    emulator.point_liff("https://elsewhere.example.jp/liff/")
    assert web.ask(user_id).status == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "UNSUPPORTED_RESPONSE_TYPE"),
        ({"state": None}, "INVALID_REQUEST"),
        ({"scope": "email"}, "INVALID_SCOPE"),
        ({"scope": "profile email"}, "INVALID_SCOPE"),
        ({"scope": "openid phone"}, "INVALID_SCOPE"),
        ({"scope": ""}, "INVALID_SCOPE"),
        ({"code_challenge_method": "plain"}, "INVALID_REQUEST"),
        ({"code_challenge_method": None}, "INVALID_REQUEST"),
        ({"code_challenge": None}, "INVALID_REQUEST"),
        ({"code_challenge": "short"}, "INVALID_REQUEST"),
    ],
)
def test_a_wrong_request_is_sent_back_with_lines_code(web, phone, changed, error):
    assert told(web.ask(phone, **changed))["error"] == error


# --- The code -------------------------------------------------------------------------------------------------------
def test_a_code_works_once(web, phone):
    code = web.decide(phone)["code"]
    assert web.token(code).status == 200
    assert refused(web.token(code)) == "invalid_grant"


def test_a_code_that_was_never_given_gets_no_token(web, phone):
    assert refused(web.token("x")) == "invalid_grant"


def test_a_code_lasts_ten_minutes(emulator, web, phone):
    first, second = web.decide(phone)["code"], web.decide(phone)["code"]
    emulator.put_forward(590)
    assert web.token(first).status == 200
    emulator.put_forward(601)
    assert refused(web.token(second)) == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "x"}, "invalid_client"),
        ({"client_id": CHANNEL["client_id"], "client_secret": CHANNEL["client_secret"]}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"redirect_uri": CALLBACK + "x"}, "invalid_grant"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
    ],
)
def test_a_wrong_word_with_the_code_gets_no_token(web, phone, changed, error):
    code = web.decide(phone)["code"]
    assert refused(web.token(code, **changed)) == error


def test_without_a_challenge_no_verifier_is_asked(web, phone):
    answer = web.ask(phone, code_challenge=None, code_challenge_method=None)
    assert answer.status == 200
    web.decide(phone)
    code = told(web.ask(phone, code_challenge=None, code_challenge_method=None))["code"]
    assert web.token(code, code_verifier="").status == 200


def test_what_was_not_asked_is_not_told(caller, web, phone):
    made = web.signed_in(phone, scope="openid", nonce="")
    claims = caller.form("/oauth2/v2.1/verify", {"id_token": made["id_token"], "client_id": CLIENT["client_id"]}).json()
    assert "name" not in claims and "nonce" not in claims
    assert with_token(caller, "/v2/profile", made["access_token"]).status == 403
    assert with_token(caller, "/friendship/v1/status", made["access_token"]).status == 403
    assert "id_token" not in web.signed_in(phone, scope="profile")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nonce": "other"}, "Invalid IdToken Nonce."),
        ({"client_id": CHANNEL["client_id"]}, "Invalid IdToken Audience."),
        ({"user_id": "U" + "0" * 32}, "Invalid IdToken Subject Identifier."),
    ],
)
def test_an_id_token_of_the_web_is_verified_with_lines_words(caller, web, phone, changed, words):
    made = web.signed_in(phone)
    right = {"id_token": made["id_token"], "client_id": CLIENT["client_id"]}
    answer = caller.form("/oauth2/v2.1/verify", right | changed)
    assert (answer.status, answer.json()["error_description"]) == (400, words)


def test_a_token_signed_with_another_secret_is_no_id_token(caller, phone):
    forged = jwt.encode({"alg": "HS256"}, {"sub": phone}, OctKey.import_key(secrets.token_hex(16)))
    answer = caller.form("/oauth2/v2.1/verify", {"id_token": forged, "client_id": CLIENT["client_id"]})
    assert (answer.status, answer.json()["error_description"]) == (400, "Invalid IdToken.")


# --- The end --------------------------------------------------------------------------------------------------------
def test_a_refresh_token_brings_a_new_access_token(emulator, caller, web, phone):
    made = web.signed_in(phone)
    emulator.put_forward(31 * 24 * 3600)
    assert with_token(caller, "/v2/profile", made["access_token"]).status == 401
    fields = {"grant_type": "refresh_token", "refresh_token": made["refresh_token"]} | CLIENT
    new = caller.form("/oauth2/v2.1/token", fields).json()
    assert new["refresh_token"] == made["refresh_token"] and "id_token" not in new
    assert with_token(caller, "/v2/profile", new["access_token"]).status == 200
    emulator.put_forward(91 * 24 * 3600)
    assert refused(caller.form("/oauth2/v2.1/token", fields)) == "invalid_grant"


def test_a_revoked_access_token_is_dead(caller, web, phone):
    token = web.signed_in(phone)["access_token"]
    assert caller.form("/oauth2/v2.1/revoke", CLIENT | {"client_secret": "x", "access_token": token}).status == 400
    assert with_token(caller, "/v2/profile", token).status == 200
    assert caller.form("/oauth2/v2.1/revoke", CLIENT | {"access_token": token}).status == 200
    assert with_token(caller, "/v2/profile", token).status == 401
    assert caller.get(f"/oauth2/v2.1/verify?access_token={token}").status == 400


def test_who_leaves_has_no_tokens_any_more_and_is_asked_anew(caller, web, phone):
    first, second = web.signed_in(phone), web.signed_in(phone)
    answer = caller.deauthorize(first["access_token"])
    assert (answer.status, answer.data) == (204, b"")
    for made in (first, second):
        assert with_token(caller, "/v2/profile", made["access_token"]).status == 401
        fields = {"grant_type": "refresh_token", "refresh_token": made["refresh_token"]} | CLIENT
        assert refused(caller.form("/oauth2/v2.1/token", fields)) == "invalid_grant"
    again = caller.deauthorize(first["access_token"])
    assert (again.status, again.json()) == (400, {"message": "invalid token"})
    assert web.ask(phone).status == 200
    anew = web.signed_in(phone)
    assert with_token(caller, "/v2/profile", anew["access_token"]).status == 200
    assert with_token(caller, "/v2/profile", second["access_token"]).status == 401


def test_only_a_stateless_channel_token_takes_consent_back(caller, web, phone):
    token = web.signed_in(phone)["access_token"]
    caller.token = caller.form("/v2/oauth/accessToken", CHANNEL).json()["access_token"]
    assert caller.deauthorize(token).status == 401
    caller.token = ""
    assert caller.deauthorize(token).status == 401


# --- The screens ----------------------------------------------------------------------------------------------------
@pytest.mark.journey
@pytest.mark.parametrize("width", [1280, 390])
def test_one_chooses_a_phone_and_agrees_on_a_screen(page, emulator, phone, width):
    emulator.add_phone("鈴木 一郎", follow=False)
    page.set_viewport_size({"width": width, "height": 800})
    page.route(f"{CALLBACK}**", lambda route: route.fulfill(body="back"))
    page.goto(f"{emulator.url}/oauth2/v2.1/authorize?{urlencode(ASKED | {'bot_prompt': 'normal'})}")
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="鈴木 一郎").click()
    expect(page.get_by_role("heading", name="みどり市から鈴木 一郎さんへの確認")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("みどり市を友だちに追加する").check()
    page.get_by_role("button", name="許可する").press("Enter")
    page.wait_for_url(re.compile("friendship_status_changed=true"))
    states = {one["name"]: one["state"] for one in emulator.ask("phones")["phones"]}
    assert states["鈴木 一郎"] == "friend"
