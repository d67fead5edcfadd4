"""What holds for any story."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.attributing import attribute
from rhapsode.model import Book, Kind, Story
from tests.attributing.stories import attribute_text, list_said, segment_text

TALE = """\
Wendeline Tarr had come by the early boat, and Corvin was not there to meet her. Wendeline sat down on her trunk.

"Are you waiting for somebody?" asked Mr. Stoke.

"I was," said Wendeline. "Now I am only sitting."

Mr. Stoke looked at the trunk. "That is a heavy thing to sit on."

"It is full of bells."

"Bells?"

"Small ones," she said.

Then Corvin came running down the steps, and he had lost his hat.

"You are late, Corvin," said Wendeline.

"I was told noon," said Corvin.

"It is noon, Miss Tarr," said Mr. Stoke.

"Then I am early," she said, and Corvin laughed.
"""
NEW_NAMES = {"Wendeline": "Quorilda", "Tarr": "Bosk", "Corvin": "Meldor", "Stoke": "Fyle"}


def rename(text: str) -> str:
    return re.sub("|".join(NEW_NAMES), lambda match: NEW_NAMES[match.group()], text)


def test_the_tale_is_understood() -> None:
    speakers = [speaker for speaker, _ in list_said(attribute_text(TALE))]
    w, s, c = "Wendeline", "Mr. Stoke", "Corvin"
    assert speakers == [s, w, w, s, w, s, w, w, c, s, w]


def test_renaming_every_character_changes_nothing_but_the_names() -> None:
    before, after = attribute_text(TALE), attribute_text(rename(TALE))
    assert [rename(p.speaker or "") for p in before.passages] == [p.speaker or "" for p in after.passages]
    assert [p.confidence for p in before.passages] == [p.confidence for p in after.passages]
    assert [rename(c.name) for c in before.characters] == [c.name for c in after.characters]


def test_the_same_text_is_understood_the_same() -> None:
    assert attribute_text(TALE) == attribute_text(TALE)


def test_nothing_is_moved_or_lost() -> None:
    before = segment_text(TALE)
    after = attribute(before)
    assert [(p.kind, p.start, p.end) for p in before.passages] == [(p.kind, p.start, p.end) for p in after.passages]
    assert (before.text, before.book) == (after.text, after.book)


def test_an_empty_story_has_nobody() -> None:
    assert attribute(Story(Path("x"), "", Book(), (), ())).characters == ()


@given(
    st.lists(
        st.sampled_from(
            [
                '"Yes,"',
                " said Ada",
                " he said",
                ".",
                "\n\n",
                " Mr. Brown",
                "\n",
                "“",
                "”",
                " I ",
                " the man",
                "’s ",
                " and ",
                "—",
                "é",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_keeps_its_passages_and_sound_confidences(parts: list[str]) -> None:
    before = segment_text("Rain fell. " + "".join(parts))
    after = attribute(before)
    assert [(p.kind, p.start, p.end) for p in before.passages] == [(p.kind, p.start, p.end) for p in after.passages]
    for passage in after.passages:
        assert 0 <= passage.confidence <= 1
        if passage.kind != Kind.DIALOGUE or passage.speaker is None:
            continue
        assert passage.speaker in {character.name for character in after.characters}
