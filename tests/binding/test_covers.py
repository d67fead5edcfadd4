"""Covers: any title drawn, any picture made ready, and one line for what is no picture."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from rhapsode.binding.covers import SIDE, draw_cover, prepare_cover, read_cover
from rhapsode.errors import ChoiceError
from rhapsode.model import Cover

TITLES = [
    "The Lantern of Ostrey",
    "What the Tide Brought Back: Being the Full Account of a Keeper's Last Winter, as Told by Herself in Forty Letters",
    "Дом у моря",
    "灯台の夜",
    "منارة",
    "Stars ✨ above 🌊",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwe",
    "x" * 500,
    "\x00\n",
    "",
]


def picture(size: tuple[int, int], mode: str = "RGB", kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new(mode, size, 0).save(file, kind)
    return file.getvalue()


def opened(cover: Cover) -> Image.Image:
    image = Image.open(BytesIO(cover.data))
    assert (image.format, cover.media_type, image.mode) == ("JPEG", "image/jpeg", "RGB")
    return image


@pytest.mark.parametrize("title", TITLES)
def test_a_cover_is_drawn_for_any_title(title: str) -> None:
    image = opened(draw_cover(title, "Mara Quill"))
    assert image.size == (SIDE, SIDE)
    assert np.asarray(image).std() > 10  # not one flat colour


@pytest.mark.slow
def test_text_stays_inside_the_margins() -> None:
    for title in (TITLES[1], TITLES[6], TITLES[7]):
        pixels = np.asarray(opened(draw_cover(title, "A. Very-Long-Name " * 9)).convert("L")).astype(int)
        upper = pixels[: SIDE // 2]
        assert upper[:, : SIDE // 20].max() < 160  # ink is near white, the ground dark
        assert upper[:, -SIDE // 20 :].max() < 160
        assert upper.max() > 200


def test_the_same_book_always_has_the_same_cover_and_another_another() -> None:
    assert draw_cover("The Lantern", "Quill") == draw_cover("The Lantern", "Quill")
    assert draw_cover("The Lantern", "Quill") != draw_cover("The Lantern", "Quail")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (picture((3_000, 1_500)), (1_400, 700)),
        (picture((200, 300)), (200, 300)),
        (picture((300, 300), "RGBA"), (300, 300)),
        (picture((300, 300), "P", "GIF"), (300, 300)),
        (picture((300, 300), "L", "WEBP"), (300, 300)),
        (picture((300, 300), "CMYK", "JPEG"), (300, 300)),
        (picture((2_000, 100), "1"), (1_400, 70)),
    ],
)
def test_any_picture_becomes_a_jpeg_of_bounded_size(data: bytes, size: tuple[int, int]) -> None:
    assert opened(prepare_cover(Cover(data, ""))[0]).size == size


def test_a_fitting_jpeg_is_left_alone() -> None:
    data = picture((900, 900), "RGB", "JPEG")
    assert prepare_cover(Cover(data, "image/jpeg"))[0].data == data


def test_a_users_picture_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    path.write_bytes(picture((40, 40)))
    assert opened(read_cover(path)).size == (40, 40)


@pytest.mark.parametrize("data", [b"", b"no picture", picture((900, 900), "RGB", "JPEG")[:300], b"<svg/>"])
def test_what_is_no_picture_is_one_error(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(data)
    with pytest.raises(ChoiceError, match="this is no picture") as caught:
        read_cover(path)
    assert "\n" not in str(caught.value)
    with pytest.raises(ChoiceError, match="can't read this cover"):
        read_cover(tmp_path / "missing.jpg")


@pytest.mark.parametrize(("size", "mode"), [((9_000, 9_000), "1"), ((8_001, 8_000), "L"), ((6_000, 6_000), "I;16")])
def test_a_picture_that_unpacks_to_far_too_much_is_not_decoded(
    size: tuple[int, int], mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture(size, mode)
    monkeypatch.setattr(PngImageFile, "load", lambda self: pytest.fail("it was decoded"))
    with pytest.raises(ValueError, match="pixels"):
        prepare_cover(Cover(data, "image/png"))


def forge(width: int, height: int, rows: int, interlaced: int = 0) -> bytes:
    """A PNG of 16-bit colours that says to have `height` rows and holds `rows`."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, interlaced)
    body = zlib.compress(bytes(rows * (1 + 8 * width)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_deep_colours_count_twice() -> None:
    with pytest.raises(ValueError, match="6,000 × 6,000 pixels, which are too many"):
        prepare_cover(Cover(forge(6_000, 6_000, 1), "image/png"))


@pytest.mark.parametrize("rows", [0, 10, 499])
def test_a_png_without_all_its_rows_is_not_used(rows: int) -> None:
    assert opened(prepare_cover(Cover(forge(20, 500, 500), ""))[0]).size == (20, 500)
    with pytest.raises(ValueError, match="cut short"):
        prepare_cover(Cover(forge(20, 500, rows), ""))


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (8, 8), (33, 17)])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_a_whole_png_of_any_kind_is_used(size: tuple[int, int], mode: str) -> None:
    assert opened(prepare_cover(Cover(picture(size, mode), ""))[0]).size == size


