"""LINE Login by our server: LINE's security checklist row by row, and everything that may go wrong on the way."""

import base64
import hashlib
import http.server
import logging
import threading
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import time_machine
import urllib3
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from linebridge.friends.models import Friend
from linebridge.gateway.errors import LineError
from linebridge.liff.exchange import exchange
from linebridge.liff.models import LiffSession, SignInAttempt
from linebridge.liff.session import digest, forget_old_sessions, friend_of
from linebridge.liff.sign_in import callback_address, page_of_ours
from tests.linebridge.liff.conftest import OURS, at_line, handed

COOKIE = "liff_sign_in"


@pytest.fixture(autouse=True)
def no_keys_remembered():
    cache.clear()


def asked_of_line(client, wanted="/liff/settings/"):
    off = client.get("/liff/login/", {"next": wanted})
    return off, {name: values[0] for name, values in parse_qs(urlsplit(off["Location"]).query).items()}


# --- The way in -----------------------------------------------------------------------------------------------------
def test_who_agrees_at_line_gets_a_session_for_the_page_that_was_asked_for(web_login, phone):
    answer = web_login(phone, "/liff/settings/?from=pc")
    given = handed(answer)
    assert answer.status_code == 200
    assert friend_of(given["session"]).line_user_id == phone
    assert given["wanted"] == "/liff/settings/?from=pc"


def test_a_friend_from_before_us_becomes_known_on_the_web_too(web_login, emulator, db):
    user_id = emulator.add_friends(1)[0]
    assert handed(web_login(user_id))["session"]
    assert Friend.objects.get().line_user_id == user_id


def test_who_is_no_friend_is_offered_to_add_the_account_on_the_web_too(web_login, emulator, db):
    answer = web_login(emulator.add_phone("たなか", follow=False))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "まだ友だちになっていません" in page
    assert "https://line.me/R/ti/p/" in page
    assert "/liff/login/?next=%2Fliff%2Fsettings%2F" in page
    assert not Friend.objects.exists()


def test_who_adds_the_account_on_lines_screen_is_in_at_once(client, web_login, emulator, db):
    stranger = emulator.add_phone("たなか", follow=False)
    off, asked = asked_of_line(client)
    assert asked["bot_prompt"] == "normal"
    assert handed(client.get(at_line(off["Location"], stranger, add_friend="1")))["session"]
    assert Friend.objects.get().line_user_id == stranger


# --- The checklist --------------------------------------------------------------------------------------------------
def test_the_redirect_uri_is_one_fixed_address_of_this_site(client, db, settings):
    settings.SITE_URL = "https://kairan.city.example.jp"
    for host in ("testserver", "localhost"):
        location = client.get("/liff/login/?redirect_uri=https://evil.example/", headers={"Host": host})["Location"]
        asked = parse_qs(urlsplit(location).query)
        assert asked["redirect_uri"] == ["https://kairan.city.example.jp/liff/login/callback/"]


def test_line_takes_only_the_redirect_uri_that_is_registered(client, emulator, db):
    emulator.control("login", callbacks=["https://other.example.jp/"])
    location = client.get("/liff/login/")["Location"]
    assert urllib3.request("GET", location, redirect=False).status == 400


@pytest.mark.parametrize("wanted", [
    "", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/liff/settings/",
    "%2f%2fevil.example",
    "/%2f%2fevil.example", "/liff/%2f%2fevil.example", "/liff//evil.example", "/liff/\\evil.example",
    "javascript:alert(1)", "/liff/settings/javascript:alert(1)", "/liff/../admin/",
    "/admin/", "/liffevil/", "/liff/settings/#@evil.example",
    "/liff/settings/\n//evil.example", "\t/liff/settings/", "/liff/settings/?next=https://evil.example",
    "/liff/login/", "/liff/login/callback/", "/liff/", "/liff/" + "a" * 500, " //evil.example", "/liff/@evil.example",
])  # fmt: skip
def test_signing_in_leads_nowhere_but_to_our_own_liff_pages(client, db, wanted):
    client.get("/liff/login/", {"next": wanted})
    assert SignInAttempt.objects.get().wanted == "/liff/settings/"


@pytest.mark.parametrize("wanted", ["/liff/settings/", "/liff/desks/7/", "/liff/settings/?again=1&from=menu-2"])
def test_signing_in_leads_to_the_liff_page_that_was_asked_for(wanted, db):
    assert page_of_ours(wanted) == wanted


def test_state_nonce_verifier_and_ticket_are_random_and_of_this_attempt_alone(client, db):
    for _time in range(3):
        asked_of_line(client)
    rows = SignInAttempt.objects.values_list("state", "nonce", "verifier", "digest")
    values = [value for row in rows for value in row]
    assert len(set(values)) == 12
    assert all(len(value) >= 43 for value in values)


