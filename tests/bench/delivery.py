"""How long a delivery to many friends takes: `python -m tests.bench.delivery --friends 20000`.

The emulator runs as a process of its own with LINE's rate limit on; the database and the queue are those that
DATABASE_URL and REDIS_URL name, in a copy of their own that is thrown away. Prints one line of JSON.
"""

import argparse
import json
import os
import sys
import time
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
SENDERS = 2  # processes side by side, as two workers would be


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--friends", type=int, default=20_000)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds it may take")
    given = parser.parse_args()

    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)
    from tests.emulator_process import running_emulator

    with own_database(), running_emulator() as emulator:
        from django.test.utils import override_settings

        with override_settings(**emulator.settings()):
            figures, once = measure(emulator, given.friends, given.limit)
    print(json.dumps(figures))
    if not once:
        print("somebody did not get it exactly once", file=sys.stderr)
    return 0 if once and figures["ratio"] <= 1 else 1


def own_database():
    """A fresh database beside the configured one, migrated, and dropped at the end."""
    import contextlib

    from django.db import connection, connections

    @contextlib.contextmanager
    def made():
        original = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{original}.bench-{uuid.uuid4().hex}"
        connection.creation.create_test_db(0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            if connection.vendor == "postgresql":  # the threads of a server may still hold one
                with connection.cursor() as cursor:
                    ours = "datname = current_database() AND pid <> pg_backend_pid()"
                    cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
            connections.close_all()
            connection.creation.destroy_test_db(original, 0)

    return made()


def measure(emulator, number: int, limit: float) -> tuple[dict, bool]:
    """From the moment the delivery is due until LINE has accepted the last batch; and whether each got it once."""
    from django.db.models import Max, Min

    from linebridge.delivery.models import Batch, Delivery
    from linebridge.delivery.work import work
    from linebridge.friends.models import Friend
    from tests.linebridge.delivery import child
    from tests.linebridge.delivery.story import instruct
    from tests.town import build_town

    ids = emulator.add_friends(number)
    Friend.objects.bulk_create([Friend(line_user_id=each) for each in ids], batch_size=2000)
    town = build_town()
    page = town.write("計測のお知らせ")
    instruct(page)
    town.publish(page)
    delivery = Delivery.objects.get()
    begun = time.time()
    pids = [child.start(lambda: keep_working(work, delivery.pk, limit * 2)) for _ in range(SENDERS)]
    for pid in pids:
        child.wait(pid, limit * 3)
    seconds = time.time() - begun
    accepted = Batch.objects.filter(state="accepted").aggregate(first=Min("accepted_at"), last=Max("accepted_at"))
    seconds = accepted["last"].timestamp() - begun if accepted["last"] else seconds
    counts = emulator.counts("multicast")
    delivery.refresh_from_db()
    figures = {
        "bench": "delivery",
        "friends": number,
        "targeted": delivery.head_count,
        "seconds": round(seconds, 2),
        "limit_seconds": limit,
        "ratio": round(seconds / limit, 3),
        "first_ms": round((accepted["first"].timestamp() - begun) * 1000) if accepted["first"] else None,
    }
    return figures, set(counts.values()) == {1} and len(counts) == number


def keep_working(work, pk: int, seconds: float) -> None:
    """One sender process: go on until the delivery has ended."""
    from linebridge.delivery.models import Delivery

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        work(pk)
        if Delivery.objects.filter(pk=pk, state__in=Delivery.ENDED).exists():
            return
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
