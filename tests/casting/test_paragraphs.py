"""Paragraphs from white space: wrapped files and files of one line a paragraph."""

from __future__ import annotations

from pathlib import Path

from rhapsode.casting.paragraphs import Gap, Paragraph, gather_paragraphs, is_wrapped
from rhapsode.model import Book, Chapter, Kind, Passage, Scene, Story


def story_of(*parts: tuple[Kind, str] | str) -> Story:
    """Passages and the white space between them, in order."""
    text = ""
    passages: list[Passage] = []
    for part in parts:
        if isinstance(part, tuple):
            passages.append(Passage(part[0], len(text), len(text) + len(part[1])))
            text += part[1]
        else:
            text += part
    scene = Scene(0, len(text))
    return Story(Path("t"), text, Book(), (Chapter("", 0, len(text), (scene,)),), tuple(passages))


def gather(story: Story) -> list[Paragraph]:
    def is_spoken(passage: Passage) -> bool:
        return passage.kind is not Kind.BOILERPLATE

    return list(gather_paragraphs(story, story.chapters[0].scenes, is_wrapped(story), is_spoken))


N, D, B = Kind.NARRATION, Kind.DIALOGUE, Kind.BOILERPLATE


def test_a_newline_is_a_space_in_a_wrapped_file() -> None:
    story = story_of(
        (N, "The mill was\nold and shut\nfor good."), "\n", (D, '"Yes."'), "\n", (N, "He left."), "\n\n", (N, "So.")
    )
    assert is_wrapped(story)
    assert [len(p.runs) for p in gather(story)] == [3, 1]


def test_a_newline_is_a_paragraph_in_a_file_of_one_line_each() -> None:
    story = story_of((N, "The mill was old."), "\n", (D, '"Yes."'), " ", (N, "He left."), "\n", (N, "So it was."))
    assert not is_wrapped(story)
    assert [len(p.runs) for p in gather(story)] == [1, 2, 1]


def test_an_indent_begins_a_paragraph_in_a_wrapped_file() -> None:
    story = story_of((N, "The mill was\nold and shut\nfor good."), "\n   ", (N, "He left\nat once."))
    assert len(gather(story)) == 2


def test_a_passage_over_several_paragraphs_is_divided() -> None:
    story = story_of((D, '"The mill was\nold.\n\nIt was\nshut."'))
    assert [p.text for p in gather(story)] == ['"The mill was\nold.', 'It was\nshut."']
    assert [p.gap for p in gather(story)] == [Gap.SCENE, Gap.PARAGRAPH]


def test_a_page_number_in_the_middle_of_a_sentence_does_not_end_it() -> None:
    story = story_of(
        (N, "The mill was"), "\n\n", (B, "12"), "\n\n", (N, "old. Shut."), "\n\n", (B, "13"), "\n\n", (N, "He")
    )
    (first, second) = gather(story)
    assert first.text == "The mill was\n\n\0\0\n\nold. Shut."
    assert first.ranges(0, 18) == ((0, 12),)
    assert second.text == "He"


def test_verse_comes_line_by_line() -> None:
    story = story_of((Kind.LYRIC, "Low is the tide\nlong is the night"), "\n\n", (Kind.LYRIC, "so."))
    assert [(p.text, p.gap) for p in gather(story)] == [
        ("Low is the tide", Gap.SCENE),
        ("long is the night", Gap.LINE),
        ("so.", Gap.PARAGRAPH),
    ]


def test_short_lines_of_a_wrapped_letter_stand_alone() -> None:
    story = story_of(
        (N, "It was\nall one\nto him."), "\n\n", (Kind.LETTER, "Dear Ada,\nI am well and shall be\nhome soon.\nBruno")
    )
    assert [p.text for p in gather(story)][1:3] == ["Dear Ada,", "I am well and shall be\nhome soon."]
