"""Every write of a file: into a temporary one beside it, checked, made durable, then moved into place.

Nobody else opens a file for writing. A path therefore holds nothing, the old whole file, or the new whole file.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from rhapsode.errors import OutputError
from rhapsode.shown import show_title

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
_ABANDONED_SECONDS = 3_600  # a file at work is written every few seconds, and read back in minutes at most
_NAME_BYTES = 120  # leaves room for a suffix and a number under the 255 bytes of common file systems


@contextmanager
def replacing(path: Path, verify: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; on leaving, `verify` it, sync it and move it to `path`.

    When the body or `verify` raises, the temporary file is removed and `path` stays as it was. The temporary
    name keeps the suffix of `path`, since encoders go by it. Raises OutputError for what the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        prefix, suffix = f".{path.stem[:40]}.", f".part{path.suffix}"
        _sweep(path.parent, prefix, suffix)
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(
            f"can't write here: {error.strerror}", path=path, hint="choose another folder with -o"
        ) from error
    temporary = Path(name)
    try:
        yield temporary
        if verify is not None:
            verify(temporary)
        _settle(temporary, path)
    except OSError as error:
        raise OutputError(
            f"can't write: {error.strerror or error}", path=path, hint="free some space or choose another folder"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _sweep(folder: Path, prefix: str, suffix: str) -> None:
    """Remove what writers of the same file left behind when they were killed, long ago enough to be sure of it."""
    for left in folder.iterdir():
        if left.name.startswith(prefix) and left.name.endswith(suffix):
            with suppress(OSError):  # another one may be sweeping too
                if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                    left.unlink()


def _settle(temporary: Path, path: Path) -> None:
    """Make `temporary` durable under the name `path`."""
    if os.name == "posix":  # mkstemp makes files private; a book should be as readable as any other file
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name == "posix":  # the rename itself is durable only once its folder is
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in UTF-8, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def is_there(path: Path) -> bool:
    """Whether anything lies at `path`; not where the system does not say (a closed folder, a name beyond its limits).

    Whoever then opens the path gets the system's own reason.
    """
    return _kind(path) is not None


def is_file(path: Path) -> bool:
    """Whether an ordinary file lies at `path`, as far as the system says."""
    kind = _kind(path)
    return kind is not None and stat.S_ISREG(kind)


def is_folder(path: Path) -> bool:
    """Whether a folder lies at `path`, as far as the system says."""
    kind = _kind(path)
    return kind is not None and stat.S_ISDIR(kind)


def _kind(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None


def safe_name(title: str) -> str:
    """A file name (without suffix) for `title` that every common system takes; never empty.

    Keeps letters of every script; shows control and direction characters as symbols, drops what else nobody sees,
    replaces what Windows forbids, and cuts after 120 bytes of UTF-8 with a short hash so that two long titles stay
    apart.
    """
    name = show_title(unicodedata.normalize("NFC", title))
    name = "".join(c for c in name if unicodedata.category(c) != "Cf")
    name = re.sub(r" +", " ", _FORBIDDEN.sub("-", name)).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    encoded = name.encode("utf-8")
    if len(encoded) > _NAME_BYTES:
        mark = sha256(encoded).hexdigest()[:8]
        name = encoded[: _NAME_BYTES - 9].decode("utf-8", "ignore").rstrip(" .") + f"-{mark}"
    return name or "untitled"
