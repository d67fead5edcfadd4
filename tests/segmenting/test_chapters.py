"""Chapters and scenes."""

from __future__ import annotations

from tests.segmenting.sheets import understand

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


def titles(*paragraphs: str) -> list[str]:
    return [chapter.title for chapter in understand("\n\n".join(paragraphs)).chapters]


def narrators(*paragraphs: str) -> list[list[str | None]]:
    chapters = understand("\n\n".join(paragraphs)).chapters
    return [[scene.narrator for scene in chapter.scenes] for chapter in chapters]


def test_a_run_of_headings_is_one_chapter() -> None:
    assert titles("Part One", "Chapter 1", STORY, "Chapter 2: Hens", STORY) == [
        "Part One: Chapter 1",
        "Chapter 2: Hens",
    ]


def test_a_few_words_before_the_first_heading_join_it() -> None:
    assert titles(STORY, "Chapter 1", STORY, "Chapter 2", STORY) == ["Chapter 1", "Chapter 2"]


def test_a_scene_before_the_first_heading_is_a_chapter() -> None:
    assert titles("The Pump\nby Ida Brand", *[STORY] * 8, "Chapter 1", STORY) == ["The Pump", "Chapter 1"]
    assert titles(*[STORY] * 8, "Chapter 1", STORY) == ["", "Chapter 1"]


def test_who_tells_a_scene() -> None:
    assert narrators(
        "Chapter 1", "Ida's POV", STORY, "* * *", "Tom's POV", STORY, "* * *", STORY, "Chapter 2", STORY
    ) == [
        ["Ida", "Tom", "Tom"],
        ["Tom"],
    ]


def test_a_heading_that_names_nobody_ends_what_another_tells() -> None:
    assert narrators("Chapter 1: Ida's POV", STORY, "* * *", STORY, "Normal POV", STORY, "* * *", STORY) == [
        ["Ida", "Ida", None, None]
    ]


def test_a_diary_is_its_writers() -> None:
    assert narrators("Odile Farrant's Diary", STORY, "* * *", "Mr. Pascoe’s Journal", STORY) == [
        ["Odile Farrant", "Mr. Pascoe"]
    ]


def test_scenes_know_whether_an_i_tells_them() -> None:
    mine = "I opened the door. I looked out, and there was my goat. It had eaten my hat, and I was sorry for it."
    others = "Ada opened the door. She looked out, and Tom shut it again. They said nothing of the goat for a week."
    (chapter,) = understand("\n\n".join((mine, "* * *", others, "* * *", mine))).chapters
    assert [scene.first_person for scene in chapter.scenes] == [True, False, True]


def test_breaks_before_the_story_part_nothing() -> None:
    assert narrators("Chapter 1", "A/N: hello", "* * *", STORY, "* * *", "* * *", STORY) == [[None, None]]


def test_a_heading_behind_a_break_makes_no_scene_of_its_own() -> None:
    assert narrators("Chapter 1", STORY, "* * *", "Chapter 2", STORY) == [[None], [None]]
