"""Songs and verse → who sings them, where the telling just before says so, and who made them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rhapsode.attributing.turns.conversations import Mention, Stage
from rhapsode.attributing.turns.speeches import Region
from rhapsode.attributing.unquoted.resolving import resolve
from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Candidate, Kind, Range, Story
from rhapsode.telling.tags import TagReader

_SINGS = re.compile(rf"\b(?:{any_of(ENGLISH.verbs.song)})\b")
_CONFIDENCE = 0.85
_SONG = rf"(?:{any_of(ENGLISH.nouns.songs)})\b"
_MADE = re.compile(
    r"(?:,? who)?(?: had| has)?(?: first)? (?:wrote|written|made|composed|sang|sung|recorded|penned|rhymed)"
    rf" (?:that|this|the|a|his|her|their) (?:[\w-]+ ){{0,2}}?{_SONG}|['’]s (?:[\w-]+ )?{_SONG}"
)
_MADE_BY = re.compile(rf"\b{_SONG} (?:was |written |made |sung ){{0,2}}(?:by|of) $")


def find_makers(story: Story, mentions: Sequence[Mention]) -> tuple[tuple[int, int], ...]:
    """Where each song or verse starts → whose it is, as the telling said last: "Ada, who wrote that song"."""
    made = [
        (mention.start, mention.member)
        for mention in mentions
        if not mention.quoted
        and (
            _MADE.match(story.text, mention.end)
            or _MADE_BY.search(story.text, max(0, mention.start - 40), mention.start)
        )
    ]
    starts = [start for start, _ in made]
    blocks = [story.passages[block[0]].start for block in _find_blocks(story)] if made else []
    return tuple((at, made[last - 1][1]) for at in blocks if (last := bisect_right(starts, at)))


def find_singers(story: Story, stage: Stage, reader: TagReader, places: Sequence[Region]) -> dict[int, Candidate]:
    """Index of each sung passage → who sings it."""
    found: dict[int, Candidate] = {}
    starts = [place.start for place in places]
    for block in _find_blocks(story):
        passages = story.passages
        scene = places[max(0, bisect_right(starts, passages[block[0]].start) - 1)].scene
        lead = passages[block[0] - 1] if block[0] else None
        singer = None
        if lead is not None and lead.kind == Kind.NARRATION and story.text[lead.start : lead.end].rstrip()[-1:] in ":,":
            singer = _read_singer((max(lead.start, lead.end - 600), lead.end), story.text, stage, reader, scene)
        if singer is not None:
            candidate = Candidate(stage.members[singer].label, _CONFIDENCE, "said to sing")
            found.update((index, candidate) for index in block if passages[index].speaker is None)
    return found


def _find_blocks(story: Story) -> Iterator[list[int]]:
    """Stretches of neighbouring lyric passages."""
    block: list[int] = []
    for index, passage in enumerate(story.passages):
        if passage.kind == Kind.LYRIC and passage.within is None:
            block.append(index)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _read_singer(lead: Range, text: str, stage: Stage, reader: TagReader, scene: int) -> int | None:
    """Who sings in the last sentence before a song: "… and Ada sang:"."""
    if not _SINGS.search(text, *lead):
        return None
    pointer = reader.read_subject(lead)
    return resolve(pointer, stage, scene) if pointer else None
