"""Leaving for good: everything of ours goes, LINE takes back the consent, and whoever comes back starts empty."""

import pytest
import urllib3

from linebridge.friends.models import Erasure, Friend
from linebridge.liff.models import LiffSession
from linebridge.webhook.process import work
from tests.linebridge.liff.conftest import OURS, handed

LEAVE = "/liff/settings/leave/"


@pytest.fixture
def access_token(emulator, web_login, phone):
    """One that LINE has given for this phone."""
    return handed(web_login(phone))["access"]


def still_good(emulator, token):
    return urllib3.request("GET", f"{emulator.url}/oauth2/v2.1/verify", fields={"access_token": token}).status == 200


def test_the_settings_show_the_friends_number_and_what_it_is_for(send):
    page = send("/liff/settings/form/").content.decode()
    assert f'<p class="number-shown">{Friend.objects.get().number}</p>' in page
    assert "市の窓口や電話で、登録について聞くときに、この番号を伝えてください。" in page
    assert "登録をすべて消して終わる" in page


def test_leaving_asks_first_and_says_what_goes_and_what_to_do_besides(send):
    page = send(LEAVE).content.decode()
    assert "登録をすべて消して終わりますか" in page
    assert "LINEでこのアカウントのブロックもしてください" in page
    assert "元に戻せません" in page
    assert Friend.objects.exists()


def test_leaving_erases_here_and_at_line(send, access_token, emulator):
    page = send(LEAVE, {"sure": "yes", "access_token": access_token}).content.decode()
    assert "登録をすべて消しました" in page
    assert "LINEでこのページに出した許可も、取り消しました。" in page
    assert "まだ友だちのままです" in page
    assert not Friend.objects.exists()
    assert not LiffSession.objects.exists()
    assert Erasure.objects.values_list("cause", "unlinking").get() == ("resident", "done")
    assert not still_good(emulator, access_token)


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_token_that_line_knows_everything_of_ours_goes_all_the_same(send, token):
    page = send(LEAVE, {"sure": "yes", "access_token": token}).content.decode()
    assert "まだ残っています" in page
    assert "連動アプリ" in page
    assert not Friend.objects.exists()
    assert Erasure.objects.get().unlinking == ""


def test_the_access_token_of_somebody_else_is_not_used(send, web_login, emulator):
    other = emulator.add_phone("すずき", follow=True)
    theirs = handed(web_login(other))["access"]
    send(LEAVE, {"sure": "yes", "access_token": theirs})
    assert still_good(emulator, theirs)
    assert Friend.objects.get().line_user_id == other


def test_while_line_is_down_everything_of_ours_goes_all_the_same(send, access_token, settings):
    settings.LINE_API_URL = "http://127.0.0.1:9"
    page = send(LEAVE, {"sure": "yes", "access_token": access_token}).content.decode()
    assert "まだ残っています" in page
    assert not Friend.objects.exists()


def test_when_line_refuses_the_deauthorization_the_page_says_what_remains(send, access_token, emulator):
    emulator.misbehave(endpoint="deauthorize", fault="500_before", next=1)
    page = send(LEAVE, {"sure": "yes", "access_token": access_token}).content.decode()
    assert "まだ残っています" in page
    assert Erasure.objects.get().unlinking == "failed"


def test_the_access_token_is_read_from_the_body_alone(send, access_token, emulator):
    send(f"{LEAVE}?access_token={access_token}", {"sure": "yes"})
    assert still_good(emulator, access_token)


def test_the_token_that_opened_the_page_brings_nobody_back(client, sign_in, phone, emulator):
    """A reload by mistake after leaving: LINE still says that they follow, and the token is still good."""
    token = emulator.id_token(phone)
    session = sign_in(token=token).json()["session"]
    client.post(LEAVE, {"sure": "yes"}, headers={"Authorization": f"Bearer {session}"} | OURS)
    assert sign_in(token=token).status_code == 403
    assert not Friend.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_follows_again_starts_empty(client, emulator, live_server, sign_in):
    emulator.point_webhook(f"{live_server.url}/line/webhook/")
    user_id = emulator.add_phone("やまだ", follow=True)
    emulator.wait_until_told()
    work(5)
    Friend.objects.update(points=[1], language="en", language_chosen=True)
    before = Friend.objects.get()
    session = sign_in(user_id).json()["session"]
    client.post(LEAVE, {"sure": "yes"}, headers={"Authorization": f"Bearer {session}"} | OURS)
    emulator.block(user_id)
    emulator.follow(user_id)
    emulator.wait_until_told()
    work(5)
    friend = Friend.objects.get()
    assert (friend.points, friend.choices, friend.language, friend.language_chosen) == ([], [], "ja", False)
    assert friend.number != before.number
