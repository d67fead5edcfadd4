"""Which scenes are told in the first person, and by whom where a heading says so ("Ada's POV").

A narrator says "I" outside speeches. Where no heading names one, its name is learnt from who answers when it is
called: see `addressing.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind, Range, Story

NARRATOR = "narrator"
_FIRST_PERSON = re.compile(r"(?<![\w.])(?:I|my|me|myself|I['’](?:m|d|ve|ll))(?![\w.’'])")
_TITLES = any_of(map(str.capitalize, ENGLISH.titles.every))
_POINT_OF_VIEW = re.compile(
    r"^\W*(?:POV|point of view)\W+(?:of\s+)?([A-Z]\w+)"
    r"|([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?:['’]s?)?\s+(?:POV|P\.O\.V|[Pp]oint of [Vv]iew)"
    rf"|^\W*((?:(?:{_TITLES})\.? )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s? (?:[Jj]ournal|[Dd]iary)\b"
    r"(?![ \t]+(?!kept)[a-z])",
)
_HEADING_LINE = re.compile(r"(?m)^[^\n]{1,60}$")
"""A longer one is a sentence that speaks of a point of view."""
PER_THOUSAND = 6
"""First persons in a thousand words of telling: essays' asides stay below three, told lives lie above twenty."""
_LETTERS_A_WORD = 5.7
_ENOUGH = 1200  # characters of telling that decide for a scene by itself; below, the whole story's habit counts too


def find_first_person(story: Story, scenes: Sequence[Range]) -> tuple[bool, ...]:
    """For each scene, whether its telling is in the first person."""
    counts = [[0, 0] for _ in scenes]
    at = 0
    for passage in story.passages:
        if passage.kind != Kind.NARRATION or passage.within is not None:
            continue
        while at + 1 < len(scenes) and scenes[at + 1][0] <= passage.start:
            at += 1
        counts[at][0] += len(_FIRST_PERSON.findall(story.text, passage.start, passage.end))
        counts[at][1] += passage.end - passage.start
    whole = _is_first_person(sum(c[0] for c in counts), sum(c[1] for c in counts))
    return tuple(_is_first_person(own, told) or (whole and told < _ENOUGH) for own, told in counts)


def _is_first_person(said_i: int, told: int) -> bool:
    return said_i >= 3 and said_i * 1000 * _LETTERS_A_WORD >= PER_THOUSAND * told


def find_points_of_view(story: Story, scenes: Sequence[Range]) -> tuple[str, ...]:
    """For each scene the name in its heading "Ada's POV" or "Ada's Diary", or ""; one holds until the next."""
    starts = [start for start, _ in scenes]
    begun: dict[int, str] = {}
    for line in _HEADING_LINE.finditer(story.text):
        for match in _POINT_OF_VIEW.finditer(line[0]):
            first = bisect_left(starts, line.start() - 2)
            around = bisect_right(starts, line.start()) - 1
            if around >= 0 and line.start() < scenes[around][1]:
                first = min(first, around)
            begun[first] = match[1] or match[2] or match[3]
    return tuple(accumulate((begun.get(number, "") for number in range(len(scenes))), lambda held, new: new or held))