def test_an_interlaced_png_is_whole_with_its_seven_passes() -> None:
    passes = [(3, 3), (2, 3), (5, 2), (4, 5), (9, 4), (8, 9), (17, 8)]  # columns and rows of 17 × 17
    body = b"".join((b"\0" + bytes(8 * columns)) * rows for columns, rows in passes)
    whole = forge(17, 17, 0, interlaced=1)
    at = whole.index(b"IDAT") - 4
    for data, fits in ((body, True), (body[:-1], False)):
        packed = zlib.compress(data)
        chunk = struct.pack(">I", len(packed)) + b"IDAT" + packed + struct.pack(">I", zlib.crc32(b"IDAT" + packed))
        cover = Cover(whole[:at] + chunk + whole[whole.index(b"IEND") - 4 :], "")
        if fits:
            assert opened(prepare_cover(cover)[0]).size == (17, 17)
        else:
            with pytest.raises(ValueError, match="cut short"):
                prepare_cover(cover)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_short_is_not_used(kind: str, part: float) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (120, 100, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(noise).save(file, kind)
    data = file.getvalue()
    with pytest.raises(ValueError, match=r"damaged|cut short|no picture"):
        prepare_cover(Cover(data[: int(len(data) * part)], ""))


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "EPS", "ICO", "PPM"])
def test_other_decoders_are_not_asked(kind: str) -> None:
    with pytest.raises(ValueError, match="no picture known here"):
        prepare_cover(Cover(picture((20, 20), "RGB", kind), ""))


def test_a_warning_is_told_and_not_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Image, "MAX_IMAGE_PIXELS", 900)
        cover, warned = prepare_cover(Cover(picture((40, 40)), ""))
    assert opened(cover).size == (40, 40)
    assert len(warned) == 1 and "1600 pixels" in warned[0]
    assert capsys.readouterr().err == ""


def test_a_huge_file_is_no_cover(tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(ChoiceError, match="it has more than 100,000,000 bytes"):
        read_cover(path)


@pytest.mark.parametrize("unit", ["x", "word ", "夜", "a\u0301", "\u0301", "Дом ", "✨", "\x1b[2J\u202e", "i"])
def test_very_long_titles_are_drawn_at_once(unit: str) -> None:
    long = unit * (300_000 // len(unit))
    began = time.process_time()
    assert opened(draw_cover(long, long)).size == (SIDE, SIDE)
    assert time.process_time() - began < 5


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60), st.text(alphabet=st.characters(), max_size=60))
def test_any_title_and_author_are_drawn(title: str, author: str) -> None:
    assert opened(draw_cover(title, author)).size == (SIDE, SIDE)
