"""The lines of a page in, what is seen around each of them out: its place, its neighbours, what comes again.

Only stretches are looked at in which something other than the story may stand: both ends, the surroundings of
headings, and places where an author may break in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.model import UNSPOKEN_KINDS, Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.pages.evidence import CARRIED, Seen, list_words, look_at_line, measure_habit, read_label
from rhapsode.segmenting.pages.lines import PageLine, cut_lines
from rhapsode.segmenting.pages.series import Numbered, find_rows, find_shapes, read_numbered
from rhapsode.text.marks import BRACKETS_OPEN, DOUBLE_OPENERS, EMPHASIS

ENDS, AROUND = 60, 8
"""Lines at either end of the text, and around a place inside it, that are weighed."""
SHORT, LONG = 80, 130
"""Characters of a line that may be a heading, and of one that can hardly be but a paragraph."""
BREAKING_IN = 300
"""Characters of the longest line by which an author breaks in."""
VERSE = 60
"""Characters of a line, on average, of what may be verse."""
FEW = 16
"""Lines of a text that is hardly a page, but a story's beginning or a piece of it."""
NEAR = (0, 1, 2, 4, 7, 12, 20, 40)
BELOW_HEADING = 4
ROUND = 6
"""Lines above and below by which it is told whether a line stands in the midst of the story."""
TOP = 14
"""Lines at the top of which one may be said again."""
SAMPLE = 400
"""Lines of the text's middle by which its habit is measured."""
LINKS = ("same block", "next line", "blank", "mark")
"""How a line hangs on the one above: by nothing, by a line's end that parts, by a blank line, by a scene's mark."""
SETTLED = frozenset(
    {
        Finding.MARKUP, Finding.LICENCE_BEFORE, Finding.LICENCE_AFTER, Finding.CREDITS, Finding.CONTENTS,
        Finding.PICTURE, Finding.FOOTNOTE, Finding.FOOTNOTES, Finding.TRANSCRIBER, Finding.SCENE_MARK,
    }
)  # fmt: skip
"""Findings that are not weighed again."""
_TELLING = ENGLISH.pages.craft | ENGLISH.pages.review | ENGLISH.pages.netspeak
_LEFT_OUT = frozenset("IVXLC0123456789")
"""What a bare number begins with that the rule of headings can read, and so has left out of its rows."""
_INTERRUPTING = frozenset(BRACKETS_OPEN + EMPHASIS)


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """A line, what is seen of it and around it, and how it hangs on the line above in its window ("" for the first)."""

    line: PageLine
    names: tuple[str, ...]
    link: str


def gather_windows(sheet: Sheet, blocks: Sequence[Block]) -> list[list[LineEvidence]]:
    """The stretches of lines that are to be weighed, each with its evidence."""
    if not blocks:
        return []
    page = _Page(sheet, blocks)
    return [page.tell(start, end) for start, end in page.find_windows()]


