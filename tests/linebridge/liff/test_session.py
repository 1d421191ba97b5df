import base64
import json
from datetime import timedelta

import pytest
import time_machine
import urllib3
from django.core.cache import cache
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from linebridge.friends.follow import unfollowed
from linebridge.friends.models import Friend
from linebridge.liff.models import LiffSession, SpentToken
from linebridge.liff.session import forget_old_sessions, friend_of
from tests.linebridge.liff.conftest import OURS, PROOF

CLAIMS = {"iss": "https://access.line.me", "aud": "1234567891", "sub": "U" + "b" * 32, "exp": 4102444800}


@pytest.fixture(autouse=True)
def no_keys_remembered():
    cache.clear()


def session_of(answer):
    return answer.json()["session"]


def test_an_id_token_becomes_a_session_of_that_friend(sign_in, phone):
    answer = sign_in(phone)
    assert friend_of(session_of(answer)).line_user_id == phone
    assert not answer.cookies
    assert answer["Cache-Control"].startswith("max-age=0, no-cache")


def test_only_a_digest_of_the_session_is_kept(sign_in, phone):
    token = session_of(sign_in(phone))
    assert token not in json.dumps(list(LiffSession.objects.values("digest")))


def test_a_user_id_sent_by_the_page_is_ignored(sign_in, phone, emulator):
    other = emulator.add_phone("すずき いちろう", follow=False)
    answer = sign_in(phone, userId=other, sub=other, line_user_id=other)
    assert friend_of(session_of(answer)).line_user_id == phone


def test_a_token_for_another_channel_is_refused(sign_in, phone, emulator):
    answer = sign_in(token=emulator.id_token(phone, aud="9999999999"))
    assert answer.status_code == 403
    assert "LINEの登録を確かめられませんでした" in answer.content.decode()


def test_an_expired_token_asks_the_page_to_sign_in_again(sign_in, phone, emulator):
    emulator.put_forward(-7200)
    token = emulator.id_token(phone)
    emulator.put_forward(0)
    answer = sign_in(token=token)
    assert (answer.status_code, answer.json()) == (401, {"again": True})
    assert sign_in(token=token, again="1").status_code == 403, "once is enough"


def forged():
    ours = ECKey.generate_key("P-256", {"kid": "ours"})
    yield "another key", jwt.encode({"alg": "ES256", "kid": "ours"}, CLAIMS, ours)
    yield "a shared secret", jwt.encode({"alg": "HS256"}, CLAIMS, OctKey.import_key("x" * 32))
    yield "no signature", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJVYmJiIn0."
    yield "nothing", ""
    yield "nonsense", "a.b.c"
    yield "odd letters", "あ" * 50


@pytest.mark.parametrize(("how", "token"), list(forged()))
def test_a_forged_token_is_refused(sign_in, emulator, db, how, token):
    assert sign_in(token=token).status_code == 403
    assert not LiffSession.objects.exists()


def test_a_changed_token_is_refused(sign_in, phone, emulator):
    head, payload, signature = emulator.id_token(phone).split(".")
    assert sign_in(token=f"{head}.{payload[:-2]}AA.{signature}").status_code == 403


# --- One token, one page --------------------------------------------------------------------------------------------
def test_a_reload_brings_the_same_token_back_and_gets_a_fresh_session(sign_in, phone, emulator):
    token = emulator.id_token(phone)
    first, second = (session_of(sign_in(token=token)) for _time in range(2))
    assert first != second
    assert friend_of(second).line_user_id == phone


@pytest.mark.parametrize("proof", ["", "q" * 64, "p" * 63, "short"])
def test_a_token_that_another_page_has_used_opens_nothing(sign_in, phone, emulator, proof):
    token = emulator.id_token(phone)
    assert sign_in(token=token).status_code == 200
    answer = sign_in(token=token, proof=proof)
    assert (answer.status_code, answer.json()) == (401, {"again": True}), "LINE gives a page of ours another one"
    answer = sign_in(token=token, proof=proof, again="1")
    assert answer.status_code == 403
    assert "LINEの登録を確かめられませんでした" in answer.content.decode()
    assert LiffSession.objects.count() == 1


@pytest.mark.parametrize("proof", ["", "short"])
def test_a_token_that_came_without_a_proof_is_used_up(sign_in, phone, emulator, proof):
    token = emulator.id_token(phone)
    assert sign_in(token=token, proof=proof).status_code == 200
    assert sign_in(token=token, proof=proof).status_code == 401


