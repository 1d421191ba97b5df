"""A long import, approvals, a delivery to thousands and a steady stream of webhooks, each in processes of its own, at
once: the webhooks are answered within a second all the same, and none of the others loses anything.

On SQLite all of them want the one write lock; on PostgreSQL the same rows and workers.
"""

import csv
import http.client
import itertools
import json
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cms.workflow.approve import approve, digest_now
from cms.workflow.submit import submit
from linebridge.delivery.models import Attempt, Batch, Delivery
from linebridge.friends.models import Friend
from linebridge.gateway.verify import sign
from linebridge.webhook.models import Event, EventState
from site_pages.articles.models import ArticleImport, ImportedArticle
from site_pages.content.models import AnnouncementPage
from tests.linebridge.delivery import child
from tests.linebridge.delivery.story import befriend, instruct, proven
from tests.town_processes import managing, running_town

ROWS = 900  # of the file that is imported: a minute of work, so that the others fall into it
FRIENDS = 10_000
PAGES = 40  # to be approved
LINE_MS = 3000  # how slowly LINE takes a batch, so that the delivery lasts
CONNECTIONS, PER_SECOND = 5, 15  # webhooks
LIMIT = 1.0  # seconds for the answer to a webhook
PATIENCE = 300  # seconds after which something hangs
TOGETHER = 2.0  # seconds for which all four must have been at work
COLUMNS = ["自治体名", "公開年月", "発行号タイトル", "記事タイトル", "カテゴリ", "記事本文"]


