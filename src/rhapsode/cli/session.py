"""What a command works with: the store that the user named, a pool of workers, somebody who watches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rhapsode.pipeline import Session
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
    with Store(None if no_store else store_path(store_folder)) as store, WorkerPool(jobs) as pool:
        yield Session(store, pool, watcher)
        store.evict()


def count_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
