"""A title and an author, or a picture, in; a cover out: JPEG, at most 1,400 pixels wide and high."""

from __future__ import annotations

import colorsys
import math
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont, features

from rhapsode.binding.pictures import open_picture
from rhapsode.errors import ChoiceError
from rhapsode.model import Cover
from rhapsode.shown import show_title

SIDE = 1_400
"""Pixels: what shops ask for at least, and some 150 kB."""
_MARGIN = 130
_BYTES_LIMIT = 100_000_000  # a file of more is no picture
_MOST_DRAWN = 1_000  # characters of a title: fewer have room
_TITLE_SIZES = range(168, 47, -8)
_AUTHOR_SIZES = range(64, 31, -4)
_FONTS = (  # tried where the built-in font lacks a letter: what the usual systems carry
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "Arial Unicode.ttf",
    "arial.ttf",
    "msgothic.ttc",
    "Hiragino Sans GB.ttc",
)
Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont


def read_cover(path: Path) -> Cover:
    """A picture of the user's, made ready. Raises ChoiceError when it isn't one."""
    try:
        if path.stat().st_size > _BYTES_LIMIT:
            raise ValueError(f"it has more than {_BYTES_LIMIT:,} bytes")
        return prepare_cover(Cover(path.read_bytes(), ""))[0]
    except OSError as error:
        hint = "check the name, or leave --cover out for one that is drawn"
        raise ChoiceError(f"can't read this cover: {error.strerror or error}", path=path, hint=hint) from error
    except ValueError as error:
        hint = "name a whole JPEG, PNG, WebP or GIF file"
        raise ChoiceError(f"this is no picture for a cover: {error}", path=path, hint=hint) from error


def prepare_cover(cover: Cover) -> tuple[Cover, tuple[str, ...]]:
    """The picture as JPEG, no wider or higher than 1,400 pixels, and what its decoder warned of.

    Raises ValueError, which says why, for what is no whole picture or too large a one.
    """
    warned: list[str] = []
    with open_picture(cover.data, warned) as image:
        if image.format == "JPEG" and max(image.size) <= SIDE and image.mode in ("RGB", "L"):
            image.load()  # one that was cut short would be shown in part, or not at all
            ready = Cover(cover.data, "image/jpeg")
        else:
            image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            ready = _as_jpeg(_flatten(image))
    return ready, tuple(warned)


def _flatten(image: Image.Image) -> Image.Image:
    """On white where it is transparent."""
    layered = image.convert("RGBA")
    page = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(page, layered).convert("RGB")


def _as_jpeg(image: Image.Image) -> Cover:
    file = BytesIO()
    image.save(file, "JPEG", quality=88, optimize=True)
    return Cover(file.getvalue(), "image/jpeg")


# --- draw ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Palette:
    ground: tuple[int, int, int]
    deep: tuple[int, int, int]
    accent: tuple[int, int, int]
    ink: tuple[int, int, int]


def draw_cover(title: str, author: str) -> Cover:
    """A cover of its own for each title and author: the same ones always give the same picture."""
    seed = blake2b(f"{title}\n{author}".encode("utf-8", "replace"), digest_size=32).digest()
    palette = _choose_palette(seed)
    image = _draw_ground(palette)
    _draw_voices(image, palette, seed)
    draw = ImageDraw.Draw(image)
    width = SIDE - 2 * _MARGIN
    lines, font = _fit(title, width, 560, _TITLE_SIZES)
    bottom = _write(draw, lines, font, _MARGIN + 20, palette.ink)
    if lines:
        draw.rectangle((_MARGIN, bottom + 44, _MARGIN + 150, bottom + 52), fill=palette.accent)
    lines, font = _fit(author, width, 170, _AUTHOR_SIZES)
    _write(draw, lines, font, bottom + 96, palette.ink)
    return _as_jpeg(image)


def _choose_palette(seed: bytes) -> _Palette:
    """A dark ground, a paler ink, and an accent from across the colour circle."""
    hue = seed[0] / 256
    other = (hue + 0.42 + seed[1] / 256 * 0.16) % 1
    return _Palette(_colour(hue, 0.30, 0.45), _colour(hue, 0.13, 0.5), _colour(other, 0.62, 0.75), (248, 244, 234))