@dataclass
class Stream:
    """Residents' events, posted evenly over a few connections, some of them twice as LINE may do."""

    url: str
    people: list[str]
    took: list[tuple[float, float, int]] = field(default_factory=list)  # (moment, seconds, status)
    sent: set[str] = field(default_factory=set)  # ids of events
    follows: dict[str, bool] = field(default_factory=dict)  # as the last event of each said
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self.threads = [threading.Thread(target=self._post_evenly, args=(n,)) for n in range(CONNECTIONS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exc):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _post_evenly(self, number: int):
        """Each connection speaks for residents of its own, so that their order is known."""
        people = itertools.cycle(self.people[number::CONNECTIONS])
        due = time.monotonic() + number / PER_SECOND
        with closing(http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)) as line:
            for turn in itertools.count():
                if self.stopping.wait(max(0.0, due - time.monotonic())):
                    return
                due += CONNECTIONS / PER_SECOND
                raw = self._body(next(people), f"{number}-{turn}")
                for _ in range(2 if turn % 10 == 9 else 1):
                    self._post(line, raw)

    def _post(self, line: http.client.HTTPConnection, raw: bytes):
        begun, moment = time.monotonic(), time.time()
        line.request("POST", "/line/webhook/", raw, {"x-line-signature": sign(raw), "content-type": "application/json"})
        answer = line.getresponse()
        answer.read()
        self.took.append((moment, time.monotonic() - begun, answer.status))

    def _body(self, user: str, name: str) -> bytes:
        follows = not self.follows.get(user, False)
        self.follows[user] = follows
        said = {"type": "message", "message": {"id": f"m{name}", "type": "text", "text": "ごみの日はいつですか"}}
        kinds = [{"type": "follow" if follows else "unfollow"}] + ([said] if follows else [])
        events = [self._event(kind, user, f"{name}-{i}") for i, kind in enumerate(kinds)]
        return json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()

    def _event(self, kind: dict, user: str, name: str) -> dict:
        self.sent.add(name)
        source = {"type": "user", "userId": user}
        more = {"mode": "active", "timestamp": time.time_ns() // 1_000_000, "source": source}
        return {**kind, **more, "webhookEventId": name, "replyToken": "r" * 32}


def a_newsletter(folder: Path) -> Path:
    file = folder / "newsletter.csv"
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for n in range(ROWS):
            text = (
                f"{n}番目の記事の本文です。\n■日時\n5月1日 午前10時から\n■場所\n中央公民館 第{n % 9 + 1}会議室\n"
                + "詳しくは広報課へ。" * 20
            )
            writer.writerow(["みどり市", "2024.04.15", f"広報みどり 第{n // 100}号", f"記事{n}", "くらし", text])
    return file


def asked_for(town, title: str, deliver: bool = False):
    """A request for approval that waits; `deliver`: to everyone, as soon as it is published."""
    page = town.write(title)
    if deliver:
        instruct(page)
        page.save_revision(user=town.aoi)
    return submit(page, town.aoi).current_task_state.specific


def until(what, seconds: float = PATIENCE):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, f"{what} did not come true"
        time.sleep(0.1)
    return found


def approve_each(states, approver):
    for state in states:
        approve(state, approver, digest_now(state))


def span(times) -> tuple[float, float]:
    moments = [each.timestamp() if isinstance(each, datetime) else each for each in times]
    return min(moments), max(moments)


def spans_of(stream: Stream, states: list) -> dict[str, tuple[float, float]]:
    """From when to when each of the four was at work."""
    tries = Attempt.objects.values_list("started_at", flat=True)
    accepted = Batch.objects.values_list("accepted_at", flat=True)
    return {
        "webhooks": span([moment for moment, _seconds, _status in stream.took]),
        "import": span(ImportedArticle.objects.values_list("page__latest_revision__created_at", flat=True)),
        "approvals": span([type(state).objects.get(pk=state.pk).finished_at for state in states]),
        "delivery": span([*tries, *accepted]),
    }


def all_stored_once_and_dispatched(stream: Stream):
    stored = list(Event.objects.values_list("webhook_event_id", "state"))
    assert {key for key, _state in stored} == stream.sent and len(stored) == len(stream.sent)
    assert {state for _key, state in stored} == {EventState.DONE}
    following = dict(Friend.objects.filter(line_user_id__in=stream.follows).values_list("line_user_id", "following"))
    assert following == stream.follows


def test_webhooks_are_answered_within_a_second_whatever_else_is_written(own_town, emulator, tmp_path):
    friends = befriend(emulator, FRIENDS)
    residents = emulator.add_friends(400)  # whom we know of only by their events
    emulator.misbehave(endpoint="multicast", fault="slow", latency_ms=LINE_MS)
    first = asked_for(own_town, "全員へのお知らせ", deliver=True)
    states = [asked_for(own_town, f"承認を待つお知らせ{number}") for number in range(PAGES)]
    command = ("import_announcements", str(a_newsletter(tmp_path)), "--section", "news")
    with (
        running_town(tmp_path, emulator.url) as web,
        Stream(web, residents) as stream,
        managing(tmp_path, emulator.url, *command) as importing,
    ):
        until(ImportedArticle.objects.exists)
        approve_each([first], own_town.ben)
        until(Attempt.objects.exists)
        approving = child.start(lambda: approve_each(states, own_town.ben))
        assert child.wait(approving, PATIENCE) == 0
        assert importing.wait(PATIENCE) == 0, (tmp_path / "import_announcements.log").read_text()
        delivery = until(lambda: Delivery.objects.filter(state__in=Delivery.ENDED).first())
        stream.stopping.set()
        until(lambda: not spool_of(tmp_path) and not Event.objects.filter(state=EventState.NEW).exists())

    assert {status for _moment, _seconds, status in stream.took} == {200}
    assert max(seconds for _moment, seconds, _status in stream.took) < LIMIT
    all_stored_once_and_dispatched(stream)
    made = ArticleImport.objects.get()
    assert (made.state, made.added, made.refused) == (ArticleImport.State.DRAFTS, ROWS, 0)
    assert AnnouncementPage.objects.filter(title__startswith="承認を待つ", live=True).count() == PAGES
    assert delivery.state == Delivery.State.DONE
    proven(delivery)
    counts = emulator.counts("multicast")
    assert set(counts.values()) == {1} and {friend.line_user_id for friend in friends} <= set(counts)
    spans = spans_of(stream, states)
    assert min(end for _begin, end in spans.values()) - max(begin for begin, _end in spans.values()) > TOGETHER, spans


def spool_of(folder: Path) -> list[Path]:
    """Bodies that wait on the disk because the lock was not free in time."""
    return list((folder / "webhook-spool").glob("*.json"))
