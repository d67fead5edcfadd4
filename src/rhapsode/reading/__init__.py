"""Step 1, read: a story's path → its `Manuscript`, by the reader that its ending or its first bytes name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from rhapsode import plugins
from rhapsode.errors import StoryError
from rhapsode.model import Limits, Manuscript
from rhapsode.protocols import Reader
from rhapsode.reading.source import peek

_DEFAULT_LIMITS = Limits()
_ENDING = re.compile(r"\.[a-z0-9_+-]{1,12}")  # "Vol. 2" has none
_FOREIGN = (
    (b"PK\x03\x04", "a zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file"),
    (b"BOOKMOBI", "a Kindle book"),
)


def read(path: Path, limits: Limits = _DEFAULT_LIMITS) -> Manuscript:
    """Read a story. Raises StoryError with what is wrong and what to do."""
    head = peek(path)
    reader, remarks = _choose(path, head)
    manuscript = reader.read(path, limits)
    if not manuscript.text.strip():
        raise StoryError("the story holds no text", path=path, hint="put the story in it")
    return replace(manuscript, remarks=(*remarks, *manuscript.remarks))


def _choose(path: Path, head: bytes) -> tuple[Reader, tuple[str, ...]]:
    """The reader for a file, and a remark when its ending misleads."""
    ending = path.suffix.lower() if _ENDING.fullmatch(path.suffix.lower()) else ""
    named, known = _find_reader(ending)
    if _is_epub(head) and not ending.endswith(".epub"):
        epub, _ = _find_reader(".epub")
        if epub is not None:
            return epub, ("this is an EPUB, whatever its ending, and read as one",)
    if ending and named is None:
        raise StoryError(
            f"stories ending in {ending} can't be read", path=path, hint=f"there are readers for {', '.join(known)}"
        )
    reader = named or _find_reader(".txt")[0]
    if reader is None:
        raise StoryError("there is no reader for this file", path=path, hint=f"there are some for {', '.join(known)}")
    if not ending or ending in (".txt", ".text", ".md", ".markdown"):
        _refuse_foreign(path, head)
    return reader, ()


def _find_reader(ending: str) -> tuple[Reader | None, list[str]]:
    """The reader of an ending, loading no more of them than it takes; all endings when there is none."""
    known: list[str] = []
    for name in plugins.names("readers"):
        reader: Reader = plugins.load("readers", name)()
        if ending in reader.suffixes:
            return reader, known
        known += reader.suffixes
    return None, known


def _is_epub(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and b"mimetypeapplication/epub+zip" in head[:200]


def _refuse_foreign(path: Path, head: bytes) -> None:
    """A file of another kind behind a text's ending would be spoken as noise."""
    for magic, name in _FOREIGN:
        if head.startswith(magic) or (magic == b"BOOKMOBI" and magic in head[:100]):
            raise StoryError(f"this is {name}, not a text", path=path, hint="save it as .txt, .md or .epub")