class _Page:
    """All lines of a text, and what is known of it as a whole."""

    def __init__(self, sheet: Sheet, blocks: Sequence[Block]) -> None:
        self.sheet, self.blocks = sheet, blocks
        self.lines = list(cut_lines(sheet, blocks, range(len(blocks))))
        self.texts = [" ".join(sheet.text[line.start : line.end].split()) for line in self.lines]
        free = [i for i, line in enumerate(self.lines) if blocks[line.block].finding not in SETTLED]
        self.habit = measure_habit([self.texts[i] for i in free[len(free) // 8 :][:SAMPLE]])
        short = [text if len(text) <= SHORT else "" for text in self.texts]
        self.numbered: list[Numbered | None] = [read_numbered(text) if text else None for text in short]
        self.rows, self.shapes = find_rows(self.numbered), find_shapes(short)
        self.labels = [read_label(text) for text in self.texts]
        self.labelled = Counter(filter(None, self.labels))
        self.signs = ["" if text[0].isalnum() or text[0] in DOUBLE_OPENERS else text[0] for text in self.texts]
        self.signed = Counter(filter(None, self.signs))
        self.head_blocks = {i for i, block in enumerate(blocks) if block.kind is Kind.HEADING}
        self.heads = {i for i, line in enumerate(self.lines) if blocks[line.block].kind is Kind.HEADING and line.opens}

    def find_windows(self) -> list[tuple[int, int]]:
        """Stretches of lines, in order, none touching the next."""
        count = len(self.lines)
        wanted = [(0, ENDS), (count - ENDS, count)]
        wanted += [(i - AROUND, i + AROUND) for i in range(count) if self._may_interrupt(i)]
        merged: list[tuple[int, int]] = []
        for start, end in sorted((max(0, a), min(count, b)) for a, b in wanted):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _may_interrupt(self, index: int) -> bool:
        """Whether something other than the story may stand at a line."""
        block, text = self.blocks[self.lines[index].block], self.texts[index]
        if block.finding in SETTLED:
            return False
        told = block.kind is Kind.HEADING or block.kind in UNSPOKEN_KINDS or block.finding is Finding.DOUBTFUL_LABEL
        if told or self.rows.get(index) == "in a row":
            return True
        if len(text) > BREAKING_IN or text[0] in DOUBLE_OPENERS:
            return False
        telling = len(_TELLING.intersection(list_words(text)))
        return telling > 1 or (telling > 0 and text[0] in _INTERRUPTING)

    def tell(self, start: int, end: int) -> list[LineEvidence]:
        """The rows of one window."""
        looked = [look_at_line(self.texts[index], self.habit) for index in range(start, end)]
        again = _see_again(looked, start == 0)
        ends = _see_ends(looked, start == 0, end == len(self.lines))
        rows = []
        for at, one in enumerate(looked):
            index = start + at
            names = (
                *one.names, *self._see_place(index), *self._see_rows(index), *self._see_neighbours(index, looked, at),
                *again[at], *ends[at],
            )  # fmt: skip
            rows.append(LineEvidence(self.lines[index], names, self._link(index) if at else ""))
        return rows

    def _link(self, index: int) -> str:
        line = self.lines[index]
        if not line.opens:
            return "same block"
        if self.blocks[self.lines[index - 1].block].kind is Kind.SCENE_BREAK:
            return "mark"
        return "blank" if line.gap else "next line"

    def _see_place(self, index: int) -> Iterator[str]:
        line, count = self.lines[index], len(self.lines)
        yield f"top {_range(index)}"
        yield f"bottom {_range(count - 1 - index)}"
        if (finding := self.blocks[line.block].finding) is not None:
            yield f"found {finding.name}"
        yield from self._see_blanks(index)
        if count <= FEW:
            yield "a text of few lines"
        if 0 < self.sheet.layout.wide_gap <= line.gap:
            yield "a wide gap above"
        for step in range(1, BELOW_HEADING + 1):
            if index - step in self.heads:
                yield f"below a heading {step}"
            if index + step in self.heads:
                yield f"above a heading {step}"

    def _see_blanks(self, index: int) -> Iterator[str]:
        """Whether blank lines part a line from its neighbours, or headings stand around it."""
        line, count = self.lines[index], len(self.lines)
        above = line.opens and (line.gap > 0 or index == 0)
        below = index + 1 == count or (self.lines[index + 1].opens and self.lines[index + 1].gap > 0)
        if above and below:
            yield "alone"
            if len(self.texts[index]) <= SHORT:
                yield "alone and short"
        elif not above and not below:
            yield "close to both"
        if index + 1 in self.heads and (index - 1 in self.heads or line.block - 1 in self.head_blocks):
            yield "all there is between headings"

    def _see_rows(self, index: int) -> Iterator[str]:
        """What comes again in the text: numbers that go on, labels, signs that lines begin with, shapes."""
        counted, row = self.numbered[index], self.rows.get(index)
        if counted is not None and row is not None:
            yield f"counts {row}"
            yield f"counts {row}, {'a word' if counted.word else 'bare'}{', titled' if counted.titled else ''}"
            bare = not counted.word and not counted.titled and self.texts[index][0] in _LEFT_OUT
            if bare and not self.blocks[self.lines[index].block].found:
                yield "counts what the rows left out"
        if (label := self.labels[index]) is not None:
            yield f"its label comes {_often(self.labelled[label])}"
        if sign := self.signs[index]:
            yield f"its sign comes {_often(self.signed[sign])}"
        if (like := self.shapes.get(index)) is not None:
            yield f"a heading's shape, {_often(like)}"

    def _see_neighbours(self, index: int, looked: Sequence[Seen], at: int) -> Iterator[str]:
        for step, where in ((-1, "above"), (1, "below")):
            if not 0 <= at + step < len(looked):
                if not 0 <= index + step < len(self.lines):
                    yield f"{where}: nothing"
                continue
            near = looked[at + step]
            yield from (f"{where}: {name}" for name in near.names if name in CARRIED)
            other = self.blocks[self.lines[index + step].block]
            if other.finding is not None and self.lines[index + step].block != self.lines[index].block:
                yield f"{where}: found {other.kind.value}"
            if len(other.lines) > 1 and not other.wrapped and other.end - other.start < VERSE * len(other.lines):
                yield f"{where}: several short lines"
            if near.story:
                yield f"{where}: looks like the story"
            if len(self.texts[index + step]) > LONG:
                yield f"{where}: long"
        for where, beyond in (("above", looked[max(0, at - ROUND) : at]), ("below", looked[at + 1 : at + 1 + ROUND])):
            yield f"{where}: {_how_much(sum(one.likeness for one in beyond))} story"


def _range(count: int) -> int:
    """Which of the ranges between `NEAR` a distance lies in."""
    return sum(count > most for most in NEAR)


def _often(count: int) -> str:
    return "once" if count < 2 else "again" if count < 4 else "often"


def _how_much(likeness: int) -> str:
    return "no" if not likeness else "little" if likeness < 4 else "some" if likeness < 8 else "much"


def _see_again(looked: Sequence[Seen], top: bool) -> list[list[str]]:
    """For each line whether it is said again in the window, or with more words or fewer at the top of the page."""
    counts = Counter(one.folded for one in looked)
    tops = [one.folded for one in looked[:TOP] if 3 < len(one.folded) <= 90] if top else []
    seen: list[list[str]] = []
    for one in looked:
        own = one.folded
        if counts[own] > 1 and len(own) > 2:
            seen.append(["said again"])
        elif 3 < len(own) <= 60 and any(own in other and own != other for other in tops):
            seen.append(["said within another line of the top"])
        elif len(own) < 120 and any(other in own and own != other for other in tops[:3]):
            seen.append(["holds another line of the top"])
        else:
            seen.append([])
    return seen


def _see_ends(looked: Sequence[Seen], top: bool, bottom: bool) -> list[list[str]]:
    """For each line whether nothing like the story stands above it on the page, or below it."""
    like = [at for at, one in enumerate(looked) if one.story]
    first, last = (like[0], like[-1]) if like else (len(looked), -1)
    return [
        ["above all story"] * (top and at < first) + ["below all story"] * (bottom and at > last)
        for at in range(len(looked))
    ]


def declare_around() -> Iterator[str]:
    """Each name of evidence that can be seen around a line."""
    spans = range(len(NEAR) + 1)
    yield from (f"{end} {span}" for end in ("top", "bottom") for span in spans)
    yield from (f"found {finding.name}" for finding in Finding)
    yield from (
        "alone",
        "alone and short",
        "close to both",
        "a wide gap above",
        "all there is between headings",
        "a text of few lines",
        "counts what the rows left out",
        "above all story",
        "below all story",
    )
    yield from ("said again", "said within another line of the top", "holds another line of the top")
    yield from (f"{where} a heading {step}" for where in ("above", "below") for step in range(1, BELOW_HEADING + 1))
    for row in ("in a row", "in a list", "alone"):
        yield f"counts {row}"
        yield from (f"counts {row}, {word}{title}" for word in ("a word", "bare") for title in ("", ", titled"))
    often = ("once", "again", "often")
    yield from (
        f"{what} {many}" for what in ("its label comes", "its sign comes", "a heading's shape,") for many in often
    )
    for where in ("above", "below"):
        yield from (f"{where}: {name}" for name in sorted(CARRIED))
        yield from (f"{where}: found {kind.value}" for kind in Kind)
        yield from (f"{where}: {what}" for what in ("nothing", "looks like the story", "several short lines", "long"))
        yield from (f"{where}: {much} story" for much in ("no", "little", "some", "much"))
