"""Chain the entries by their hashes, and check the chain.

Sealing follows writing by up to a minute, so that nobody who writes waits for somebody else. Two that seal at once
cannot fork the chain (`Seal.previous` is unique): the second gives up and the next round goes on. Whoever can rewrite
the whole table can rewrite the chain too; therefore the newest hash also leaves on stdout, where the log keeper has it.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import AuditEntry, Seal
from .write import trail

GENESIS = "0" * 64
CHUNK = 500
LATE = timedelta(minutes=10)  # an entry older than this without a seal is told by `verify`


def seal() -> int:
    """Seal what is not sealed yet, oldest first; how many. Safe to call at any time, from any number of processes."""
    done = 0
    while entries := list(AuditEntry.objects.filter(seal=None).order_by("id")[:CHUNK]):
        try:
            with transaction.atomic():
                newest = _seal_these(entries)
        except IntegrityError:
            return done  # another process is at it
        done += len(entries)
        trail.info(json.dumps({"action": "audit.sealed", "entry": entries[-1].pk, "hash": newest}))
    return done


def _seal_these(entries: list[AuditEntry]) -> str:
    previous = newest_hash()
    for entry in entries:
        link = Seal(entry=entry, previous=previous, hash=hash_of(previous, entry))
        link.save(force_insert=True)
        previous = link.hash
    return previous


def newest_hash() -> str:
    """The last hash of the chain; sixty-four zeros before the first."""
    return Seal.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS


def hash_of(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the hash before and everything the entry says, as hex."""
    said = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}
    said["time"] = entry.time.timestamp()
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def verify(anchor: str | None = None, newest: int | None = None) -> list[str]:
    """What is wrong with the trail, one line each; empty when whole. `anchor` is a hash from the log of stdout.

    With `newest` only so many links at the end are held against their entries.
    """
    faults = list(_walk(newest))
    if anchor and not Seal.objects.filter(hash=anchor).exists():
        faults.append(
            _("The check value %(hash)s is not in the log: its end was cut off or written anew.") % {"hash": anchor}
        )
    late = AuditEntry.objects.filter(seal=None, time__lt=timezone.now() - LATE).count()
    if late:
        words = {"count": late, "minutes": LATE.seconds // 60}
        faults.append(_("%(count)s entries have had no check value for more than %(minutes)s minutes.") % words)
    return faults


def _walk(newest: int | None) -> Iterator[str]:
    links, previous = _from_where(newest)
    entries = {}
    for link in links.order_by("id").iterator(chunk_size=CHUNK):
        if link.entry_id not in entries:
            entries = AuditEntry.objects.in_bulk(_ids_from(link.pk))
        entry = entries.get(link.entry_id)
        if link.previous != previous:
            yield _("Check value %(key)s does not follow the one before it.") % {"key": link.pk}
        if entry is None:
            yield _("Entry %(key)s was removed.") % {"key": link.entry_id}
        elif link.hash != hash_of(link.previous, entry):
            yield _("Entry %(key)s was changed.") % {"key": link.entry_id}
        previous = link.hash


def _from_where(newest: int | None) -> tuple[QuerySet[Seal], str]:
    """The links to look at, and the hash before them."""
    links = Seal.objects.order_by("-id")
    first = list(links.values_list("pk", flat=True)[newest - 1 : newest]) if newest else []
    if not first:
        return links, GENESIS
    before = links.filter(pk__lt=first[0]).values_list("hash", flat=True).first()
    return links.filter(pk__gte=first[0]), before or GENESIS


def _ids_from(link_id: int) -> list[int]:
    return list(Seal.objects.filter(pk__gte=link_id).order_by("id").values_list("entry_id", flat=True)[:CHUNK])
