"""Blocks: runs of lines."""

from __future__ import annotations

from rhapsode.segmenting import split_block
from tests.segmenting.sheets import lay_out

LONG = "The hens stood about the pump in the mornings, waiting for something which had been promised to their mothers."


def words_of(text: str) -> list[str]:
    sheet, blocks = lay_out(text)
    return [sheet.text[block.start : block.end] for block in blocks]


def test_a_blank_line_parts() -> None:
    assert words_of("one\n\n  two\nthree  \n \t\nfour") == ["one", "two\nthree", "four"]


def test_a_long_line_is_a_paragraph_of_its_own() -> None:
    assert words_of(f"{LONG}\n\n{LONG}\nshort,\nshorter\n{LONG}") == [LONG, LONG, "short,\nshorter", LONG]


def test_every_line_is_a_paragraph_where_none_is_parted() -> None:
    assert words_of(f"{LONG}\nNo.\n{LONG}\nYes.") == [LONG, "No.", LONG, "Yes."]


def test_indents_and_gap_are_kept() -> None:
    _, blocks = lay_out("one\n\n\n    two\n      three")
    assert (blocks[1].indents, blocks[1].gap) == ((4, 6), 2)


def test_split() -> None:
    sheet, (block, *_) = lay_out(f"one\n  two\nthree\n\n{LONG}\n\n{LONG}")
    above, below = split_block(block, 2)
    assert [sheet.text[b.start : b.end] for b in (above, below)] == ["one\n  two", "three"]
    assert (above.indents, below.indents) == ((0, 2), (0,))
