"""How long a segment takes to count, to list and to be built: `python -m tests.bench.segments --friends 1000000`.

On the database that DATABASE_URL names, in a copy of its own that is thrown away; meant for PostgreSQL. Prints one line
of JSON for each rule. `scan_ms` is a plain count of those who follow, measured just before and after each rule.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs beside our queries
TOPICS, WARDS, BLOCKS = 60, 6, 2000
AIM = 3.0  # scans that a nested rule may take
SAVERS, SAVES = 8, 1500  # connections side by side, saves of each


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--friends", type=int, default=1_000_000)
    given = parser.parse_args()

    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)
    from django.db import connection

    from tests.bench.delivery import own_database

    if connection.vendor != "postgresql":
        print("segments are measured on PostgreSQL; DATABASE_URL names another database", file=sys.stderr)
        return 0
    with own_database():
        return measure(given.friends)


def measure(number: int) -> int:
    from tests.town import build_town

    town = build_town()
    asked = ask(town)
    settle(number, asked)
    rules = the_rules(asked)
    shared = {"builder_ms": builder(town, rules["nested"]), **saving(number, asked)}
    worst = 0.0
    for name, rule in rules.items():
        figures = one_rule(rule)
        line = {"bench": "segments", "rule": name, "friends": number, **figures, **shared}
        print(json.dumps(line, ensure_ascii=False), flush=True)
        worst = max(worst, figures["ratio"] if name == "nested" else 0)
    return 0 if worst <= 1 else 1


def ask(town: Any) -> dict[str, Any]:
    """Sixty topics, six wards with two thousand town blocks, a date of birth: all public."""
    from cms.demo.pages import go_live
    from linebridge.friends.models import Wording
    from linebridge.questions.models import Choice, District, Question

    made = {}
    for name, kind in (("知りたいこと", "several"), ("生年月日", "date"), ("お住まい", "district")):
        question = Question(wording=Wording(ja=name), kind=kind, department=town.departments["koho"], most=3)
        if kind == "several":
            question.choices = [Choice(wording=Wording(ja=f"分野{n}"), sort_order=n) for n in range(TOPICS)]
        question.save()
        go_live(question, town.aoi, town.ben)
        made[kind] = question.pk
    wards = [District.objects.create(name=Wording(ja=f"第{n}区"), code=f"w{n}", order=n) for n in range(WARDS)]
    District.objects.bulk_create(
        District(name=Wording(ja=f"{n}番町"), code=f"b{n}", above=wards[n % WARDS], order=n, search=f"{n}番町")
        for n in range(BLOCKS)
    )
    topics = list(Choice.objects.order_by("pk").values_list("pk", flat=True))
    blocks = list(District.objects.exclude(above=None).order_by("pk").values_list("pk", "above_id"))
    return made | {"topics": topics, "wards": [ward.pk for ward in wards], "blocks": blocks}


SETTLE = """
INSERT INTO line_friends_friend
  (line_user_id, following, followed_at, language, language_chosen, choices, points, answered_at)
SELECT 'U' || md5(i::text), r > 0.02, now() - r * interval '1000 days', 'ja', false,
  CASE WHEN a < 0.3 THEN '{}' ELSE (SELECT array_agg(DISTINCT t ORDER BY t) FROM (
    SELECT (%(topics)s::int[])[1 + floor(random() * 60)::int] AS t FROM generate_series(1, 12) WHERE i > 0) s) END,
  CASE WHEN a < 0.3 THEN '{}' ELSE (SELECT array_agg(p ORDER BY p) FROM (
    SELECT %(home)s + b.block AS p UNION ALL SELECT %(home)s + b.ward
    UNION ALL SELECT unnest(ARRAY[
      %(born)s + (born - date '0001-01-01') + 1,
      %(born)s + 10000000 + extract(year FROM born)::bigint * 12 + extract(month FROM born)::bigint - 1,
      %(born)s + 20000000 + extract(year FROM born)::bigint]) WHERE a < 0.6) s) END,
  CASE WHEN a < 0.3 THEN NULL ELSE now() END
