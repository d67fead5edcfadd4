"""Covers: any title drawn, any picture made ready, and one line for what is no picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

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
    assert opened(prepare_cover(Cover(data, ""))).size == size


def test_a_fitting_jpeg_is_left_alone() -> None:
    data = picture((900, 900), "RGB", "JPEG")
    assert prepare_cover(Cover(data, "image/jpeg")).data == data


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


def test_a_picture_that_unpacks_to_far_too_much_is_refused() -> None:
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    with pytest.raises(ValueError, match=r"pixels|decoded"):
        prepare_cover(Cover(file.getvalue(), "image/png"))
