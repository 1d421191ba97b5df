"""One token for everybody, renewed early, by one of many."""

import threading
import time
import traceback

import pytest
from django.core.cache import cache
from django.test import override_settings

from linebridge.gateway import token
from linebridge.gateway.errors import LineError, LineErrorKind


def test_a_token_is_issued_once_and_shared(wire):
    assert {token.current() for _ in range(5)} == {"stateless"}
    assert wire.tokens_asked == 1


def test_it_is_renewed_before_it_ends(wire, monkeypatch):
    token.current()
    real = time.time
    monkeypatch.setattr(token.time, "time", lambda: real() + 770)
    assert wire.tokens_asked == 1 and token.current()
    monkeypatch.setattr(token.time, "time", lambda: real() + 790)
    assert token.current() and wire.tokens_asked == 2


def test_while_one_renews_the_others_go_on_with_the_old_one(wire):
    cache.set(token._key(), {"token": "old", "renew_at": 0})
    cache.add(f"{token._key()}:renewing", 1, 15)
    assert token.current() == "old" and wire.tokens_asked == 0


def test_many_callers_without_a_token_ask_for_one_together(wire):
    got = []
    threads = [threading.Thread(target=lambda: got.append(token.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["stateless"] * 8 and wire.tokens_asked == 1


@pytest.mark.parametrize(("answer", "kind"), [
    ((400, {"error": "invalid_client"}, {}), LineErrorKind.AUTH),
    ((401, {}, {}), LineErrorKind.AUTH),
    ((500, {}, {}), LineErrorKind.UNAVAILABLE),
    ((200, b"<html>", {}), LineErrorKind.UNAVAILABLE),
    (("reset", None, {}), LineErrorKind.NETWORK),
])  # fmt: skip
def test_without_a_token_nothing_was_sent_and_so_nothing_is_ambiguous(wire, answer, kind):
    wire.token_answers.append(answer)
    with pytest.raises(LineError) as caught:
        token.current()
    assert (caught.value.kind, caught.value.ambiguous) == (kind, False)
    assert token.current() == "stateless"  # a failed renewal does not hold back the next


def test_without_the_cache_each_call_gets_a_token_of_its_own(wire):
    dead = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    with override_settings(CACHES={"default": dead}):
        assert [token.current(), token.current()] == ["stateless"] * 2
        token.forget("stateless")
    assert wire.tokens_asked == 2


def test_a_token_that_another_has_renewed_meanwhile_is_not_forgotten(wire):
    token.current()
    token.forget("the one before")
    assert token.current() == "stateless" and wire.tokens_asked == 1
    token.forget("stateless")
    assert token.current() and wire.tokens_asked == 2


def test_an_answer_that_lacks_something_does_not_put_the_token_into_a_traceback(wire):
    wire.token_answers.append((200, {"access_token": "very-secret"}, {}))
    with pytest.raises(LineError) as caught:
        token.current()
    assert "very-secret" not in "".join(traceback.format_exception(caught.value))
