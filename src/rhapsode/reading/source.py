"""A story's file → its bytes; bytes → text, whatever their encoding. Refusals are one clear line each."""

from __future__ import annotations

import codecs
from contextlib import suppress
from pathlib import Path

from rhapsode.errors import StoryError
from rhapsode.model import Limits

_BOMS = (  # the longer first: a UTF-32 mark begins with a UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAVE_AS_UTF8 = "open it in the program that made it and save it as UTF-8"
_EMPTY = "put the story in it"


def peek(path: Path) -> bytes:
    """The first bytes of a file. Raises StoryError when there is no such file, or it can't be read."""
    return _read(path, 4096)


def load(path: Path, limits: Limits) -> bytes:
    """All bytes of a file. Raises StoryError when it is empty, too large, missing or can't be read."""
    data = _read(path, limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise StoryError(
            f"larger than {limits.file_bytes:,} bytes, which no story is", path=path, hint="split it into parts"
        )
    if not data:
        raise StoryError("the file is empty", path=path, hint=_EMPTY)
    return data


def _read(path: Path, count: int) -> bytes:
    try:
        if path.is_dir():
            raise StoryError("this is a folder", path=path, hint="name the story's file")
        if not path.exists():
            raise StoryError("no such file", path=path, hint="check the name and the folder")
        if not path.is_file():
            raise StoryError("this is not an ordinary file", path=path, hint="save the story in a file")
        with path.open("rb") as file:
            return file.read(count)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise StoryError(f"can't read this file: {reason}", path=path, hint="check the name and its rights") from error


def decode(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of `data` without its byte order mark, line ends as "\\n", and remarks on how it was read.

    What a byte order mark says is believed; else it is UTF-8, or UTF-16 where every other byte of most is zero; bytes
    that aren't are read as Windows-1252.
    Raises StoryError for what is not text.
    """
    text, remarks = _decode_marked(data, path) or _decode_wide(data) or _decode_unmarked(data)
    at = text.find("\0")
    if at >= 0:
        raise StoryError(
            "this is not a text file (it holds NUL bytes)", path=path, line=_line_of(text, at), hint=_SAVE_AS_UTF8
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff\u200b \t\n\v\f\u00a0\u2028\u2029\u3000\u0085"):
        raise StoryError("the file holds only blanks", path=path, hint=_EMPTY)
    return text, remarks


def _decode_marked(data: bytes, path: Path) -> tuple[str, tuple[str, ...]] | None:
    for bom, codec, name in _BOMS:
        if not data.startswith(bom):
            continue
        if codec == "utf-8":
            return _decode_unmarked(data[len(bom) :])
        try:
            return data[len(bom) :].decode(codec), ()
        except UnicodeDecodeError as error:
            before = data[len(bom) : len(bom) + error.start].decode(codec, "replace")
            raise StoryError(
                f"this begins as {name} but breaks off: {error.reason}",
                path=path,
                line=_line_of(before, len(before)),
                hint=_SAVE_AS_UTF8,
            ) from error
    return None


def _decode_wide(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-16 without a mark, as some editors of Windows save it: its Latin letters have a zero beside each."""
    for codec, zeros, others in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        if len(data) % 2 == 0 and 2 * zeros.count(0) > len(zeros) and not others.count(0):
            with suppress(UnicodeDecodeError):
                return data.decode(codec), (f"no byte order mark: read as {codec.upper()}",)
    return None


def _decode_unmarked(data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    mixed = data.decode("utf-8", "surrogateescape")
    strange = sum("\udc80" <= c <= "\udcff" for c in mixed)
    if sum(c > "\x7f" for c in mixed) - strange > strange:  # UTF-8 with a few foreign bytes in it
        text = "".join(_from_windows(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in mixed)
        how = f"{strange} byte{'s' * (strange != 1)} read as Windows-1252"
        return text, (f"not UTF-8 throughout (first in line {line}): {how}",)
    return "".join(map(_from_windows, data)), (f"not UTF-8 (first in line {line}): read as Windows-1252",)


def _from_windows(byte: int) -> str:
    """Windows-1252 as browsers read it: the five bytes without a meaning stay what they are."""
    single = bytes((byte,))
    try:
        return single.decode("cp1252")
    except UnicodeDecodeError:
        return single.decode("latin-1")


def _line_of(text: str, at: int) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n", 0, at) + 1
