"""Pictures as files: PNG for editing, and what LINE takes, at most 1 MB. The same picture gives the same bytes."""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageChops, ImageStat

MOST_BYTES = 1_000_000  # LINE says 1 MB and not which; this is the smaller one
COLOURS = 256
DRAWN = 65_536  # colours; a picture with more is a photograph, and no palette comes near to it
CLOSE = 2.0  # of 255, on average: so near to the original a palette must come
QUALITIES = (95, 90, 85, 80, 75, 70, 60, 50, 40, 30, 20, 10, 5, 1)


class Encoded(NamedTuple):
    data: bytes
    content_type: str


def encode(picture: Image.Image) -> Encoded:
    """The picture in at most `MOST_BYTES`: as PNG, else as PNG with a palette that looks the same, else as JPEG."""
    flat = on_white(picture)
    for made in (to_png(flat), _palette_png(flat)):
        if made and len(made) <= MOST_BYTES:
            return Encoded(made, "image/png")
    return Encoded(to_jpeg(flat), "image/jpeg")


def to_png(picture: Image.Image) -> bytes:
    """Every pixel as it is, however large."""
    return _saved(picture, "PNG", compress_level=6)


def to_jpeg(picture: Image.Image) -> bytes:
    """The best quality that is at most `MOST_BYTES`."""
    flat = on_white(picture)
    for quality in QUALITIES:
        made = _saved(flat, "JPEG", quality=quality, subsampling=0 if quality >= 80 else 2)
        if len(made) <= MOST_BYTES:
            return made
    raise ValueError("The picture is larger than any that LINE takes")


def on_white(picture: Image.Image) -> Image.Image:
    """Without transparency: LINE would show something of its own behind it."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "#ffffff")
    paper.paste(picture, mask=picture)
    return paper


def _palette_png(picture: Image.Image) -> bytes | None:
    """None where the picture would look different, as photographs do."""
    if not picture.getcolors(DRAWN):
        return None
    reduced = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    difference = ImageStat.Stat(ImageChops.difference(picture, reduced.convert("RGB")))
    return _saved(reduced, "PNG", optimize=True) if max(difference.rms) <= CLOSE else None


def _saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
