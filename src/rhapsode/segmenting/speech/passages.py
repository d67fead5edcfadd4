"""Blocks in, passages out: splits prose into narration, what is said in it and what is thought in it.

In order, each leaving to the one before what it has taken:

1. `fan_marks`     emoticons and flashback marks: they interrupt everything else
2. `script_lines`  chat and script lines, which name their speaker
3. `fan_marks`     telepathy, other tongues and songs between signs of their own
4. `dashes`        paragraphs that a dash begins, where the language or the file speaks so
5. `quotations`    what stands in quotation marks, and `verdicts` on which of it is said
6. `inner_voice`   quarrels with an inner voice, without any mark
7. `thoughts`      emphasised clauses, and clauses before "she thought"
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rhapsode.language.loading import load
from rhapsode.model import Kind, Mark, Passage, Range, Role
from rhapsode.segmenting.blocks import Block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.speech.asides import cut_asides
from rhapsode.segmenting.speech.dashes import find_dashed, speaks_by_dashes, split_by_tags
from rhapsode.segmenting.speech.inner_voice import find_inner_voices
from rhapsode.segmenting.speech.script_lines import find_script_lines
from rhapsode.segmenting.speech.signs import find_interruptions, find_signed
from rhapsode.segmenting.speech.thoughts import find_emphasis, find_thoughts
from rhapsode.segmenting.speech.verdicts import judge
from rhapsode.telling.persons import find_first_persons
from rhapsode.text.marks import BRACKETS_CLOSE, OPENERS, STOPS
from rhapsode.text.quotations import find_quotations
from rhapsode.text.spans import Stretch, find_rests, merge, trim, without_overlap

_PROSE = frozenset({Kind.NARRATION, Kind.LETTER})
_SAID = frozenset({Kind.DIALOGUE, Kind.THOUGHT, Kind.LETTER})
_STOPS = frozenset(STOPS + BRACKETS_CLOSE)


def split_speech(
    text: str, blocks: Sequence[Block], scenes: Sequence[int], marks: Sequence[Mark], language: str
) -> tuple[tuple[Passage, ...], tuple[bool, ...]]:
    """The passages of `blocks`, in order, and for each scene whether it is told in the first person.

    Each block's non-blank text lies in exactly one passage. `scenes` are where scenes start.
    """
    prose = [block for block in blocks if block.kind in _PROSE]
    said = _find_said(text, prose, language)
    places = [max(0, bisect_right(scenes, block.start) - 1) for block in prose]
    first_persons = find_first_persons(_gather_told(text, prose, said, places, len(scenes)))
    stretches = _find_thought(text, prose, said, marks, [first_persons[place] for place in places])
    passages: list[Passage] = []
    position = 0
    for index, block in enumerate(blocks):
        holes = _holes(blocks, index)
        if block.kind in _PROSE:
            passages.extend(_tile(text, block, stretches[position], holes))
            position += 1
        else:
            sung = block.kind is Kind.LYRIC and _is_sung(text, blocks, index, said[position - 1] if position else ())
            whole = replace(block, within=Kind.DIALOGUE) if sung and block.within is None else block
            passages.extend(_tile(text, whole, (), holes))
    return tuple(sorted(passages, key=lambda p: p.start)), first_persons


def _find_said(text: str, prose: Sequence[Block], language: str) -> list[list[Stretch]]:
    """For each block what is said in it: script lines, signs, dashes, quotation marks."""
    quoted = _find_quoted(text, prose, language)
    scripts = _find_script(text, prose)
    signed = find_signed(text, [(block.start, block.end) for block in prose])
    return [
        script or (without_overlap(quotations, signs) if signs else quotations)
        for quotations, script, signs in zip(quoted, scripts, signed, strict=True)
    ]


def _find_script(text: str, prose: Sequence[Block]) -> list[list[Stretch]]:
    lines = [(index, line) for index, block in enumerate(prose) for line in _lines(block)]
    result: list[list[Stretch]] = [[] for _ in prose]
    for (index, _), stretches in zip(lines, find_script_lines(text, [line for _, line in lines]), strict=True):
        result[index].extend(stretches)
    return result


def _lines(block: Block) -> tuple[Range, ...]:
    """The lines of a block whose line ends are the author's, else the block as one line."""
    return block.lines if len(block.lines) > 1 and not block.wrapped else ((block.start, block.end),)


def _find_quoted(text: str, prose: Sequence[Block], language: str) -> list[list[Stretch]]:
    rooms = [(block.start, block.end) for block in prose]
    writing = load(language).writing
    found = find_quotations(text, rooms)
    judged = list(judge(text, rooms, found, [_is_letter(block) for block in prose], language))
    judged = [[part for s in stretches for part in cut_asides(text, s)] for stretches in judged]
    if writing.tags_inside:
        judged = [[part for s in stretches for part in _split_at_tags(text, s, language)] for stretches in judged]
    if speaks_by_dashes(text, [line for block in prose for line in _lines(block)], writing):
        for index, block in enumerate(prose):
            dashed = [s for line in _lines(block) for s in find_dashed(text, *line, writing, language)]
            judged[index] = without_overlap(dashed, judged[index]) if dashed else judged[index]
    return judged


def _is_letter(block: Block) -> bool:
    """A letter, or the last lines of one."""
    return block.kind is Kind.LETTER or block.finding is Finding.SIGNATURE


