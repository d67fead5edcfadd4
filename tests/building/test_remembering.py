"""An unchanged scene keeps what was understood of it, whatever an edit elsewhere tells; the user has the last word."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.attributing import attribute
from rhapsode.building.remembering import KEPT, Memory, pack_memory, recall, remember, unpack_memory
from rhapsode.model import VOICED_KINDS, Book, Character, Story
from rhapsode.reading import read
from rhapsode.segmenting import segment

FIRST = """Wren put the lamp down. Her brother Tobin shut the door.

"Is it far?" Wren asked.

"Far enough," said Tobin.

"Then we go now."

* * *

In the yard Marta was waiting with the horses.

"You are late," said Marta.

"The lamp was dry," said Tobin.

"It always is."
"""


@pytest.fixture
def understand(tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(text: str) -> Story:
        path = tmp_path / "story.txt"
        path.write_text(text, encoding="utf-8")
        return attribute(segment(read(path)))

    return run


def said(story: Story) -> dict[str, str | None]:
    return {story.text[p.start : p.end]: p.speaker for p in story.passages if p.kind in VOICED_KINDS}


def changed(memory: Memory, words: str, speaker: str, story: Story) -> Memory:
    """`memory`, as if `words` had been somebody else's then."""
    at = next(p.start for p in story.passages if story.text[p.start : p.end] == words)
    index = story.paragraph_at(at)
    assert index is not None
    rows = list(memory.passages)
    here = rows[index]
    assert here is not None
    rows[index] = tuple(
        (*row[:3], speaker, *row[4:]) if row[0] == at - story.paragraphs[index].start else row for row in here
    )
    return replace(memory, passages=tuple(rows))


def test_what_is_as_it_was_is_the_same_story(understand) -> None:  # type: ignore[no-untyped-def]
    story = understand(FIRST)
    assert recall(story, remember(story)) is story


def test_a_scene_that_was_not_touched_keeps_its_speakers(understand) -> None:  # type: ignore[no-untyped-def]
    before = understand(FIRST)
    memory = changed(remember(before), '"It always is."', "Tobin", before)
    now = understand(FIRST.replace("Far enough", "Not far"))
    recalled = recall(now, memory)
    assert said(recalled)['"It always is."'] == "Tobin"
    told = [p for p in recalled.passages if any(c.reason == KEPT for c in p.candidates)]
    assert [recalled.text[p.start : p.end] for p in told] == ['"It always is."']
    assert {c.name: c.lines for c in recalled.characters}["Tobin"] == sum(s == "Tobin" for s in said(recalled).values())


def test_the_scene_that_was_edited_is_understood_anew(understand) -> None:  # type: ignore[no-untyped-def]
    before = understand(FIRST)
    memory = changed(remember(before), '"Then we go now."', "Marta", before)
    now = understand(FIRST.replace("Far enough", "Not far"))
    assert said(recall(now, memory)) == said(now)


@pytest.mark.parametrize(
    "edit",
    [
        ("* * *", "Nobody spoke again.\n\n* * *"),
        ('"Then we go now."\n\n', ""),
        ("Wren put the lamp down. ", ""),
    ],
)
def test_paragraphs_put_in_or_taken_out_elsewhere_move_nothing(edit: tuple[str, str], understand) -> None:  # type: ignore[no-untyped-def]
    before = understand(FIRST)
    memory = changed(remember(before), '"You are late,"', "Wren", before)
    assert said(recall(understand(FIRST.replace(*edit)), memory))['"You are late,"'] == "Wren"


def test_somebody_whom_the_text_no_longer_names_so_keeps_the_lines(understand) -> None:  # type: ignore[no-untyped-def]
    before = understand(FIRST)
    memory = remember(before)
    ghost = changed(memory, '"It always is."', "the groom", before)
    people = (*memory.characters, Character("the groom", gender="m", lines=1))
    recalled = recall(understand(FIRST.replace("Far enough", "Not far")), replace(ghost, characters=people))
    assert said(recalled)['"It always is."'] == "the groom"
    assert next(c for c in recalled.characters if c.name == "the groom") == Character("the groom", gender="m", lines=1)


def test_a_name_that_comes_first_only_now_changes_nobody_s_name(understand) -> None:  # type: ignore[no-untyped-def]
    story = understand(FIRST)
    now = replace(
        story,
        passages=tuple(replace(p, speaker="Marta Hale" if p.speaker == "Marta" else p.speaker) for p in story.passages),
        characters=tuple(
            replace(c, name="Marta Hale", aliases=("Marta",)) if c.name == "Marta" else c for c in story.characters
        ),
    )
    recalled = recall(now, remember(story))
    assert said(recalled) == said(story)
    assert any(c.name == "Marta" and "Marta Hale" in c.aliases for c in recalled.characters)
    by_user = recall(now, remember(story), aliases={"Marta Hale": ["Marta"]})
    assert said(by_user)['"You are late,"'] == "Marta Hale"


def test_what_the_user_says_of_a_passage_stands(understand) -> None:  # type: ignore[no-untyped-def]
    before = understand(FIRST)
    memory = changed(remember(before), '"It always is."', "Tobin", before)
    at = before.text.index('"It always is."')
    assert said(recall(before, memory, pinned=[(at, at + 15)])) == said(before)


def test_what_the_user_takes_back_does_not_stay(understand) -> None:  # type: ignore[no-untyped-def]
    story = understand(FIRST)
    corrected = replace(
        story,
        passages=tuple(
            replace(p, speaker="Wren") if "It always is" in story.text[p.start : p.end] else p for p in story.passages
        ),
    )
    at = story.text.index('"It always is."')
    assert recall(story, remember(corrected, pinned=[(at, at + 15)])) is story
    joined = remember(corrected, aliases={"Wren": ["Marta"]})
    assert recall(story, joined) is story
    assert recall(story, joined, aliases={"Wren": ["Marta"]}) is not story


def test_a_memory_is_what_json_can_say(understand) -> None:  # type: ignore[no-untyped-def]
    memory = remember(understand(FIRST))
    assert unpack_memory(json.loads(json.dumps(pack_memory(memory)))) == memory


@pytest.mark.parametrize(
    "data", [[], {}, [["a"], [], [], []], [["a"], [[[0, 1, "shout", None, 1, None, None, None]]], [], []]]
)
def test_anything_else_is_no_memory(data: object) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        unpack_memory(data)


def test_a_story_without_paragraphs_has_nothing_to_recall() -> None:
    empty = Story(Path("x"), "", Book(), (), ())
    assert recall(empty, remember(empty)) is empty


PARTS = st.lists(st.sampled_from(FIRST.strip().split("\n\n")), min_size=1, max_size=12)


@given(PARTS, PARTS)
def test_whatever_was_edited_every_character_is_in_one_passage(first: list[str], then: list[str]) -> None:
    def make(parts: list[str]) -> Story:
        from rhapsode.model import Manuscript

        return attribute(segment(Manuscript(Path("x.txt"), "\n\n".join(parts), Book())))

    recalled = recall(make(then), remember(make(first)))
    at = 0
    for passage in recalled.passages:
        assert passage.start >= at and not recalled.text[at : passage.start].strip()
        at = passage.end
    assert not recalled.text[at:].strip()
    spoken = {p.speaker for p in recalled.passages if p.speaker and p.kind in VOICED_KINDS}
    assert spoken == {c.name for c in recalled.characters}
