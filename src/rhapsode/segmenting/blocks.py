"""Blocks: runs of non-blank lines of a text, and what each is found to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rhapsode.model import Kind, Range


@dataclass(frozen=True, slots=True)
class Block:
    """A run of source lines that belong together: a paragraph, a stanza, a heading.

    `start` and `end` bound its non-blank text. `lines` are its source lines, each trimmed of blanks at both ends;
    a page number or running head in the middle of a paragraph lies between `start` and `end` but is none of its
    lines. `wrapped` says that its line ends are the typesetter's and read as blanks. `level` is that of a heading,
    1 the outermost. `within` is the kind around it, `reason` says what was seen.
    """

    start: int
    end: int
    kind: Kind = Kind.NARRATION
    within: Kind | None = None
    reason: str = ""
    lines: tuple[Range, ...] = ()
    level: int = 0
    wrapped: bool = False
    confidence: float = 1.0


_LINE = re.compile(r"[^\n]+")


def find_lines(text: str) -> list[Range]:
    """The non-blank lines of `text`, each trimmed of blanks at both ends."""
    lines = []
    for match in _LINE.finditer(text):
        line = match.group()
        body = line.strip()
        if body:
            start = match.start() + len(line) - len(line.lstrip())
            lines.append((start, start + len(body)))
    return lines


def find_blocks(text: str) -> tuple[Block, ...]:
    """The runs of lines that no blank line parts."""
    blocks: list[Block] = []
    run: list[Range] = []
    for line in find_lines(text):
        if run and text.count("\n", run[-1][1], line[0]) > 1:
            blocks.append(Block(run[0][0], run[-1][1], lines=tuple(run)))
            run = []
        run.append(line)
    if run:
        blocks.append(Block(run[0][0], run[-1][1], lines=tuple(run)))
    return tuple(blocks)