def test_the_browser_is_told_neither_nonce_nor_verifier_by_the_cookie(client, db):
    off, asked = asked_of_line(client)
    attempt = SignInAttempt.objects.get()
    ticket = off.cookies[COOKIE].value
    assert digest(ticket) == attempt.digest
    assert ticket not in (attempt.state, attempt.nonce, attempt.verifier)
    assert attempt.verifier not in off["Location"]
    assert asked["state"] == attempt.state


def test_the_cookie_is_short_lived_and_closed_to_scripts_and_other_sites(client, db, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = client.get("/liff/login/").cookies[COOKIE]
    kept = {name: cookie[name] for name in ("httponly", "secure", "samesite", "path", "max-age", "domain")}
    assert kept == {
        "httponly": True,
        "secure": True,
        "samesite": "Lax",
        "path": "/liff/login/",
        "max-age": 600,
        "domain": "",
    }


def test_the_cookie_goes_when_the_browser_is_back_and_the_session_is_none(web_login, phone):
    answer = web_login(phone)
    assert answer.cookies[COOKIE]["max-age"] == 0
    assert set(answer.cookies) == {COOKIE}


def test_a_wrong_state_is_refused_and_uses_nothing_up(client, web_login, phone):
    off, asked = asked_of_line(client)
    back = at_line(off["Location"], phone)
    wrong = client.get(back.replace(asked["state"], "x" * 43))
    assert wrong.status_code == 403
    assert "もう一度ログインしてください" in wrong.content.decode()
    assert client.get("/liff/login/callback/?code=x").status_code == 403, "no state at all"
    assert handed(client.get(back))["session"], "the right one is still good"


def test_what_another_browser_began_cannot_be_finished_in_this_one(client, client_of_somebody_else, web_login, phone):
    """Else a stranger could have a resident sign in as the stranger, and read what they then write."""
    off = client_of_somebody_else.get("/liff/login/")
    back = at_line(off["Location"], phone)
    assert client.get(back).status_code == 403
    client.get("/liff/login/")
    assert client.get(back).status_code == 403, "with a ticket of its own, too"
    assert not LiffSession.objects.exists()


@pytest.fixture
def client_of_somebody_else():
    return Client()


def test_an_attempt_is_used_once(client, web_login, phone):
    off, _asked = asked_of_line(client)
    ticket, back = off.cookies[COOKIE].value, at_line(off["Location"], phone)
    assert client.get(back).status_code == 200
    client.cookies[COOKIE] = ticket
    assert client.get(back).status_code == 403
    assert LiffSession.objects.count() == 1


def test_an_attempt_ends_after_ten_minutes(client, web_login, phone):
    off, _asked = asked_of_line(client)
    back = at_line(off["Location"], phone)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert client.get(back).status_code == 403
        forget_old_sessions()
    assert not SignInAttempt.objects.exists()


def test_line_is_sent_the_challenge_and_later_its_verifier(client, web_login, phone):
    off, asked = asked_of_line(client)
    verifier = SignInAttempt.objects.get().verifier
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (made, "S256")
    back = at_line(off["Location"], phone)
    SignInAttempt.objects.update(verifier="v" * 43)
    assert client.get(back).status_code == 403, "LINE gives nothing for another verifier"


def test_a_nonce_of_another_attempt_is_refused(client, web_login, phone):
    off, _asked = asked_of_line(client)
    back = at_line(off["Location"], phone)
    SignInAttempt.objects.update(nonce="n" * 43)
    assert client.get(back).status_code == 403
    assert not LiffSession.objects.exists()


def test_without_the_channel_secret_there_is_no_token(client, web_login, phone, settings):
    off, _asked = asked_of_line(client)
    settings.LINE_LOGIN_CHANNEL_SECRET = "0" * 32
    assert client.get(at_line(off["Location"], phone)).status_code == 403


def test_an_id_token_that_is_over_is_refused_on_the_web(client, web_login, phone, emulator):
    emulator.put_forward(-7200)
    assert web_login(phone).status_code == 403
    assert not LiffSession.objects.exists()


def test_user_ids_and_profiles_in_the_address_are_ignored(client, web_login, phone, emulator):
    other = emulator.add_phone("すずき", follow=True)
    off, _asked = asked_of_line(client)
    back = at_line(off["Location"], phone)
    more = urlencode({"user_id": other, "sub": other, "userId": other, "id_token": emulator.id_token(other)})
    assert friend_of(handed(client.get(f"{back}&{more}"))["session"]).line_user_id == phone


def test_neither_secret_nor_code_nor_verifier_stands_in_any_page(client, web_login, phone, settings):
    off, asked = asked_of_line(client)
    attempt = SignInAttempt.objects.get()
    back = at_line(off["Location"], phone)
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    pages = [client.get(back), client.get(back), client.get("/liff/settings/"), off]
    text = "".join(page.content.decode() + str(page.headers) for page in pages)
    for secret in (settings.LINE_LOGIN_CHANNEL_SECRET, settings.LINE_CHANNEL_SECRET, attempt.verifier, code):
        assert secret not in text
    assert asked["nonce"] not in "".join(page.content.decode() for page in pages)


def test_nothing_that_names_a_person_or_opens_a_door_is_logged(client, web_login, phone, emulator, settings, caplog):
    caplog.set_level(logging.DEBUG)
    off, asked = asked_of_line(client)
    attempt, ticket = SignInAttempt.objects.get(), off.cookies[COOKIE].value
    back = at_line(off["Location"], phone)
    given = handed(client.get(back))
    id_token = emulator.id_token(phone)
    client.post("/liff/session/", {"id_token": id_token}, headers=OURS)
    client.get(back)
    ours = {"Authorization": f"Bearer {given['session']}"} | OURS
    client.post("/liff/settings/leave/", {"sure": "yes", "access_token": given["access"]}, headers=ours)
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    said = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("asyncio", "django.db", "faker")))
    assert "/oauth2/v2.1/token" in said
    secrets = [phone, given["session"], given["access"], id_token, code, asked["state"], asked["nonce"], ticket]
    secrets += [attempt.verifier, settings.LINE_LOGIN_CHANNEL_SECRET, "やまだ"]
    assert [secret for secret in secrets if secret in said] == []