def test_another_signature_under_the_same_words_is_the_same_token(sign_in, phone, emulator):
    """For each signature of this kind anybody can compute a second one."""
    token = emulator.id_token(phone)
    assert sign_in(token=token).status_code == 200
    words, _dot, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    other = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    twin = f"{words}.{base64.urlsafe_b64encode(other).decode().rstrip('=')}"
    assert sign_in(token=twin, proof="q" * 64).status_code == 401
    assert sign_in(token=twin).status_code == 200, "its signature is good; only the page is another"


def test_only_digests_of_token_and_proof_are_kept_and_only_until_the_token_ends(sign_in, phone, emulator):
    token = emulator.id_token(phone)
    sign_in(token=token)
    kept = json.dumps(list(SpentToken.objects.values("digest", "proof")))
    assert token not in kept
    assert PROOF not in kept
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
        forget_old_sessions()
        assert SpentToken.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=62), tick=False):
        forget_old_sessions()
        assert not SpentToken.objects.exists()


def test_a_nonce_that_lines_own_script_may_have_asked_for_is_none_of_ours(sign_in, phone, emulator):
    assert sign_in(token=emulator.id_token(phone, nonce="n-1")).status_code == 200


def test_our_clock_may_be_behind_lines_as_far_as_the_health_check_allows(sign_in, phone, emulator):
    emulator.put_forward(45)
    assert sign_in(phone).status_code == 200


def test_the_key_set_is_fetched_once_for_many_residents(sign_in, phone, emulator):
    for _time in range(3):
        sign_in(phone)
    assert len([r for r in emulator.requests() if r["path"].endswith("/certs")]) <= 1


def test_a_key_that_is_not_known_yet_is_fetched(sign_in, phone, emulator, settings):
    stale = {"keys": [ECKey.generate_key("P-256", {"kid": "old"}).as_dict(private=False)]}
    cache.set(f"line_liff:keys:{settings.LINE_API_URL}/oauth2/v2.1/certs", stale, 60)
    assert sign_in(phone).status_code == 200


@pytest.mark.parametrize("new", [{"kty": "EC", "crv": "P-999", "kid": "x"}, {"kty": "OKP", "crv": "X9", "x": "a"}])
def test_a_kind_of_key_that_line_may_add_locks_nobody_out(sign_in, phone, emulator, settings, new):
    address = f"{settings.LINE_API_URL}/oauth2/v2.1/certs"
    keys = urllib3.request("GET", address).json()["keys"]
    cache.set(f"line_liff:keys:{address}", {"keys": [new, *keys]}, 60)
    assert sign_in(phone).status_code == 200


def test_without_the_key_set_the_page_says_later(sign_in, phone, settings, emulator):
    token = emulator.id_token(phone)
    settings.LINE_API_URL = "http://127.0.0.1:9"
    answer = sign_in(token=token)
    assert answer.status_code == 503
    assert "今、LINEから返事がありません" in answer.content.decode()


def test_who_is_no_friend_is_told_so_and_offered_to_add(sign_in, emulator, db):
    stranger = emulator.add_phone("たなか", follow=False)
    answer = sign_in(stranger)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "まだ友だちになっていません" in page
    assert "友だちに追加する" in page
    assert not Friend.objects.exists()


def test_a_friend_from_before_us_becomes_known(sign_in, emulator, db):
    user_id = emulator.add_friends(1)[0]
    assert sign_in(user_id).status_code == 200
    assert Friend.objects.get().line_user_id == user_id


def test_a_session_ends_after_half_an_hour(sign_in, phone):
    token = session_of(sign_in(phone))
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert friend_of(token) is None
        assert forget_old_sessions() == 1


def test_a_session_ends_with_the_friendship(sign_in, phone):
    token = session_of(sign_in(phone))
    unfollowed(phone, timezone.now())
    assert friend_of(token) is None


@pytest.mark.parametrize("origin", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_a_request_from_another_site_is_refused(client, phone, emulator, origin, send):
    token = {"id_token": emulator.id_token(phone)}
    assert client.post("/liff/session/", token, headers=origin).status_code == 403
    assert send("/liff/settings/save/", headers=origin).status_code == 403
    assert client.post("/liff/session/", token, headers=OURS | {"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_nothing_is_answered_without_a_session(client, db):
    for name in ("form", "save", "erase"):
        assert client.post(f"/liff/settings/{name}/", headers=OURS).status_code == 401
        wrong = OURS | {"Authorization": "Bearer nonsense"}
        assert client.post(f"/liff/settings/{name}/", headers=wrong).status_code == 401
        assert client.get(f"/liff/settings/{name}/").status_code == 405
