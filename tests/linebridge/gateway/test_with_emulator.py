"""The client against the emulator: the same refusals that LINE documents."""

import io
import uuid

import pytest
from django.core.cache import cache
from PIL import Image

from linebridge.gateway import rate
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError, LineErrorKind

pytestmark = pytest.mark.django_db
HELLO = [{"type": "text", "text": "こんにちは🍎"}]


@pytest.fixture(autouse=True)
def no_old_token(emulator):
    cache.clear()


def key():
    return str(uuid.uuid4())


def refused(call) -> LineError:
    with pytest.raises(LineError) as caught:
        call()
    return caught.value


def test_a_multicast_reaches_each_friend_once_also_when_it_is_repeated(emulator):
    ids, same = emulator.add_friends(3), key()
    first = line().multicast(ids, HELLO, same)
    second = line().multicast(ids, HELLO, same)
    assert (first.repeated, second.repeated) == (False, True) and second.request_id == first.request_id
    assert emulator.counts() == dict.fromkeys(ids, 1)
    assert emulator.received(ids[0]) == HELLO


def test_an_answer_that_came_too_late_is_ambiguous_and_the_same_key_tells(emulator, monkeypatch):
    monkeypatch.setattr("linebridge.gateway.client.READ_SECONDS", 0.2)
    ids, same = emulator.add_friends(2), key()
    emulator.misbehave(endpoint="multicast", fault="timeout_after", next=1)
    error = refused(lambda: line().multicast(ids, HELLO, same))
    assert error.ambiguous and not error.permanent
    assert line().multicast(ids, HELLO, same).repeated is True
    assert emulator.counts() == dict.fromkeys(ids, 1)


def test_texts_that_line_refuses_are_message_errors(emulator):
    ids = emulator.add_friends(1)
    error = refused(lambda: line().validate("multicast", [{"type": "text", "text": "あ" * 5001}]))
    assert (error.kind, error.permanent) == (LineErrorKind.MESSAGE, True)
    line().validate("multicast", HELLO)
    assert refused(lambda: line().push(ids[0], [{"type": "text", "text": ""}], key())).kind == LineErrorKind.MESSAGE


def test_what_line_knows_of_the_channel_and_of_friends(emulator):
    ids = emulator.add_friends(3)
    assert line().bot_info()["displayName"]
    assert set(line().follower_ids()[0]) == set(ids)
    assert line().profile(ids[0])["userId"] == ids[0]
    assert refused(lambda: line().profile("U" + "f" * 32)).status == 404
    assert line().consumption() >= 0
    line().set_webhook_endpoint("https://kairan.example.jp/line/webhook/")
    assert line().get_webhook_endpoint()["endpoint"] == "https://kairan.example.jp/line/webhook/"


def test_a_photo_comes_as_it_was_sent(emulator):
    phone = emulator.add_phone("はなこ", follow=True)
    photo = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(photo, "JPEG")
    assert line().content(emulator.send_photo(phone, photo.getvalue())).startswith(b"\xff\xd8\xff")


def test_a_wrong_secret_is_an_auth_error(emulator, settings):
    settings.LINE_CHANNEL_SECRET = "wrong"
    assert refused(lambda: line().bot_info()).kind == LineErrorKind.AUTH


def test_the_used_up_month_is_not_the_rate(emulator):
    ids = emulator.add_friends(2)
    emulator.misbehave(quota=1)
    error = refused(lambda: line().multicast(ids, HELLO, key()))
    assert (error.kind, error.permanent) == (LineErrorKind.QUOTA, True)


def test_a_429_keeps_the_next_one_waiting_too(emulator):
    ids = emulator.add_friends(1)
    emulator.misbehave(endpoint="multicast", fault="429", next=1)
    assert refused(lambda: line().multicast(ids, HELLO, key())).kind == LineErrorKind.RATE
    assert rate.reserve("multicast", 0.005) > 0.1


def test_an_unknown_id_is_found_in_the_refusal(emulator):
    ids = emulator.add_friends(2)
    with pytest.raises(LineError) as caught:
        line().multicast([*ids, "U" + "f" * 32], HELLO, key())
    assert (caught.value.kind, caught.value.recipient_index) == (LineErrorKind.RECIPIENT, 2)


@pytest.mark.parametrize(
    ("fault", "kind", "ambiguous"),
    [
        ("429", LineErrorKind.RATE, False),
        ("quota", LineErrorKind.QUOTA, False),
        ("400", LineErrorKind.MESSAGE, False),
        ("500_before", LineErrorKind.UNAVAILABLE, True),
        ("500_after", LineErrorKind.UNAVAILABLE, True),
        ("reset_before", LineErrorKind.NETWORK, True),
        ("reset_after", LineErrorKind.NETWORK, True),
    ],
)
def test_each_fault_is_what_it_seems(emulator, fault, kind, ambiguous):
    (user_id,) = emulator.add_friends(1)
    emulator.misbehave(endpoint="push", fault=fault, next=1)
    with pytest.raises(LineError) as caught:
        line().push(user_id, HELLO, key())
    assert (caught.value.kind, caught.value.ambiguous) == (kind, ambiguous)
    assert len(emulator.received(user_id)) == (1 if fault.endswith("after") else 0)
