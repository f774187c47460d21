"""Photos that people send: what is taken, and what is left of a hostile one."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from wagtail_coaching.exceptions import PortraitError
from wagtail_coaching.services import portrait

RED, BLUE = (200, 30, 30), (30, 30, 200)
SCRIPT = b"<script>alert(1)</script>"


def file_of(data: bytes, name: str = "me.jpg") -> ContentFile:
    return ContentFile(data, name=name)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def two_colors(size: tuple[int, int] = (80, 40), mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    return image


def is_like(image: Image.Image, at: tuple[int, int], color: tuple[int, ...]) -> bool:
    pixel: Any = image.getpixel(at)
    return all(abs(a - b) < 25 for a, b in zip(pixel, color, strict=True))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "LA"),
        ("PNG", "1"),
        ("WEBP", "RGB"),
        ("HEIF", "RGB"),
    ],
)
def test_photos_of_all_kinds_are_taken_whatever_they_are_called(kind: str, mode: str) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    data = encoded(two_colors((160, 80), mode), kind)

    image = opened(portrait.rewrite(file=file_of(data, name="notes.txt")))

    assert image.size == (160, 80)
    if mode not in ("L", "LA", "1"):
        assert is_like(image, (20, 40), RED)
        assert is_like(image, (140, 40), BLUE)


def test_large_photo_is_made_smaller() -> None:
    data = encoded(Image.new("RGB", (4000, 3000), RED))

    assert opened(portrait.rewrite(file=file_of(data))).size == (1600, 1200)


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (40, 40), (*RED, 0))
    image.paste((*BLUE, 255), (0, 0, 20, 40))
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([*RED, *BLUE])

    drawn = opened(portrait.rewrite(file=file_of(encoded(image, "PNG"))))
    assert is_like(drawn, (5, 20), BLUE)
    assert is_like(drawn, (35, 20), (255, 255, 255))
    drawn = opened(portrait.rewrite(file=file_of(encoded(palette, "PNG", transparency=0))))
    assert is_like(drawn, (20, 20), (255, 255, 255))


def test_sixteen_bits_of_gray_stay_gray() -> None:
    image = Image.new("I;16", (40, 40), 30_000)

    drawn = opened(portrait.rewrite(file=file_of(encoded(image, "PNG"))))

    assert is_like(drawn, (20, 20), (117, 117, 117))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_put_upright(orientation: int) -> None:
    image = two_colors()
    image.paste((20, 200, 20), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(image, exif=exif, quality=95)

    drawn = opened(portrait.rewrite(file=file_of(data)))

    upright = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    assert drawn.size == upright.size
    corners = [(x, y) for x in (5, drawn.width - 6) for y in (5, drawn.height - 6)]
    assert all(is_like(drawn, corner, upright.getpixel(corner)) for corner in corners)


def test_nothing_stays_of_where_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 53.0, 1.0), 29: "2031:03:09"})
    data = encoded(
        two_colors(),
        exif=exif,
        comment=b"SECRETCOMMENT",
        icc_profile=b"SECRETPROFILE" * 20,
        xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>",
    )
    assert data.count(b"SECRET") >= 4

    written = portrait.rewrite(file=file_of(data))

    assert b"SECRET" not in written
    image = opened(written)
    assert dict(image.getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


def test_nothing_stays_of_the_texts_in_a_png() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "SECRET")
    notes.add_itxt("XML:com.adobe.xmp", "SECRET")

    written = portrait.rewrite(file=file_of(encoded(two_colors(), "PNG", pnginfo=notes)))

    assert b"SECRET" not in written


@pytest.mark.parametrize("position", ["after", "in a comment"])
def test_polyglot_is_only_a_picture_afterwards(position: str) -> None:
    payload = SCRIPT + b"PK\x03\x04<?php system($_GET[0]); ?>%PDF-1.4"
    if position == "after":
        data = encoded(two_colors()) + payload
    else:
        data = encoded(two_colors(), comment=payload)

    written = portrait.rewrite(file=file_of(data, name="me.php"))

    assert b"script" not in written
    assert b"<?php" not in written
    assert opened(written).size == (80, 40)


def test_first_frame_of_what_moves_is_taken() -> None:
    frames = [Image.new("RGB", (30, 30), color) for color in (RED, BLUE)]
    for kind in ("PNG", "WEBP"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert is_like(opened(portrait.rewrite(file=file_of(data))), (15, 15), RED), kind


def png_bomb(width: int, height: int) -> bytes:
    """Return a small file that claims to be a large picture, and is black all over."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * min(height, 2000)), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 11_000, 60_000])
def test_bomb_is_refused_before_it_is_unpacked(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("It was unpacked."))

    with pytest.raises(PortraitError, match="too many pixels"):
        portrait.rewrite(file=file_of(png_bomb(side, side)))


def test_bomb_of_text_is_refused() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "A" * 70_000_000, zip=True)

    with pytest.raises(PortraitError):
        portrait.rewrite(file=file_of(encoded(two_colors(), "PNG", pnginfo=notes)))


class Endless:
    """A file of which only so much may be read."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.read_bytes = 0

    def seek(self, position: int) -> None:
        assert position == 0

    def read(self, number: int) -> bytes:
        self.read_bytes += number
        return bytes(number)


def test_a_hundred_megabytes_are_refused_by_their_size() -> None:
    file: Any = Endless(100 * 1024 * 1024)

    with pytest.raises(PortraitError, match="up to 10 MB"):
        portrait.rewrite(file=file)

    assert file.read_bytes == 0


def test_file_that_lies_about_its_size_is_not_read_to_its_end() -> None:
    file: Any = Endless(10)

    with pytest.raises(PortraitError, match="up to 10 MB"):
        portrait.rewrite(file=file)

    assert file.read_bytes == portrait.MAX_BYTES + 1


GIF = encoded(Image.new("P", (4, 4)), "GIF")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear association,",
        SVG,
        b"<!doctype html>" + SCRIPT,
        GIF,
        GIF + encoded(two_colors()),
        b"%PDF-1.7\n" + encoded(two_colors()),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        encoded(two_colors(), "TIFF"),
        encoded(two_colors(), "BMP"),
        b"PK\x03\x04" + bytes(40),
    ],
    ids=["empty", "text", "svg", "html", "gif", "gif+jpeg", "pdf", "eps", "tiff", "bmp", "zip"],
)
def test_what_is_no_photo_is_refused_whatever_it_says(data: bytes) -> None:
    file = SimpleUploadedFile("me.jpg", data, content_type="image/jpeg")

    with pytest.raises(PortraitError, match="JPEG, PNG, WebP or HEIC"):
        portrait.rewrite(file=file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_truncated_photo_is_refused(kind: str) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = encoded(noise, kind)

    with pytest.raises(PortraitError):
        portrait.rewrite(file=file_of(data[: len(data) // 2]))


def test_broken_note_of_how_the_camera_was_held_does_no_harm() -> None:
    data = encoded(two_colors(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\x00")

    assert opened(portrait.rewrite(file=file_of(data))).size == (80, 40)


@pytest.mark.django_db
def test_stored_image_has_a_name_that_nobody_guesses() -> None:
    data = portrait.rewrite(file=file_of(encoded(two_colors())))

    one, other = (portrait.make_image(data=data, title="Ann Bell") for _number in range(2))

    assert one.title == "Ann Bell"
    assert (one.width, one.height) == (80, 40)
    assert "ann" not in one.file.name.lower()
    assert len({one.file.name, other.file.name}) == 2
    with one.file.open() as stored:
        assert stored.read() == data
    for image in (one, other):
        image.file.delete(save=False)
