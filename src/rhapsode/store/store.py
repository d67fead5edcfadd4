"""The store itself: what is kept lies in one file, and when that fails the work goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from zlib import crc32

from rhapsode.errors import RhapsodeError, StoreError
from rhapsode.files import is_file, is_there
from rhapsode.shown import show
from rhapsode.store import database, mending
from rhapsode.store.database import DamagedError, Database, Row, Trouble, chunks, judge
from rhapsode.store.entries import KEPT_FOR_GOOD, Entry, Shelf, ShelfSize, is_whole
from rhapsode.store.locks import Locks

DEFAULT_LIMIT_BYTES = 10_000_000_000
_LONGEST_SESSION_SECONDS = 86_400
_NOTE_SECONDS = 1.0
_GIVE_BACK = 0.1  # of the limit: free space in the file beyond that is given back, less is soon filled again
_MOST_MENDS = 3  # in one run: a disk that damages each new file is not to be used
_ANOTHER_FOLDER = "use --store with another folder, or --no-store"
_FREE_SPACE = "free some space, or use --store with another folder"

_NOT_REVIVED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, RhapsodeError)

T = TypeVar("T")
Tell = Callable[[str], object]


class Store:
    """Opens (and makes) a store. `path` None makes one that lasts as long as this object.

    What was used or made since this object was opened, or by another process that is still at it, is never evicted.
    A damaged file, whenever it is found to be, is set aside under a dated name, what can be read of it is taken over,
    and the work goes on; where the system refuses to write, it goes on with a store that is not kept. Both are told to
    `tell`, in a line each. Raises StoreError for what is not a store, and when there is no room anywhere.
    """

    def __init__(self, path: Path | None, limit_bytes: int = DEFAULT_LIMIT_BYTES, tell: Tell = lambda _: None) -> None:
        self.path = self._named = path  # the first becomes None when the work goes on without
        self.limit_bytes = limit_bytes
        self._tell: Tell = lambda text: tell(show(text))
        self._lock = threading.RLock()
        self._opened = time.time()
        self._used: dict[tuple[str, str], float] = {}  # when, by shelf and key; not yet written down
        self._noted = 0.0
        self._mends = 0
        self._locks = Locks(None)
        self._base: Database | None = None
        self._behind: Database | None = None  # what was kept, where that can be read and not written
        self._do(lambda _: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a store without a path is gone with it."""
        with self._lock:
            with suppress(StoreError):  # what was used is then only forgotten earlier
                self._note_use()
            if self._base is not None:
                mine = (os.getpid(), self._opened)
                with suppress(sqlite3.Error):  # a session that can't be ended is ended by whoever finds it dead
                    self._base.fetch("DELETE FROM sessions WHERE process = ? AND opened = ?", mine)
                self._base.close()
            if self._behind is not None:
                self._behind.close()
            self._locks.close()

    # --- entries ------------------------------------------------------------------------------------------

    def put(self, shelf: Shelf, entries: Iterable[Entry], replace: bool = True) -> frozenset[str]:
        """Keep `entries`, all or none; what lay under a key is replaced, or else stays, and the key is given back."""
        now = time.time()
        rows = [
            ((shelf.value, e.key, e.head, crc32(e.head), crc32(e.body), len(e.head) + len(e.body), now), e.body)
            for e in entries
        ]

        def work(base: sqlite3.Connection) -> frozenset[str]:
            stayed = set()
            for values, body in rows:
                found = base.execute("SELECT id FROM entries WHERE shelf = ? AND key = ?", values[:2]).fetchone()
                if found is None:
                    database.insert(base, values, body)
                elif replace:
                    database.replace(base, found[0], values, body)
                else:
                    stayed.add(values[1])
            return frozenset(stayed)

        return self._change(work) if rows else frozenset()

    def get(self, shelf: Shelf, key: str) -> Entry | None:
        """The entry under `key`, or None."""
        return self.get_many(shelf, [key]).get(key)

    def revive(self, shelf: Shelf, key: str, read: Callable[[Entry], T]) -> T | None:
        """What `read` makes of the entry under `key`; None where there is none, or one that it can make nothing of.

        Such an entry, which another version or another program made, is forgotten.
        """
        entry = self.get(shelf, key)
        if entry is None:
            return None
        try:
            return read(entry)
        except _NOT_REVIVED:
            self._drop(shelf, [key])
            return None

    def get_many(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, Entry]:
        """The entries under `keys`, checked. Those missing are left out, those damaged too, and forgotten."""
        found: dict[str, Entry] = {}
        stale: list[str] = []
        damaged: list[str] = []
        columns = "key, head, head_sum, used, body, body_sum"
        for key, head, head_sum, used, body, body_sum in self._select(columns, "JOIN bodies USING (id)", shelf, keys):
            if not is_whole(head, head_sum) or not is_whole(body, body_sum):
                damaged.append(key)
                continue
            found[key] = Entry(key, head, body)
            if self._is_stale(used):
                stale.append(key)
        self._touch(shelf, stale)
        if damaged:
            self._drop(shelf, damaged)
        return found

    def heads(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, bytes]:
        """The heads under `keys`, checked, without reading bodies: a damaged body is met by whoever gets it."""
        found = {
            key: (head, used)
            for key, head, head_sum, used in self._select("key, head, head_sum, used", "", shelf, keys)
            if is_whole(head, head_sum)
        }
        self._touch(shelf, [key for key, (_, used) in found.items() if self._is_stale(used)])
        return {key: head for key, (head, _) in found.items()}

    def _select(self, columns: str, join: str, shelf: Shelf, keys: Sequence[str]) -> Iterator[Row]:
        """Rows of which the first three columns are key, head and its checksum, and the fourth is when it was used."""
        for chunk in chunks(keys):
            rows = self._do(partial(_select_typed, columns=columns, join=join, shelf=shelf.value, keys=chunk))
            yield from rows
            if self._behind is not None:
                there = {row[0] for row in rows}
                yield from self._look_behind(columns, join, shelf, [key for key in chunk if key not in there])

    def _look_behind(self, columns: str, join: str, shelf: Shelf, keys: Sequence[str]) -> list[Row]:
        with self._lock:
            try:
                return self._behind.select(columns, join, shelf.value, keys) if self._behind is not None else []
            except sqlite3.Error:  # it was told already that this one fails
                self._leave_behind()
                return []

    def _is_stale(self, used: object) -> bool:
        return not isinstance(used, float) or used < self._opened

    def _drop(self, shelf: Shelf, keys: Iterable[str]) -> None:
        """Forget the entries under `keys`."""
        names = [(shelf.value, key) for key in keys]

        def work(base: sqlite3.Connection) -> None:
            of_them = "SELECT id FROM entries WHERE shelf = ? AND key = ?"
            base.executemany(f"DELETE FROM bodies WHERE id IN ({of_them})", names)
            base.executemany("DELETE FROM entries WHERE shelf = ? AND key = ?", names)

        self._change(work)
        if self._do(Database.free_bytes) > self.limit_bytes * _GIVE_BACK:
            self._do(Database.give_space_back)

    # --- the whole ----------------------------------------------------------------------------------------

    @property
    def size_bytes(self) -> int:
        """What the file takes on the disk; 0 where there is none."""
        try:
            return self._named.stat().st_size if self._named is not None else 0
        except OSError:
            return 0

    def sizes(self) -> Mapping[Shelf, ShelfSize]:
        """How much lies on each shelf that holds anything."""
        query = "SELECT shelf, COUNT(*), CAST(SUM(size) AS INTEGER) FROM entries GROUP BY shelf"
        rows = self._do(lambda base: base.fetch(query))
        if self._behind is not None:
            with suppress(sqlite3.Error):
                rows += self._behind.fetch(query)
        sizes: dict[Shelf, ShelfSize] = {}
        for shelf, count, size in rows:
            if shelf in set(Shelf):
                before = sizes.get(Shelf(shelf), ShelfSize(0, 0))
                sizes[Shelf(shelf)] = ShelfSize(before.entries + count, before.size_bytes + size)
        return sizes

    def clear(self, shelves: Iterable[Shelf] = tuple(Shelf)) -> None:
        """Forget all that lies on `shelves`, and give the disk space back. Raises StoreError when it stays."""
        names = [(shelf.value,) for shelf in shelves]

        def work(base: sqlite3.Connection) -> None:
            base.executemany("DELETE FROM bodies WHERE id IN (SELECT id FROM entries WHERE shelf = ?)", names)
            base.executemany("DELETE FROM entries WHERE shelf = ?", names)

        self._change(work)
        self._do(Database.give_space_back)
        if self.path != self._named:
            raise StoreError("nothing could be forgotten", path=self._named, hint="see that the file can be written")

    def evict(self) -> int:
        """Drop what was used longest ago until the limit holds; says how many entries went.

        What is in use stays, and so do casts, even when the limit can't hold then.
        """
        self._note_use()
        over = sum(size.size_bytes for size in self.sizes().values()) - self.limit_bytes if self._behind is None else 0
        gone: dict[Shelf, list[str]] = {}
        if over > 0:
            oldest = "SELECT shelf, key, CAST(size AS INTEGER) FROM entries WHERE used < ? ORDER BY used, id"
            in_use = self._oldest_session()
            for shelf, key, size in self._do(lambda base: base.fetch(oldest, (in_use,))):
                if over <= 0:
                    break
                if shelf in set(Shelf) - KEPT_FOR_GOOD:
                    gone.setdefault(Shelf(shelf), []).append(key)
                    over -= size
        for shelf, keys in gone.items():
            self._drop(shelf, keys)
        return sum(map(len, gone.values()))

    def reserve(self, size_bytes: int, spare_bytes: int) -> None:
        """See to it that so much can be kept, and so much room stays: if not here, then in a store that is not kept.

        Raises StoreError when the disk is too small.
        """
        free = _free_bytes(self.path.parent if self.path is not None else Path(tempfile.gettempdir()))
        if free is None or size_bytes + spare_bytes <= free:
            return
        mb = 1_000_000
        wanted = f"recording needs about {-(-size_bytes // mb)} MB here, and {spare_bytes // mb} MB to spare"
        elsewhere = None if self.path is None else _free_bytes(Path(tempfile.gettempdir()))
        if elsewhere is None or size_bytes + spare_bytes > elsewhere:
            hint = "free some space, or use --store with a folder on another disk"
            raise StoreError(f"{wanted}; {free // mb} MB are free", path=self.path, hint=hint)
        with self._lock:
            self._do_without(f"{wanted}, of which {free // mb} MB are free")

    # --- claims -------------------------------------------------------------------------------------------

    def claim(self, shelf: Shelf, keys: Iterable[str]) -> frozenset[str]:
        """Those of `keys` that no other process at this store is making; the others wait until they are released.

        A claim ends with its process, however that ends. Look for what is there after claiming, not before.
        """
        with self._lock:
            prefix = f"{shelf.value} "
            return frozenset(name.removeprefix(prefix) for name in self._locks.claim(prefix + key for key in keys))

    def release(self, shelf: Shelf, keys: Iterable[str]) -> None:
        """Give up claims: what was claimed is kept by now, or can't be made."""
        with self._lock:
            self._locks.release(f"{shelf.value} {key}" for key in keys)

    # --- use and sessions ---------------------------------------------------------------------------------

    def _touch(self, shelf: Shelf, keys: Sequence[str]) -> None:
        """Note that `keys` were used now. That is written down once a second, with the next change, or at the end: each
        time by itself takes 2 ms, a second for the pieces of a novel."""
        now = time.time()
        with self._lock:
            self._used.update(((shelf.value, key), now) for key in keys)
            if now > self._noted + _NOTE_SECONDS:
                self._noted = now
                self._note_use()

    def _note_use(self) -> None:
        """Write down what was used."""
        if self._used:
            self._change(lambda base: None)

    def _begin_session(self, base: sqlite3.Connection) -> None:
        """Say that this process is at work, and forget those that are no more."""
        rows = base.execute("SELECT process, opened FROM sessions").fetchall()
        dead = [row for row in rows if not _is_alive(*row)]
        base.executemany("DELETE FROM sessions WHERE process = ? AND opened = ?", dead)
        base.execute("INSERT INTO sessions VALUES (?, ?)", (os.getpid(), self._opened))

    def _oldest_session(self) -> float:
        """When the longest running of the processes at work opened this store."""
        rows = self._do(lambda base: base.fetch("SELECT process, opened FROM sessions"))
        return min([self._opened, *(float(opened) for process, opened in rows if _is_alive(process, opened))])

    # --- when it fails ------------------------------------------------------------------------------------

    def _change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` whole or not at all, and write down what was used."""

        def whole(base: sqlite3.Connection) -> T:
            rows = [(now, *place) for place, now in self._used.items()]
            base.executemany("UPDATE entries SET used = ? WHERE shelf = ? AND key = ?", rows)
            return work(base)

        def change(base: Database) -> T:
            with self._locks.shared():
                done = base.change(whole)
            self._used.clear()
            return done

        return self._do(change)

    def _do(self, work: Callable[[Database], T]) -> T:
        """What `work` gives; when the store fails, it is mended or left, and `work` is done once more."""
        with self._lock:
            while True:
                try:
                    if self._base is None:
                        self._base = self._open()
                    return work(self._base)
                except (sqlite3.Error, OSError) as error:
                    self._recover(error)

    def _open(self) -> Database:
        if self.path is None:
            return Database(None)
        if is_there(self.path) and not is_file(self.path):
            raise StoreError("can't open the store: this is not a file", path=self.path, hint=_ANOTHER_FOLDER)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        base = Database(self.path)
        try:
            base.change(self._begin_session)
        except BaseException:
            base.close()
            raise
        self._locks.close()
        self._locks = Locks(self.path)
        return base

    def _recover(self, error: sqlite3.Error | OSError) -> None:
        """Make it so that the store can be opened anew. Raises StoreError when it can't."""
        identity = None
        if self._base is not None:
            identity = self._base.identity
            self._base.close()
            self._base = None
        if self.path is None:
            raise StoreError(f"the store fails: {error}", hint=_FREE_SPACE) from error
        trouble = judge(error)
        if trouble is Trouble.UNUSABLE:
            raise StoreError(f"can't open the store: {error}", path=self.path, hint=_ANOTHER_FOLDER) from error
        self._mends += 1
        if trouble is Trouble.MOVED and self._mends <= _MOST_MENDS:
            return
        if trouble is Trouble.DAMAGED and self._mends <= _MOST_MENDS:
            self._mend(self.path, identity, error)
        else:
            self._do_without(str(error))

    def _mend(self, path: Path, identity: tuple[int, int] | None, error: Exception) -> None:
        """Put a whole file in the place of the damaged one, or go on without."""
        locks = Locks(path)
        try:
            if not mending.is_ours(path):
                hint = "use --store with another folder"
                raise StoreError("this file is not a store of rhapsode's", path=path, hint=hint) from error
            mended = mending.mend(path, identity or database.identify(path), locks)
        except FileNotFoundError:
            return  # it was taken away meanwhile: there is room for a new one
        except (OSError, sqlite3.Error) as worse:
            self._do_without(f"it is damaged ({error}), and can't be mended: {worse}", damaged=True)
            return
        finally:
            locks.close()
        if mended is not None:
            aside, saved = mended
            self._tell(f"{path}: the store was damaged ({error}); {_list_saved(saved)}; the old file is {aside.name}")

    def _do_without(self, reason: str, damaged: bool = False) -> None:
        """Go on with a store that is not kept, in front of what can be read of the one that is."""
        path, self.path = self.path, None
        if path is None:
            return
        self._tell(f"{path}: the store can't be used ({reason}): this run goes on without, and keeps nothing in it")
        if self._base is not None:
            self._base.close()
        self._locks.close()
        self._base = Database(None)
        with suppress(OSError, sqlite3.Error, StoreError):
            if damaged:
                mending.salvage(path, self._base)
            else:
                self._behind = Database(path, read_only=True)

    def _leave_behind(self) -> None:
        if self._behind is not None:
            self._behind.close()
            self._behind = None


def _select_typed(base: Database, columns: str, join: str, shelf: str, keys: Sequence[str]) -> list[Row]:
    """Rows as `Database.select` gives them. A type that no strict table holds comes from another table's page."""
    rows = base.select(columns, join, shelf, keys)
    for _, head, head_sum, used, *_ in rows:
        if not isinstance(head, bytes) or not isinstance(head_sum, int) or not isinstance(used, float):
            raise DamagedError("a page is not where it belongs")
    return rows


def _list_saved(saved: Mapping[Shelf, int]) -> str:
    """ "saved of it: 3 casts and 157 takes"."""
    counts = [
        f"{number:,} {shelf.value.removesuffix('s' * (number == 1))}" for shelf, number in saved.items() if number
    ]
    if not counts:
        return "nothing could be saved"
    return "saved of it: " + " and ".join([", ".join(counts[:-1]), counts[-1]] if counts[1:] else counts)


def _free_bytes(folder: Path) -> int | None:
    """The free room on the disk of `folder`, where that can be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _is_alive(process: object, opened: object) -> bool:
    """Whether `process`, which opened the store then, may still be at work."""
    if not isinstance(process, int) or not isinstance(opened, float):
        return False
    if process <= 0 or time.time() - opened > _LONGEST_SESSION_SECONDS:
        return False
    if os.name != "posix":  # there the question would end the process
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
