"""The picture of a plan: rounded tiles, icons, words. Pure: the same plan gives the same picture, on every machine.

What cannot be drawn whole is not drawn at all: `Undrawable` says why.
"""

from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw, ImageOps

from .check import check
from .fit import font
from .lay_out import Line, Placed, lay_out
from .models import Bounds, Plan, Undrawable
from .read_picture import read_picture
from .trace import icon_mask

FINER = 4  # corners are drawn larger and made smaller, so that their edges are soft


def draw(plan: Plan) -> Image.Image:
    """The picture, in RGB. Poor contrast does not hinder it; everything else in `check` does."""
    problems = [problem for problem in check(plan) if problem.field != "contrast"]
    if problems:
        raise Undrawable(problems)
    canvas = _background(plan)
    for placed in lay_out(plan):
        _draw_area(canvas, placed)
    return canvas


def _background(plan: Plan) -> Image.Image:
    if plan.background_picture:
        return ImageOps.fit(read_picture(plan.background_picture), plan.size, Image.Resampling.LANCZOS).convert("RGB")
    return Image.new("RGB", plan.size, plan.background)


def _draw_area(canvas: Image.Image, placed: Placed) -> None:
    area = placed.area
    tile, colour = placed.tile, area.icon_ink or area.ink
    radius = min(placed.radius, tile.width // 2, tile.height // 2)
    _fill(canvas, area.background, tile, _rounded(tile.width, tile.height, radius, area.tab))
    if placed.bar:
        _fill(canvas, colour, placed.bar)
    if placed.icon and area.picture:
        _paste_picture(canvas, area.picture, placed.icon)
    elif placed.icon:
        _fill(canvas, colour, placed.icon, icon_mask(area.icon, placed.icon.width))
    pen = ImageDraw.Draw(canvas)
    for line in placed.lines:
        _write(pen, line, area.ink)


def _write(pen: ImageDraw.ImageDraw, line: Line, ink: str) -> None:
    anchor = "ms" if line.centred else "ls"
    pen.text((round(line.x), round(line.baseline)), line.text, fill=ink, font=font(line.size), anchor=anchor)


def _fill(canvas: Image.Image, colour: str, box: Bounds, mask: Image.Image | None = None) -> None:
    canvas.paste(ImageColor.getrgb(colour), (box.x, box.y, box.right, box.bottom), mask)


@lru_cache(maxsize=32)
def _rounded(width: int, height: int, radius: int, upper_only: bool) -> Image.Image:
    """A mask with soft corners."""
    mask = Image.new("L", (width, height), 255)
    if not radius:
        return mask
    large = Image.new("L", (2 * radius * FINER, 2 * radius * FINER), 0)
    ImageDraw.Draw(large).ellipse((0, 0, large.width - 1, large.height - 1), fill=255)
    circle = large.reduce(FINER)
    for x, left in ((0, 0), (width - radius, radius)):
        for y, top in ((0, 0), (height - radius, radius))[: 1 if upper_only else 2]:
            mask.paste(circle.crop((left, top, left + radius, top + radius)), (x, y))
    return mask


def _paste_picture(canvas: Image.Image, data: bytes, box: Bounds) -> None:
    """A picture that was handed in, whole, in the middle of the icon's place."""
    picture = ImageOps.contain(read_picture(data).convert("RGBA"), (box.width, box.height), Image.Resampling.LANCZOS)
    x, y = box.x + (box.width - picture.width) // 2, box.y + (box.height - picture.height) // 2
    canvas.paste(picture, (x, y), picture)
