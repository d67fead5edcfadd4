"""How a text is laid out: its lines in; their wrap width, and how many blank lines part its paragraphs, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

_LINE = re.compile(r"[^\n]+")
_MARGINS = range(28, 141)
"""Wrap widths that are looked for: a phone's screen to a landscape page."""
_LONG = 160
"""A line longer than this is a paragraph of its own: wider than any width that is looked for."""

PARAGRAPH_WIDTH = 100
"""Where lines aren't wrapped, a wider one is a paragraph; of 2,670 lines of verse measured, one is."""
_FEWEST = 6
"""Line ends inside paragraphs that a wrap is told from."""


class SourceLine(NamedTuple):
    """A non-blank line without the blanks around it; `indent` counts those before it, `gap` the blank lines above."""

    start: int
    end: int
    indent: int
    gap: int

    @property
    def width(self) -> int:
        """Columns up to its last character."""
        return self.indent + self.end - self.start


@dataclass(frozen=True, slots=True)
class FileLayout:
    """The habits of a file.

    `wrap` is the widest that a hard-wrapped text's lines get, 0 where a paragraph is one line. `gap` is the usual
    number of blank lines between paragraphs; 0 where every line, or every indented line, begins a paragraph.
    `wide_gap` is the least number of blank lines that is rare and wide enough to part scenes, 0 where none is.
    `margin` is the column where most lines begin.
    """

    wrap: int = 0
    gap: int = 1
    wide_gap: int = 0
    margin: int = 0


def find_lines(text: str) -> list[SourceLine]:
    """The non-blank lines of `text`."""
    lines: list[SourceLine] = []
    last = 0  # end of the last non-blank line
    for match in _LINE.finditer(text):
        line = match.group()
        body = line.strip()
        if not body:
            continue
        begin = match.start()
        indent = len(line) - len(line.lstrip())
        gap = text.count("\n", last, begin) - 1 if lines else 0
        last = match.end()
        lines.append(SourceLine(begin + indent, begin + indent + len(body), indent, max(gap, 0)))
    return lines


def first_word_width(text: str, line: SourceLine) -> int:
    """How many columns the first word of a line takes."""
    space = text.find(" ", line.start, line.end)
    return (space if space >= 0 else line.end) - line.start


def measure_layout(text: str, lines: Sequence[SourceLine]) -> FileLayout:
    """The habits of the file that `lines` come from."""
    wrap = _find_wrap(text, lines)
    gap = _usual_gap(lines, wrap)
    margins = Counter(line.indent for line in lines)
    margin = margins.most_common(1)[0][0] if margins else 0
    return FileLayout(wrap, gap, _wide_gap(lines, gap), margin)


def _find_wrap(text: str, lines: Sequence[SourceLine]) -> int:
    """The width W for which most lines are such that they fit in W, and with the next line's first word would not.

    Of 30 hard-wrapped novels measured, one full of verse has 85 % of its line pairs so, most over 95 %; where a
    paragraph is one line, only verse, signatures and addresses have pairs, which may agree by chance: but lines of
    wrapped prose begin with a small letter more often than not, those of verse hardly ever.
    """
    tally: Counter[int] = Counter()
    pairs = small = 0
    for line, after in pairwise(lines):
        if after.gap or line.width > _LONG:
            continue
        pairs += 1
        small += not text[after.start].isupper()
        tally[line.width] += 1
        tally[line.width + 1 + first_word_width(text, after)] -= 1
    if pairs < _FEWEST or small < 0.4 * pairs:
        return 0
    counts = list(accumulate(tally[width] for width in range(_MARGINS.stop)))
    best = max(_MARGINS, key=lambda width: counts[width])
    long_lines = sum(line.width > best + 8 for line in lines)
    return best if counts[best] >= 0.5 * pairs and long_lines <= 0.1 * len(lines) else 0


def _usual_gap(lines: Sequence[SourceLine], wrap: int) -> int:
    """The blank lines between paragraphs."""
    if wrap:
        wide = Counter(line.gap for line in lines[1:] if line.gap)
        return wide.most_common(1)[0][0] if sum(wide.values()) * 25 > len(lines) else 0
    around_paragraphs: Counter[int] = Counter()
    for above, below in pairwise(lines):  # between two paragraphs counts thrice: verse may stand close below one
        wide_ones = (above.width > PARAGRAPH_WIDTH) + (below.width > PARAGRAPH_WIDTH)
        around_paragraphs[below.gap] += (0, 1, 3)[wide_ones]
    around_paragraphs = +around_paragraphs
    gaps = around_paragraphs or Counter(line.gap for line in lines[1:])
    wide = Counter(line.gap for line in lines[1:] if line.gap)
    if wide and not around_paragraphs and sum(wide.values()) * 5 >= len(lines):
        return wide.most_common(1)[0][0]
    return gaps.most_common(1)[0][0] if gaps else 1


def _wide_gap(lines: Sequence[SourceLine], gap: int) -> int:
    """The least gap wider than the usual one, if such gaps are rare."""
    wide = [line.gap for line in lines[1:] if line.gap > gap]
    parted = sum(line.gap >= gap for line in lines[1:])
    return gap + 1 if wide and len(wide) * 4 <= parted else 0
