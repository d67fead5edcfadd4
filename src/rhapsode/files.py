"""Every write of a file: into a temporary one beside it, checked, made durable, then moved into place.

Nobody else opens a file for writing. A path therefore holds nothing, the old whole file, or the new whole file.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from rhapsode.errors import OutputError
from rhapsode.shown import show_title

if sys.platform != "win32":
    import fcntl

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
_PART = ".rhapsode.part"
_OUR_PART = re.compile(rf"\..*\.[a-z0-9_]{{8}}{re.escape(_PART)}(\.\w+)?", re.S)
_TEMPORARY = re.compile(r"\..*\.[a-z0-9_]{8}(\.rhapsode)?\.part(\.\w+)?", re.S)  # also those of version 0.1.0
_ABANDONED_SECONDS = 3_600  # a file at work is written every few seconds, and read back in minutes at most
_NAME_BYTES = 120  # leaves room for a suffix and a number under the 255 bytes of common file systems


@contextmanager
def replacing(path: Path, verify: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; on leaving, `verify` it, sync it and move it to `path`.

    When the body or `verify` raises, the temporary file is removed and `path` stays as it was. The temporary
    name keeps the suffix of `path`, since encoders go by it. Raises OutputError for what the system refuses, and where
    something lies at `path` that is no ordinary file.
    """
    check_target(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        temporary, handle = _begin(path)
    except OSError as error:
        raise OutputError(
            f"can't write here: {error.strerror}", path=path, hint="choose another folder with -o"
        ) from error
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
        if handle is not None:
            os.close(handle)


def check_target(path: Path) -> None:
    """Raise OutputError where a file can't take the name `path`: a pipe, socket or device would never be one."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"can't write here: {reason}", path=path, hint="choose another name or folder") from error
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise OutputError("this is not an ordinary file", path=path, hint="name another one")


def sweep(folder: Path, below: bool = False) -> None:
    """Remove the temporary files that writers in `folder` left behind when they were killed; those of others stay.

    With `below` also in the folders in it, where books lie that have a file for each chapter.
    """
    try:
        inside = list(os.scandir(folder))
    except OSError:  # no such folder, or a closed one: there is nothing of ours, or nothing to be done
        return
    for one in inside:
        with suppress(OSError):  # another process may be sweeping too
            if _TEMPORARY.fullmatch(one.name):
                _remove_if_dead(Path(one.path))
            elif below and one.is_dir(follow_symlinks=False):
                sweep(Path(one.path))


def _remove_if_dead(left: Path) -> None:
    """Remove a temporary file that nobody has locked; where there are no locks, one untouched for an hour."""
    old = time.time() - left.stat().st_mtime > _ABANDONED_SECONDS
    if sys.platform == "win32" or not _OUR_PART.fullmatch(left.name):  # version 0.1.0 locked nothing
        if old:
            left.unlink()
        return
    handle = os.open(left, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        left.unlink()
    finally:
        os.close(handle)


def _begin(path: Path) -> tuple[Path, int | None]:
    """A temporary file for `path`, and what is to be closed in the end: until then others see that its writer lives."""
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}.", suffix=f"{_PART}{path.suffix}", dir=path.parent)
        if sys.platform == "win32":  # an open file could not be moved
            os.close(handle)
            return Path(name), None
        with suppress(OSError):  # some network folders have no locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if Path(name).exists():  # else somebody swept it away before it was locked
            return Path(name), handle
        os.close(handle)


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
