"""What is kept is found again, by all that it is made of; what can't be read is made anew."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rhapsode.building.cached import book_once, file_once, keep_cast, load_cast, script_once, story_once
from rhapsode.building.plans import Built
from rhapsode.model import (
    Book,
    BoundFile,
    Chapter,
    ChapterMark,
    Cover,
    Join,
    Kind,
    Line,
    Passage,
    Scene,
    Script,
    ScriptChapter,
    Story,
    Voice,
    Words,
)
from rhapsode.store import Entry, Shelf, Store
from rhapsode.voices_file import Settings

ANNA, BEN = Voice("tone", "tone-f1", "en"), Voice("tone", "tone-m1", "en", 90, -20, 1.5)
BOOK = Book("The Ferry", "Mara Quill")
KEPT = {"Anna": ANNA}
FACTS: tuple[Any, ...] = ("key", Settings(), {"tone": "1"}, frozenset({Kind.NOTE, Kind.SUMMARY}), None)


def make_script(kept: Mapping[str, Voice], why: str = "") -> Script:
    line = Line(0, 0, Kind.DIALOGUE, "Anna", ANNA, ((3, 9),), (Words("Gone.", 3, 8),), Join.CHAPTER, 700, why)
    return Script(BOOK, (ScriptChapter(0, "One", 300, (line,)),), {"Anna": ANNA}, BEN, kept=kept)


class Writer:
    """Writes scripts, and counts them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.written = 0
        self.remarks: tuple[str, ...] = ()

    def ask(self, book: Book = BOOK, facts: tuple[Any, ...] = FACTS, kept: Mapping[str, Voice] = KEPT) -> Script:
        return script_once(book, facts, kept, self._store, self._write)[0]

    def _write(self) -> Script:
        self.written += 1
        return replace(make_script(KEPT, why=f"script {self.written}"), remarks=self.remarks)


@pytest.fixture
def writer() -> Any:
    with Store(None) as store:
        yield Writer(store)


def test_a_script_is_written_once(writer: Writer) -> None:
    first = writer.ask()
    assert writer.ask() == first == make_script(KEPT, why="script 1")
    assert writer.written == 1


def test_tags_and_cover_change_no_script_and_are_those_of_now(writer: Writer) -> None:
    writer.ask()
    painted = replace(BOOK, author="Somebody Else", cover=Cover(b"jpeg", "image/jpeg"))
    assert writer.ask(painted).book == painted
    assert writer.written == 1


@pytest.mark.parametrize(
    "changed",
    [
        ("other key", *FACTS[1:]),
        (FACTS[0], replace(Settings(), pronounce={"Maire": "Moira"}), *FACTS[2:]),
        (FACTS[0], replace(Settings(), files=(Path("voices.yaml"),)), *FACTS[2:]),
        (*FACTS[:2], {"tone": "2"}, *FACTS[3:]),
        (*FACTS[:3], frozenset({Kind.NOTE}), None),
        (*FACTS[:4], frozenset({0, 2})),
    ],
)
def test_whatever_it_is_made_of_makes_another(changed: tuple[Any, ...], writer: Writer) -> None:
    writer.ask()
    writer.ask(facts=changed)
    assert writer.written == 2
    writer.ask()
    writer.ask(facts=changed)
    assert writer.written == 2


def test_one_that_chose_voices_lies_under_those(writer: Writer) -> None:
    first = writer.ask(kept={})
    assert writer.ask() == first
    assert writer.written == 1
    writer.ask(kept={})
    assert writer.written == 2, "cast anew, it is another"


def test_what_is_remarked_on_a_choice_is_not_said_again(writer: Writer) -> None:
    writer.remarks = ("Anna's old voice is gone",)
    assert writer.ask(kept={}).remarks == writer.remarks
    writer.remarks = ()
    assert writer.ask().remarks == ()
    assert writer.ask() == writer.ask()
    assert writer.written == 2


def test_without_a_choice_remarks_are_kept(writer: Writer) -> None:
    writer.remarks = ("Ben has no lines",)
    writer.ask()
    writer.remarks = ()
    assert writer.ask().remarks == ("Ben has no lines",)
    assert writer.written == 1


# --- books --------------------------------------------------------------------------------------------------


