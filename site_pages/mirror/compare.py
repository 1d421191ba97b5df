"""Compare the mirror with the site, byte by byte. Nothing is changed."""

from collections.abc import Iterator

from . import expect, place
from .models import MirrorFile
from .write import answer_of


def compare() -> Iterator[tuple[str, str]]:
    """(address, "missing" | "different" | "stray") of each difference between the folder and the site."""
    paths = dict.fromkeys([*MirrorFile.objects.order_by("path").values_list("path", flat=True), *expect.addresses()])
    own = set()
    for path in paths:
        own |= {place.file_of(kind, path) for kind in place.KINDS[:3]}
        now, held = answer_of(path), place.held(path)
        if now.status == 404 and path not in place.ERRORS:
            if held:
                yield path, "stray"
        elif held is None:
            yield path, "missing"
        elif (held.status, held.body, held.location) != (now.status, b"" if now.location else now.body, now.location):
            yield path, "different"
    for file in place.files():
        twin = file.with_name("index.html" if file.name == "index.json" else file.name.removesuffix(".location"))
        names = {file, twin}
        if not names & own:
            yield str(file.relative_to(place.root())), "stray"
