"""Lines in, paragraphs out: which lines belong together, and which line ends inside are the author's.

This is the one place that tells: step 2 cuts a text by it, and keeps what it found in `Story.paragraphs` for the
steps after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rhapsode.model import Range
from rhapsode.text.lines import PARAGRAPH_WIDTH, FileLayout, SourceLine, first_word_width
from rhapsode.text.marks import CLOSING, COLONS, COMMAS, DASHES, ENDERS, in_class

_SHORT_LINE = 40
"""Characters; a line of a wrapped letter this short, before a capital, is its own: an address, a greeting."""
_NARROWEST = 28
"""Columns; a phone's screen. Narrower lines that go on are verse."""
_INDENT = 2
"""Blanks that set a line in; one may be a slip, but for a tab or an ideographic space."""
_ENDED = frozenset(ENDERS + ":")
_OPEN_END = re.compile(rf"[\w{in_class(COMMAS, COLONS, DASHES)}][^\S\n]*\Z")


def group_lines(text: str, lines: Sequence[SourceLine], layout: FileLayout) -> Iterator[tuple[SourceLine, ...]]:
    """The runs of lines that nothing parts: a blank line, an indented first line, or a line that is a paragraph."""
    run: list[SourceLine] = []
    for line in lines:
        if run and _parts(text, run[-1], line, layout):
            yield tuple(run)
            run = []
        run.append(line)
    if run:
        yield tuple(run)


def _parts(text: str, above: SourceLine, line: SourceLine, layout: FileLayout) -> bool:
    """Whether a paragraph ends between two lines; with no blank line, where a sentence ends before it must."""
    if line.gap:
        return True
    if layout.wrap:
        room = above.width + 1 + first_word_width(text, line) <= layout.wrap
        ended = text[above.start : above.end].rstrip(CLOSING)[-1:] in _ENDED
        return not layout.gap and (line.indent > above.indent or (room and ended))
    return not layout.gap or max(above.width, line.width) > PARAGRAPH_WIDTH


def split_wrapped(
    text: str, lines: Sequence[SourceLine], wrap: int, author: bool = False, letter: bool = False
) -> Iterator[Range]:
    """The paragraphs of a run of lines in a text that is wrapped at column `wrap`: full lines go on in the next.

    Where line ends are the `author`'s, a line stands alone below one that isn't full, or if it is set in (an address);
    else if both are so. A short line of a `letter` ends where its writer ended it.
    """
    margin = min(line.indent for line in lines)
    start = lines[0].start
    for above, line in pairwise(lines):
        room = above.width + 1 + first_word_width(text, line) <= wrap
        set_in = line.indent > margin and _is_set_in(text, line, margin)
        apart = room or set_in if author else room and set_in
        if apart or (letter and _is_alone(text, above, line)):
            yield start, above.end
            start = line.start
    yield start, lines[-1].end


def runs_on(text: str, lines: Sequence[SourceLine]) -> bool:
    """Whether lines are wrapped prose, in a text too short to tell its habit: each is full, most go on in small."""
    widest = max(line.width for line in lines)
    small = sum(text[line.start].islower() for line in lines[1:])
    full = all(above.width + 1 + first_word_width(text, line) > widest for above, line in pairwise(lines))
    return full and widest >= _NARROWEST and 2 * small >= len(lines) - 1 > 0


def _is_set_in(text: str, line: SourceLine, margin: int) -> bool:
    """Whether a line begins further in than the margin, and not by a slip."""
    lead = text[line.start - line.indent + margin : line.start]
    return len(lead) >= _INDENT or lead in ("\t", "\u3000")


def _is_alone(text: str, above: SourceLine, line: SourceLine) -> bool:
    """Whether a line of a letter ends where its writer ended it."""
    following = text[line.start]
    return above.width < _SHORT_LINE and (following.isupper() or not following.isalnum())


def goes_on(text: str, above: Range, below: Range) -> bool:
    """Whether a paragraph breaks off in the middle of a sentence, which another takes up."""
    return text[below[0]].islower() and _OPEN_END.search(text, max(above[0], above[1] - 20), above[1]) is not None
