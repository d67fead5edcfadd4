"""A story's paragraphs as they are spoken."""

from __future__ import annotations

from pathlib import Path

from rhapsode.casting.paragraphs import ParagraphGap, SpokenParagraph, gather_paragraphs
from rhapsode.model import Book, Chapter, Kind, Paragraph, Passage, Scene, Story


def story_of(*paragraphs: list[tuple[Kind, str] | str] | str) -> Story:
    """Each list is a paragraph of passages and the white space between them; what stands outside lists is in none."""
    text = ""
    passages: list[Passage] = []
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        start = len(text)
        for part in paragraph if isinstance(paragraph, list) else [paragraph]:
            if isinstance(part, tuple):
                passages.append(Passage(part[0], len(text), len(text) + len(part[1])))
            text += part if isinstance(part, str) else part[1]
        if isinstance(paragraph, list) and any(p.kind is not Kind.LYRIC for p in passages if p.start >= start):
            found.append(Paragraph(start, len(text)))
    chapter = Chapter("", 0, len(text), (Scene(0, len(text)),))
    return Story(Path("t"), text, Book(), (chapter,), tuple(passages), paragraphs=tuple(found))


def gather(story: Story) -> list[SpokenParagraph]:
    def is_spoken(passage: Passage) -> bool:
        return passage.kind is not Kind.BOILERPLATE

    return list(gather_paragraphs(story, story.chapters[0].scenes, is_spoken))


N, D, B = Kind.NARRATION, Kind.DIALOGUE, Kind.BOILERPLATE


def test_a_newline_inside_a_paragraph_is_a_space() -> None:
    story = story_of(
        [(N, "The mill was\nold and shut\nfor good."), "\n", (D, '"Yes."'), "\n", (N, "He left.")], "\n\n", [(N, "So.")]
    )
    assert [len(p.runs) for p in gather(story)] == [3, 1]


def test_a_newline_between_paragraphs_parts_them() -> None:
    story = story_of([(N, "The mill was old.")], "\n", [(D, '"Yes."'), " ", (N, "He left.")], "\n", [(N, "So it was.")])
    assert [len(p.runs) for p in gather(story)] == [1, 2, 1]


def test_a_passage_over_several_paragraphs_is_divided() -> None:
    story = story_of([(D, '"The mill was\nold.\n\nIt was\nshut."')])
    split = Story(
        story.source,
        story.text,
        story.book,
        story.chapters,
        story.passages,
        paragraphs=(Paragraph(0, 18), Paragraph(20, 33)),
    )
    assert [p.text for p in gather(split)] == ['"The mill was\nold.', 'It was\nshut."']
    assert [p.gap for p in gather(split)] == [ParagraphGap.SCENE, ParagraphGap.PARAGRAPH]


def test_a_page_number_in_the_middle_of_a_sentence_does_not_end_it() -> None:
    story = story_of(
        [(N, "The mill was"), "\n\n", (B, "12"), "\n\n", (N, "old. Shut.")], "\n\n", [(B, "13")], "\n\n", [(N, "He")]
    )
    (first, second) = gather(story)
    assert first.text == "The mill was\n\n\0\0\n\nold. Shut."
    assert first.ranges(0, 18) == ((0, 12),)
    assert second.text == "He"


def test_verse_comes_line_by_line() -> None:
    story = story_of([(Kind.LYRIC, "Low is the tide\nlong is the night")], "\n\n", [(Kind.LYRIC, "so.")])
    assert [(p.text, p.gap) for p in gather(story)] == [
        ("Low is the tide", ParagraphGap.SCENE),
        ("long is the night", ParagraphGap.LINE),
        ("so.", ParagraphGap.PARAGRAPH),
    ]


def test_a_song_inside_a_paragraph_is_no_part_of_its_prose() -> None:
    story = story_of([(N, "He sang"), "\n", (Kind.LYRIC, "♪ Low is the tide ♪"), "\n", (N, "and left.")])
    assert [p.gap for p in gather(story)] == [ParagraphGap.SCENE, ParagraphGap.PARAGRAPH, ParagraphGap.PARAGRAPH]
