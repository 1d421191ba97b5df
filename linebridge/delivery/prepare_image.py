"""Pictures as LINE takes them: JPEG within its sizes, made by Wagtail's renditions (Pillow) and kept as media files."""

from typing import Any

from linebridge.messages.build import Message, image
from linebridge.messages.check import ORIGINAL_BYTES, PREVIEW_BYTES

ORIGINAL = "max-2048x2048|bgcolor-ffffff|format-jpeg|jpegquality-{quality}"
PREVIEW = "max-480x480|bgcolor-ffffff|format-jpeg|jpegquality-{quality}"
CARD = "fill-1040x676|bgcolor-ffffff|format-jpeg|jpegquality-{quality}"
QUALITIES = (85, 70, 50)


def image_message(picture: Any) -> Message:
    """The image message of a Wagtail image: original of at most 10 MB, preview of at most 1 MB."""
    return image(_address(picture, ORIGINAL, ORIGINAL_BYTES), _address(picture, PREVIEW, PREVIEW_BYTES))


def card_picture(picture: Any) -> str:
    """The address of the picture on a card, 20:13; empty where there is none."""
    return _address(picture, CARD, PREVIEW_BYTES) if picture else ""


def _address(picture: Any, spec: str, limit: int) -> str:
    """The address of the first rendition that is small enough; the smallest where none is."""
    for quality in QUALITIES:
        rendition = picture.get_rendition(spec.format(quality=quality))
        if rendition.file.size <= limit:
            break
    return rendition.full_url
