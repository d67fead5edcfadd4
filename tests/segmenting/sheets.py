"""Makes what the rules take from a text of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rhapsode.model import Book, Manuscript, Mark, Story
from rhapsode.segmenting import Block, Sheet, find_blocks, segment
from rhapsode.text import find_lines, measure_layout


def lay_out(text: str, *marks: Mark) -> tuple[Sheet, tuple[Block, ...]]:
    """A text as the rules get it."""
    lines = find_lines(text)
    sheet = Sheet(text, measure_layout(text, lines), marks)
    return sheet, find_blocks(text, lines, sheet.layout)


def kinds_after(rule: Callable[[Sheet, tuple[Block, ...]], tuple[Block, ...]], text: str, *marks: Mark) -> list[str]:
    """The kinds of the blocks of a text after one rule."""
    return [str(block.kind) for block in rule(*lay_out(text, *marks))]


def understand(text: str, *marks: Mark, book: Book = Book(language="en")) -> Story:  # noqa: B008
    """A text, segmented."""
    return segment(Manuscript(Path("x.txt"), text, book, marks))
