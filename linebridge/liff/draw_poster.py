"""A poster with the QR code that adds the account: A4 as PNG, SVG and PDF. Pure; nothing is stored."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

import segno
from PIL import Image, ImageDraw

from linebridge.drawing.fit import fit, font

WIDTH, HEIGHT, DPI = 1654, 2339, 200  # A4
MARGIN = 140
BAND = 260  # the coloured band with the city's name
CODE = 820  # the square of the QR code
INK, PAPER, COLOUR = "#1A1A1A", "#FFFFFF", "#0017C1"
FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Poster:
    """What stands on it: the city, a heading, the address that the code holds, the account's id, steps to follow."""

    city: str
    heading: str
    address: str
    line_id: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    text: str
    x: int
    baseline: int
    size: int
    ink: str = INK
    centred: bool = True


def draw_poster(poster: Poster, kind: str) -> bytes:
    """The file. KeyError for a kind that is none of FORMATS."""
    FORMATS[kind]
    if kind == "svg":
        return _svg(poster).encode()
    out, picture = io.BytesIO(), _picture(poster)
    picture.save(out, format=kind.upper(), **({"resolution": DPI} if kind == "pdf" else {"dpi": (DPI, DPI)}))
    return out.getvalue()


def _lines(poster: Poster) -> Iterator[Line]:
    yield from _block(poster.city, BAND - 40, 96, 20, PAPER, one=True)
    yield from _block(poster.heading, 300, 110, BAND + 60)
    code_end = _code_top() + CODE
    yield from _block(f"ID：{poster.line_id}", 90, 60, code_end + 20, one=True)
    top = code_end + 160
    for number, step in enumerate(poster.steps, start=1):
        fitted = fit(f"{number}．{step}", WIDTH - 2 * MARGIN, 130, (56, 32), 2)
        for text in fitted.lines if fitted else (f"{number}．{step}",):
            top += 76
            yield Line(text, MARGIN, top, fitted.size if fitted else 32, centred=False)
        top += 24


def _block(text: str, height: int, largest: int, top: int, ink: str = INK, one: bool = False) -> Iterator[Line]:
    fitted = fit(text, WIDTH - 2 * MARGIN, height, (largest, 36), 1 if one else 2)
    lines, size = (fitted.lines, fitted.size) if fitted else ((text,), 36)
    step = round(size * 1.35)
    first = top + (height - step * len(lines)) // 2 + size
    for number, line in enumerate(lines):
        yield Line(line, WIDTH // 2, first + number * step, size, ink)


def _code_top() -> int:
    return BAND + 400


def _code(poster: Poster) -> list[tuple[int, int]]:
    """The dark modules as (column, row); a border of four is left free."""
    matrix = segno.make(poster.address, error="q", micro=False).matrix
    return [(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark]


def _module(cells: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Size of a module, and where the code begins, so that it stands in the middle of its square."""
    count = max(x for x, _y in cells) + 1
    size = CODE // (count + 8)
    return size, (WIDTH - size * count) // 2, _code_top() + (CODE - size * count) // 2


def _picture(poster: Poster) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, BAND), fill=COLOUR)
    cells = _code(poster)
    size, left, top = _module(cells)
    for x, y in cells:
        pen.rectangle((left + x * size, top + y * size, left + (x + 1) * size - 1, top + (y + 1) * size - 1), fill=INK)
    for line in _lines(poster):
        anchor = "ms" if line.centred else "ls"
        pen.text((line.x, line.baseline), line.text, fill=line.ink, font=font(line.size), anchor=anchor)
    return picture


def _svg(poster: Poster) -> str:
    cells = _code(poster)
    size, left, top = _module(cells)
    squares = "".join(f"M{left + x * size} {top + y * size}h{size}v{size}h-{size}z" for x, y in cells)
    texts = "".join(
        f'<text x="{line.x}" y="{line.baseline}" font-size="{line.size}" fill="{line.ink}"'
        f' text-anchor="{"middle" if line.centred else "start"}">{escape(line.text)}</text>'
        for line in _lines(poster)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="210mm" height="297mm"'
        ' font-family="Noto Sans JP, Noto Sans CJK JP, sans-serif" font-weight="700">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="{WIDTH}" height="{BAND}" fill="{COLOUR}"/>'
        f'<path d="{squares}" fill="{INK}"/>{texts}</svg>'
    )
