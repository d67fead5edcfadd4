"""What a command works with: the store that the user named, a pool of workers, somebody who watches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from rhapsode.building.session import Session
from rhapsode.cli.echo import echo
from rhapsode.cli.progress import Silent
from rhapsode.errors import StoreError
from rhapsode.protocols import Watcher
from rhapsode.recording import WorkerPool
from rhapsode.store import Store

STORE_NAME = "store.sqlite"


def store_path(folder: Path | None) -> Path:
    """The file of the store in `folder`, else in the user's cache folder."""
    if folder is None:
        import platformdirs

        folder = platformdirs.user_cache_path("rhapsode", appauthor=False)
    return folder / STORE_NAME


@contextmanager
def open_session(watcher: Watcher, store_folder: Path | None, no_store: bool, jobs: int | None) -> Iterator[Session]:
    """Open the store, and a pool of workers; in the end close both, and keep the store to its limit."""
    jobs = jobs or count_cores()
    path = None if no_store else store_path(store_folder)
    with Store(path, tell=partial(_tell, watcher)) as store, WorkerPool(jobs) as pool:
        yield Session(store, pool, watcher)
        with suppress(StoreError):  # there is no room even for that: the work is done, and the next run drops it
            store.evict()


def _tell(watcher: Watcher, text: str) -> None:
    """What befell the store: also where nobody watches, since it is not about one book."""
    if isinstance(watcher, Silent):
        echo(f"rhapsode: {text}", err=True)
    else:
        watcher.remark(text)


def count_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
