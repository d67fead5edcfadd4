"""Prose and what was found in it → the paragraphs of its telling, with their sentences outside what is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rhapsode.model import Kind, Range
from rhapsode.segmenting.speech.parts import Parts, Prose, read_lines
from rhapsode.segmenting.speech.sentences import Sentence, Spot, read_spot
from rhapsode.segmenting.speech.thoughts import find_emphasis


def read_spots(prose: Prose, parts: Parts) -> list[Spot]:
    """The paragraphs of the telling, but for lists, tables, letters and the like."""
    spots: list[Spot] = []
    for index, (block, said, scene) in enumerate(zip(prose.blocks, parts.said, prose.places, strict=True)):
        if block.kind is not Kind.NARRATION or block.within is not None or block.found:
            continue
        position, first = 0, len(spots)
        for line in read_lines(block):
            while position < len(said) and said[position].end <= line[0]:
                position += 1
            last = position
            while last < len(said) and said[last].start < line[1]:
                last += 1
            taken = [(stretch.start, stretch.end) for stretch in said[position:last]]
            spots.append(read_spot(prose.text, line, taken, len(spots), scene))
        _settle(prose, parts, index, [sentence for spot in spots[first:] for sentence in spot.sentences])
    return spots


def _settle(prose: Prose, parts: Parts, index: int, sentences: Sequence[Sentence]) -> None:
    """Marks the sentences of a block that are emphasised, and those that other passes have told of."""
    emphasis = find_emphasis(prose.text, *prose.rooms[index], prose.emphasis[index])
    for sentence, (start, end) in _overlapping(sentences, emphasis):
        sentence.emphasised = start <= sentence.start + 1 and sentence.end <= end + 1
    quarrel = parts.quarrels.get(index)
    found = quarrel or (parts.thoughts[index] if parts.thoughts else [])
    if quarrel:
        for sentence in sentences:
            sentence.settled = False
    for sentence, _ in _overlapping(sentences, [(stretch.start, stretch.end) for stretch in found]):
        sentence.settled = True


def _overlapping(sentences: Iterable[Sentence], ranges: Sequence[Range]) -> Iterator[tuple[Sentence, Range]]:
    """The sentences that share words with one of `ranges`, each with the first of those; both are in order."""
    position = 0
    for sentence in sentences:
        while position < len(ranges) and ranges[position][1] <= sentence.start:
            position += 1
        if position < len(ranges) and ranges[position][0] < sentence.end:
            yield sentence, ranges[position]