def test_the_session_token_stands_in_a_page_nobody_keeps_and_in_no_address(web_login, phone):
    answer = web_login(phone)
    given = handed(answer)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Frame-Options"] == "DENY"
    assert given["session"] not in str(answer.headers) + given["wanted"]
    assert not LiffSession.objects.filter(digest=given["session"]).exists(), "only its digest is kept"


def test_a_session_of_the_web_ends_after_half_an_hour(web_login, phone):
    token = handed(web_login(phone))["session"]
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert friend_of(token) is None


def test_signing_out_ends_the_session_at_once(client, web_login, phone):
    token = handed(web_login(phone))["session"]
    ours = {"Authorization": f"Bearer {token}"} | OURS
    answer = client.post("/liff/session/end/", headers=ours)
    assert "ログアウトしました" in answer.content.decode()
    assert client.post("/liff/settings/form/", headers=ours).status_code == 401
    assert not LiffSession.objects.exists()


# --- What may go wrong ----------------------------------------------------------------------------------------------
def test_who_does_not_agree_is_told_what_to_do(web_login, phone):
    answer = web_login(phone, "/liff/desks/", decision="refuse")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "ログインしませんでした" in page
    assert 'href="/liff/login/?next=%2Fliff%2Fdesks%2F"' in page
    assert not LiffSession.objects.exists()


def test_a_fault_on_lines_side_is_no_refusal(client, db):
    _off, asked = asked_of_line(client)
    answer = client.get("/liff/login/callback/", {"error": "SERVER_ERROR", "state": asked["state"]})
    assert answer.status_code == 503
    assert "今、LINEから返事がありません" in answer.content.decode()


def test_a_code_that_line_does_not_know_any_more_is_over(client, emulator, web_login, phone):
    off, asked = asked_of_line(client)
    at_line(off["Location"], phone)
    answer = client.get("/liff/login/callback/", {"code": "used-up", "state": asked["state"]})
    assert answer.status_code == 403
    assert "もう一度ログインしてください" in answer.content.decode()


def test_while_line_is_down_the_page_says_later(client, web_login, phone, settings):
    off, _asked = asked_of_line(client)
    back = at_line(off["Location"], phone)
    settings.LINE_API_URL = "http://127.0.0.1:9"
    answer = client.get(back)
    assert answer.status_code == 503
    assert "今、LINEから返事がありません" in answer.content.decode()
    assert "もう一度開く" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_code_is_never_exchanged_inside_a_transaction(emulator):
    with pytest.raises(RuntimeError), transaction.atomic():
        exchange("code", "v" * 43, callback_address())


def test_the_exchange_follows_no_redirect(settings, db):
    asked = []

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_words):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.LINE_API_URL = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(LineError):
            exchange("code", "v" * 43, callback_address())
        server.shutdown()
    assert asked == ["/oauth2/v2.1/token"]
