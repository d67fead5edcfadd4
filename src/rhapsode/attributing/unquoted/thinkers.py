"""Thoughts without quotation marks → whose they are: their tag's, else the scene's point of view's.

In a quarrel with an inner voice the voice is "<who>'s inner voice" and answers are <who>.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from rhapsode.attributing.turns.conversations import Stage
from rhapsode.attributing.turns.speeches import Region, is_turn
from rhapsode.attributing.unquoted.resolving import resolve
from rhapsode.attributing.unquoted.viewpoints import find_viewpoints
from rhapsode.model import Candidate, Inner, Kind, Range, Story
from rhapsode.telling.tags import TagReader

_TAGGED = 0.95
_IN_VIEW = 0.75


def find_thinkers(
    story: Story, stage: Stage, reader: TagReader, places: Sequence[Region], scenes: Sequence[Range]
) -> dict[int, Candidate]:
    """Index of each unquoted thought → whose it is."""
    views = find_viewpoints(story, stage, scenes)
    starts = [place.start for place in places]
    found: dict[int, Candidate] = {}
    last: tuple[int, int | None] = (-1, None)
    for index, passage in enumerate(story.passages):
        if passage.kind != Kind.THOUGHT or is_turn(story, passage) or passage.speaker is not None:
            continue
        number = max(0, bisect_right(starts, passage.start) - 1)
        place = places[number]
        view = views[place.scene]
        thinker = None
        if passage.inner is None:
            floor = max(place.start, story.passages[index - 1].start if index else 0)
            thinker = _read_thinker((passage.start, passage.end), (floor, place.end), stage, reader, place.scene)
            if thinker is None and number == last[0]:
                thinker = last[1]  # *One thought,* Ada thought. *And another.*
            last = (number, thinker)
        candidate = _name_thinker(passage.inner, thinker, view, stage)
        if candidate:
            found[index] = candidate
    return found


def _read_thinker(thought: Range, bounds: Range, stage: Stage, reader: TagReader, scene: int) -> int | None:
    gaps = ((bounds[0], thought[0]), (thought[1], max(thought[1], bounds[1])))
    for tag in reader.read(gaps, (0, 0), (0, 0)):
        if tag.strong:
            return resolve(tag.pointer, stage, scene)
    return None


def _name_thinker(inner: Inner | None, thinker: int | None, view: int | None, stage: Stage) -> Candidate | None:
    who = thinker if thinker is not None else view
    if who is None:
        return None
    name = stage.members[who].label
    if inner is Inner.VOICE:
        return Candidate(f"{name}'s inner voice", _IN_VIEW, "the scene's point of view has an inner voice")
    if thinker is not None:
        return Candidate(name, _TAGGED, "named beside the thought")
    return Candidate(name, _IN_VIEW, "the scene is told from this point of view")
