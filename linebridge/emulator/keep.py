"""Everything the emulator knows, in memory, written behind into its file.

One process, one lock. Answers never wait for the file: a thread writes what is new a few times a second. If the
emulator itself is killed the last moment may be missing; killing those who call it loses nothing they were told.
"""

import hashlib
import itertools
import struct
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction

from . import clock
from .models import Alias, Crowd, Link, Menu, MenuJob, Phone, Said, Sent, Setting, Tap
from .refuse import RETRY_KEY_TEXT, Refusal

WRITE_EVERY_SECONDS = 0.25
KEY_LIFE_MS = 24 * 3600 * 1000
MODELS: tuple[type[models.Model], ...] = (Phone, Crowd, Sent, Said, Menu, Alias, Link, MenuJob, Tap)

lock = threading.RLock()  # what is in memory
_file = threading.Lock()  # the file; taken before `lock` where both are needed
phones: dict[str, Phone] = {}
crowds: dict[str, Crowd] = {}
sent: list[Sent] = []
said: dict[str, list[Said]] = defaultdict(list)
settings_kept: dict[str, Any] = {}
_keys: dict[str, Sent] = {}
_unwritten: list[models.Model] = []
_numbers: Iterator[int] = itertools.count(1)


# --- Ids ------------------------------------------------------------------------------------------------------------
def pack(ids: Iterable[str]) -> bytes:
    return bytes.fromhex("".join([user_id[1:] for user_id in ids]))


def unpack(blob: bytes) -> list[str]:
    return [f"U{blob[i : i + 16].hex()}" for i in range(0, len(blob), 16)]


def holds(blob: bytes, packed: bytes) -> bool:
    """Whether these 16 bytes stand in `blob` at the place of an id."""
    found = blob.find(packed)
    while found >= 0 and found % 16:
        found = blob.find(packed, found + 1)
    return found >= 0


# --- People ---------------------------------------------------------------------------------------------------------
def state_of(user_id: str) -> str | None:
    """The state of this phone, None where the channel does not know the id."""
    phone = phones.get(user_id)
    if phone:
        return phone.state
    crowd = crowds.get(user_id[1:21])
    if crowd and len(user_id) == 33 and user_id[0] == "U":
        try:
            return crowd.state if int(user_id[21:], 16) < crowd.size else None
        except ValueError:
            return None
    return None


def phone(user_id: str) -> Phone | None:
    """The phone with this id. A member of a crowd gets a row of its own only when something about it changes."""
    state = state_of(user_id)
    if state is None:
        return None
    return phones.get(user_id) or Phone(
        user_id=user_id, name=f"住民{int(user_id[21:], 16) + 1}", state=state, on_screen=False
    )


def add_phone(name: str, state: str = Phone.State.STRANGER, user_id: str | None = None, language: str = "ja") -> Phone:
    with lock:
        number = next(_numbers)
        made = user_id or "U" + hashlib.md5(f"phone {number} {name}".encode(), usedforsecurity=False).hexdigest()
        new = Phone(user_id=made, name=name, state=state, number=number, language=language)
        phones[made] = new
        write(new)
    return new


def add_crowd(size: int, prefix: str | None = None, state: str = Phone.State.FRIEND) -> Crowd:
    """`size` phones at once, in one row."""
    with lock:
        prefix = prefix or hashlib.md5(f"crowd {len(crowds)}".encode(), usedforsecurity=False).hexdigest()[:20]
        crowd = Crowd(prefix=prefix, size=size, state=state)
        crowds[prefix] = crowd
        write(crowd)
    return crowd


def set_state(user_id: str, state: str) -> Phone | None:
    with lock:
        changed = phone(user_id)
        if changed is None:
            return None
        changed.state = state
        phones[user_id] = changed
        write(changed)
    return changed


def friends() -> Iterator[str]:
    """Every friend of the account, phones of the screen first."""
    return (user_id for _, _, user_id in friends_from(0, 0))


def friends_from(group: int, place: int) -> Iterator[tuple[int, int, str]]:
    """Friends from a place on: group 0 are the single phones, the others the crowds. Yields group, place, id."""
    groups: list[Crowd | None] = [None, *list(crowds.values())]
    for number in range(group, len(groups)):
        crowd, start = groups[number], place if number == group else 0
        if crowd is None:
            alone = list(phones.values())
            yield from ((0, i, alone[i].user_id) for i in range(start, len(alone)) if alone[i].is_friend)
        elif crowd.state == Phone.State.FRIEND:
            ids = ((number, i, crowd.id_at(i)) for i in range(start, crowd.size))
            yield from (found for found in ids if found[2] not in phones)


# --- What the account sent ------------------------------------------------------------------------------------------
def accepted_before(retry_key: str) -> Sent | None:
    """The request that was accepted under this key within the last 24 hours."""
    earlier = _keys.get(retry_key)
    return earlier if earlier and clock.now_ms() - earlier.at < KEY_LIFE_MS else None


