"""A block and its neighbours in, what speaks for and against its being verse out: numbers, to be weighed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rhapsode.language.english import ENGLISH
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.verse.metre import HeardLine, hear, rhymes
from rhapsode.segmenting.verse.surroundings import Survey, find_frame, holds_sentences, holds_signs
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import CLOSING, COLONS, DASHES, DOUBLE_CLOSERS, ENDERS, OPENING, QUOTES, in_class

SHORT = 76
"""A lone line no wider may be verse; of 2,670 lines of verse measured, one was wider."""
FAR = 4
"""How many lines to either side are looked at: a quatrain's rhymes lie within it."""
PLAIN, MUCH, OVER = 8, 24, 4
"""Columns: real files wrap a paragraph a few columns narrower or wider than the next, or lost a word since."""
MANY = 40
"""Lines of one stanza that are listened to; more would tell nothing new."""
_ENDERS = frozenset(ENDERS)
_OPENING = OPENING + "—–-"
_DIGIT = re.compile(r"\d")
_SCRIPT = re.compile(
    r"[-–] \S|<[^<>\s]{1,30}>|[\[(]?\d{1,2}:\d{2}|[\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20})?(?: \([^()]{1,30}\))?: "
)
_FIRST_WORD = re.compile(rf"[{in_class(OPENING)}~—]*([^\W\d_]+)")
_LEADING = frozenset(COLONS + DASHES)
_OTHERS = frozenset(word for word, meaning in ENGLISH.grammar.pronouns.items() if meaning != "i")
_SONG_WORDS = (
    ENGLISH.verbs.song | ENGLISH.verbs.quoting | ENGLISH.nouns.songs | {"words", "follows", "following", "inscription"}
)


@dataclass(frozen=True, slots=True)
class VerseLine:
    """What is seen of one line. `ends` is the mark it ends with behind quotation marks, "" for a letter or digit.

    `open` where its sentence goes on, or ends without a full stop; `tagged` where a quotation that opens it ends before
    the line does: `"Well," he said.`
    """

    text: str
    short: bool
    ends: str
    utterance: bool
    capital: bool
    open: bool
    tagged: bool


NOTHING = VerseLine("", short=False, ends=".", utterance=False, capital=True, open=False, tagged=False)
"""What is seen beyond the first and the last block, and instead of headings and other finds."""


@lru_cache(maxsize=4096)  # rule after rule looks at the same lines, and each at its neighbours'
def look_at(text: str, alone: bool = True) -> VerseLine:
    """What is seen of a line of text, which is a paragraph of its own or not."""
    core = text.rstrip(CLOSING + " ")
    if frame := find_frame(text):
        core = core.rstrip(frame + ">")
    ends = core[-1:] if core and not core[-1].isalnum() else ""
    first = text.lstrip(_OPENING + " ")[:1]
    utterance = (alone and text.startswith(("—", "–", "--"))) or is_script(text)
    utterance = utterance or (text[:1] in QUOTES and any(mark in text[1:] for mark in DOUBLE_CLOSERS))
    return VerseLine(
        text,
        short=alone and len(text) <= SHORT,
        ends=ends,
        utterance=utterance,
        capital=first.isupper() or not first.isalpha(),
        open=ends not in _ENDERS,
        tagged=utterance and text[0] in QUOTES and text.rstrip(" ,;—–-")[-1] not in CLOSING,
    )


def is_script(text: str) -> bool:
    """Whether a line begins with the name of who says it, as in chats and plays, or with a hyphen."""
    return _SCRIPT.match(text) is not None


def look_at_edges(sheet: Sheet, blocks: Sequence[Block]) -> tuple[list[VerseLine], list[VerseLine]]:
    """The last line and the first line of each block, shifted by one, so that both ends have a neighbour."""
    tails, heads = [NOTHING], [NOTHING]
    for block in blocks:
        if block.found:
            tails.append(NOTHING)
            heads.append(NOTHING)
            continue
        alone = len(block.lines) == 1
        head = look_at(sheet.text[slice(*block.lines[0])], alone)
        heads.append(head)
        tails.append(head if alone else look_at(sheet.text[slice(*block.lines[-1])], alone))
    return [*tails, NOTHING], [*heads, NOTHING]


