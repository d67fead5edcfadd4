"""First persons."""

from __future__ import annotations

import pytest

from rhapsode.attributing.narrators import find_first_person, find_points_of_view
from tests.attributing.stories import attribute_text, segment_text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I went home. I shut my door. I sat, and I told nobody about me.\n", True),
        ("She went home. She shut her door. She sat, and she told nobody.\n", False),
        ('She went home.\n\n"I am here. I am. I am. I am here," said Ada.\n', False),
    ],
)
def test_first_person(text: str, first: bool) -> None:
    assert find_first_person(segment_text(text), ((0, len(text)),)) == (first,)


def test_a_heading_says_whose_scene_it_is() -> None:
    text = "Ada's POV\n\nI ran.\n\n***\n\nTom's POV\n\nI hid.\n"
    story = segment_text(text)
    scenes = [(scene.start, scene.end) for chapter in story.chapters for scene in chapter.scenes]
    assert next(name for name in find_points_of_view(story, scenes) if name) == "Ada"
    assert find_points_of_view(story, scenes)[-1] == "Tom"


def test_a_sentence_about_a_point_of_view_is_no_heading() -> None:
    text = "She had never cared to consider anything at all from Ada's point of view, and she said so to everybody.\n"
    assert find_points_of_view(segment_text(text), ((0, len(text)),)) == ("",)


def test_scenes_know_their_narrator() -> None:
    text = 'I had a goat. I had my hat. I gave it to the goat, and I was sorry.\n\n"Goats," I said.\n'
    (chapter,) = attribute_text(text).chapters
    assert [scene.narrator for scene in chapter.scenes] == ["narrator"]


def test_a_diary_is_its_writers() -> None:
    text = (
        'Odile Farrant\'s Diary\n\nI woke. I saw my boots. I had lost my hat.\n\n"Late," I said.\n\n* * *\n\n'
        'Mr. Pascoe’s Journal\n\nI slept. I dreamt of my aunt. I lost my way.\n\n"Where?" I asked.\n'
    )
    story = segment_text(text)
    scenes = [(s.start, s.end) for c in story.chapters for s in c.scenes]
    assert set(find_points_of_view(story, scenes)) == {"Odile Farrant", "Mr. Pascoe"}
