import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from linebridge.drawing.encode import MOST_BYTES
from linebridge.drawing.models import COMPACT, LARGE, Refused, Size
from linebridge.drawing.read_picture import read_picture
from linebridge.drawing.take_upload import original_kind, take_upload

from .test_encode import noise

SMALL = Size(800, 540)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(mode: str = "RGB", colour="#3460fb", size=tuple(SMALL)) -> Image.Image:
    return Image.new(mode, size, colour)


def said(data: bytes, size: Size = SMALL) -> str:
    with pytest.raises(Refused) as refused:
        take_upload(data, size)
    return str(refused.value)


def huge_png(width: int, height: int) -> bytes:
    """The head of a picture that would fill the memory."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_finished_picture_of_the_right_size_is_taken(kind):
    taken = take_upload(saved(plain(), kind), SMALL)
    assert taken.content_type == "image/png"
    assert Image.open(BytesIO(taken.data)).size == tuple(SMALL)


def test_a_noisy_photograph_of_a_large_menu_is_taken_in_one_megabyte():
    photo = saved(noise(), "JPEG", quality=95)
    assert len(photo) > 4 * MOST_BYTES
    taken = take_upload(photo, LARGE)
    assert taken.content_type == "image/jpeg"
    assert len(taken.data) <= MOST_BYTES
    assert Image.open(BytesIO(taken.data)).size == tuple(LARGE)


def test_what_a_photograph_tells_besides_is_left_out():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    taken = take_upload(saved(noise(tuple(SMALL)), "JPEG", exif=exif), SMALL)
    assert b"secret" not in taken.data
    assert dict(Image.open(BytesIO(taken.data)).getexif()) == {}


def test_a_photograph_that_lies_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = saved(plain(size=(540, 800)), "JPEG", exif=exif)
    assert Image.open(BytesIO(take_upload(lying, SMALL).data)).size == tuple(SMALL)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_depth_are_taken(mode):
    given = (
        plain("RGBA", (255, 255, 255, 255)) if mode == "RGBA" else Image.new(mode.replace("I;16", "L"), tuple(SMALL), 1)
    )
    given = Image.new("I;16", tuple(SMALL), 65535) if mode == "I;16" else given
    shown = Image.open(BytesIO(take_upload(saved(given, "PNG"), SMALL).data)).convert("RGB")
    assert shown.size == tuple(SMALL)
    if mode == "I;16":
        assert shown.getpixel((0, 0)) == (255, 255, 255)


def test_colours_of_another_profile_become_those_of_a_phone():
    """A profile that calls red what is green."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    red = plain(colour="#ff0000")
    assert read_picture(saved(red, "PNG", icc_profile=srgb)).getpixel((0, 0)) == pytest.approx((255, 0, 0), abs=2)
    assert read_picture(saved(red, "PNG", icc_profile=swapped)).getpixel((0, 0)) == pytest.approx((0, 255, 0), abs=2)


@pytest.mark.parametrize("profile", [b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_does_not_fit_is_left_aside(profile):
    shown = read_picture(saved(plain(), "PNG", icc_profile=profile))
    assert shown.getpixel((0, 0)) == (0x34, 0x60, 0xFB)


def test_of_several_pictures_of_a_phone_in_one_file_the_first_is_taken():
    two = saved(plain(colour="#ff0000"), "MPO", save_all=True, append_images=[plain(colour="#00ff00")])
    assert Image.open(BytesIO(two)).n_frames == 2
    assert read_picture(two).getpixel((0, 0)) == pytest.approx((255, 0, 0), abs=2)


def test_another_size_is_refused_with_both_sizes():
    assert said(saved(plain(), "PNG"), COMPACT) == (
        "画像の大きさは800×540ピクセルですが、このメニューには2500×843ピクセルの画像が必要です。"
        "大きさを直してから選び直してください。"
    )


def test_what_is_no_picture_is_refused():
    for data in (
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        saved(plain(), "GIF"),
        saved(plain(), "WEBP"),
    ):
        assert said(data).startswith("このファイルはPNGまたはJPEGの画像ではありません。")


def test_a_damaged_picture_is_refused():
    whole = saved(noise(tuple(SMALL)), "PNG")
    assert said(whole[: len(whole) // 2]).startswith("画像が壊れていて開けません。")
    assert said(saved(noise(tuple(SMALL)), "JPEG")[:5000]).startswith("画像が壊れていて開けません。")


def test_a_moving_picture_is_refused():
    frames = [plain(colour="#ff0000"), plain(colour="#00ff00")]
    moving = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert said(moving).startswith("動く画像（アニメーション）は使えません。")


def test_colours_for_printing_are_refused():
    assert "CMYK" in said(saved(Image.new("CMYK", tuple(SMALL)), "JPEG"))


@pytest.mark.parametrize("side", [5001, 12_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(side):
    assert said(huge_png(side, side)).startswith("画像が大きすぎ")


ORIGINALS = {
    "psd": b"8BPS\x00\x01" + bytes(20),
    "ai": b"%PDF-1.6\n%\xe2\xe3\n<xmp:CreatorTool>Adobe Illustrator 28.0</xmp:CreatorTool>",
    "gif": saved(plain(), "GIF"),
    "svg": b'\xef\xbb\xbf<?xml version="1.0"?><!-- a --><!-- b -->\n<!DOCTYPE svg SYSTEM "a" [<!ENTITY a "b">]>\n<svg>',
    "png": saved(plain(), "PNG"),
    "jpg": saved(plain(), "JPEG"),
}


@pytest.mark.parametrize("kind", ORIGINALS)
def test_originals_of_designers_are_known_by_their_content(kind):
    assert original_kind(ORIGINALS[kind], f"メニュー.{kind.upper()}") == kind


def test_a_jpeg_may_be_called_either_way():
    assert original_kind(ORIGINALS["jpg"], "a.jpeg") == "jpg"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00", "menu.psd"),
        (b"<html><script>", "menu.svg"),
        (b"<!-- --><html><svg>", "menu.svg"),
        (b"%PDF-1.7 a letter", "menu.ai"),
        (b"%PDF-1.7 a letter", "menu.pdf"),
        (b"RIFF....WEBP", "menu.webp"),
        (ORIGINALS["png"], "menu.psd"),
        (ORIGINALS["svg"], "menu.png"),
        (ORIGINALS["png"], "menu"),
        (b"", "menu.png"),
    ],
)
def test_everything_else_is_refused_as_an_original(data, name):
    with pytest.raises(Refused, match="元データとして保管できません"):
        original_kind(data, name)


def test_a_head_full_of_comments_is_read_to_its_end():
    with pytest.raises(Refused):
        original_kind(b"<!---->" * 600 + b"<x", "menu.svg")


@pytest.mark.filterwarnings("ignore")  # Pillow warns of what is damaged besides the picture
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_whatever_is_damaged_in_a_file_is_refused_in_a_sentence_or_the_picture_is_whole(kind):
    chance = random.Random(7)
    exif = Image.Exif()
    exif[0x0112] = 6
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = saved(noise((40, 30)), kind, exif=exif, icc_profile=srgb)
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            picture = read_picture(bytes(data))
        except Refused as refusal:
            assert "選び直してください" in str(refusal)
            refused += 1
        else:
            picture.tobytes()
    assert refused