def stanza_evidence(story: Survey, index: int, above: VerseLine, below: VerseLine) -> Mapping[str, float]:
    """What speaks for and against a paragraph of several lines being verse; where it is wrapped, also what fitted."""
    block = story.blocks[index]
    lines = [look_at(story.sheet.text[start:end], alone=False) for start, end in block.lines]
    count, gaps = len(lines), len(lines) - 1
    heard = [hear(line.text) for line in lines[:MANY]]
    return {
        "bias": 1.0,
        "capitals": sum(line.capital for line in lines[1:]) / gaps,
        "lines": math.log(min(count, MANY)),
        "open ends": sum(line.open for line in lines) / count,
        "marks inside": sum(bool(line.ends) for line in lines[:-1]) / gaps,
        "rhymes": rhyme_share(heard),
        "even": sum(abs(a.syllables - b.syllables) <= 2 for a, b in pairwise(heard)) / max(1, len(heard) - 1),
        "utterances": sum(line.utterance for line in lines) / count,
        "tagged": sum(line.tagged for line in lines) / count,
        "digits": sum(_DIGIT.search(line.text) is not None for line in lines) / count,
        "tiny": sum(len(line.text) < 16 for line in lines) / count,
        "wide": max(len(line.text) for line in lines) / SHORT,
        "led in": float(above.ends in (":", ",", "—", "–", ";", "")),
        "sentence goes on": float(above.open and not below.capital),
        "names": sum(line.text.istitle() for line in lines) / count,
        "begin like verse": sum(_begins_like_verse(line) for line in lines) / count,
        "comes again": sum(story.comes_again(line.text) for line in lines) / count,
        "sentences inside": sum(holds_sentences(line.text) for line in lines) / count,
        "signs": sum(holds_signs(line.text) for line in lines) / count,
        "small letters against custom": float(story.capitals) * sum(not line.capital for line in lines) / count,
        **_place_evidence(story, index),
        **_room_evidence(story.sheet, block),
    }


def _room_evidence(sheet: Sheet, block: Block) -> Mapping[str, float]:
    """Whether the lines of a block end before they must, where the file's lines are wrapped."""
    if not sheet.layout.wrap:
        return {}
    room, gaps = measure_room(sheet, block), len(block.lines) - 1
    return {
        "would have fitted": room.fits / gaps,
        "would plainly have fitted": room.plain / gaps,
        "none would plainly have fitted": float(not room.plain),
        "room to spare": room.spare,
        "over the margin": float(room.over),
    }


def _place_evidence(story: Survey, index: int) -> Mapping[str, float]:
    """What the place of a block in its story says: talk of music, and whether the story goes on around it."""
    above, below = story.music_near(index)
    return {
        "music above": above,
        "music below": below,
        "messages above": story.messages_near(index),
        "nothing told yet": float(index < story.first),
        "nothing told after": float(index > story.last),
    }


def rhyme_share(lines: Sequence[HeardLine]) -> float:
    """The share of lines that rhyme with one nearby."""
    rhyming = 0
    for index, line in enumerate(lines):
        near = (*lines[max(0, index - FAR) : index], *lines[index + 1 : index + FAR + 1])
        rhyming += any(rhymes(line, other) for other in near)
    return rhyming / len(lines)


@dataclass(frozen=True, slots=True)
class Room:
    """How a block's lines stand to the wrap width of its file."""

    fits: int  # lines that end where the next line's first word would have fitted
    plain: int  # of these, those with PLAIN columns to spare
    spare: float  # columns to spare at a line's end on average, 0 to 1 for none to MUCH
    over: bool  # a line is wider than any wrapped line gets


