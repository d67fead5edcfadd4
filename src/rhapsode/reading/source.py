"""A story's file → its bytes; bytes → text, whatever their encoding. Refusals are one clear line each."""

from __future__ import annotations

from pathlib import Path

from rhapsode.errors import StoryError
from rhapsode.model import Limits
from rhapsode.reading.characters import REPLACEMENT
from rhapsode.reading.encodings import Decoded, decode_bytes

_SAVE_AS_UTF8 = "open it in the program that made it and save it as UTF-8"
_EMPTY = "put the story in it"
_CONTROLS = "".join(map(chr, (*range(1, 9), *range(14, 27), *range(28, 32))))
_MOST_NOISE = 0.02


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

    Raises StoryError for what is not text: bytes full of NULs, a file cut in the midst of a character, blanks.
    """
    decoded = decode_bytes(data)
    _refuse_cut(data, decoded, path)
    _refuse_noise(decoded, path)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff\u200b \t\n\v\f\u00a0\u2028\u2029\u3000\u0085"):
        raise StoryError("the file holds only blanks", path=path, hint=_EMPTY)
    return text, decoded.remarks


def _refuse_cut(data: bytes, decoded: Decoded, path: Path) -> None:
    name = decoded.marked.upper()[:6]
    width = {"UTF-16": 2, "UTF-32": 4}.get(name, 1)
    if len(data) % width:
        raise StoryError(
            f"this begins as {name} but breaks off in the midst of a character",
            path=path,
            line=_line_of(decoded.text, len(decoded.text)),
            hint=_SAVE_AS_UTF8,
        )


def _refuse_noise(decoded: Decoded, path: Path) -> None:
    """A NUL or two in a story are a mishap; a file of them is no text, and would be spoken as noise."""
    text = decoded.text
    if decoded.mended and decoded.mended + sum(map(text.count, _CONTROLS)) > 2 + _MOST_NOISE * len(text):
        raise StoryError(
            "this is not a text file (it holds NUL bytes)",
            path=path,
            line=_line_of(text, text.index(REPLACEMENT)),
            hint=_SAVE_AS_UTF8,
        )


def _line_of(text: str, at: int) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n", 0, at) + 1
