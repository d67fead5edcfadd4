"""What a front end hands over: the tools that the steps work with, and what the user asks of a book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rhapsode.model import Kind

if TYPE_CHECKING:
    from rhapsode.protocols import Watcher
    from rhapsode.recording import WorkerPool
    from rhapsode.store import Store


@dataclass(frozen=True, slots=True)
class Session:
    """What the steps work with: where takes are kept, who speaks, and who watches."""

    store: Store
    pool: WorkerPool
    watcher: Watcher


@dataclass(frozen=True, slots=True)
class BookOptions:
    """What the user asks of a book beside its voices files; `chapters` count from 0."""

    voices: tuple[Path, ...] = ()
    title: str = ""
    author: str = ""
    language: str = ""
    cover: Path | None = None
    chapters: frozenset[int] | None = None
    speak: frozenset[Kind] = frozenset()
    recast: bool = False
    afresh: bool = False
