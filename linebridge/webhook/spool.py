"""Bodies that came while the database could not be reached: one file each, written through to the disk before LINE is
answered, and stored as soon as the database is back. Storing one twice does no harm, so a file goes last.
"""

import base64
import json
import logging
import os
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

LOG = logging.getLogger("kairan.webhook")
LOOK_SECONDS = 5
_replaying = threading.Lock()
_looked = 0.0


def folder() -> Path:
    """Where this host keeps its spool."""
    return Path(settings.VAR_DIR) / "webhook-spool"


def keep(raw: bytes, signature: str) -> Path:
    """Write one body through to the disk. OSError where the disk cannot take it: LINE must hear that and come again."""
    folder().mkdir(parents=True, exist_ok=True)
    name = folder() / f"{time.time_ns():020d}-{uuid.uuid4().hex}.json"
    content = {"received_at": time.time(), "signature": signature, "raw": base64.b64encode(raw).decode()}
    part = name.with_suffix(".part")
    with open(part, "w", encoding="ascii", opener=_for_us_alone) as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    part.rename(name)
    _sync(folder())
    return name


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def waiting() -> list[Path]:
    """The bodies in the spool, the oldest first."""
    return sorted(folder().glob("*.json"))


def replay() -> int:
    """Store what waits, the oldest first, until the database is gone again. Returns how many were stored."""
    from .receive import store

    done = 0
    for file in waiting():
        try:
            kept = json.loads(file.read_text(encoding="ascii"))
            raw = base64.b64decode(kept["raw"])
            store(raw, kept["signature"], datetime.fromtimestamp(kept["received_at"], UTC))
        except FileNotFoundError:  # another process was first
            continue
        except (DatabaseError, InterfaceError) as error:
            LOG.error("the spool still waits: %s", type(error).__name__)
            break
        except (ValueError, KeyError, TypeError):
            LOG.exception("a file of the spool is not readable: %s", file.name)
            file.rename(file.with_suffix(".unreadable"))
            continue
        file.unlink(missing_ok=True)
        done += 1
    return done


def replay_soon() -> None:
    """The database works: if this host has a spool, empty it beside the requests. Looks every few seconds at most."""
    global _looked
    if time.monotonic() - _looked < LOOK_SECONDS:
        return
    _looked = time.monotonic()
    if folder().is_dir() and any(folder().glob("*.json")):
        threading.Thread(target=_replay_alone, name="webhook-spool", daemon=True).start()


def _replay_alone() -> None:
    if _replaying.acquire(blocking=False):
        try:
            replay()
        finally:
            _replaying.release()
            connections.close_all()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
