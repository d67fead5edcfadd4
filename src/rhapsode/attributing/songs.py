"""Songs and verse → who sings them, where the telling just before or after says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rhapsode.attributing.conversations import Stage
from rhapsode.attributing.pointing import resolve
from rhapsode.attributing.prose import Paragraph
from rhapsode.attributing.tags import TagReader
from rhapsode.model import Candidate, Kind, Range, Story

_SINGS = re.compile(
    r"\b(?:sang|sings|sung|singing|sing|hummed|humming|chanted|chanting|crooned|recited|reciting|intoned|struck up)\b"
)
_CONFIDENCE = 0.85


def find_singers(
    story: Story, stage: Stage, reader: TagReader, paragraphs: Sequence[Paragraph]
) -> dict[int, Candidate]:
    """Index of each sung passage → who sings it."""
    found: dict[int, Candidate] = {}
    starts = [paragraph.start for paragraph in paragraphs]
    for block in _find_blocks(story):
        passages = story.passages
        scene = paragraphs[max(0, bisect_right(starts, passages[block[0]].start) - 1)].scene
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
