"""Which scenes are told in the first person, and what their narrator is called.

A narrator says "I" outside speeches. Its name is learnt from who answers when it is called: see `addressing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rhapsode.attributing.prose import Turn
from rhapsode.model import Range, Story

NARRATOR = "narrator"
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|myself)\b(?!\.)")
PER_THOUSAND = 6
"""First persons in a thousand words of telling: essays' asides stay below three, told lives lie above twenty."""


def find_first_person(story: Story, turns: Sequence[Turn], scenes: Sequence[Range]) -> tuple[bool, ...]:
    """For each scene, whether its telling is in the first person."""
    counts = []
    at = 0
    for start, end in scenes:
        told, said_i = 0, 0
        while at < len(turns) and turns[at].end <= start:
            at += 1
        position, index = start, at
        while position < end:
            stop = min(end, turns[index].start) if index < len(turns) else end
            if stop > position:
                told += stop - position
                said_i += len(_FIRST_PERSON.findall(story.text, position, stop))
            if index >= len(turns) or turns[index].start >= end:
                break
            position = max(position, stop)
            for quote, gap in zip(turns[index].quotes, turns[index].gaps[1:], strict=True):
                position = quote[1]
                said_i += len(_FIRST_PERSON.findall(story.text, position, gap[1]))
                told += max(0, gap[1] - position)
                position = max(position, gap[1])
            index += 1
        counts.append((said_i, told))
    whole = _is_first_person(sum(c[0] for c in counts), sum(c[1] for c in counts))
    return tuple(_is_first_person(i, told) if told > 1200 else whole or _is_first_person(i, told) for i, told in counts)


def _is_first_person(said_i: int, told: int) -> bool:
    return said_i >= 3 and said_i * 1000 >= PER_THOUSAND * told / 5.7
