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
        ["Ida", "Tom", None],
        [None],
    ]


def test_breaks_before_the_story_part_nothing() -> None:
    assert narrators("Chapter 1", "A/N: hello", "* * *", STORY, "* * *", "* * *", STORY) == [[None, None]]


def test_a_heading_behind_a_break_makes_no_scene_of_its_own() -> None:
    assert narrators("Chapter 1", STORY, "* * *", "Chapter 2", STORY) == [[None], [None]]