def refuse_repetition(retry_key: str) -> None:
    """409 where the key was accepted before; a push names its messages again."""
    earlier = accepted_before(retry_key) if retry_key else None
    if earlier:
        more = {"sentMessages": sent_messages(earlier)} if earlier.endpoint == "push" else {}
        raise Refusal(409, RETRY_KEY_TEXT, headers={"x-line-accepted-request-id": earlier.request_id}, more=more)


def sent_messages(row: Sent) -> list[dict]:
    return [{"id": message_id, "quoteToken": f"q{message_id}"} for message_id in row.message_ids()]


def add_sent(
    endpoint: str, request_id: str, ids: list[str], messages: str, count: int, retry_key: str = "", digest: str = ""
) -> Sent:
    """Accept: from here on it has happened. Two equal keys at once: the second is refused."""
    with lock:
        refuse_repetition(retry_key)
        row = Sent(
            number=next(_numbers), at=clock.now_ms(), endpoint=endpoint, request_id=request_id, retry_key=retry_key,
            digest=digest, messages=sys.intern(messages), message_count=count, recipients=pack(ids),
        )  # fmt: skip
        sent.append(row)
        if retry_key:
            _keys[retry_key] = row
        write(row)
    return row


def add_said(user_id: str, message: str) -> Said:
    with lock:
        row = Said(number=next(_numbers), at=clock.now_ms(), user_id=user_id, message=message)
        said[user_id].append(row)
        write(row)
    return row


def received(user_id: str, after: int = 0) -> list[Sent]:
    """What this phone got, oldest first."""
    packed = pack([user_id])
    return [row for row in list(sent) if row.number > after and holds(bytes(row.recipients), packed)]


def talk(user_id: str, after: int = 0) -> list[Sent | Said]:
    """Both sides of the talk, oldest first."""
    mine = [row for row in said.get(user_id, []) if row.number > after]
    return sorted([*received(user_id, after), *mine], key=lambda row: row.number)


def counts(endpoint: str = "") -> Counter[tuple[bytes]]:
    """How many requests reached each phone, by packed id."""
    found: Counter[tuple[bytes]] = Counter()
    for row in list(sent):
        if not endpoint or row.endpoint == endpoint:
            found.update(struct.iter_unpack("16s", row.recipients))
    return found


# --- Settings -------------------------------------------------------------------------------------------------------
def setting(name: str, default: Any = None) -> Any:
    return settings_kept.get(name, default)


def set_setting(name: str, value: Any) -> None:
    with lock:
        settings_kept[name] = value
        write(Setting(name=name, value=value))


# --- The file -------------------------------------------------------------------------------------------------------
def recall() -> None:
    """Read everything from the file, at the start."""
    global _numbers
    with lock:
        phones.update({row.user_id: row for row in Phone._default_manager.order_by("number")})
        crowds.update({row.prefix: row for row in Crowd._default_manager.all()})
        for row in Sent._default_manager.order_by("number"):
            _recall_sent(row)
        for word in Said._default_manager.order_by("number"):
            said[word.user_id].append(word)
        settings_kept.update({row.name: row.value for row in Setting._default_manager.all()})
        rows: list[Any] = [*phones.values(), *sent, *(words[-1] for words in said.values())]
        last = max((row.number for row in rows), default=0)
        _numbers = itertools.count(last + 1)


def _recall_sent(row: Sent) -> None:
    row.recipients = bytes(row.recipients)
    row.messages = sys.intern(row.messages)
    sent.append(row)
    if row.retry_key:
        _keys[row.retry_key] = row


def forget_all(keep_settings: tuple[str, ...] = ()) -> None:
    """Back to an empty town."""
    with _file, lock:
        for held in (phones, crowds, sent, said, _keys, _unwritten):
            held.clear()
        with transaction.atomic():
            for model in MODELS:
                model._default_manager.all().delete()
            Setting._default_manager.exclude(name__in=keep_settings).delete()
        for name in set(settings_kept) - set(keep_settings):
            del settings_kept[name]


def write(row: models.Model) -> None:
    """Have this row written soon."""
    _unwritten.append(row)


def write_now() -> None:
    """Write what is not yet in the file. Rows that changed twice are written once."""
    with _file:
        with lock:
            rows, _unwritten[:] = list(_unwritten), []
        by_model: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
        for row in rows:
            by_model[type(row)][row.pk] = row
        with transaction.atomic():
            for model, some in by_model.items():
                names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
                model._default_manager.bulk_create(
                    some.values(), update_conflicts=True, update_fields=names, unique_fields=[model._meta.pk.name]
                )


def write_behind() -> threading.Thread:
    """Start the thread that writes."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(WRITE_EVERY_SECONDS):
            if _unwritten:
                write_now()

    thread = threading.Thread(target=run, name="write behind", daemon=True)
    thread.start()
    return thread
