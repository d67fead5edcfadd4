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
from rhapsode.text.marks import CLOSING, COLONS, COMMAS, DASHES, DOUBLE_CLOSERS, DOUBLE_OPENERS, ENDERS, in_class

_SHORT_LINE = 40
"""Characters; a line of a wrapped letter this short, before a capital, is its own: an address, a greeting."""
_NARROWEST = 28
"""Columns; a phone's screen. Narrower lines that go on are verse."""
_INDENT = 2
"""Blanks that set a line in; one may be a slip, but for a tab or an ideographic space."""
_PLAIN_ROOM = 0.25
"""The share of its columns that a line has to spare which plainly isn't full."""
_FIELD = re.compile(r"[^\W\d_a-z][\w' /-]{0,24}:(?!\S)")
"""The label of a field of a header: `Rating:`."""
_ENDED = frozenset(ENDERS + ":")
_OPEN_END = re.compile(rf"[\w{in_class(COMMAS, COLONS, DASHES)}][^\S\n]*\Z")


def group_lines(text: str, lines: Sequence[SourceLine], layout: FileLayout) -> Iterator[tuple[SourceLine, ...]]:
    """The runs of lines that nothing parts: a blank line, an indented first line, or a line that is a paragraph."""
    run: list[SourceLine] = []
    for index, line in enumerate(lines):
        if run and _parts(text, lines, index, layout):
            yield tuple(run)
            run = []
        run.append(line)
    if run:
        yield tuple(run)


def _parts(text: str, lines: Sequence[SourceLine], index: int, layout: FileLayout) -> bool:
    """Whether a paragraph ends above a line."""
    above, line = lines[index - 1], lines[index]
    if line.gap:
        return True
    if layout.wrap:
        return not layout.gap and _parts_wrapped(text, lines, index, layout.wrap)
    return not layout.gap or max(above.width, line.width) > PARAGRAPH_WIDTH


def _parts_wrapped(text: str, lines: Sequence[SourceLine], index: int, wrap: int) -> bool:
    """Whether a paragraph ends above a line of wrapped text that has no blank lines between paragraphs.

    It does where a line is set in, above and below a rule, where speech follows speech, and below a line that isn't
    full if a sentence ends with it; if none does (a title, a field of a header, a line of verse), above a new field
    and above full lines.
    """
    above, line = lines[index - 1], lines[index]
    if line.indent > above.indent or _is_wordless(text, above) or _is_wordless(text, line):
        return True
    if text[above.end - 1] in DOUBLE_CLOSERS and text[line.start] in DOUBLE_OPENERS:
        return True
    room = _room(text, above, line, wrap)
    if room < 0:
        return False
    if text[above.start : above.end].rstrip(CLOSING)[-1:] in _ENDED or _FIELD.match(text, line.start, line.end):
        return True
    following = lines[index + 1] if index + 1 < len(lines) else None
    full = following is not None and not following.gap and _room(text, line, following, wrap) < 0
    return full and room >= _PLAIN_ROOM * wrap and not text[line.start].islower()


def _is_wordless(text: str, line: SourceLine) -> bool:
    """Whether a line is a rule or an ornament."""
    return line.end - line.start > 1 and not any(map(str.isalnum, text[line.start : line.end]))


def _room(text: str, line: SourceLine, after: SourceLine, wrap: int) -> int:
    """How many columns a line has to spare if the first word of the next came with it; below 0 where it is full."""
    return wrap - line.width - 1 - first_word_width(text, after)


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
        room = _room(text, above, line, wrap) >= 0
        set_in = line.indent > margin and _is_set_in(text, line, margin)
        apart = room or set_in if author else room and set_in
        if apart or (letter and _is_alone(text, above, line)):
            yield start, above.end
            start = line.start
    yield start, lines[-1].end


def runs_on(text: str, lines: Sequence[SourceLine], narrow: bool = False) -> bool:
    """Whether lines are wrapped prose, in a text too short to tell its habit: each is full, most go on in small.

    They are at least as wide as a phone's screen, unless they may be `narrow`.
    """
    widest = max(line.width for line in lines)
    small = sum(text[line.start].islower() for line in lines[1:])
    full = all(_room(text, above, line, widest) < 0 for above, line in pairwise(lines))
    return full and (narrow or widest >= _NARROWEST) and 2 * small >= len(lines) - 1 > 0


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
