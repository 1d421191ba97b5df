"""The picture that is shown where a page is shared: the page's own, else one drawn from its title, else the city's.

Drawn pictures are kept in the media storage under the hash of what is on them. A stop while one is being kept leaves
a file of another name, which nobody asks for.
"""

import hashlib
import io
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from .read_frame import absolute

SIZE = (1200, 630)
MARGIN, LINE_HEIGHT, LINES = 96, 92, 4
INK, KEY, PAPER, TINT = "#1a1a1a", "#0017c1", "#ffffff", "#e8f1fe"
VERSION = "1"  # of the drawing; a new one makes new addresses
NOT_FIRST = "、。，．・：；？！）」』】〕》〉ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
# Debian, Fedora, macOS and Windows where a Noto or other Japanese font comes with a package or the system.
FONTS = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    "/System/Library/Fonts/ヒラギノ角ゴシック W6.ttc",
    "C:/Windows/Fonts/YuGothB.ttc",
]


@cache
def font_file() -> str | None:
    """A Japanese font on this machine: `SOCIAL_FONT`, else a known place; None where there is none."""
    return next((f for f in [settings.SOCIAL_FONT, *FONTS] if f and Path(f).exists()), None)


def digest(title: str) -> str:
    """Names a drawing by all that is on it."""
    return hashlib.sha256("\n".join([VERSION, settings.CITY_NAME, title]).encode()).hexdigest()[:20]


def picture_of(page) -> dict[str, object]:
    """`{"url", "width", "height"}` of the picture for sharing this page; the address is absolute."""
    chosen = getattr(page, "social_image", None)
    if chosen:
        rendition = chosen.get_rendition("fill-1200x630|format-png")
        return {"url": absolute(rendition.url), "width": rendition.width, "height": rendition.height}
    if font_file() and page.pk:
        url = reverse("web_picture", args=[page.pk, digest(page.title)])
    else:
        url = static("web/social.png")
    return {"url": absolute(url), "width": SIZE[0], "height": SIZE[1]}


def drawn(title: str):
    """The drawing as an open file; drawn the first time it is asked for."""
    name = f"social/{digest(title)}.png"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(draw(title)))
    return default_storage.open(name)


def draw(title: str) -> bytes:
    """A PNG of 1200 × 630: the title in at most four lines, the city's name below. Needs `font_file()`."""
    canvas = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, 24, SIZE[1]), fill=KEY)
    pen.rectangle((24, 500, *SIZE), fill=TINT)
    font, small = (ImageFont.truetype(font_file() or "", size) for size in (64, 40))
    lines = wrap(title, lambda text: pen.textlength(text, font), SIZE[0] - 2 * MARGIN)
    top = (500 - LINE_HEIGHT * len(lines)) // 2
    for row, line in enumerate(lines):
        pen.text((MARGIN, top + row * LINE_HEIGHT), line, font=font, fill=INK)
    pen.text((MARGIN, 565), settings.CITY_NAME, font=small, fill=KEY, anchor="lm")
    out = io.BytesIO()
    canvas.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def wrap(title: str, width_of, limit: float) -> list[str]:
    """Cut a title into lines no wider than `limit`; no line begins with a closing mark. The fourth ends in … if cut."""
    lines = [""]
    for sign in title:
        if width_of(lines[-1] + sign) <= limit or sign in NOT_FIRST or not lines[-1]:
            lines[-1] += sign
        else:
            lines.append(sign)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][:-1] + "…"]
    return lines
