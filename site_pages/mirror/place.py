"""The folder of the mirror: pages/ what answers 200, gone/ 410, moved/ 301, errors/ what is said when nothing answers.

A file appears whole or not at all: written beside its place, synced, renamed, the folder synced. A stop in between
leaves the old file and a `.tmp` that the next rebuild removes.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from site_pages.web import look

from .render import Answer

KINDS = ("pages", "gone", "moved", "errors")
ERRORS = {"404": 404, "503": 503}  # names of rows that are no addresses


def root() -> Path:
    return Path(settings.MIRROR_ROOT)


def file_of(kind: str, path: str, content_type: str = "") -> Path:
    """Where the answer to `path` stands. ValueError for a path that would leave the folder."""
    if path in ERRORS:
        return root() / "errors" / f"{path}.html"
    parts = path.split("/")
    if not path.startswith("/") or "\0" in path or any(p in (".", "..") or p.startswith(".") for p in parts):
        raise ValueError("no address of a public page")
    if path.endswith("/"):
        parts[-1] = "index.json" if content_type.startswith("application/json") else "index.html"
    return root().joinpath(kind, *parts[1:])


def put(path: str, answer: Answer) -> None:
    """Let the folder answer `path` as `answer` says. 404 takes away what there is."""
    if answer.status == 200 or path in ERRORS:
        _write(file_of("pages", path, answer.content_type), answer.body)
        _forget(path, "gone", "moved")
    elif answer.status == 410:
        _write(file_of("gone", path), answer.body)
        _forget(path, "pages", "moved")
    elif answer.status == 301:
        file = file_of("moved", path)
        _write(location_of(file), answer.location.encode())
        _write(file, look.moved_page(answer.location))
        _forget(path, "pages", "gone")
        write_moves()
    else:
        _forget(path, "pages", "gone", "moved")


def held(path: str) -> Answer | None:
    """What the folder answers to `path`; None where it holds nothing."""
    try:
        page, data = file_of("pages", path), file_of("pages", path, "application/json")
        gone, moved = file_of("gone", path), file_of("moved", path)
    except ValueError:
        return None
    for file, kind in ((page, ""), (data, "application/json")):
        if file.is_file():
            return Answer(ERRORS.get(path, 200), file.read_bytes(), kind)
    if moved.is_file():
        return Answer(301, location=location_of(moved).read_text())
    return Answer(410, gone.read_bytes()) if gone.is_file() else None


def location_of(file: Path) -> Path:
    """Beside the file of a moved address: where it moved to."""
    return file.with_name(f"{file.name}.location")


def write_moves() -> None:
    """`moves.map` for nginx: old address, new address. (Until nginx reads it anew, a page leads there.)"""
    lines = []
    for file in sorted((root() / "moved").rglob("*.location")):
        old = "/" + str(file.relative_to(root() / "moved")).removesuffix(".location").removesuffix("index.html")
        lines.append(f'"{old}" "{file.read_text()}";\n')
    _write(root() / "moves.map", "".join(lines).encode())


def files() -> Iterator[Path]:
    """Every file of the folder, half-written ones too."""
    for kind in KINDS:
        yield from (f for f in (root() / kind).rglob("*") if f.is_file())


def remove(file: Path) -> None:
    """Take one file away, and the folders that are empty without it."""
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder.parent == root():
            break
        try:
            folder.rmdir()
        except OSError:  # something else is in it
            break


def _write(file: Path, body: bytes) -> None:
    if file.is_file() and file.read_bytes() == body:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{secrets.token_hex(6)}.tmp")
    with half.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    os.replace(half, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _forget(path: str, *kinds: str) -> None:
    if path in ERRORS:
        return
    for kind in kinds:
        file = file_of(kind, path)
        for each in (file, file_of(kind, path, "application/json"), location_of(file)):
            remove(each)
