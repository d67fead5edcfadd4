"""Lines in, blocks out: the runs of lines that belong together, and what each is found to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rhapsode.model import Kind, Mark, Range
from rhapsode.segmenting.findings import Finding
from rhapsode.text.lines import PARAGRAPH_WIDTH, Layout, SourceLine, first_word_width
from rhapsode.text.marks import CLOSING, ENDERS

_ENDED = frozenset(ENDERS + ":")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of source lines that belong together: a paragraph, a stanza, a heading.

    `start` and `end` bound its non-blank text. `lines` are its source lines, each trimmed of blanks at both ends;
    a page number or running head in the middle of a paragraph lies between `start` and `end` but is none of its
    lines. `indents` are the columns before each line, `gap` is the number of blank lines above. `wrapped` says
    that its line ends are the typesetter's and read as blanks. `level` is that of a heading, 1 the outermost.
    `within` is the kind around it, `finding` what was seen, None while nothing was; `detail` is the part of the text
    that fills its words.
    """

    start: int
    end: int
    kind: Kind = Kind.NARRATION
    within: Kind | None = None
    finding: Finding | None = None
    detail: str = ""
    lines: tuple[Range, ...] = ()
    level: int = 0
    wrapped: bool = False
    confidence: float = 1.0
    indents: tuple[int, ...] = ()
    gap: int = 0

    @property
    def found(self) -> bool:
        """Whether a rule has told what it is."""
        return self.finding is not None

    @property
    def reason(self) -> str:
        """What was seen, for people; empty while nothing was."""
        return self.finding.value.format(self.detail) if self.finding else ""

    def as_found(self, finding: Finding, **changes: Any) -> Block:
        """The block as a rule has found it to be; `changes` are its other fields."""
        return replace(self, finding=finding, **changes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every rule may look at: the text, its layout and what the markup says."""

    text: str
    layout: Layout
    marks: tuple[Mark, ...] = ()
    language: str = "en"


Rule = Callable[[Sheet, tuple[Block, ...]], tuple[Block, ...]]
"""A rule tells what some blocks are. It leaves alone what an earlier rule has found, unless it says otherwise."""


def find_blocks(text: str, lines: Sequence[SourceLine], layout: Layout) -> tuple[Block, ...]:
    """The runs of lines that nothing parts: a blank line, an indented first line, or a line that is a paragraph."""
    blocks: list[Block] = []
    run: list[SourceLine] = []
    for line in lines:
        if run and _parts(text, run[-1], line, layout):
            blocks.append(_block(run, layout))
            run = []
        run.append(line)
    if run:
        blocks.append(_block(run, layout))
    return tuple(blocks)


def _parts(text: str, above: SourceLine, line: SourceLine, layout: Layout) -> bool:
    """Whether a paragraph ends between two lines; with no blank line, where a sentence ends before it must."""
    if line.gap:
        return True
    if layout.wrap:
        room = above.width + 1 + first_word_width(text, line) <= layout.wrap
        ended = text[above.start : above.end].rstrip(CLOSING)[-1:] in _ENDED
        return not layout.gap and (line.indent > above.indent or (room and ended))
    return not layout.gap or max(above.width, line.width) > PARAGRAPH_WIDTH


def _block(run: Sequence[SourceLine], layout: Layout) -> Block:
    return Block(
        run[0].start,
        run[-1].end,
        lines=tuple((line.start, line.end) for line in run),
        wrapped=bool(layout.wrap) and len(run) > 1,
        indents=tuple(line.indent for line in run),
        gap=run[0].gap,
    )


def split_block(block: Block, line: int) -> tuple[Block, Block]:
    """The block cut in two above one of its lines."""
    above, below = block.lines[:line], block.lines[line:]
    return (
        replace(block, end=above[-1][1], lines=above, indents=block.indents[:line], wrapped=block.wrapped and line > 1),
        replace(
            block,
            start=below[0][0],
            lines=below,
            indents=block.indents[line:],
            wrapped=block.wrapped and len(below) > 1,
            gap=0,
        ),
    )
