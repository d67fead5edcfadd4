"""Who tells a scene."""

from __future__ import annotations

from tests.attributing.stories import attribute_text


def test_scenes_know_their_narrator() -> None:
    text = 'I had a goat. I had my hat. I gave it to the goat, and I was sorry.\n\n"Goats," I said.\n'
    (chapter,) = attribute_text(text).chapters
    assert [scene.narrator for scene in chapter.scenes] == ["narrator"]


def test_an_i_whom_a_heading_names_is_a_character_though_nothing_else_names_her() -> None:
    text = 'Nora Bell\'s POV\n\nI had a goat. I had my hat. I gave it to the goat.\n\n"Goats," I said.\n'
    story = attribute_text(text)
    assert story.chapters[0].scenes[0].narrator == "Nora Bell"
    assert [who.name for who in story.characters] == ["Nora Bell"]


def test_nobody_narrates_what_is_told_of_others() -> None:
    text = 'Nora\'s POV\n\nShe had a goat. She gave it her hat. Tom laughed at it.\n\n"Goats," said Nora.\n'
    assert attribute_text(text).chapters[0].scenes[0].narrator is None
