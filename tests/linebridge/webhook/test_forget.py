"""What residents take back, and what has served, is removed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linebridge.webhook import process, sweep
from linebridge.webhook.models import Event, WebhookBody

from .conftest import body, event, text

pytestmark = pytest.mark.django_db


def unsend(message, **more):
    return event("unsend", unsend={"messageId": message["message"]["id"]}, **more)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_message_taken_back_is_gone_from_row_and_bytes_in_whatever_order_they_come(post, order):
    said = text("秘密")
    pair = (said, unsend(said))
    for index in order:
        post(body(pair[index]))
        process.work()
    kept = Event.objects.get(type="message")
    assert kept.payload["message"] == {"id": said["message"]["id"], "type": "text", "unsent": True}
    assert not any("秘密".encode() in bytes(raw) for raw in WebhookBody.objects.values_list("raw", flat=True))
    assert not any(b"\\u79d8" in bytes(raw) for raw in WebhookBody.objects.values_list("raw", flat=True))


def test_a_message_that_came_twice_is_gone_from_both(post):
    said = text("秘密")
    post(body(said))
    post(body({**said, "deliveryContext": {"isRedelivery": True}}))
    post(body(unsend(said)))
    process.work()
    assert not any(b"\\u79d8" in bytes(raw) for raw in WebhookBody.objects.values_list("raw", flat=True))


def test_nobody_can_take_back_what_another_said(post):
    said = text("わたしの")
    post(body(said))
    post(body(unsend(said, user="U" + "b" * 32)))
    process.work()
    assert Event.objects.get(type="message").payload["message"]["text"] == "わたしの"


def test_raw_bodies_go_after_thirty_days_and_their_events_stay_longer(post):
    post(body(event("follow")))
    later = timezone.now() + timedelta(days=31)
    sweep.forget(later)
    assert not WebhookBody.objects.exists() and Event.objects.get().body is None
    Event.objects.update(state="done")
    sweep.forget(later + timedelta(days=180))
    assert not Event.objects.exists()


def test_an_event_that_still_waits_is_never_forgotten(post):
    post(body(text("まだ")))
    sweep.forget(timezone.now() + timedelta(days=1000))
    assert Event.objects.count() == 1


def test_trouble_is_said_in_a_sentence(post):
    assert sweep.trouble() == ""
    post(body(text("まだ")))
    Event.objects.update(received_at=timezone.now() - timedelta(minutes=5))
    assert sweep.trouble() != ""
    Event.objects.update(state="failed", done_at=timezone.now())
    assert sweep.trouble() != ""