def measure_room(sheet: Sheet, block: Block) -> Room:
    """How a block's lines stand to the wrap width; where none is known, every line end is the author's."""
    wrap = sheet.layout.wrap
    if not wrap:
        return Room(len(block.lines) - 1, len(block.lines) - 1, 1.0, False)
    widths = [indent + end - start for indent, (start, end) in zip(block.indents, block.lines, strict=True)]
    spares = []
    for width, following in zip(widths, block.lines[1:], strict=False):
        space = sheet.text.find(" ", *following)
        word = (space if space >= 0 else following[1]) - following[0]
        spares.append(wrap - width - 1 - word)
    return Room(
        fits=sum(spare >= 0 for spare in spares),
        plain=sum(spare >= PLAIN for spare in spares),
        spare=sum(min(max(spare, 0), MUCH) for spare in spares) / MUCH / max(1, len(spares)),
        over=max(widths) > wrap + OVER,
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a one-line paragraph: the lines next to it, and the other short ones of its stretch."""

    above: VerseLine
    below: VerseLine
    near: Sequence[VerseLine]  # at most FAR on either side
    heard: Sequence[HeardLine]  # the same, as they are heard
    stretch: int  # short one-line paragraphs in a row, with this one
    heading_above: bool = False


def lone_evidence(line: VerseLine, heard: HeardLine, around: Around, story: Survey, index: int) -> Mapping[str, float]:
    """What speaks for and against a one-line paragraph, block `index`, being verse."""
    near, above, below = around.near, around.above, around.below
    even = sum(abs(other.syllables - heard.syllables) <= 2 for other in around.heard)
    return {
        "bias": 1.0,
        "wide": len(line.text) / SHORT,
        "tiny": float(len(line.text) < 16),
        "open end": float(line.open),
        "no mark at the end": float(not line.ends),
        "colon": float(line.ends == ":"),
        "announces": float(line.ends in (":", "—", ",") and announces(line.text)),
        "small first letter": float(not line.capital),
        "an utterance": float(line.utterance),
        "tagged": float(line.tagged),
        "opens with a quote": float(line.text[:1] in QUOTES),
        "digits": float(_DIGIT.search(line.text) is not None),
        "in brackets": float(line.text[:1] in "([" and line.text[-1:] in ")]"),
        "a name or title": float(is_title_case(line.text)),
        "neighbours": math.log(around.stretch),
        "open neighbours": sum(o.open and not o.utterance for o in near) / max(1, len(near)),
        "utterances near": sum(o.utterance for o in near) / max(1, len(near)),
        "rhymes": float(any(rhymes(heard, other) for other in around.heard)),
        "even": even / max(1, len(near)),
        "led in": float(not above.short and above.ends in (":", ",", "—", "–", ";", "")),
        "announced": float(above.ends in (":", "—", ",", ".") and announces(above.text)),
        "sentence goes on": float(above.open and not below.capital and not below.short),
        "under a heading": float(around.heading_above),
        **(place := _place_evidence(story, index)),
        "brief paragraphs": story.brief,
        "alone": float(around.stretch == 1),
        "alone under music": place["music above"] * (not around.near),
        "open end under music": place["music above"] * line.open * (not line.utterance),
        "comes again": float(story.comes_again(line.text)),
        "sentences inside": float(holds_sentences(line.text)),
        "of somebody": float(line.text.split(" ", 1)[0].lower() in _OTHERS),
        "signs": float(holds_signs(line.text)),
        "framed by signs": float(bool(find_frame(line.text))),
        "signs near": sum(holds_signs(o.text) for o in near) / max(1, len(near)),
        "begins like verse": float(_begins_like_verse(line)),
        "all capitals": float(line.text.isupper()),
        "small letter against custom": float(story.capitals and not line.capital),
    }


def _begins_like_verse(line: VerseLine) -> bool:
    """Whether a line begins with one of the small words that verse begins with, and neither ends nor leads anywhere."""
    first = _FIRST_WORD.match(line.text)
    return (
        line.open and line.ends not in _LEADING and first is not None and first[1].lower() in ENGLISH.verse.beginnings
    )


def announces(text: str) -> bool:
    """Whether the end of a paragraph speaks of something sung, read or said in verse."""
    words = text[-90:].lower().replace("—", " ").replace(":", " ").replace(",", " ").split()
    return not _SONG_WORDS.isdisjoint(words)
