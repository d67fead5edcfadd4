"""A story's blocks in; what they say of each other as songs out: talk of music nearby, and lines that come again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rhapsode.language.english import ENGLISH
from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.text.marks import (
    BRACKETS_CLOSE,
    BRACKETS_OPEN,
    CLOSING,
    DASHES,
    DOUBLE_OPENERS,
    ENDERS,
    OPENING,
    QUOTES,
    STOPS,
    in_class,
)

TOLD = 76
"""A paragraph longer than this tells: neither a line of verse nor one of a page's furniture is so long."""
REACH = 3
"""How many blocks to either side may speak of a song that stands here."""
BEHIND, AHEAD = 200, 120
"""Characters of a block that are read for such talk: its end if it stands above, its beginning if it stands below."""
PHRASE, LEAST_PHRASE = 4, 3
"""Words at either end of a line by which it is known again."""
_BEGINS = frozenset(
    {Finding.CHAPTER_NUMBER, Finding.ROW_NUMBER, Finding.PART_NAME, Finding.TITLE_BELOW, Finding.LISTED, Finding.MARKUP}
)
"""Headings of which one may be the last before verse: the title of a page may have anything below it."""
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_MUSIC = ENGLISH.verbs.song | ENGLISH.nouns.songs | ENGLISH.verse.music
_SENTENCE_INSIDE = re.compile(rf"(?<!\d)[{in_class(ENDERS)}][{in_class(CLOSING)}]* +[{in_class(OPENING)}]*\w")
_PLAIN = re.compile(rf"[^\w\s{in_class(QUOTES, ENDERS, STOPS, DASHES, BRACKETS_OPEN, BRACKETS_CLOSE)}]")


@dataclass(slots=True)
class Survey:
    """What a whole story says of its short lines.

    `first` and `last` are the first and last block that tells or begins a chapter; `again` counts the phrases that
    lines begin and end with; `capitals` says that its paragraphs begin with capitals, and `brief` which share of its
    blocks tells too little to be told from a line.
    """

    sheet: Sheet
    blocks: Sequence[Block]
    first: int
    last: int
    again: Counter[str]
    capitals: bool
    brief: float
    _told: dict[tuple[int, bool], tuple[bool, bool]] = field(default_factory=dict)

    def music_near(self, index: int) -> tuple[float, float]:
        """How near above and below block `index` there is talk of music, from 0 to 1."""
        above = max(self._talk(index - step, above=True)[0] / step for step in range(1, REACH + 1))
        below = max(self._talk(index + step, above=False)[0] / step for step in range(1, REACH + 1))
        return above, below

    def messages_near(self, index: int) -> float:
        """How near above block `index` there is talk of letters and messages, from 0 to 1."""
        return max(self._talk(index - step, above=True)[1] / step for step in range(1, REACH + 1))

    def _talk(self, index: int, above: bool) -> tuple[bool, bool]:
        """Whether a block speaks of music, and of messages."""
        if not 0 <= index < len(self.blocks):
            return False, False
        if (index, above) not in self._told:
            block = self.blocks[index]
            start, end = (block.end - BEHIND, block.end) if above else (block.start, block.start + AHEAD)
            words = split_words(self.sheet.text[max(start, block.start) : min(end, block.end)])
            self._told[index, above] = not _MUSIC.isdisjoint(words), not ENGLISH.verse.messages.isdisjoint(words)
        return self._told[index, above]

    def comes_again(self, line: str) -> bool:
        """Whether another line of the story begins or ends with the words that this one does."""
        return any(self.again[phrase] > 1 for phrase in _phrases(line))


def survey(sheet: Sheet, blocks: Sequence[Block], short: int) -> Survey:
    """What the whole story says; lines no wider than `short` may be known again."""
    told = [index for index, block in enumerate(blocks) if tells(block)]
    under_way = [*told, *(index for index, block in enumerate(blocks) if block.finding in _BEGINS)]
    spoken = [index for index in range(len(blocks)) if _is_spoken(sheet, blocks[index])]
    again: Counter[str] = Counter()
    brief = capitals = 0
    for block in blocks:
        if block.kind is Kind.HEADING or tells(block):
            continue
        brief += not block.found
        for start, end in block.lines:
            if end - start <= short:
                again.update(set(_phrases(sheet.text[start:end])))
    for index in told:
        first = sheet.text[blocks[index].start : blocks[index].start + 4].lstrip(OPENING + " ")[:1]
        capitals += first.isupper() or not first.isalpha()
    return Survey(
        sheet,
        blocks,
        first=min(under_way, default=0),
        last=max([*under_way, *spoken], default=len(blocks)),
        again=again,
        capitals=capitals >= 0.9 * len(told),
        brief=brief / max(1, brief + len(told)),
    )


def _is_spoken(sheet: Sheet, block: Block) -> bool:
    """Whether a block begins with a quotation and goes on behind it: the story goes on, though the block is short."""
    text = sheet.text[block.start : block.end]
    return not block.found and text[0] in DOUBLE_OPENERS and text[-1] not in CLOSING


def tells(block: Block) -> bool:
    """Whether a block is long enough to be a paragraph of the story."""
    return not block.found and (len(block.lines) == 1 or block.wrapped) and block.end - block.start > TOLD


def split_words(line: str) -> list[str]:
    """The words of a line, in small letters."""
    return _WORD.findall(line.lower())


def _phrases(line: str) -> tuple[str, ...]:
    """The words that a line begins and ends with; none of one that is too short to be known again."""
    words = split_words(line)
    if len(words) < LEAST_PHRASE:
        return ()
    return " ".join(words[:PHRASE]), " ".join(words[-PHRASE:])


def holds_sentences(line: str) -> bool:
    """Whether a sentence ends inside a line."""
    return _SENTENCE_INSIDE.search(line) is not None


def holds_signs(line: str) -> bool:
    """Whether a line holds signs that are neither letters nor stops: arrows, bars, hash marks."""
    return _PLAIN.search(line) is not None


def find_frame(line: str) -> str:
    """The sign with which a line begins and ends, as songs and thoughts do where there are no italics; or ""."""
    framed = len(line) > 2 and (line[0] == line[-1] or line[0] + line[-1] == "<>") and holds_signs(line[0])
    return line[0] if framed else ""
