"""LINE's door: what is kept, what is refused, how long it may take."""

import json
import socket
import time

import pytest
from django.db import ConnectionHandler, OperationalError, connection, connections
from django.urls import resolve
from django_q.models import OrmQ

from linebridge.gateway.verify import sign
from linebridge.webhook import nudge, receive, spool
from linebridge.webhook.models import Event, Refused, WebhookBody
from linebridge.webhook.sweep import trouble

from .conftest import body, event, text

pytestmark = pytest.mark.django_db


def test_a_signed_body_is_kept_byte_for_byte_with_its_events(post):
    raw = json.dumps(json.loads(body(event("follow"), text("😀 \u3042"))), indent=3).encode() + b"\n"
    assert post(raw).status_code == 200
    kept = WebhookBody.objects.get()
    assert bytes(kept.raw) == raw and kept.signature == sign(raw) and kept.readable
    assert list(Event.objects.values_list("type", "line_user_id")) == [
        ("follow", "U" + "a" * 32), ("message", "U" + "a" * 32),
    ]  # fmt: skip


@pytest.mark.parametrize("signature", ["", "wrong", sign(b"something else")])
def test_a_wrong_signature_leaves_nothing_but_a_count(post, signature):
    for _ in range(3):
        assert post(body(event("follow")), signature).status_code == 401
    assert not WebhookBody.objects.exists() and not Event.objects.exists()
    assert Refused.objects.get().count == 3


def test_no_events_is_a_greeting_and_leaves_nothing(post):
    assert post(body()).status_code == 200
    assert not WebhookBody.objects.exists()


def test_the_same_event_twice_is_one_row(post):
    first = event("follow")
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    assert [post(body(first)).status_code, post(body(again)).status_code, post(body(again, event())).status_code] == [
        200
    ] * 3
    assert Event.objects.count() == 2
    assert WebhookBody.objects.count() == 2, "the bytes of a mere repetition are not kept"


def test_what_nobody_knows_is_kept_and_left_alone(post, handlers):
    assert post(body(event("hologram", sparkle=[1, 2]))).status_code == 200
    kept = Event.objects.get()
    assert (kept.state, kept.payload["sparkle"]) == ("unknown", [1, 2])
    assert OrmQ.objects.count() == 0


def test_an_event_without_source_id_or_time_is_kept(post):
    assert (
        post(
            json.dumps({"events": [{"type": "accountLink"}, "text", None, {"type": 7, "source": []}]}).encode()
        ).status_code
        == 200
    )
    assert Event.objects.count() == 2 and set(Event.objects.values_list("line_user_id", flat=True)) == {""}


