"""Signed webhooks as LINE sends them."""

import itertools
import json

import pytest
from django.core.cache import cache

from linebridge.gateway.verify import sign
from linebridge.webhook import dispatch

numbers = itertools.count(1)


def event(type_="message", user="U" + "a" * 32, at=1_775_000_000_000, **more):
    """One event object; `at` in milliseconds."""
    number = next(numbers)
    return {
        "type": type_,
        "webhookEventId": f"01H{number:023d}",
        "timestamp": at + number,
        "source": {"type": "user", "userId": user},
        "mode": "active",
        "deliveryContext": {"isRedelivery": False},
        **more,
    }


def text(words, **more):
    return event(message={"id": f"{next(numbers):018d}", "type": "text", "text": words}, replyToken="r" * 32, **more)


def body(*events):
    return json.dumps({"destination": "U" + "0" * 32, "events": list(events)}).encode()


@pytest.fixture
def post(client):
    """Post raw bytes to the webhook, rightly signed unless told otherwise."""

    def post(raw, signature=None):
        headers = {"x-line-signature": sign(raw) if signature is None else signature}
        return client.post("/line/webhook/", raw, content_type="application/json", headers=headers)

    return post


@pytest.fixture
def handlers(monkeypatch):
    """An empty registry, so that a test hears only its own handlers."""
    monkeypatch.setattr(dispatch, "handlers", type(dispatch.handlers)(list))
    for module in ("receive", "process"):
        monkeypatch.setattr(f"linebridge.webhook.{module}.handlers", dispatch.handlers)
    return dispatch.handlers


@pytest.fixture(autouse=True)
def own_spool(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    cache.clear()
