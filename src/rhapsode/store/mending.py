"""A damaged store in, a whole one in its place out, with all that could be read; the damaged file is set aside."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from sqlite3 import Connection

from rhapsode.store.database import Database, identify, insert
from rhapsode.store.entries import LARGE, Shelf
from rhapsode.store.locks import Locks
from rhapsode.store.salvage import Found, Wreck

_SPARE_BYTES = 200_000_000  # room that stays free on the disk when gigabytes of sound are copied
_BATCH_BYTES = 64_000_000  # written at once
_MAGIC_BYTES = 16

Salvaged = tuple[Found, bytes]


def is_ours(path: Path) -> bool:
    """Whether a file that SQLite can't read is a store, and not a user's file that has its name by chance.

    It is when one of its pages begins as SQLite's files do, its first with zeros, or when entries can be read from it.
    """
    with path.open("rb") as file:
        if not file.read(_MAGIC_BYTES).strip(b"\0"):
            return True
    with Wreck(path) as wreck:
        return wreck.has_head() or bool(wreck.entries())


def mend(path: Path, damaged: tuple[int, int] | None, locks: Locks) -> tuple[Path, Mapping[Shelf, int]] | None:
    """Put a whole store in the place of the `damaged` one; where that lies now, and how many entries were saved.

    None when another process has done so already. Whenever this is killed, there is one of the two at `path`, and what
    could be saved is in it or still to be saved. Raises OSError, sqlite3.Error.
    """
    with locks.alone():
        if damaged is not None and identify(path) != damaged:
            return None
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
        os.close(handle)
        new = Path(name)
        try:
            saved = _copy(path, new)
            return _exchange(path, new), saved
        finally:
            for left in (new, _journal_of(new)):
                with suppress(OSError):
                    left.unlink()


def salvage(path: Path, into: Database, shelves: Iterable[Shelf] = tuple(Shelf)) -> Mapping[Shelf, int]:
    """Copy what can be read of the store at `path`; how many entries of each shelf."""
    wanted = set(shelves)
    saved: Counter[Shelf] = Counter()
    with Wreck(path) as wreck:
        found = {number: entry for number, entry in wreck.entries().items() if entry.shelf in wanted}
        for batch in _batches(wreck.bodies(found)):
            into.change(partial(_insert_all, batch))
            saved.update(entry.shelf for entry, _ in batch)
    return saved


def _copy(path: Path, new: Path) -> Mapping[Shelf, int]:
    """Make a store at `new` of what can be read at `path`; of its sound where the disk has room for that twice."""
    room = shutil.disk_usage(path.parent).free - _SPARE_BYTES > path.stat().st_size
    into = Database(new)
    try:
        return salvage(path, into, Shelf if room else [shelf for shelf in Shelf if shelf not in LARGE])
    finally:
        into.close()


def _exchange(path: Path, new: Path) -> Path:
    """Set the file at `path` aside and put `new` there, in one moment where the system can; where the old one lies."""
    stamp = time.strftime("%Y-%m-%d")
    names = (f"{path.name}.damaged-{stamp}" + (f"-{number}" if number else "") for number in count())
    aside = next(place for place in map(path.with_name, names) if not os.path.lexists(place))
    try:
        os.link(path, aside)
    except OSError:  # a file system without second names
        path.rename(aside)
    with suppress(FileNotFoundError):
        _journal_of(path).rename(_journal_of(aside))
    new.replace(path)
    return aside


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def _batches(found: Iterable[Salvaged]) -> Iterator[list[Salvaged]]:
    batch: list[Salvaged] = []
    for one in found:
        batch.append(one)
        if sum(len(body) for _, body in batch) > _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert_all(batch: Iterable[Salvaged], base: Connection) -> None:
    for entry, body in batch:
        insert(base, entry.values, body)