class Maker:
    """Makes files, and counts how often."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._paths = (folder / "One.m4b", folder / "Two.m4b")
        self._store = store
        self.made = 0

    def ask(self, *facts: object) -> Built:
        return book_once(facts, self._store, self._make)

    def ask_for_one(self, *facts: object) -> BoundFile:
        return file_once(facts, self._store, lambda: self._make().files[1])

    def _make(self) -> Built:
        self.made += 1
        for path in self._paths:
            path.write_bytes(b"sound" * self.made)
        marks = (ChapterMark("One", 0, 100), ChapterMark("Two", 100, 900))
        return Built(tuple(BoundFile(path, 22_050, 900, marks, path.stat().st_size) for path in self._paths), 12, 7, 3)


@pytest.fixture
def maker(tmp_path: Path) -> Any:
    with Store(None) as store:
        yield Maker(tmp_path, store)


def test_files_are_made_once(maker: Maker) -> None:
    first = maker.ask("key", BOOK)
    assert maker.ask("key", BOOK) == replace(first, lines_spoken=0, pieces_encoded=0)
    assert maker.made == 1


@pytest.mark.parametrize("facts", [("another", BOOK), ("key", replace(BOOK, author="Nobody")), ("key",)])
def test_other_facts_make_others(facts: tuple[object, ...], maker: Maker) -> None:
    maker.ask("key", BOOK)
    maker.ask(*facts)
    assert maker.made == 2


def touch(path: Path) -> None:
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))


@pytest.mark.parametrize("change", [touch, lambda path: path.write_bytes(b"longer sound"), Path.unlink])
def test_a_file_that_was_touched_is_made_again(change: Callable[[Path], object], maker: Maker, tmp_path: Path) -> None:
    maker.ask("key")
    change(tmp_path / "Two.m4b")
    maker.ask("key")
    assert maker.made == 2
    maker.ask("key")
    assert maker.made == 2


@pytest.mark.parametrize("change", [touch, lambda path: path.write_bytes(b"longer sound"), Path.unlink])
def test_so_is_one_file_of_several(change: Callable[[Path], object], maker: Maker, tmp_path: Path) -> None:
    first = maker.ask_for_one("key")
    assert maker.ask_for_one("key") == first and maker.made == 1
    change(tmp_path / "Two.m4b")
    assert maker.ask_for_one("key").size_bytes == 2 * first.size_bytes
    assert maker.ask_for_one("other") and maker.made == 3


# --- understandings and casts -------------------------------------------------------------------------------

STORY = Story(
    Path("ferry.txt"),
    "Gone.",
    replace(BOOK, cover=Cover(b"jpeg", "image/jpeg")),
    (Chapter("", 0, 5, (Scene(0, 5),)),),
    (Passage(Kind.NARRATION, 0, 5),),
)


def understand(store: Store, *, path: str = "a/ferry.txt", content: bytes = b"Gone.", facts: Any = ("", ())) -> bool:
    """Whether it had to be understood."""
    made = []

    def make() -> Story:
        made.append(True)
        return STORY

    story, _ = story_once(Path(path), content, facts, store, make)
    assert story == replace(STORY, source=Path(path))
    return bool(made)


def test_a_text_is_understood_once_wherever_it_lies() -> None:
    with Store(None) as store:
        assert understand(store)
        assert not understand(store)
        assert not understand(store, path="b/ferry.txt")


@pytest.mark.parametrize(
    "changed",
    [{"path": "a/ferry.md"}, {"path": "a/tide.txt"}, {"content": b"Gone!"}, {"facts": ("de", ())}],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_a_story_is_understood_by_makes_another(changed: dict[str, Any]) -> None:
    with Store(None) as store:
        understand(store)
        assert understand(store, **changed)


def test_a_cast_is_kept_by_the_path_of_its_story(tmp_path: Path) -> None:
    cast = {"Anna": ANNA, "Ben": BEN}
    with Store(None) as store:
        assert load_cast(tmp_path / "ferry.txt", store) == {}
        keep_cast(tmp_path / "ferry.txt", cast, store)
        assert load_cast(tmp_path / "ferry.txt", store) == cast
        assert load_cast(tmp_path / "tide.txt", store) == {}


# --- what can't be read -------------------------------------------------------------------------------------

JUNK = [b"", b"\xff\x00", b"[]", b"{}", b"null", b"7", b'{"files": [7], "pieces": 1}', b'{"chapters": [[1]]}']


def spoil(store: Store, shelf: Shelf, junk: bytes) -> None:
    """Put `junk` in place of all that lies on `shelf`, as if another rhapsode had kept it."""
    assert store.path is not None
    with closing(sqlite3.connect(store.path)) as base:
        keys = [key for (key,) in base.execute("SELECT key FROM entries WHERE shelf = ?", (shelf,))]
    assert keys
    store.put(shelf, [Entry(key, junk) for key in keys])


@pytest.mark.parametrize("junk", JUNK)
def test_what_cannot_be_read_is_made_anew(junk: bytes, tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        writer, maker = Writer(store), Maker(tmp_path, store)
        asks = {Shelf.UNDERSTANDINGS: lambda: understand(store), Shelf.SCRIPTS: writer.ask, Shelf.BOOKS: maker.ask}
        for shelf, ask in asks.items():
            ask()
            spoil(store, shelf, junk)
        assert understand(store)
        assert writer.ask() and writer.written == 2
        assert maker.ask() and maker.made == 2
        assert not understand(store), "what is made anew is kept"


@pytest.mark.parametrize(
    "row", ['{"voice": "x"}', "3", "null", '["e", "i", "en"]', '{"engine": "e", "id": "i", "language": "en", "new": 1}']
)
def test_a_voice_that_is_kept_in_another_form_is_left_out(row: str, tmp_path: Path) -> None:
    story = tmp_path / "ferry.txt"
    with Store(tmp_path / "store.sqlite") as store:
        keep_cast(story, {"Anna": ANNA}, store)
        spoil(store, Shelf.CASTS, f'{{"Anna": {row}, "Ben": {{"engine": "e", "id": "i", "language": "en"}}}}'.encode())
        assert load_cast(story, store) == {"Ben": Voice("e", "i", "en")}


@pytest.mark.parametrize("junk", JUNK[:6])
def test_a_cast_that_cannot_be_read_is_none(junk: bytes, tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        keep_cast(tmp_path / "ferry.txt", {"Anna": ANNA}, store)
        spoil(store, Shelf.CASTS, junk)
        assert load_cast(tmp_path / "ferry.txt", store) == {}
