"""The passes that find what is said in prose and what is thought: a table, run from the first row to the last.

A pass takes what was found before it and gives it back with its own finds; what it reads and writes of it stands in its
row. Where two claim the same words, the later pass says in its docstring who keeps them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rhapsode.language.loading import load
from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.speech.asides import cut_asides
from rhapsode.segmenting.speech.dashes import find_dashed, speaks_by_dashes, split_by_tags
from rhapsode.segmenting.speech.inner_voice import find_inner_voices
from rhapsode.segmenting.speech.own_marks import find_own_marks
from rhapsode.segmenting.speech.parts import Found, Parts, Prose, read_lines
from rhapsode.segmenting.speech.script_lines import find_script_lines
from rhapsode.segmenting.speech.signs import find_interruptions, find_signed
from rhapsode.segmenting.speech.spots import read_spots
from rhapsode.segmenting.speech.thoughts import find_emphasis, find_thoughts
from rhapsode.segmenting.speech.trading import take_turns
from rhapsode.segmenting.speech.unmarked import find_unmarked
from rhapsode.segmenting.speech.verdicts import judge
from rhapsode.telling.persons import find_first_persons
from rhapsode.text.marks import DOUBLE_OPENERS
from rhapsode.text.quotations import find_quotations
from rhapsode.text.spans import Stretch, merge, without_overlap


@dataclass(frozen=True, slots=True)
class Pass:
    """A row of the table; `reads` and `writes` are fields of `Parts`."""

    find: Callable[[Prose, Parts], Parts]
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.find.__name__


def find_parts(prose: Prose, before: Callable[[Prose, Parts], Parts] | None = None) -> Parts:
    """What the passes find in `prose`: all of them, or those above the one that is called `before`."""
    parts = Parts()
    for each in PASSES:
        if each.find is before:
            break
        parts = each.find(prose, parts)
    return parts


def pair_marks(prose: Prose, parts: Parts) -> Parts:
    """What stands in quotation marks, in the style of the file."""
    return replace(parts, quotations=find_quotations(prose.text, prose.rooms))


def judge_quotations(prose: Prose, parts: Parts) -> Parts:
    """Which quotations are said or written; words that are only mentioned are left out."""
    letters = [_is_letter(block) for block in prose.blocks]
    return replace(parts, said=list(judge(prose.text, prose.rooms, parts.quotations, letters, prose.language)))


def leave_out_asides(prose: Prose, parts: Parts) -> Parts:
    """Brackets in which the narrator speaks inside a speech."""
    return replace(parts, said=[[part for s in found for part in cut_asides(prose.text, s)] for found in parts.said])


def leave_out_tags(prose: Prose, parts: Parts) -> Parts:
    """Tags inside the marks, where the language has them so."""
    if not load(prose.language).writing.tags_inside:
        return parts
    said = [[part for s in found for part in _split_at_tags(prose.text, s, prose.language)] for found in parts.said]
    return replace(parts, said=said)


def follow_dashes(prose: Prose, parts: Parts) -> Parts:
    """Paragraphs that a dash begins, where the language or the file speaks so; quotations in them are no speech."""
    text, writing = prose.text, load(prose.language).writing
    if not speaks_by_dashes(text, [line for block in prose.blocks for line in read_lines(block)], writing):
        return parts
    said = []
    for block, found in zip(prose.blocks, parts.said, strict=True):
        dashed = [s for line in read_lines(block) for s in find_dashed(text, *line, writing, prose.language)]
        said.append(without_overlap(dashed, found) if dashed else found)
    return replace(parts, said=said)


def follow_signs(prose: Prose, parts: Parts) -> Parts:
    """Telepathy, other tongues and songs between signs of their own; what is said in marks already stays so."""
    signed = find_signed(prose.text, prose.rooms)
    said = [without_overlap(found, signs) if signs else found for found, signs in zip(parts.said, signed, strict=True)]
    return replace(parts, said=said)


def follow_own_marks(prose: Prose, parts: Parts) -> Parts:
    """Thoughts between signs of this story's own, single quotation marks among them; in English."""
    if not prose.language.startswith("en"):
        return parts
    doubles = [(s.start, s.end) for found in parts.said for s in found if prose.text[s.start] in DOUBLE_OPENERS]
    marked = find_own_marks(prose.text, prose.rooms, doubles, prose.language)
    said = [without_overlap(own, found) if own else found for own, found in zip(marked, parts.said, strict=True)]
    return replace(parts, said=said)


def follow_scripts(prose: Prose, parts: Parts) -> Parts:
    """Chat and script lines, which name their speaker: nothing else in their block is said."""
    lines = [(index, line) for index, block in enumerate(prose.blocks) for line in read_lines(block)]
    scripts: list[list[Stretch]] = [[] for _ in prose.blocks]
    for (index, _), found in zip(lines, find_script_lines(prose.text, [line for _, line in lines]), strict=True):
        scripts[index].extend(found)
    return replace(parts, said=[script or found for script, found in zip(scripts, parts.said, strict=True)])


def tell_persons(prose: Prose, parts: Parts) -> Parts:
    """Whether the narrator of each scene is an I, by what it tells outside speeches."""
    return replace(parts, first_persons=find_first_persons(_gather_told(prose, parts.said)))


