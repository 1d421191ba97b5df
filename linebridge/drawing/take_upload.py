"""Finished pictures and the designers' originals: what LINE can show is taken and encoded anew, the rest is refused.

Encoding anew leaves out what a file carries besides its picture, such as the place where a photo was taken.
"""

import re

from django.utils.translation import gettext as _

from .encode import Encoded, encode
from .models import Refused, Size
from .read_picture import read_picture

HEAD = 4096  # bytes in which a file says what it is
BEFORE_SVG = rb"(?>\s+|<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)*"
SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?" + BEFORE_SVG + rb"<svg[\s>]", re.DOTALL)
ENDINGS = {"jpeg": "jpg"}


def take_upload(data: bytes, size: Size) -> Encoded:
    """A finished picture of exactly this size as LINE takes it, at most 1 MB; `Refused` says what to do."""
    picture = read_picture(data)
    if picture.size != tuple(size):
        sentence = _(
            "The picture is %(width)s × %(height)s pixels; this menu needs exactly %(wanted_width)s ×"
            " %(wanted_height)s. Change its size and choose it again."
        )
        given = {"width": picture.width, "height": picture.height}
        raise Refused(sentence % (given | {"wanted_width": size.width, "wanted_height": size.height}))
    return encode(picture)


def original_kind(data: bytes, name: str) -> str:
    """What a designer's original is, by its content: psd, ai, gif, svg, png or jpg. For keeping, not for showing."""
    kind = _kind(data)
    ending = name.rpartition(".")[2].lower()
    if not kind or kind != ENDINGS.get(ending, ending):
        sentence = _("This file is no original that can be kept. Choose a PSD, AI, GIF, SVG, PNG or JPG file.")
        raise Refused(sentence)
    return kind


def _kind(data: bytes) -> str:
    head = data[:HEAD]
    beginnings = {
        b"8BPS\x00": "psd",
        b"GIF87a": "gif",
        b"GIF89a": "gif",
        b"\x89PNG\r\n\x1a\n": "png",
        b"\xff\xd8\xff": "jpg",
    }
    for beginning, kind in beginnings.items():
        if head.startswith(beginning):
            return kind
    if head.startswith((b"%PDF-", b"%!PS-Adobe")) and b"Illustrator" in data:
        return "ai"
    return "svg" if SVG.match(head) else ""
