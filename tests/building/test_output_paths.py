"""A book lies where no other story's does, and nothing of anybody else's is replaced or removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.building.builds import build, plan_build
from rhapsode.building.output_paths import Target, claim_output_path, find_output_path, name_chapters
from rhapsode.building.session import BookOptions, Session
from rhapsode.model import Book, Story
from rhapsode.store import Store
from tests.books import TONE, open_session, write_story

CHAPTERS = "Chapter 1: Out\n\nIt rained.\n\nChapter 2: Home\n\nIt stopped.\n\nChapter 3: Late\n\nNobody came.\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path) as session:
        yield session


def make(story: Path, target: Target, session: Session, options: BookOptions | None = None) -> Path:
    """Build it; the book's file, or the folder of its chapters."""
    plan = plan_build(story, options or BookOptions(), target, session)
    build(plan, target, session)
    return plan.path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_stories_of_one_file_name_keep_apart(tmp_path: Path, session: Session) -> None:
    one, two = (write_story(tmp_path / name, f"It rained in {name}.\n", TONE, "story.txt") for name in ("a", "b"))
    target = Target(tmp_path / "out", "wav")
    assert make(one, target, session).name == "story.wav"
    assert make(two, target, session).name == "story (b).wav"
    assert make(one, target, session).name == "story.wav"
    assert make(two, target, session).name == "story (b).wav"
    assert len(names_in(tmp_path / "out")) == 2


def test_chapters_of_stories_of_one_title_keep_apart(tmp_path: Path, session: Session) -> None:
    stories = [write_story(tmp_path, CHAPTERS.replace("It", name), TONE, f"{name}.txt") for name in ("one", "two")]
    target = Target(tmp_path / "out", "wav", per_chapter=True)
    options = BookOptions(title="Same")
    assert [make(story, target, session, options).name for story in stories] == ["Same", "Same (two)"]
    assert [make(story, target, session, options).name for story in stories] == ["Same", "Same (two)"]


def test_a_story_that_moved_finds_its_book_again(tmp_path: Path, session: Session) -> None:
    story = write_story(tmp_path / "a", "It rained.\n", TONE, "story.txt")
    target = Target(tmp_path / "out", "wav")
    first = make(story, target, session)
    (tmp_path / "c").mkdir()
    moved = story.rename(tmp_path / "c" / "story.txt")
    story.with_name("story.voices.yaml").rename(tmp_path / "c" / "story.voices.yaml")
    assert make(moved, target, session) == first


def test_some_chapters_do_not_replace_the_whole(tmp_path: Path, session: Session) -> None:
    story = write_story(tmp_path, CHAPTERS, TONE, "rain.txt")
    target = Target(tmp_path / "out", "wav")
    whole = make(story, target, session)
    size = whole.stat().st_size
    part = make(story, target, session, BookOptions(chapters=frozenset({1})))
    assert (whole.name, part.name) == ("rain.wav", "rain - chapter 2.wav")
    assert whole.stat().st_size == size > part.stat().st_size


def test_a_chapter_by_itself_keeps_its_number(tmp_path: Path, session: Session) -> None:
    story = write_story(tmp_path, CHAPTERS, TONE, "rain.txt")
    target = Target(tmp_path / "out", "wav", per_chapter=True)
    folder = make(story, target, session)
    whole = names_in(folder)
    assert whole == ["01 - Chapter 1- Out.wav", "02 - Chapter 2- Home.wav", "03 - Chapter 3- Late.wav"]
    make(story, target, session, BookOptions(chapters=frozenset({1})))
    assert names_in(folder) == whole


def test_chapters_that_are_no_more_go_and_nothing_else(tmp_path: Path, session: Session) -> None:
    story = write_story(tmp_path, CHAPTERS, TONE, "rain.txt")
    target = Target(tmp_path / "out", "wav", per_chapter=True, force=True)
    folder = make(story, target, session)
    (folder / "04 - Mine.wav").write_bytes(b"somebody's own")
    (folder / "notes.txt").write_text("mine too")
    (folder / "My favourite.wav").write_bytes((folder / "01 - Chapter 1- Out.wav").read_bytes())
    story.write_text(CHAPTERS.replace("2: Home", "2: The Sea").partition("Chapter 3")[0])
    make(story, target, session)
    assert names_in(folder) == [
        "01 - Chapter 1- Out.wav",
        "02 - Chapter 2- The Sea.wav",
        "04 - Mine.wav",
        "My favourite.wav",
        "notes.txt",
    ]


def test_what_another_store_made_is_known_by_name(tmp_path: Path) -> None:
    story = write_story(tmp_path / "a", "It rained.\n", TONE, "story.txt")
    target = Target(tmp_path / "out", "wav")
    with open_session(tmp_path / "a") as session:
        first = make(story, target, session)
    with open_session(tmp_path / "b") as session:
        assert make(story, target, session) == first


def test_taken_names_are_passed_over(tmp_path: Path) -> None:
    story = Story(tmp_path / "tale.txt", "", Book("The Tale"), (), ())
    target = Target(tmp_path, "m4b")
    with Store(None) as store:
        taken = [tmp_path / "the tale.m4b", tmp_path / "The Tale (tale).m4b"]
        assert find_output_path(story, target, None, store).name == "The Tale.m4b"
        assert find_output_path(story, target, None, store, taken).name == "The Tale (tale 2).m4b"
        claim_output_path(tmp_path / "The Tale.m4b", story, store)
        assert find_output_path(story, target, None, store).name == "The Tale.m4b"


@pytest.mark.parametrize(
    ("chapters", "name"),
    [({0}, "chapter 1"), ({1, 2, 3}, "chapters 2-4"), ({0, 2, 3, 8}, "chapters 1, 3-4, 9")],
)
def test_chapters_are_named_in_runs(chapters: set[int], name: str) -> None:
    assert name_chapters(chapters) == name


@given(st.frozensets(st.integers(0, 40), min_size=1))
def test_every_choice_of_chapters_has_a_name_of_its_own(chapters: frozenset[int]) -> None:
    said = name_chapters(chapters).partition(" ")[2]
    found: set[int] = set()
    for run in said.split(", "):
        first, _, last = run.partition("-")
        found |= set(range(int(first) - 1, int(last or first)))
    assert found == chapters
