"""Events reach their handlers in order, once, with isolation; only dispatch replies."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_q.brokers import get_broker

from linebridge.gateway.errors import LineError, LineErrorKind
from linebridge.links.models import Link
from linebridge.webhook import process, reply
from linebridge.webhook.dispatch import on
from linebridge.webhook.models import Event, EventState, ReplyState
from linebridge.webhook.sweep import sweep

from .conftest import body, event, text

HELLO = {"type": "text", "text": "こんにちは"}


class FakeLine:
    """Stands where `line()` is called; `fails` are raised in turn."""

    def __init__(self):
        self.replied, self.fails = [], []

    def reply(self, token, messages):
        self.replied.append((token, messages))
        if self.fails:
            raise self.fails.pop(0)


@pytest.fixture
def line(monkeypatch):
    fake = FakeLine()
    monkeypatch.setattr(reply, "line", lambda: fake)
    return fake


def states():
    return list(Event.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_a_handler_gets_its_event_and_its_answer_is_sent_as_one_reply(post, handlers, line):
    seen = []

    @on("message")
    def first(event):
        seen.append(event.payload["message"]["text"])
        return [HELLO]

    @on("message", "follow")
    def second(event):
        return [HELLO, HELLO]

    post(body(text("やあ")))
    assert process.work() == 1 and process.work() == 0
    assert seen == ["やあ"] and line.replied == [("r" * 32, [HELLO] * 3)]
    done = Event.objects.get()
    assert (done.state, done.reply_state, done.reply) == ("done", "sent", None)


@pytest.mark.django_db
def test_events_of_one_resident_are_taken_in_the_order_in_which_they_happened(post, handlers):
    seen = []
    on("message")(lambda event: seen.append(event.payload["message"]["text"]))
    later, earlier, other = text("2", at=2_000_000_000_000), text("1"), text("x", user="U" + "b" * 32)
    for one in (later, earlier, other):
        post(body(one))
    process.work()
    assert [word for word in seen if word != "x"] == ["1", "2"] and "x" in seen


@pytest.mark.django_db
def test_a_failing_handler_beside_a_good_one_costs_only_itself(post, handlers, line, caplog):
    calls = {"bad": 0, "good": 0}

    @on("message")
    def bad(event):
        calls["bad"] += 1
        Link.objects.create(token=f"bad{calls['bad']}", target="https://x", source_kind="t", source_key="t")
        raise ZeroDivisionError

    @on("message")
    def good(event):
        calls["good"] += 1
        Link.objects.create(token="good", target="https://x", source_kind="t", source_key="t")
        return [HELLO]

    post(body(text("やあ")))
    process.work()
    assert [link.token for link in Link.objects.all()] == ["good"] and len(line.replied) == 1
    for _ in range(4):
        Event.objects.filter(state="new").update(next_at=timezone.now())
        process.work()
    failed = Event.objects.get()
    assert calls == {"bad": 3, "good": 1}
    assert failed.state == EventState.FAILED and "ZeroDivisionError" in failed.problem
    assert len(line.replied) == 1


@pytest.mark.django_db
def test_while_an_event_waits_to_be_tried_again_the_next_one_of_that_resident_waits_too(post, handlers):
    seen = []

    @on("message")
    def sometimes(event):
        if event.payload["message"]["text"] == "1" and not seen:
            seen.append("failed")
            raise ZeroDivisionError
        seen.append(event.payload["message"]["text"])

    for one in (text("1"), text("2"), text("x", user="U" + "b" * 32)):
        post(body(one))
    process.work()
    assert seen == ["failed", "x"]
    Event.objects.filter(state="new").exclude(next_at=None).update(next_at=timezone.now())
    process.work()
    assert seen == ["failed", "x", "1", "2"]


@pytest.mark.django_db
def test_what_the_database_could_not_do_is_undone_as_a_whole(post, handlers, monkeypatch):
    @on("message")
    def good(event):
        Link.objects.create(token="good", target="https://x", source_kind="t", source_key="t")

    post(body(text("やあ")))
    monkeypatch.setattr(Event, "save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        process.work()
    assert states() == ["new"] and not Link.objects.exists()


@pytest.mark.django_db
def test_at_most_five_messages_are_replied(post, handlers, line):
    on("message")(lambda event: [HELLO] * 7)
    post(body(text("やあ")))
    process.work()
    assert [len(messages) for _token, messages in line.replied] == [5]


@pytest.mark.django_db
def test_no_reply_without_a_token_or_after_its_minute(post, handlers, line):
    on("follow", "message")(lambda event: [HELLO])
    post(body(event("follow")))
    post(body(text("遅い")))
    Event.objects.filter(type="message").update(received_at=timezone.now() - timedelta(seconds=61))
    process.work()
    assert line.replied == []
    assert list(Event.objects.order_by("pk").values_list("reply_state", "reply")) == [("", None), ("late", None)]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "tries", "state"), [
    (LineErrorKind.MESSAGE, 1, ReplyState.FAILED),
    (LineErrorKind.UNAVAILABLE, 2, ReplyState.SENT),
])  # fmt: skip
def test_a_refused_reply_is_not_tried_again_and_an_unanswered_one_is(post, handlers, line, kind, tries, state):
    on("message")(lambda event: [HELLO])
    line.fails.append(LineError(kind))
    post(body(text("やあ")))
    process.work()
    assert len(line.replied) == tries and Event.objects.get().reply_state == state


@pytest.mark.django_db
def test_the_clock_finds_what_a_lost_nudge_and_a_dead_worker_left(post, handlers, line):
    on("message")(lambda event: [HELLO])
    post(body(text("一")))
    post(body(text("二")))
    Event.objects.filter(pk=Event.objects.first().pk).update(state="done", reply=[HELLO], reply_state="waiting")
    sweep(timezone.now())
    assert len(line.replied) == 2 and states() == ["done", "done"]


@pytest.mark.django_db
def test_after_its_turn_a_worker_is_given_back_and_one_is_nudged_for_the_rest(post, handlers):
    on("message")(lambda event: None)
    post(body(text("一"))), post(body(text("二")))
    get_broker().purge_queue()
    assert process.work(seconds=0) == 1 and get_broker().queue_size() == 1
    assert process.work(seconds=0) == 1
    get_broker().purge_queue()
    assert process.work() == 0 and get_broker().queue_size() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_events_and_keep_each_residents_order(post, handlers):
    seen, lock = [], threading.Lock()

    @on("message")
    def remember(event):
        with lock:
            seen.append((event.line_user_id, event.payload["message"]["text"]))

    post(body(*[text(str(n), user="U" + u * 32) for n in range(10) for u in "abcdef"]))

    def work():
        process.work(seconds=10)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.work()
    assert len(seen) == 60
    for user in "abcdef":
        assert [int(word) for who, word in seen if who == "U" + user * 32] == list(range(10))