def hear_inner_voices(prose: Prose, parts: Parts) -> Parts:
    """Quarrels with an inner voice, without any mark, in narration where nothing is said."""
    plain = [not s and b.kind is Kind.NARRATION for s, b in zip(parts.said, prose.blocks, strict=True)]
    first_person = [parts.first_persons[place] for place in prose.places]
    return replace(parts, quarrels=find_inner_voices(prose.text, prose.rooms, plain, first_person))


def read_minds(prose: Prose, parts: Parts) -> Parts:
    """Emphasised clauses, and clauses before "she thought", outside what is said; none in a quarrel."""
    emphasis = prose.emphasis
    thoughts: list[list[Stretch]] = []
    for index, (start, end) in enumerate(prose.rooms):
        if prose.blocks[index].kind is not Kind.NARRATION or index in parts.quarrels:
            thoughts.append([])
            continue
        spans = find_emphasis(prose.text, start, end, emphasis[index])
        thoughts.append(
            find_thoughts(prose.text, (start, end), spans, parts.said[index], parts.first_persons[prose.places[index]])
        )
    return replace(parts, thoughts=thoughts)


def weigh_sentences(prose: Prose, parts: Parts) -> Parts:
    """Thoughts without any mark, by how a sentence is put; what other signs have told stays and counts beside it."""
    if not prose.language.startswith("en"):
        return parts
    thoughts: list[list[Stretch]] = [[] for _ in prose.blocks]
    starts = [block.start for block in prose.blocks]
    for stretch in find_unmarked(read_spots(prose, parts), parts.first_persons):
        thoughts[bisect_right(starts, stretch.start) - 1].append(stretch)
    return replace(parts, thoughts=[merge(old, new) for old, new in zip(parts.thoughts, thoughts, strict=True)])


def part_quarrels(prose: Prose, parts: Parts) -> Parts:
    """Thoughts that two voices of one head trade, paragraph by paragraph."""
    alone: list[Stretch | None] = []
    for index, (start, end) in enumerate(prose.rooms):
        free = not parts.said[index] and not parts.first_persons[prose.places[index]]
        found = parts.thoughts[index] if free else []
        whole = [(one.start, one.end, one.inner) for one in found] == [(start, end, None)]
        alone.append(found[0] if whole else None)
    traded = take_turns(prose.text, alone, prose.places)
    thoughts = [[traded[index]] if index in traded else found for index, found in enumerate(parts.thoughts)]
    return replace(parts, thoughts=thoughts)


def see_interruptions(prose: Prose, parts: Parts) -> Parts:
    """Emoticons and flashback marks, which cut through all else."""
    return replace(parts, interruptions=find_interruptions(prose.text, prose.rooms))


PASSES: tuple[Pass, ...] = (
    Pass(pair_marks, reads=(), writes=("quotations",)),
    Pass(judge_quotations, reads=("quotations",), writes=("said",)),
    Pass(leave_out_asides, reads=("said",), writes=("said",)),
    Pass(leave_out_tags, reads=("said",), writes=("said",)),
    Pass(follow_dashes, reads=("said",), writes=("said",)),
    Pass(follow_signs, reads=("said",), writes=("said",)),
    Pass(follow_own_marks, reads=("said",), writes=("said",)),
    Pass(follow_scripts, reads=("said",), writes=("said",)),
    Pass(tell_persons, reads=("said",), writes=("first_persons",)),
    Pass(hear_inner_voices, reads=("said", "first_persons"), writes=("quarrels",)),
    Pass(read_minds, reads=("said", "first_persons", "quarrels"), writes=("thoughts",)),
    Pass(weigh_sentences, reads=("said", "first_persons", "quarrels", "thoughts"), writes=("thoughts",)),
    Pass(part_quarrels, reads=("said", "first_persons", "thoughts"), writes=("thoughts",)),
    Pass(see_interruptions, reads=(), writes=("interruptions",)),
)


def _is_letter(block: Block) -> bool:
    """A letter, or the last lines of one."""
    return block.kind is Kind.LETTER or block.finding is Finding.SIGNATURE


def _split_at_tags(text: str, stretch: Stretch, language: str) -> Iterator[Stretch]:
    """The parts of a speech that are said, where tags stand inside the marks: « La lune, dit-il, est à nous. »"""
    for start, end in split_by_tags(text, stretch.start, stretch.start + 1, stretch.end, language):
        if any(map(str.isalnum, text[start:end])):
            yield stretch.moved(start, end)


def _gather_told(prose: Prose, said: Found) -> list[str]:
    """What each scene tells outside its speeches; letters and other inserts tell nothing of it."""
    told: list[list[str]] = [[] for _ in range(prose.scenes)]
    for block, stretches, place in zip(prose.blocks, said, prose.places, strict=True):
        if block.kind is Kind.NARRATION and block.within is None:
            told[place].extend(_told(prose.text, block, stretches))
    return [" ".join(parts) for parts in told]


def _told(text: str, block: Block, said: Sequence[Stretch]) -> Iterator[str]:
    at = block.start
    for stretch in said:
        yield text[at : stretch.start]
        at = stretch.end
    yield text[at : block.end]
