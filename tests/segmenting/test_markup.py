"""Marks win over guesses."""

from __future__ import annotations

from rhapsode.model import Kind, Mark, Role
from rhapsode.segmenting import follow_markup
from tests.segmenting.sheets import lay_out, understand

TEXT = "The Pump\n\nChapter 1\n\nThe hens went home.\n\nFar from the water,\nFar from the wall.\n\nA note.\n\n* * *"


def mark(words: str, role: Role, level: int = 0) -> Mark:
    start = TEXT.index(words)
    return Mark(start, start + len(words), role, level, origin="a.xhtml#p")


def test_each_role_gives_its_kind() -> None:
    marks = (
        mark("The Pump", Role.TITLE_PAGE),
        mark("Chapter 1", Role.HEADING, 2),
        mark("Far from the water,\nFar from the wall.", Role.VERSE),
        mark("A note.", Role.NOTE),
        mark("* * *", Role.SCENE_BREAK),
    )
    blocks = follow_markup(*lay_out(TEXT, *marks))
    kinds = [Kind.BOILERPLATE, Kind.HEADING, Kind.NARRATION, Kind.LYRIC, Kind.NOTE, Kind.SCENE_BREAK]
    assert [block.kind for block in blocks] == kinds
    assert blocks[1].level == 2
    assert blocks[3].reason == "markup: verse (a.xhtml#p)"


def test_a_paragraph_is_cut_where_a_mark_ends() -> None:
    blocks = follow_markup(*lay_out(TEXT, mark("Far from the water,", Role.VERSE)))
    assert [block.kind for block in blocks[3:5]] == [Kind.LYRIC, Kind.NARRATION]


def test_verse_in_a_letter() -> None:
    text = "He read on. " * 40 + "\n\n" + TEXT
    shift = len(text) - len(TEXT)
    start, end = shift + TEXT.index("The hens"), shift + TEXT.index("A note") - 2
    verse = shift + TEXT.index("Far from")
    blocks = follow_markup(*lay_out(text, Mark(start, end, Role.LETTER), Mark(verse, end, Role.VERSE)))
    assert [(b.kind, b.within) for b in blocks[3:5]] == [(Kind.LETTER, None), (Kind.LYRIC, Kind.LETTER)]


def test_a_note_set_apart_as_letters_are_is_a_note() -> None:
    story = "He read on, and the hens went home without him. " * 9
    note = "Note from the author: the pump is real, the hens are not."
    text = f"{story}\n\n{note}\n\n{story}\n\nDear Ida, the pump is dry."
    letter = text.index("Dear Ida")
    marks = (Mark(text.index(note), text.index(note) + len(note), Role.LETTER), Mark(letter, len(text), Role.LETTER))
    kinds = [passage.kind for passage in understand(text, *marks).passages]
    assert kinds == [Kind.NARRATION, Kind.NOTE, Kind.NARRATION, Kind.LETTER]


def test_a_book_all_letters_is_no_letter() -> None:
    blocks = follow_markup(*lay_out(TEXT, Mark(0, len(TEXT), Role.LETTER)))
    assert all(block.kind is Kind.NARRATION for block in blocks)


def test_marked_headings_silence_guesses() -> None:
    marks = (mark("The Pump", Role.HEADING, 1), mark("The hens went home.", Role.HEADING, 2))
    kinds = [str(p.kind) for p in understand(TEXT, *marks).passages]
    assert kinds[:3] == ["heading", "narration", "heading"]


def test_navigation_names_the_chapters() -> None:
    marks = [Mark(0, 0, Role.CHAPTER_START, title="Title Page"), mark("The Pump", Role.TITLE_PAGE)]
    for words, title in (("Chapter 1", "One"), ("A note.", "Two")):
        marks.append(Mark(TEXT.index(words), TEXT.index(words), Role.CHAPTER_START, title=title))
    story = understand(TEXT, *sorted(marks, key=lambda m: (m.start, -m.end)))
    assert [(c.title, c.start) for c in story.chapters] == [("One", 0), ("Two", TEXT.index("A note."))]
