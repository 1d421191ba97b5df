import pytest

from linebridge.friends.models import Friend, Wording
from linebridge.gateway.client import line
from linebridge.liff.greet import greeting
from linebridge.liff.models import Greeting
from linebridge.messages.check import check
from linebridge.webhook.process import work


@pytest.fixture
def live(koho, publish):
    greeting = Greeting(
        name="あいさつ", text=Wording(ja="みどり市です。"), button=Wording(ja="お知らせを選ぶ"), department=koho
    )
    greeting.save()
    return publish(greeting)


def test_without_a_public_greeting_nothing_is_said(koho):
    Greeting.objects.create(name="下書き", text=Wording(ja="下書き"), button=Wording(ja="選ぶ"), department=koho)
    assert greeting() == []


def test_the_greeting_leads_to_the_settings_and_line_would_take_it(live, emulator):
    messages = greeting()
    assert [message["type"] for message in messages] == ["text", "flex"]
    assert messages[1]["contents"]["body"]["contents"][0]["action"]["uri"] == (
        "https://liff.line.me/1234567891-kairan01/settings/"
    )
    assert check(messages) == []


@pytest.mark.django_db(transaction=True)
def test_line_takes_the_greeting(emulator, koho, publish):
    snippet = Greeting(name="あいさつ", text=Wording(ja="市です。"), button=Wording(ja="選ぶ"), department=koho)
    snippet.save()
    publish(snippet)
    line().validate("reply", greeting())


@pytest.mark.django_db(transaction=True)
def test_a_new_friend_is_known_and_greeted(emulator, live_server, koho, publish):
    snippet = Greeting(name="あいさつ", text=Wording(ja="市です。"), button=Wording(ja="選ぶ"), department=koho)
    snippet.save()
    publish(snippet)
    emulator.point_webhook(f"{live_server.url}/line/webhook/")
    user_id = emulator.add_phone("やまだ", follow=True)
    emulator.wait_until_told()
    work(5)
    assert Friend.objects.get().line_user_id == user_id
    assert [message["type"] for message in emulator.received(user_id)] == ["text", "flex"]
    emulator.block(user_id)
    emulator.wait_until_told()
    work(5)
    assert not Friend.objects.get().following