FROM (SELECT i, random() AS a, random() AS r, 1 + floor(random() * %(number)s)::int AS n,
        date '1935-01-01' + floor(random() * 33000)::int AS born FROM generate_series(1, %(friends)s) i) one
JOIN (SELECT row_number() OVER () AS n, block, ward
      FROM unnest(%(blocks)s::bigint[], %(above)s::bigint[]) AS u(block, ward)) b USING (n)
"""


def settle(number: int, asked: dict[str, Any]) -> None:
    """Friends in one statement: 30 % answered nothing, 30 % gave a date of birth, each other twelve topics."""
    from django.db import connection

    from linebridge.questions import scale

    blocks, above = zip(*asked["blocks"], strict=True)
    values = {
        "topics": asked["topics"], "friends": number, "number": len(blocks),
        "blocks": list(blocks), "above": list(above),
        "home": scale.point(asked["district"], scale.DISTRICT, 0), "born": scale.point(asked["date"], 0, 0),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, values)
        cursor.execute("VACUUM ANALYZE line_friends_friend")


def the_rules(asked: dict[str, Any]) -> dict[str, dict]:
    """What departments ask for, from the simplest to the widest."""
    a, b, c, *more = [{"leaf": "choice", "id": each} for each in asked["topics"]]
    ward = {"leaf": "district", "question": asked["district"], "ids": asked["wards"][:1]}
    child = {"leaf": "age", "question": asked["date"], "from": 0, "to": 5, "on": "today"}
    old = {"leaf": "age", "question": asked["date"], "from": 65, "to": 120, "on": "today"}
    return {
        "one topic": a,
        "one town block": {"leaf": "district", "question": asked["district"], "ids": [asked["blocks"][7][0]]},
        "ward and (a or b) and not c": {"all": [ward, {"any": [a, b]}, {"not": c}]},
        "nested": {"all": [ward, {"any": [child, {"all": [a, {"any": [b, old]}]}]}, {"not": {"any": [c, more[0]]}}]},
        "turns 6 in April": {"leaf": "birthday", "question": asked["date"], "age": 6, "month": 4},
        "any of six": {"any": [a, b, c, *more[:3]]},
        "ten ANDs of ORs": {"all": [{"any": more[n : n + 2]} for n in range(0, 20, 2)]},
        "answered nothing": {"leaf": "not_answered"},
    }


def one_rule(rule: dict) -> dict[str, Any]:
    from linebridge.friends.models import Friend
    from linebridge.segments.rule import audience, count

    def plain() -> int:
        return Friend.objects.filter(following=True).count()

    before, counted = took(plain), took(lambda: count(rule))
    listed = took(lambda: sum(1 for _id in audience(rule).values_list("line_user_id", flat=True).iterator(10_000)))
    scan = statistics.median([before, took(plain)])
    return {
        "people": count(rule),
        "count_ms": round(counted, 1),
        "list_ms": round(listed, 1),
        "scan_ms": round(scan, 1),
        "ratio": round(counted / scan / AIM, 3),
    }


def took(act: Callable[[], Any], times: int = 7) -> float:
    """The median in milliseconds, after one run to warm up."""
    act()
    found = []
    for _turn in range(times):
        begun = time.perf_counter()
        act()
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)


def saving(number: int, asked: dict[str, Any]) -> dict[str, int]:
    """Saves per second: the statement alone from eight connections, and the page's whole answer from eight clients."""
    from django.db import connection

    from linebridge.friends.models import Friend

    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM line_friends_friend WHERE following")
        low, high = cursor.fetchone()
        statement = str(Friend.objects.filter(pk=1).query)  # the table must be there before the clock runs
        assert statement
    keys = list(Friend.objects.filter(following=True, pk__range=(low, high)).values_list("pk", flat=True)[:50_000])
    return {
        "save_per_second": together(lambda n: save_statements(keys, asked, n), SAVES),
        "view_per_second": together(lambda n: save_pages(keys, asked, n), SAVES // 15),
    }


def together(act: Callable[[int], None], each: int) -> int:
    """Eight processes at once; acts per second of all of them."""
    from tests.linebridge.delivery import child

    begun = time.perf_counter()
    pids = [child.start(lambda n=n: act(n)) for n in range(SAVERS)]
    for pid in pids:
        child.wait(pid, 300)
    return round(SAVERS * each / (time.perf_counter() - begun))


def save_statements(keys: list[int], asked: dict[str, Any], n: int) -> None:
    """The UPDATE that a registration is, each in its own transaction."""
    from django.db import connection
    from django.utils import timezone

    from linebridge.questions import scale

    sql = (
        "UPDATE line_friends_friend SET choices = %s::integer[], points = %s::bigint[], answered_at = %s WHERE id = %s"
    )
    topics = asked["topics"]
    with connection.cursor() as cursor:
        for turn in range(SAVES):
            mine = sorted(topics[(turn + n + k * 7) % TOPICS] for k in range(6))
            points = sorted(scale.day_points(asked["date"], date(2015 + turn % 8, 1 + turn % 12, 5)))
            cursor.execute(sql, [mine, points, timezone.now(), keys[(turn * SAVERS + n) % len(keys)]])


def save_pages(keys: list[int], asked: dict[str, Any], n: int) -> None:
    """The page as a resident sends it, with its session and its checks."""
    from django.test import Client

    from linebridge.liff.models import LiffSession
    from linebridge.liff.session import digest

    client, address = Client(), "/liff/settings/save/"
    name = f"q{asked['several']}"
    for turn in range(SAVES // 15):
        token = f"bench-{n}-{turn}"
        if not turn:
            from datetime import timedelta

            from django.utils import timezone

            ends = timezone.now() + timedelta(minutes=30)
            LiffSession.objects.bulk_create(
                LiffSession(digest=digest(f"bench-{n}-{k}"), friend_id=keys[k * SAVERS + n], expires_at=ends)
                for k in range(SAVES // 15)
            )
        headers = {"Authorization": f"Bearer {token}", "Origin": "http://testserver"}
        answer = client.post(
            address, {name: asked["topics"][turn % 10 : turn % 10 + 5], "part": "all"}, headers=headers
        )
        assert answer.status_code == 200, answer.status_code


WATCH = """() => new Promise((done) => {
  const people = document.querySelector("[data-rule-people]"), begun = performance.now();
  new MutationObserver((_all, watch) => { watch.disconnect(); done(performance.now() - begun); })
    .observe(people, { childList: true, characterData: true, subtree: true });
  document.querySelectorAll("[data-choices] input")[PLACE].click();
})"""


def builder(town: Any, rule: dict) -> int:
    """From a tick in the builder until Chromium shows the new head-count: the median of nine ticks."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.db import connections
    from django.test.testcases import LiveServerThread
    from django.urls import reverse
    from playwright.sync_api import expect

    from linebridge.segments.models import Segment
    from tests.browser import chromium
    from tests.house.test_japanese_in_chromium import tab_of

    segment = Segment.objects.create(name="計測", department=town.departments["koho"], rule=rule)
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    site = SimpleNamespace(url=f"http://localhost:{server.port}")
    address = site.url + reverse("wagtailsnippets_line_segments_segment:edit", args=[segment.pk])
    try:
        with chromium() as browser:
            page = tab_of(browser, site, town.aoi)
            page.goto(address)
            expect(page.locator("[data-rule-people]")).not_to_be_empty(timeout=60_000)
            page.wait_for_load_state("networkidle")
            found = []
            for place in range(1, 10):
                found.append(page.evaluate(WATCH.replace("PLACE", str(place))))
                page.wait_for_load_state("networkidle")
    finally:
        server.terminate()
        connections.close_all()
    segment.delete()
    return round(statistics.median(found))


if __name__ == "__main__":
    sys.exit(main())
