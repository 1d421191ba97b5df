"""Whose menu is which: at once for one person, a moment later for many, as the platform does it.

What is accepted for many is a row with its end; whoever looks at a menu first does what is due. If the emulator stops
in between, the row is still there after its restart.
"""

import uuid
from datetime import UTC, datetime

from . import clock, keep, keep_menus
from .models import MenuJob, Phone
from .refuse import NO_PICTURE_TEXT, NOT_FOUND_TEXT, Refusal, errors_in_body

AFTER_MS = 500
KEPT_MS = 14 * 24 * 3600 * 1000  # keys and progress
after_ms = AFTER_MS
fail_after: int | None = None  # the next batch stops after so many people


def reset() -> None:
    global after_ms, fail_after
    after_ms, fail_after = AFTER_MS, None


def usable(menu_id: str) -> None:
    """Refuse a menu that is not there, or has no picture yet."""
    row = keep_menus.menu(menu_id)
    if row is None:
        raise Refusal(404, NOT_FOUND_TEXT)
    if not row.picture:
        raise Refusal(400, NO_PICTURE_TEXT)


def link(user_id: str, menu_id: str) -> None:
    """Give one friend this menu, or the default where it is empty. Who is no friend is passed over in silence."""
    settle()
    if keep.state_of(user_id) == Phone.State.FRIEND:
        keep_menus.set_link(user_id, menu_id)


def own_menu(user_id: str) -> str:
    """The id of a friend's own menu; empty for none, and for whoever is no friend."""
    settle()
    return keep_menus.linked.get(user_id, "") if keep.state_of(user_id) == Phone.State.FRIEND else ""


def link_many(ids: list[str], menu_id: str, request_id: str) -> None:
    """The same for many, soon."""
    people = keep.pack([user_id for user_id in dict.fromkeys(ids) if keep.state_of(user_id) == Phone.State.FRIEND])
    keep_menus.add_job(request_id, [{"type": "bulk", "to": menu_id}], people, clock.now_ms() + after_ms)


# --- Batches --------------------------------------------------------------------------------------------------------
def check_menus_of(operations: list[dict]) -> None:
    """404 for a menu that is not there, 400 for one without a picture that somebody is to get."""
    for i, one in enumerate(operations):
        for side in ("from", "to"):
            row = keep_menus.menu(one[side]) if side in one else None
            place = f"operations[{i}].{side}"
            if side in one and row is None:
                raise Refusal(404, "The request body has 1 error(s)", [(f"Richmenu ({one[side]}) is not found", place)])
            if side == "to" and row is not None and not row.picture:
                raise errors_in_body([(f"'to' richmenu ({one['to']}) must have image but it doesn't", place)])


def accept_batch(operations: list[dict], key: str, request_id: str) -> None:
    """Take a batch on. Under a key of the last 14 days: only for those whom the first request has not reached."""
    settle()
    with keep.lock:
        earlier = _earlier(key)
        if earlier:
            people, done = bytes(earlier.people), bytes(earlier.done)
        else:
            sources = {one["from"] for one in operations if "from" in one} or set(keep_menus.linked.values())
            people, done = keep.pack([who for who, menu_id in keep_menus.linked.items() if menu_id in sources]), b""
        keep_menus.add_job(request_id, operations, people, clock.now_ms() + after_ms, key, done)


def _earlier(key: str) -> MenuJob | None:
    alive = clock.now_ms() - KEPT_MS
    return next((job for job in reversed(keep_menus.jobs) if key and job.key == key and job.at > alive), None)


def progress(request_id: str) -> dict[str, str]:
    """How far a batch is: phase, acceptedTime, completedTime once it has ended."""
    try:
        uuid.UUID(request_id)
    except ValueError as error:
        raise Refusal(400, "The value for the 'requestId' parameter is invalid") from error
    settle()
    found = [job for job in keep_menus.jobs if job.request_id == request_id and not _is_bulk(job)]
    if not found or clock.now_ms() - found[0].at > KEPT_MS:
        raise Refusal(404, NOT_FOUND_TEXT)
    (job,) = found
    ended = {} if job.phase == MenuJob.Phase.ONGOING else {"completedTime": _utc(job.due)}
    return {"phase": str(job.phase), "acceptedTime": _utc(job.at)} | ended


def _utc(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_bulk(job: MenuJob) -> bool:
    return job.operations[0]["type"] == "bulk"


# --- What is due ----------------------------------------------------------------------------------------------------
def settle() -> None:
    """Do what was accepted and is due by now, oldest first."""
    with keep.lock:
        now = clock.now_ms()
        for job in keep_menus.jobs:
            if job.phase == MenuJob.Phase.ONGOING and job.due <= now:
                _carry_out(job)


def _carry_out(job: MenuJob) -> None:
    global fail_after
    done = set(keep.unpack(bytes(job.done)))
    left = [user_id for user_id in keep.unpack(bytes(job.people)) if user_id not in done]
    reached = left
    if fail_after is not None and not _is_bulk(job):
        reached, fail_after = left[:fail_after], None
    for user_id in reached:
        _move(user_id, job.operations)
    job.done = bytes(job.done) + keep.pack(reached)
    job.phase = MenuJob.Phase.SUCCEEDED if len(reached) == len(left) else MenuJob.Phase.FAILED
    keep.write(job)


def _move(user_id: str, operations: list[dict]) -> None:
    """One person's change. Each person is changed once: a batch of A → B and B → C makes no C of an A."""
    has = keep_menus.linked.get(user_id, "")
    meant = next((one for one in operations if "from" not in one or one["from"] == has), None)
    if meant:
        keep_menus.set_link(user_id, meant.get("to", ""))
