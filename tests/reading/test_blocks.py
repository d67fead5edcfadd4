"""Words and breaks → text and marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.model import Mark, Role
from rhapsode.reading.blocks import BlockWriter


def test_blank_space_collapses_and_unseen_characters_go() -> None:
    writer = BlockWriter()
    for text in (" \n soft\u00adly\u2060—", "now\u00a0\u200athen \t", "\n and\u200b ", "family 👩\u200d👧"):
        writer.write(text)
    assert writer.text() == "softly—now then and family 👩\u200d👧"


def test_breaks_that_meet_give_the_widest() -> None:
    writer = BlockWriter()
    writer.end_block()
    writer.write("a ")
    writer.end_cell()
    writer.write("b")
    writer.end_line()
    writer.write(" c")
    writer.break_line()
    writer.end_block()
    writer.write("d")
    writer.end_block()
    assert writer.text() == "a\tb\nc\n\nd"


def test_line_breaks_add_up_to_blank_lines() -> None:
    texts = []
    for count in range(1, 6):
        writer = BlockWriter()
        writer.write("a")
        for _ in range(count):
            writer.break_line()
            writer.write(" \n")
        writer.write("b")
        texts.append(writer.text())
    assert texts == ["a\nb", "a\n\nb", "a\n\n\nb", "a\n\n\nb", "a\n\n\nb"]


def test_a_paragraph_left_blank_on_purpose_is_one_blank_line_more() -> None:
    writer = BlockWriter()
    for text in ("a", "\u00a0", "b", " \n ", "c"):
        writer.write(text)
        writer.end_block()
    assert writer.text() == "a\n\n\nb\n\nc"


def test_marks_hold_words_and_no_space_around_them() -> None:
    writer = BlockWriter()
    outer = writer.open(Role.EMPHASIS)
    writer.write(" one ")
    inner = writer.open(Role.STRONG)
    writer.write(" two ")
    writer.close(inner)
    writer.close(outer)
    empty = writer.open(Role.NAME)
    writer.write("  ")
    assert not writer.close(empty)
    assert writer.text() == "one two"
    assert writer.marks() == (Mark(0, 7, Role.EMPHASIS), Mark(4, 7, Role.STRONG))


def test_a_point_waits_for_its_word_or_is_forgotten() -> None:
    writer = BlockWriter()
    lost = writer.point(Role.CHAPTER_START, 1, "Pictures")
    writer.forget(lost)
    kept = writer.point(Role.CHAPTER_START, 1, "One")
    writer.end_block()
    writer.write("word")
    writer.forget(kept)
    writer.point(Role.CHAPTER_START, 1, "Nothing more")
    assert writer.marks() == (Mark(0, 0, Role.CHAPTER_START, 1, "One"),)


STEPS = {
    "<cell": BlockWriter.end_cell,
    "<line": BlockWriter.end_line,
    "<br": BlockWriter.break_line,
    "<block": BlockWriter.end_block,
    "<scene": lambda writer: writer.break_scene("here"),
    "<point": lambda writer: writer.point(Role.CHAPTER_START),
}


@given(st.lists(st.one_of(st.text(max_size=8), st.sampled_from([*STEPS, "<open", "<close"])), max_size=40))
def test_marks_are_sorted_inside_the_text_and_never_blank(steps: list[str]) -> None:
    writer = BlockWriter()
    opened = []
    for step in steps:
        if step == "<open":
            opened.append(writer.open(Role.VERSE))
        elif step == "<close" and opened:
            writer.close(opened.pop())
        else:
            STEPS.get(step, lambda writer, words=step: writer.write(words))(writer)
    text, marks = writer.text(), writer.marks()
    assert text == text.strip()
    assert list(marks) == sorted(marks, key=lambda mark: (mark.start, -mark.end))
    for mark in marks:
        assert 0 <= mark.start < len(text)
        assert not text[mark.start].isspace()
        assert mark.role is Role.CHAPTER_START or not text[mark.end - 1].isspace()
