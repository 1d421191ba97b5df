"""The plan as SVG with real layers, for designers: each area a group with its tile, its icon as an outline, its words.

Pure. Only our own outlines and escaped words are written; pictures that were handed in are encoded anew.
"""

from base64 import b64encode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from PIL import ImageOps

from .check import check
from .encode import to_png
from .icons import BOX, icon_path
from .lay_out import Line, Placed, lay_out
from .models import Bounds, Plan, Undrawable
from .read_picture import read_picture

FAMILIES = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Yu Gothic, sans-serif"
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'


def to_svg(plan: Plan) -> str:
    """The same picture as `draw`, as text of an SVG file. `Undrawable` where that one is."""
    problems = [problem for problem in check(plan) if problem.field != "contrast"]
    if problems:
        raise Undrawable(problems)
    layers = [_layer("background", "background", _background(plan)), *map(_area, lay_out(plan))]
    width, height = plan.size
    head = f'<svg {NAMESPACES} width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *layers, "</svg>\n"])


def _layer(name: str, label: str, *parts: SafeString) -> SafeString:
    inside = format_html_join("", "\n  {}", ((part,) for part in parts if part))
    head = '<g id="{}" inkscape:groupmode="layer" inkscape:label="{}">{}\n</g>'
    return format_html(head, name, label, inside)


def _background(plan: Plan) -> SafeString:
    if not plan.background_picture:
        return _rectangle(plan.background, Bounds(0, 0, *plan.size), 0)
    filled = ImageOps.fit(read_picture(plan.background_picture), plan.size)
    return _embedded(to_png(filled), Bounds(0, 0, *plan.size))


def _area(placed: Placed) -> SafeString:
    area, number = placed.area, placed.number + 1
    ink = area.icon_ink or area.ink
    parts = [
        format_html("<title>{}</title>", " ".join(line.text for line in placed.lines)),
        _tab(area.background, placed) if area.tab else _rectangle(area.background, placed.tile, placed.radius),
        _rectangle(ink, placed.bar, 0) if placed.bar else SafeString(),
        _icon(placed, ink),
        *(_text(line, area.ink) for line in placed.lines),
    ]
    return _layer(f"area-{number}", f"{number} {placed.lines[0].text}", *parts)


def _icon(placed: Placed, ink: str) -> SafeString:
    box, area = placed.icon, placed.area
    if not box:
        return SafeString()
    if area.picture:
        return _embedded(to_png(read_picture(area.picture)), box)
    move = f"translate({box.x} {box.y}) scale({box.width / BOX:.5f})"
    return format_html('<path fill="{}" transform="{}" d="{}"/>', ink, move, icon_path(area.icon))


def _text(line: Line, ink: str) -> SafeString:
    style = format_html('font-family="{}" font-weight="700" font-size="{}"', FAMILIES, line.size)
    anchor = "middle" if line.centred else "start"
    shape = '<text x="{}" y="{}" {} text-anchor="{}" fill="{}">{}</text>'
    return format_html(shape, round(line.x), round(line.baseline), style, anchor, ink, line.text)


def _rectangle(colour: str, box: Bounds, radius: int) -> SafeString:
    shape = '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}"/>'
    return format_html(shape, *box, radius, colour)


def _tab(colour: str, placed: Placed) -> SafeString:
    """Rounded above, square below."""
    tile, r = placed.tile, placed.radius
    turns = f"a{r} {r} 0 0 1 {r} {-r}h{tile.width - 2 * r}a{r} {r} 0 0 1 {r} {r}v{tile.height - r}"
    return format_html('<path fill="{}" d="M{} {}v{}{}z"/>', colour, tile.x, tile.bottom, r - tile.height, turns)


def _embedded(png: bytes, box: Bounds) -> SafeString:
    shape = '<image x="{}" y="{}" width="{}" height="{}" href="data:image/png;base64,{}"/>'
    return format_html(shape, *box, b64encode(png).decode())
