import random
from io import BytesIO

from PIL import Image

from linebridge.drawing.draw import draw
from linebridge.drawing.encode import MOST_BYTES, encode, to_jpeg, to_png
from linebridge.drawing.models import LARGE

from .plans import menu


def noise(size=tuple(LARGE)) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))


def soft(picture: Image.Image) -> Image.Image:
    """Noise as coarse as the grain of a photograph."""
    small = picture.resize((picture.width // 4, picture.height // 4))
    return small.resize(picture.size, Image.Resampling.BICUBIC)


def test_a_drawn_menu_becomes_a_png_with_every_pixel_as_it_was():
    picture = draw(menu(6, tabs=3))
    encoded = encode(picture)
    assert encoded.content_type == "image/png"
    assert len(encoded.data) <= MOST_BYTES
    assert Image.open(BytesIO(encoded.data)).convert("RGB").tobytes() == picture.tobytes()


def test_few_colours_in_great_disorder_become_a_png_with_a_palette():
    dots = random.Random(7).choices(range(16), k=1500 * 1000)
    picture = Image.frombytes("L", (1500, 1000), bytes(16 * dot for dot in dots)).convert("RGB")
    assert len(to_png(picture)) > MOST_BYTES
    encoded = encode(picture)
    shown = Image.open(BytesIO(encoded.data))
    assert (encoded.content_type, shown.mode) == ("image/png", "P")
    assert len(encoded.data) <= MOST_BYTES
    assert shown.convert("RGB").tobytes() == picture.tobytes()


def test_a_photograph_becomes_a_jpeg_of_at_most_one_megabyte():
    encoded = encode(soft(noise()))
    assert encoded.content_type == "image/jpeg"
    assert 300_000 < len(encoded.data) <= MOST_BYTES
    assert Image.open(BytesIO(encoded.data)).size == tuple(LARGE)


def test_even_pure_noise_becomes_small_enough():
    assert len(to_jpeg(noise())) <= MOST_BYTES


def test_transparent_parts_become_white():
    glass = Image.new("RGBA", (800, 540), (255, 0, 0, 0))
    assert Image.open(BytesIO(encode(glass).data)).convert("RGB").getpixel((5, 5)) == (255, 255, 255)
