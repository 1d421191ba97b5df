"""A picture that somebody handed in, really decoded, upright and in sRGB; or `Refused`, with what to do instead.

Only PNG and JPEG: an SVG may hold scripts, a GIF may move. Nothing is kept.
"""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from .models import Refused

KINDS = ("PNG", "JPEG")
MOST_PIXELS = 25_000_000
# What Pillow raises for files that are broken or made to break it.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError)


def read_picture(data: bytes) -> Image.Image:
    """The picture as RGB, or as RGBA where parts of it may be transparent."""
    picture = _open(data)
    if picture.width * picture.height > MOST_PIXELS:
        sentence = _("The picture has %(width)s × %(height)s pixels, which is too many. Make it smaller.")
        raise Refused(sentence % {"width": picture.width, "height": picture.height})
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        raise Refused(_("The picture moves. Save a single frame of it as PNG or JPEG."))
    if picture.mode in ("CMYK", "YCCK", "LAB"):
        raise Refused(_("The picture is in colours for printing (CMYK). Save it in RGB colours."))
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    except BROKEN as error:
        raise Refused(_("The picture is damaged and cannot be opened. Save it again as PNG or JPEG.")) from error
    return _in_srgb(_in_rgb(upright), picture.info.get("icc_profile"))


def _open(data: bytes) -> Image.Image:
    """Opened, not yet decoded. Several pictures in one JPEG, as phones make them, count as the first of them."""
    try:
        return Image.open(BytesIO(data), formats=(*KINDS, "MPO"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_("The picture has far too many pixels. Make it smaller.")) from error
    except BROKEN as error:
        raise Refused(_("This file is no PNG or JPEG picture. Save the picture as PNG or JPEG.")) from error


def _in_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode in ("I;16", "I"):  # 16 bits of grey: the upper eight are what can be shown
        picture = picture.point(lambda shade: shade / 256).convert("L")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return picture.convert("RGBA" if transparent else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as a phone shows them. A profile that cannot be read is left aside."""
    if not profile:
        return picture
    try:
        given, wanted = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, given, wanted) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
