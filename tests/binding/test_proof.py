"""The proof finds each way in which a file may be another than it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rhapsode.binding.labels import Labels, label
from rhapsode.binding.packets import LEVELS_PER_SECOND
from rhapsode.binding.proof import Heard, prove
from rhapsode.errors import OutputError
from rhapsode.model import ChapterMark, Cover
from rhapsode.store import Store
from tests import sounds
from tests.binding import books


@pytest.fixture(scope="module", params=books.FORMATS)
def proven(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Labels, int, list[Heard]]]:
    """A finished file, and what it was proven by."""
    with Store(None) as store:
        path = tmp_path_factory.mktemp("proof") / f"book.{request.param}"
        bound = books.bind_small(request.param, path, store)
    samples, rate = books.decode(path)
    labels = label(bound.book, bound.file.chapters, sounds.RATE)
    window = rate // LEVELS_PER_SECOND
    levels = books.levels_of(samples, window)
    yield path, labels, bound.file.frames, [Heard(0, levels)]


def fails(proven: tuple[Path, Labels, int, list[Heard]], message: str, **changes: object) -> None:
    path, labels, frames, heard = proven
    wanted = {"labels": labels, "frames": frames, "heard": heard, **changes}
    with pytest.raises(OutputError, match=message) as caught:
        prove(path, wanted["labels"], wanted["frames"], wanted["heard"], Path("Book.m4b"))  # type: ignore[arg-type]
    assert str(caught.value).startswith("Book.m4b: ")
    assert "\n" not in str(caught.value)


def test_what_is_as_it_should_be_is_proven(proven: tuple[Path, Labels, int, list[Heard]]) -> None:
    path, labels, frames, heard = proven
    prove(path, labels, frames, heard, path)


def test_another_length_is_found(proven: tuple[Path, Labels, int, list[Heard]]) -> None:
    fails(proven, "it lasts", frames=proven[2] + 2_000)


def test_other_words_are_found(proven: tuple[Path, Labels, int, list[Heard]]) -> None:
    labels = proven[1]
    fails(proven, "its author reads 'Mara Quill'", labels=replace(labels, author="Mara Quell"))
    fails(proven, "its narrator reads", labels=replace(labels, narrator=""))
    fails(proven, "its cover is another", labels=replace(labels, cover=Cover(b"x", "image/jpeg")))


def test_other_chapters_are_found(proven: tuple[Path, Labels, int, list[Heard]]) -> None:
    labels = proven[1]
    first, *rest = labels.chapters
    fails(proven, "finds 3 chapters instead of 2", labels=replace(labels, chapters=tuple(rest)))
    renamed = (ChapterMark("Another", first.start_frame, first.end_frame), *rest)
    fails(proven, "title of chapter 1", labels=replace(labels, chapters=renamed))
    moved = replace(rest[0], start_frame=rest[0].start_frame + 200)
    fails(proven, "chapter 2 at", labels=replace(labels, chapters=(first, moved, *rest[1:])))


def test_sound_in_another_place_is_found(proven: tuple[Path, Labels, int, list[Heard]]) -> None:
    (heard,) = proven[3]
    fails(proven, "it sounds otherwise", heard=[Heard(0, heard.levels[7:])])
    fails(proven, "it sounds otherwise", heard=[Heard(0, bytes([120]) * len(heard.levels))])


@pytest.mark.parametrize("content", [b"", b"no sound at all" * 50])
def test_what_is_no_sound_is_found(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.m4b"
    path.write_bytes(content)
    with pytest.raises(OutputError, match="it can't be read"):
        prove(path, label(books.BOOK, [], sounds.RATE), 100, [], path)
