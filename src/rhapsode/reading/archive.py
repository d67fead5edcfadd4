"""The bytes of a zip file → its members, in memory and counted while they inflate; nothing is ever extracted.

Refused: names that point outside, links, names given twice, encryption, compression that EPUB doesn't know, and
whatever grows beyond the limits.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from rhapsode.errors import StoryError
from rhapsode.model import Limits

_ANOTHER_COPY = "get another copy of the book"
_HOSTILE = "it is broken or hostile; don't open it elsewhere either"
_KNOWN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_CHUNK_BYTES = 1 << 16
_RATIO_COUNTS_FROM = 1_000_000  # a small style sheet of repeats may well shrink 200-fold
_DRIVE = re.compile(r"[A-Za-z]:")


class Archive:
    """The members of a zip file by name. Raises StoryError for a file that is no zip, or a hostile one."""

    def __init__(self, data: bytes, path: Path, limits: Limits) -> None:
        self.path = path
        self._limits = limits
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, OverflowError, NotImplementedError) as error:
            raise StoryError(f"this is not a whole EPUB: {error}", path=path, hint=_ANOTHER_COPY) from error
        self._members = self._admit(self._zip.infolist())
        self._folded = {name.casefold(): name for name in self._members}

    def _admit(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(infos) > self._limits.archive_entries:
            raise StoryError(f"it holds {len(infos):,} files, too many for a book", path=self.path, hint=_HOSTILE)
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename
            fault = _fault_of(info) or ("stands there twice" if name in members else "")
            if fault:
                hint = _ANOTHER_COPY if info.flag_bits & 1 else _HOSTILE
                raise StoryError(f"the file {name[:80]!r} in it {fault}", path=self.path, hint=hint)
            members[name] = info
        return members

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def find(self, base: str, href: str) -> str | None:
        """The member that `href` in the member `base` means, without its fragment; None when there is none.

        Upper and lower case are told apart only where both exist. What points outside the archive means none.
        """
        target = unquote(href.partition("#")[0])
        parts = base.split("/")[:-1]
        for step in target.split("/"):
            if step == "..":
                if not parts:
                    return None
                parts.pop()
            elif step not in ("", "."):
                parts.append(step)
        name = "/".join(parts)
        return name if name in self._members else self._folded.get(name.casefold())

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises StoryError when it is damaged or too large."""
        try:
            return self._inflate(self._members[name])
        except (
            *(zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error),
            *(ValueError, RuntimeError, NotImplementedError, OverflowError),
        ) as error:
            raise StoryError(
                f"the file {name!r} in it is damaged: {error}", path=self.path, hint=_ANOTHER_COPY
            ) from error

    def _inflate(self, info: zipfile.ZipInfo) -> bytes:
        parts: list[bytes] = []
        size = 0
        with self._zip.open(info) as member:
            while chunk := member.read(_CHUNK_BYTES):
                parts.append(chunk)
                size += len(chunk)
                self._inflated += len(chunk)
                self._count(info, size)
        return b"".join(parts)

    def _count(self, info: zipfile.ZipInfo, size: int) -> None:
        limits = self._limits
        too_dense = size > max(_RATIO_COUNTS_FROM, info.compress_size * limits.archive_ratio)
        if size > limits.member_bytes or self._inflated > limits.archive_bytes or too_dense:
            raise StoryError(
                f"the file {info.filename!r} in it inflates beyond all measure", path=self.path, hint=_HOSTILE
            )


def _fault_of(info: zipfile.ZipInfo) -> str:
    """What is wrong with a member's name or kind; "" when nothing is."""
    name = info.orig_filename
    if name.startswith("/") or "\\" in name or _DRIVE.match(name) or ".." in name.split("/"):
        return "has a name that points outside the book"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in _KNOWN_METHODS:
        return "is compressed in a way that books aren't"
    return ""
