"""Where a book lies: under a name that no other story's book has, where nothing is replaced but what it may replace.

A file says which story's file it was made from by name alone. The store also remembers by which path, so that two
stories that are both called `story.txt` keep apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from pathlib import Path

from rhapsode.binding.books import find_source, is_ours
from rhapsode.errors import OutputError
from rhapsode.files import check_target, is_file, is_there, safe_name
from rhapsode.model import Story
from rhapsode.plugins import load
from rhapsode.store import Entry, Shelf, Store

_CHAPTER_FILE = re.compile(r"\d{2,} - ")
_IN_THE_WAY = "rename it, or choose another folder with -o"


@dataclass(frozen=True, slots=True)
class Target:
    """Which file is to be made, and where."""

    folder: Path
    format: str = "m4b"
    per_chapter: bool = False
    force: bool = False

    @property
    def suffix(self) -> str:
        """The ending of the files, with the dot."""
        suffix: str = load("binders", self.format).suffix
        return suffix


def find_output_path(
    story: Story, target: Target, chapters: Collection[int] | None, store: Store, taken: Collection[Path] = ()
) -> Path:
    """The file, or the folder for a file of each chapter, that the book of `story` becomes.

    `Title.m4b`; with the name of its file or folder behind it where another story's book lies there or is `taken`. A
    book of some `chapters` (from 0) alone says so in its name: it is not the whole that was made before.
    """
    suffix = "" if target.per_chapter else target.suffix
    title = story.book.title
    if chapters is not None and not target.per_chapter:
        title = f"{title} - {name_chapters(chapters)}"
    there = {path.name.casefold() for path in taken}  # many systems tell no capitals apart
    places = (target.folder / f"{safe_name(name)}{suffix}" for name in _names(title, story))
    return next(
        place for place in places if place.name.casefold() not in there and not _is_of_another(story, place, store)
    )


def _names(title: str, story: Story) -> Iterator[str]:
    stem, folder = story.source.stem, story.source.resolve().parent.name
    yield title
    if stem.casefold() != story.book.title.casefold():
        yield f"{title} ({stem})"
    elif folder:
        yield f"{title} ({folder})"
    yield from (f"{title} ({stem} {number})" for number in count(2))


def name_chapters(chapters: Collection[int]) -> str:
    """ "chapter 3", "chapters 1-3, 7", of numbers from 0."""
    runs: list[list[int]] = []
    for number in sorted(chapters):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(str(run[0] + 1) if len(run) == 1 else f"{run[0] + 1}-{run[-1] + 1}" for run in runs)
    return f"chapter {shown}" if len(chapters) == 1 else f"chapters {shown}"


def _is_of_another(story: Story, place: Path, store: Store) -> bool:
    """Whether a book of another story, made in another run, lies there."""
    if not is_there(place):
        return False
    origin = store.revive(Shelf.BOOKS, _claim_key(place), _read_claim)
    if origin is not None:
        if origin == story.source.resolve():
            return False
        if is_file(origin):
            return True
    return any(find_source(path) not in ("", story.book.source or story.source.name) for path in _files_at(place)[:1])


def _read_claim(entry: Entry) -> Path:
    return Path(entry.head.decode("utf-8", "surrogatepass"))


def claim_output_path(place: Path, story: Story, store: Store) -> None:
    """Remember that the book at `place` is that of `story`."""
    origin = str(story.source.resolve()).encode("utf-8", "surrogatepass")
    kept = store.get(Shelf.BOOKS, _claim_key(place))
    if kept is None or kept.head != origin:
        store.put(Shelf.BOOKS, [Entry(_claim_key(place), origin)])


def _claim_key(place: Path) -> str:
    where = str(place.resolve()).encode("utf-8", "surrogatepass")
    return f"claim-{blake2b(where, digest_size=16).hexdigest()}"


def check_output_path(goal: Path, target: Target) -> None:
    """Nobody's file is replaced unasked: not by one book, nor by the chapters of one. Raises OutputError."""
    check_target(goal)
    if goal.is_dir() and not target.per_chapter:
        raise OutputError("a folder is in the way", path=goal, hint=_IN_THE_WAY)
    if goal.is_file() and target.per_chapter:
        raise OutputError("a file is in the way", path=goal, hint=_IN_THE_WAY)
    if target.force or not goal.exists():
        return
    for path in _files_at(goal):
        if path.suffix == target.suffix and not is_ours(path):
            hint = "rename it, choose another folder with -o, or replace it with --force"
            raise OutputError("rhapsode did not make this file", path=path, hint=hint)


def _files_at(place: Path) -> Sequence[Path]:
    """A file itself, or those of a folder that are not hidden."""
    return sorted(path for path in place.glob("[!.]*") if path.is_file()) if place.is_dir() else [place]


def clear_leftovers(folder: Path, made: Iterable[Path], story: Story) -> tuple[str, ...]:
    """Remove the chapters that an earlier build of this story left in `folder`, and which are none now; their names.

    A chapter that was renamed would otherwise be heard twice. Only files that say that they were made of this story's
    file, are named as chapters' are and end as those `made` now.
    """
    kept = set(made)
    endings = {path.suffix for path in kept}
    old = [
        path
        for path in _files_at(folder)
        if path not in kept
        and path.suffix in endings
        and _CHAPTER_FILE.match(path.name)
        and is_ours(path)
        and find_source(path) == (story.book.source or story.source.name)
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return tuple(path.name for path in old)
