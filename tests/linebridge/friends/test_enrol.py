from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from cms.users.models import User
from linebridge.friends.enrol import code_in, enrol, new_code, remove
from linebridge.friends.enrol import testers as all_testers
from linebridge.friends.line_events import enrolment, follow, unfollow
from linebridge.friends.models import EnrolmentCode, Friend
from linebridge.friends.models import Tester as Phone
from linebridge.webhook.models import Event
from linebridge.webhook.process import work
from tests.linebridge.friends.conftest import friend

WHO = "U" + "a" * 32


@pytest.fixture
def aoi(db):
    return User.objects.create(username="h-aoi")


def event(type_, at=None, **payload):
    at = at or datetime(2026, 4, 1, tzinfo=UTC)
    source = {"type": "user", "userId": WHO}
    return Event(type=type_, line_user_id=WHO, timestamp=at, payload={"type": type_, "source": source, **payload})


def say(text):
    return enrolment(event("message", message={"type": "text", "text": text}))


def test_sending_the_code_enrols_the_phone(aoi):
    friend(1)
    code = new_code(aoi).code
    assert say(code)[0]["text"] == "このスマートフォンを、テスト配信の受信先に登録しました。"
    assert [tester.line_user_id for tester in all_testers()] == [WHO]
    assert Phone.objects.get().user == aoi
    assert say(code) is None


def test_a_code_may_be_typed_in_full_width_and_with_gaps(aoi):
    code = new_code(aoi).code
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert code_in(f" {wide[:4]}　{wide[4:]}\n") == code
    assert code_in("12345678です") is None
    assert code_in("1234567") is None


def test_an_old_code_is_refused_with_a_reason(aoi):
    code = new_code(aoi).code
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert "有効期限が切れています" in say(code)[0]["text"]
    assert not Phone.objects.exists()


def test_asking_again_voids_the_code_before(aoi):
    first = new_code(aoi).code
    second = new_code(aoi).code
    assert EnrolmentCode.objects.count() == 1
    assert first == second or say(first) is None


def test_other_messages_are_left_to_other_rooms(aoi):
    new_code(aoi)
    assert say("こんにちは") is None
    assert say("00000000") is None or EnrolmentCode.objects.filter(code="00000000").exists()
    assert enrolment(event("message", message={"type": "image"})) is None


def test_a_code_in_a_group_enrols_nobody(aoi):
    code = {"type": "text", "text": new_code(aoi).code}
    group = {"type": "group", "groupId": "C" + "a" * 32, "userId": WHO}
    assert enrolment(event("message", message=code, source=group)) is None
    assert not Friend.objects.exists()


def test_a_code_that_was_taken_back_before_it_came_enrols_nobody(aoi):
    said = event("message", message={"id": "7", "type": "text", "text": new_code(aoi).code})
    for number, one in enumerate([event("unsend", unsend={"messageId": "7"}), said]):
        one.message_id, one.webhook_event_id = "7", str(number)
        one.save()
    work()
    assert not Phone.objects.exists()


def test_testers_are_active_staff_whose_phone_still_follows_us(aoi):
    someone = friend(1)
    enrol(someone, new_code(aoi).code)
    assert list(all_testers()) == [someone]
    Friend.objects.update(following=False)
    assert not all_testers().exists()
    Friend.objects.update(following=True)
    User.objects.update(active_until=timezone.localdate() - timedelta(days=1))
    assert not all_testers().exists()
    User.objects.update(active_until=None, is_active=False)
    assert not all_testers().exists()


def test_a_removed_phone_gets_no_tests_and_its_owner_stays_a_friend(aoi):
    someone = friend(1)
    remove(enrol(someone, new_code(aoi).code), aoi)
    assert not all_testers().exists()
    assert Friend.objects.get().following


def test_webhooks_tell_who_follows(db):
    follow(event("follow", follow={"isUnblocked": False}))
    assert Friend.objects.get().following
    unfollow(event("unfollow", at=datetime(2026, 4, 2, tzinfo=UTC)))
    assert not Friend.objects.get().following
