"""Lines in, blocks out: the runs of lines that belong together, and what each is found to be.

In the end the blocks of prose become the story's paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rhapsode.model import Kind, Mark, Paragraph, Passage, Range
from rhapsode.segmenting.findings import Finding, how_sure
from rhapsode.text.lines import FileLayout, SourceLine
from rhapsode.text.paragraphs import goes_on, group_lines, runs_on, split_wrapped


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
        """The block as a rule has found it to be; `changes` are its other fields.

        It is as sure as such findings are right on labelled texts, where the rule does not weigh by itself.
        """
        changes.setdefault("confidence", how_sure(finding))
        return replace(self, finding=finding, **changes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every rule may look at: the text, its layout and what the markup says."""

    text: str
    layout: FileLayout
    marks: tuple[Mark, ...] = ()
    language: str = "en"


Rule = Callable[[Sheet, tuple[Block, ...]], tuple[Block, ...]]
"""A rule tells what some blocks are. It leaves alone what an earlier rule has found, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row of the table of rules: what a rule looks at and sets in blocks, by names of fields.

    `lines` stands for where the words are: all rules read those, and one that `writes` it cuts blocks in two. `detail`
    and `confidence` go with `finding`.
    """

    rule: Rule
    reads: str
    writes: str

    @property
    def name(self) -> str:
        return self.rule.__name__


def find_blocks(text: str, lines: Sequence[SourceLine], layout: FileLayout) -> tuple[Block, ...]:
    """Each run of lines that nothing parts, as a block of which nothing is known yet."""
    return tuple(_block(run, layout) for run in group_lines(text, lines, layout))


def _block(run: Sequence[SourceLine], layout: FileLayout) -> Block:
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


# --- the story's paragraphs -----------------------------------------------------------------------------------

_NO_PROSE = frozenset({Kind.LYRIC, Kind.SCENE_BREAK})


def find_paragraphs(sheet: Sheet, blocks: Sequence[Block], passages: Sequence[Passage]) -> tuple[Paragraph, ...]:
    """The paragraphs of `blocks`, whose passages are `passages`: of all but verse, scene breaks and page numbers.

    One that something unspoken interrupts in the middle of a sentence (a page number, a picture) is whole.
    """
    found: list[Range] = []
    prose = 0  # how many of `found` there are up to the last that isn't boilerplate
    for block in blocks:
        first = bisect_left(passages, block.start, key=lambda p: p.start)
        last = bisect_left(passages, block.end, first, key=lambda p: p.start)
        kinds = {passage.kind for passage in passages[first:last]}
        furniture = kinds == {Kind.BOILERPLATE}
        if kinds <= _NO_PROSE or (furniture and block.kind is not Kind.BOILERPLATE):
            continue
        parts = list(_split(sheet, block))
        if furniture:
            found += parts
            continue
        if prose and _is_interrupted(sheet.text, found[prose - 1], parts[0], passages, first):
            parts[0] = (found[prose - 1][0], parts[0][1])
            del found[prose - 1 :]
        found += parts
        prose = len(found)
    return tuple(Paragraph(*each) for each in found)


def _split(sheet: Sheet, block: Block) -> Iterator[Range]:
    """The paragraphs of a block: each of its lines, but where line ends are the typesetter's."""
    if len(block.lines) == 1:
        return iter(block.lines)
    lines = [SourceLine(*line, indent, 0) for line, indent in zip(block.lines, block.indents, strict=True)]
    if sheet.layout.wrap:
        letter = Kind.LETTER in (block.kind, block.within)
        return split_wrapped(sheet.text, lines, sheet.layout.wrap, not block.wrapped, letter)
    return iter([(block.start, block.end)] if runs_on(sheet.text, lines) else block.lines)


def _is_interrupted(text: str, above: Range, below: Range, passages: Sequence[Passage], first: int) -> bool:
    """Whether nothing but boilerplate stands between two paragraphs of one sentence, before passage `first`."""
    at = first
    while at and passages[at - 1].kind is Kind.BOILERPLATE and passages[at - 1].start >= above[1]:
        at -= 1
    return 0 < at < first and passages[at - 1].start < above[1] and goes_on(text, above, below)
