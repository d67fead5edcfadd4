"""A picture's bytes in, the picture out, decoded: of few formats, of bounded size by its header, and whole.

Pillow's other decoders are left out: one of them runs a program, and none is for covers. What it warns of is told to
the caller, not to the terminal.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_LARGEST = 64_000_000  # pixels of 8 bits a colour, as the largest cameras make them; Pillow needs 4 to 9 bytes for each
_PNG = b"\x89PNG\r\n\x1a\n"
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of PNG's kinds of colour
_INFLATED = 1_000_000  # bytes at once
_PILLOW = Path(Image.__file__).parent


@contextmanager
def open_picture(data: bytes, warned: list[str]) -> Iterator[Image.Image]:
    """The picture in `data`, not decoded yet; what Pillow warns of meanwhile is added to `warned`.

    Raises ValueError, which says in a few words why it can't be used, also when it fails in the caller's hands.
    """
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        try:
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                _check_size(image, data)
                if data.startswith(_PNG):
                    _check_whole(data)
                yield image
        except UnidentifiedImageError as error:
            raise ValueError(_explain(data)) from error
        except Image.DecompressionBombError as error:
            raise ValueError("it has far too many pixels") from error
        except (OSError, SyntaxError, IndexError, TypeError, struct.error, zlib.error, EOFError) as error:
            raise ValueError("it is damaged or cut short") from error
    own = [one for one in found if _PILLOW in Path(one.filename).parents]  # another thread may have been warned too
    warned += dict.fromkeys(str(one.message) for one in own)


def _check_size(image: Image.Image, data: bytes) -> None:
    """Raise ValueError for what would take more memory than any cover is worth."""
    deep = image.mode.startswith(("I", "F")) or (data.startswith(_PNG) and data[24:25] == b"\x10")
    if image.width * image.height * (2 if deep else 1) > _LARGEST:
        raise ValueError(f"it has {image.width:,} × {image.height:,} pixels, which are too many")


def _explain(data: bytes) -> str:
    if b"<svg" in data[:4096]:
        return "it is an SVG, which players don't show"
    return "it is cut short" if data[:3] == b"\xff\xd8\xff" or data.startswith(_PNG) else "it is no picture known here"


def _check_whole(data: bytes) -> None:
    """Raise ValueError for a PNG that holds fewer rows than it says: Pillow shows what is missing as black."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    bits = depth * _CHANNELS.get(colour, 1)
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    wanted = 0
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        wanted += rows * (1 + (columns * bits + 7) // 8) if columns > 0 and rows > 0 else 0
    if sum(_inflate(_image_data(data), wanted)) < wanted:
        raise ValueError("it is cut short")


def _image_data(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += length + 12


def _inflate(parts: Iterator[bytes], most: int) -> Iterator[int]:
    """The lengths of what `parts` unpack to, until there are `most` bytes."""
    unpacker = zlib.decompressobj()
    for part in parts:
        while part and most > 0:
            unpacked = len(unpacker.decompress(part, _INFLATED))
            part = unpacker.unconsumed_tail
            most -= unpacked
            yield unpacked