def _split_at_tags(text: str, stretch: Stretch, language: str) -> Iterator[Stretch]:
    """The parts of a speech that are said, where tags stand inside the marks: « La lune, dit-il, est à nous. »"""
    for start, end in split_by_tags(text, stretch.start, stretch.start + 1, stretch.end, language):
        if any(map(str.isalnum, text[start:end])):
            yield stretch.moved(start, end)


def _find_thought(
    text: str,
    prose: Sequence[Block],
    said: Sequence[list[Stretch]],
    marks: Sequence[Mark],
    first_person: Sequence[bool],
) -> list[list[Stretch]]:
    """`said` with thoughts, and with what interrupts everything; `first_person` says which blocks have an I."""
    rooms = [(block.start, block.end) for block in prose]
    plain = [not s and block.kind is Kind.NARRATION for s, block in zip(said, prose, strict=True)]
    voices = find_inner_voices(text, rooms, plain, first_person)
    emphasis = _emphasis_by_block(rooms, marks)
    interruptions = find_interruptions(text, rooms)
    result = []
    for index, (start, end) in enumerate(rooms):
        stretches = said[index] or voices.get(index, [])
        if prose[index].kind is Kind.NARRATION and index not in voices:
            spans = find_emphasis(text, start, end, emphasis[index])
            thoughts = find_thoughts(text, (start, end), spans, stretches, first_person[index])
            stretches = sorted([*stretches, *thoughts], key=lambda s: s.start)
        notes = interruptions[index]
        result.append(merge(notes, stretches) if notes else stretches)
    return result


def _emphasis_by_block(rooms: Sequence[Range], marks: Sequence[Mark]) -> list[list[Mark]]:
    result: list[list[Mark]] = [[] for _ in rooms]
    index = 0
    for mark in marks:
        if mark.role is not Role.EMPHASIS:
            continue
        while index < len(rooms) and rooms[index][1] <= mark.start:
            index += 1
        at = index
        while at < len(rooms) and rooms[at][0] < mark.end:
            result[at].append(mark)
            at += 1
    return result


def _gather_told(
    text: str, prose: Sequence[Block], said: Sequence[Sequence[Stretch]], places: Sequence[int], scenes: int
) -> list[str]:
    """What each scene tells outside its speeches; letters and other inserts tell nothing of it."""
    told: list[list[str]] = [[] for _ in range(max(1, scenes))]
    for block, stretches, place in zip(prose, said, places, strict=True):
        if block.kind is Kind.NARRATION and block.within is None:
            told[place].extend(_told(text, block, stretches))
    return [" ".join(parts) for parts in told]


def _told(text: str, block: Block, said: Sequence[Stretch]) -> Iterator[str]:
    at = block.start
    for stretch in said:
        yield text[at : stretch.start]
        at = stretch.end
    yield text[at : block.end]


def _is_sung(text: str, blocks: Sequence[Block], index: int, before: Sequence[Stretch]) -> bool:
    """Verse inside a speech that goes on behind it, or in quotation marks of its own after prose."""
    if before and before[-1].chained:
        return True
    follows_prose = index > 0 and blocks[index - 1].kind in _PROSE | {Kind.LYRIC}
    return follows_prose and text[blocks[index].start] in OPENERS


def _holes(blocks: Sequence[Block], index: int) -> list[Range]:
    """Blocks that lie inside block `index`: a page number in the middle of a paragraph."""
    holes = []
    end = blocks[index].end
    index += 1
    while index < len(blocks) and blocks[index].start < end:
        holes.append((blocks[index].start, blocks[index].end))
        index += 1
    return holes


def _tile(text: str, block: Block, stretches: Sequence[Stretch], holes: Sequence[Range]) -> Iterator[Passage]:
    """The passages of one block: its stretches, and its own kind between them."""
    at = block.start
    for stretch in _absorb_stops(text, block, stretches):
        yield from _pieces(text, block, Stretch(at, stretch.start, block.reason, block.kind), holes)
        yield from _pieces(text, block, stretch, holes)
        at = stretch.end
    yield from _pieces(text, block, Stretch(at, block.end, block.reason, block.kind), holes)


def _absorb_stops(text: str, block: Block, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Stops and brackets that would be left alone go to the speech beside them: a passage is something to say."""
    at = block.start
    for index, stretch in enumerate(stretches):
        start, end = stretch.start, stretch.end
        limit = stretches[index + 1].start if index + 1 < len(stretches) else block.end
        if stretch.kind in _SAID:
            if not any(map(str.isalnum, text[at:start])):
                start = at
            while end < limit and text[end] in _STOPS:
                end += 1
            if not any(map(str.isalnum, text[end:limit])):
                end = limit
        yield stretch.moved(start, end)
        at = end


def _pieces(text: str, block: Block, stretch: Stretch, holes: Sequence[Range]) -> Iterator[Passage]:
    """The passages of a stretch without its holes and without the blanks at their ends."""
    for start, end in find_rests(stretch.start, stretch.end, holes):
        if part := trim(text, start, end):
            yield _passage(block, stretch, *part)


def _passage(block: Block, stretch: Stretch, start: int, end: int) -> Passage:
    inside_letter = block.kind is Kind.LETTER and stretch.kind is not Kind.LETTER
    within = Kind.LETTER if inside_letter else block.within
    confidence = block.confidence if stretch.kind is block.kind else stretch.confidence
    return Passage(stretch.kind, start, end, stretch.speaker, confidence, within, stretch.reason, inner=stretch.inner)
