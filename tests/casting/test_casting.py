"""A whole script: no word lost or said twice, lines in order, golden cases of lines, joins and pauses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.casting import cast
from rhapsode.casting.chapters import choose_spoken
from rhapsode.errors import ChoiceError, StoryError
from rhapsode.model import Book, Chapter, Character, Join, Kind, Line, Paragraph, Passage, Scene, Script, Story
from rhapsode.voices_file import load_voices
from tests.casting.stories import offer, settings_of, write_story

CASES = sorted((Path(__file__).parent.parent / "cases" / "cast").glob("*.case"))
PEOPLE = (Character("Ada", (), "f"), Character("Bruno", (), "m"))
VOICES = load_voices()
OFFERED = offer()


def lines_of(script: Script) -> list[Line]:
    return [line for chapter in script.chapters for line in chapter.lines]


def show(script: Script) -> list[str]:
    """A script as the golden cases have it: `join pause speaker | spoken` (`~` for the narrator)."""
    rows = []
    for chapter in script.chapters:
        rows += [f"# {chapter.title} {chapter.head_ms}".replace("  ", " ")] if len(script.chapters) > 1 else []
        for line in chapter.lines:
            rows.append(f"{line.join.value} {line.pause_ms} {line.speaker or '~'} | {line.text}")
    return rows + [f"unspoken | {one.reason}" for one in script.unspoken]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden_cases(path: Path, tmp_path: Path) -> None:
    voices, rows, expected = path.read_text("utf-8").split("\n%%%\n")
    story = write_story(rows, PEOPLE)
    assert show(cast(story, settings_of(tmp_path, voices), OFFERED)) == expected.strip().splitlines()


def words_outside(story: Story) -> Counter[str]:
    is_spoken = choose_spoken(VOICES, ())
    found: Counter[str] = Counter()
    for passage in story.passages:
        if is_spoken(passage):
            found.update(re.findall(r"[^\W_]", story.text[passage.start : passage.end]))
    return found


def check_promises(story: Story, script: Script) -> None:
    """Each spoken letter is in exactly one line, ranges are ordered, and the rest is listed."""
    spoken: Counter[str] = Counter()
    at = 0
    taken: list[tuple[int, int]] = []
    for line in lines_of(script):
        assert any(c.isalnum() for words in line.spoken for c in words.text) or line.source
        assert len(line.text) <= 402 or not line.source
        for start, end in line.source:
            assert at <= start < end
            at = end
            spoken.update(re.findall(r"[^\W_]", story.text[start:end]))
            taken.append((start, end))
        for left, right in pairwise(line.spoken):
            assert left.end == right.start
        if line.source:
            assert (line.spoken[0].start, line.source[0][0]) == (line.source[0][0],) * 2
    assert spoken == words_outside(story)
    shown = {i for i, c in enumerate(story.text) if not c.isspace() and c != "\0"}
    covered = {i for start, end in taken for i in range(start, end)}
    listed = {i for one in script.unspoken for i in range(one.start, one.end)}
    assert shown <= covered | listed
    assert not covered & listed


PIECES = st.sampled_from(
    [
        "He came. ",
        "“Yes,” ",
        "“No!” ",
        "Mr. Orr ",
        "…",
        "--",
        "\n",
        "\n\n",
        " ",
        "_so_ ",
        "♪ la ",
        "1. ",
        "said ",
        "「は。」",
        "-\nly ",
    ]
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any text, cut anywhere into passages of any kind, in any number of scenes and chapters."""
    text = draw(st.lists(PIECES | st.text(max_size=6), min_size=1, max_size=30).map("".join))
    cuts = draw(st.lists(st.integers(0, len(text)), max_size=12))
    bounds = sorted({0, len(text), *cuts})
    passages = []
    for left, right in pairwise(bounds):
        part = text[left:right]
        start, end = left + len(part) - len(part.lstrip()), left + len(part.rstrip())
        if start < end:
            kind = draw(st.sampled_from(list(Kind)))
            within = draw(st.sampled_from([None, None, Kind.LETTER, Kind.NOTE]))
            speaker = draw(st.sampled_from([None, "Ada", "Bruno"]))
            passages.append(Passage(kind, start, end, speaker, draw(st.sampled_from([0.2, 0.9])), within, "because"))
    breaks = sorted({0, len(text), *draw(st.lists(st.sampled_from(bounds), max_size=3))})
    scenes = [Scene(a, b) for a, b in pairwise(breaks)]
    half = draw(st.integers(0, len(scenes)))
    parts = [part for part in (scenes[:half], scenes[half:]) if part]
    chapters = tuple(Chapter(f"Title {i}", p[0].start, p[-1].end, tuple(p)) for i, p in enumerate(parts))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    paragraphs = tuple(Paragraph(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))
    book = Book("A Title", "Somebody", "en")
    return Story(Path("t.txt"), text, book, chapters, tuple(passages), PEOPLE, paragraphs=paragraphs)


@given(stories())
def test_no_word_is_lost_or_said_twice(story: Story) -> None:
    try:
        script = cast(story, VOICES, OFFERED)
    except StoryError:
        assert not words_outside(story)
        return
    skipped = {chapter.number for chapter in script.chapters}
    kept = [chapter for number, chapter in enumerate(story.chapters) if number in skipped]
    inside = tuple(p for p in story.passages if any(c.start <= p.start < c.end for c in kept))
    check_promises(replace(story, passages=inside, text=blank_outside(story.text, kept)), script)
    for chapter in script.chapters:
        assert [line.join for line in chapter.lines].count(Join.CHAPTER) == 1
        assert chapter.lines[-1].join is Join.CHAPTER


def blank_outside(text: str, chapters: list[Chapter]) -> str:
    return "".join(c if any(one.start <= i < one.end for one in chapters) else " " for i, c in enumerate(text))


def test_chapters_are_chosen_and_missing_ones_named() -> None:
    story = write_story("narration | One.\n\n### Two\nnarration | Two.\n\n### Three\nnarration | Three.", PEOPLE)
    script = cast(story, VOICES, OFFERED, chapters={1})
    assert [line.text for line in lines_of(script)] == ["Two", "Two."]
    with pytest.raises(ChoiceError, match="there is no chapter 4"):
        cast(story, VOICES, OFFERED, chapters=[3])


def test_a_kind_is_read_when_asked_for() -> None:
    story = write_story("note | From me.\n\nnarration | It began.", PEOPLE)
    assert "From me." not in show(cast(story, VOICES, OFFERED))
    assert [line.text for line in lines_of(cast(story, VOICES, OFFERED, speak={Kind.NOTE}))][1] == "From me."


def test_nothing_to_say_is_an_error() -> None:
    with pytest.raises(StoryError, match="nothing in it would be spoken"):
        cast(write_story("note | From me.", PEOPLE), VOICES, OFFERED)


def test_who_wants_no_headings_hears_no_titles(tmp_path: Path) -> None:
    story = write_story("### Two\nheading | Two\n\nnarration | It began.", PEOPLE)
    chosen = settings_of(tmp_path, "sections: {heading: {speak: false}}\nframe: {opening: null, closing: null}")
    assert [line.text for line in lines_of(cast(story, chosen, OFFERED))] == ["It began."]
