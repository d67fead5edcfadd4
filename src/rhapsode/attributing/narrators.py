"""Which scenes are told in the first person, and by whom where a heading says so ("Ada's POV").

A narrator says "I" outside speeches. Where no heading names one, its name is learnt from who answers when it is
called: see `addressing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rhapsode.model import Kind, Range, Story

NARRATOR = "narrator"
_FIRST_PERSON = re.compile(r"(?<![\w.])(?:I|my|me|myself|I['’](?:m|d|ve|ll))(?![\w.’'])")
_POINT_OF_VIEW = re.compile(
    r"^\W*(?:POV|point of view)\W+(?:of\s+)?([A-Z]\w+)"
    r"|([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?:['’]s?)?\s+(?:POV|P\.O\.V|[Pp]oint of [Vv]iew)"
    r"|^\W*((?:(?:Dr|Mr|Mrs|Prof|Rev|Capt)\.? |Miss )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s? (?:[Jj]ournal|[Dd]iary)\b"
    r"(?![ \t]+(?!kept)[a-z])",
    re.MULTILINE,
)
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
    names = [""] * len(scenes)
    found = [(m.end(), m.group(1) or m.group(2) or m.group(3)) for m in _POINT_OF_VIEW.finditer(story.text)]
    for end, name in found:
        line_start = story.text.rfind("\n", 0, end) + 1
        line_end = story.text.find("\n", end)
        if (line_end if line_end >= 0 else len(story.text)) - line_start > 60:
            continue  # a sentence that speaks of a point of view, not a heading
        for number, (start, stop) in enumerate(scenes):
            if start >= line_start - 2 or start <= line_start < stop:
                names[number] = name
    return tuple(names)
