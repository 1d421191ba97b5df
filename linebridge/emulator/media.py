"""Photos that phones have sent, and pictures of rich menus: files beside the database."""

import io
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image

from . import settings

PREVIEW_PIXELS = 240
MOST_BYTES = 20 * 1024 * 1024
TYPES = {"JPEG": "jpg", "PNG": "png"}


def folder() -> Path:
    made = settings.DATA_DIR / "media"
    made.mkdir(exist_ok=True)
    return made


def save(message_id: str, data: bytes) -> Path:
    """Keep a photo. ValueError where it is neither JPEG nor PNG, or too large."""
    if len(data) > MOST_BYTES:
        raise ValueError(_("The photo is larger than 20 MB."))
    try:
        with Image.open(io.BytesIO(data)) as picture:
            kind = picture.format or ""
            small = picture.convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError(_("The photo cannot be read.")) from error
    if kind not in TYPES:
        raise ValueError(_("The photo is neither JPEG nor PNG."))
    small.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    small.save(folder() / f"{message_id}-preview.jpg")
    path = folder() / f"{message_id}.{TYPES[kind]}"
    path.write_bytes(data)
    return path


def find(message_id: str, preview: bool = False) -> Path | None:
    """The file of this message, None where there is none."""
    if not message_id.isdigit():
        return None
    names = [f"{message_id}-preview.jpg"] if preview else [f"{message_id}.{end}" for end in TYPES.values()]
    return next((path for name in names if (path := folder() / name).exists()), None)


def menu_picture(menu_id: str, ending: str) -> Path:
    """Where the picture of a rich menu lies."""
    return folder() / f"{menu_id}.{ending}"


def type_of(path: Path) -> str:
    return "image/png" if path.suffix == ".png" else "image/jpeg"


def forget_all() -> None:
    for path in folder().iterdir():
        path.unlink()