NAN, FAR = b'{"events": [{"type": "message", "x": NaN}]}', b'{"events": [{"type": "message", "x": 1e999}]}'
DEEP = b'{"events": [{"x": ' + b"[" * 900 + b"]" * 900 + b"}]}"


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[]", b'{"events": 7}', b"null", b"[" * 100_000, NAN, FAR, DEEP])
def test_a_signed_body_that_cannot_be_read_is_set_aside_and_answered(post, raw):
    assert post(raw).status_code == 200
    kept = WebhookBody.objects.get()
    assert bytes(kept.raw) == raw and not kept.readable and not kept.events.exists()
    assert "読み取れませんでした" in trouble()


def test_nul_and_half_characters_are_cleaned_in_the_row_and_kept_in_the_bytes(post):
    raw = body(text("x")).replace(b'"x"', b'"a\\u0000b\\ud83dc\\ud83d\\ude00"')
    assert post(raw).status_code == 200
    assert Event.objects.get().payload["message"]["text"] == "a�b�c😀"
    assert bytes(WebhookBody.objects.get().raw) == raw


def test_a_body_that_is_too_large_is_refused_unread(client, post):
    assert post(b"x" * 1_000_001).status_code == 413
    assert client.post("/line/webhook/", b"{}", content_type="application/json", CONTENT_LENGTH="x").status_code == 413


def test_only_post_is_answered_and_no_csrf_token_is_asked_for(client):
    assert client.get("/line/webhook/").status_code == 405
    assert resolve("/line/webhook/").func.csrf_exempt is True


def test_one_nudge_serves_a_burst(post, handlers, django_capture_on_commit_callbacks, settings):
    handlers["follow"].append(lambda event: None)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            post(body(event("follow")))
    if settings.REDIS_URL:
        from django_q.brokers import get_broker

        assert get_broker().queue_size() == 1
        get_broker().delete_queue()
    else:
        assert OrmQ.objects.count() == 1


def test_without_the_database_the_body_waits_on_the_disk_and_is_stored_later(post, monkeypatch):
    raw = body(event("follow"))
    real = receive.store

    def gone(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(receive, "store", gone)
    assert post(raw).status_code == 200
    assert not Event.objects.exists() and len(spool.waiting()) == 1
    assert spool.replay() == 0 and len(spool.waiting()) == 1, "the database is still away"
    monkeypatch.setattr(receive, "store", real)
    assert spool.replay() == 1 and spool.waiting() == []
    assert bytes(WebhookBody.objects.get().raw) == raw and Event.objects.count() == 1


@pytest.fixture
def swallowing_server(settings):
    """The default connection leads to a server that takes what is sent and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as hole:
        options = settings.POSTGRESQL_OPTIONS | {"connect_timeout": 2}  # the least that libpq knows
        server = {"ENGINE": "django.db.backends.postgresql", "NAME": "kairan", "HOST": "127.0.0.1"}
        handler = ConnectionHandler({"default": server | {"PORT": hole.getsockname()[1], "OPTIONS": options}})
        usual, connections["default"] = connections["default"], handler["default"]
        yield
        connections["default"] = usual


def test_a_database_that_swallows_everything_does_not_keep_line_waiting(post, swallowing_server):
    started = time.monotonic()
    assert post(body(event("follow"))).status_code == 200
    assert time.monotonic() - started < 4
    assert len(spool.waiting()) == 1


def test_a_redis_that_swallows_everything_does_not_keep_line_waiting(settings, caplog):
    """The rows are stored by then; the clock finds them."""
    with socket.create_server(("127.0.0.1", 0)) as hole:
        where = f"redis://127.0.0.1:{hole.getsockname()[1]}/0"
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": where, "OPTIONS": settings.REDIS_OPTIONS}}
        nudge.again()
    assert "TimeoutError" in caplog.text


def test_whoever_connects_to_postgresql_gives_up_after_seconds(settings):
    assert settings.POSTGRESQL_OPTIONS["connect_timeout"] == 5
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        assert "connect_timeout=5" in connection.connection.info.dsn


def test_a_body_spooled_and_redelivered_is_one_event(post, monkeypatch):
    raw = body(event("follow"))
    spool.keep(raw, sign(raw))
    post(raw)
    spool.replay()
    assert Event.objects.count() == 1


def test_a_disk_that_cannot_take_it_either_makes_line_come_again(post, monkeypatch):
    monkeypatch.setattr(receive, "store", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
    monkeypatch.setattr(spool, "keep", lambda *_: (_ for _ in ()).throw(OSError(28, "no space")))
    assert post(body(event("follow"))).status_code == 503


def test_a_spoiled_file_of_the_spool_is_set_aside(post):
    raw = body(event("follow"))
    for spoiled in ("{", "[]", "{}"):
        spool.keep(raw, sign(raw)).write_text(spoiled, encoding="ascii")
    spool.keep(raw, sign(raw))
    assert spool.replay() == 1
    assert [file.suffix for file in spool.folder().iterdir()] == [".unreadable"] * 3


def test_what_residents_said_is_for_our_own_account_alone_on_the_disk(post):
    assert spool.keep(body(text("秘密")), "x").stat().st_mode & 0o777 == 0o600