def _colour(hue: float, lightness: float, saturation: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _draw_ground(palette: _Palette) -> Image.Image:
    """From the ground's colour above to its deep shade below."""
    slope = Image.linear_gradient("L").resize((SIDE, SIDE))
    return Image.composite(
        Image.new("RGB", (SIDE, SIDE), palette.deep), Image.new("RGB", (SIDE, SIDE), palette.ground), slope
    )


def _draw_voices(image: Image.Image, palette: _Palette, seed: bytes) -> None:
    """Strands that swing like voices across the foot of the page, one of them leading. Drawn twice as large."""
    width, height = 2 * SIDE, 2 * 470
    strip = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(strip)
    for number in range(9):
        leading = number == 6
        colour = (*palette.accent, 255) if leading else (*palette.ink, 34 + 9 * number)
        draw.line(_strand(seed, number, width, height), fill=colour, width=14 if leading else 5, joint="curve")
    strip = strip.resize((SIDE, height // 2), Image.Resampling.LANCZOS)
    image.paste(strip, (0, SIDE - height // 2 - 30), strip)


def _strand(seed: bytes, number: int, width: int, height: int) -> list[tuple[float, float]]:
    swing = 0.10 + seed[2 + number] / 256 * 0.26
    waves = 1.2 + seed[12 + number] / 256 * 1.6
    start = seed[22 + number] / 256 * 2 * math.pi
    points = []
    for x in range(-20, width + 21, 10):
        swell = math.sin(math.pi * min(max(x / width, 0), 1)) ** 0.7
        y = math.sin(start + waves * 2 * math.pi * x / width) * swing + math.sin(start * 2 + 5 * x / width) * 0.05
        points.append((float(x), height * (0.5 + y * (0.35 + 0.65 * swell))))
    return points


# --- write --------------------------------------------------------------------------------------------------


def _fit(text: str, width: int, height: int, sizes: Sequence[int]) -> tuple[list[str], Font]:
    """The text in lines at the largest size at which it fits; cut at the smallest. No lines where no font has it."""
    plain = show_title(unicodedata.normalize("NFC", text[:_MOST_DRAWN]))[:_MOST_DRAWN]
    for size in sizes:
        font = _find_font(plain, size)
        if font is None:
            return [], ImageFont.load_default(size)
        words = _without_missing_signs(plain, font)
        lines, rows = _wrap(words, font, width), max(1, height // _row(size))
        if len(lines) <= rows and all(font.getlength(line) <= width for line in lines):
            return lines, font
        last = size == sizes[-1]
        if last:
            kept = lines[:rows] if len(lines) <= rows else [*lines[: rows - 1], lines[rows - 1] + "…"]
            return [_shorten(line, font, width) for line in kept], font
    raise ValueError("no size to write in")


def _find_font(text: str, size: int) -> Font | None:
    """The built-in font, or one of the system's, that has all letters of the text."""
    builtin = ImageFont.load_default(size)
    if _has_letters(builtin, text):
        return builtin
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) and not features.check("raqm"):
        return None  # letters would stand apart, in the wrong order
    for name in _FONTS:
        try:
            font = ImageFont.truetype(name, size)
        except OSError:
            continue
        if _has_letters(font, text):
            return font
    return None


def _has_letters(font: Font, text: str) -> bool:
    """Whether no letter or digit is drawn as the box that stands for a missing one."""
    return not any(c.isalnum() and _is_missing(c, font) for c in set(text))


def _is_missing(letter: str, font: Font) -> bool:
    return bytes(font.getmask(letter)) == bytes(font.getmask("\U0010fffe"))


def _without_missing_signs(text: str, font: Font) -> str:
    """The text without emoji and signs that the font doesn't have."""
    missing = {c for c in set(text) if not c.isalnum() and not c.isspace() and _is_missing(c, font)}
    return " ".join("".join(c for c in text if c not in missing).split())


def _wrap(text: str, font: Font, width: int) -> list[str]:
    """Break between words, and between letters where a word is too wide or the script has no spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= width:
            lines[-1] = joined
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and not word.isascii() and font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def _shorten(line: str, font: Font, width: int) -> str:
    """As much of the line as has room, with “…” where that isn't all."""
    if font.getlength(line) <= width:
        return line
    kept = bisect_right(range(len(line)), width, key=lambda end: math.ceil(font.getlength(line[:end] + "…"))) - 1
    return line[: max(0, kept)] + "…"


def _row(size: int) -> int:
    return size * 118 // 100


def _write(draw: ImageDraw.ImageDraw, lines: Sequence[str], font: Font, top: int, ink: tuple[int, int, int]) -> int:
    """Write lines from `top` down; says where they end."""
    size = round(getattr(font, "size", 10))
    for line in lines:
        draw.text((_MARGIN, top), line, font=font, fill=ink)
        top += _row(size)
    return top
