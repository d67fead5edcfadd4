"""Front and back matter: blocks in; licences, credits, contents, archive headers, pictures and footnotes found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rhapsode.language.english import ENGLISH
from rhapsode.language.loading import find_words, load
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind, Range
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.text.marks import ELLIPSIS, FULL_STOPS

LICENCE_EARLY = 240
"""Blocks from the start in which the line stands that ends Project Gutenberg's header; old ones are long."""
CREDITS_EARLY = 6
"""Blocks from the start of a book in which credits stand."""
EARLY = 60
"""Blocks from the start in which a header of an archive is looked for."""
DEDICATION_EARLY = 12
"""Blocks from the start among which a dedication stands."""
ENTRY = 90
"""Characters of the longest entry of a table of contents, page number and leader aside."""

_START = re.compile(r"(?i)\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*? ?THE SMALL PRINT")
_NAMING = re.compile(r"(?i)(?:the )?project gutenberg(?:['’]s)?\b.{0,160}\Z")
_END = re.compile(
    r"(?i)\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG|(?:this is the )?end of (?:the )?project gutenberg"
)
_CREDITS = re.compile(
    r"(?i)(?:\[?(?:produced|transcribed|prepared|digitized|e-?text prepared|this e-?(?:book"
    r"|text) was (?:produced|prepared))"
    r" (?:by|from)\b|transcriber['’]s notes?\b|.{0,200}\b(?:distributed proofread|pgdp\.net))",
    re.DOTALL,
)
_PICTURE = re.compile(r"(?i)\[(?:illustration|image|picture|frontispiece|cover|map)\b[^\]]*\]")
_FOOTNOTE = re.compile(r"\[?(?:Footnote|Fußnote|Note de bas de page) ?[\w*†‡]{1,4}[:.\]]|\[(?:\d{1,3}|[*†‡§])\] \S")
_CONTENTS = re.compile(rf"(?i)[*_#\s]*(?:{any_of(find_words('structure', 'contents'))})[:.*_\s]*")
_LABELS = any_of(find_words("structure", "labels"))
_LABEL = re.compile(rf"(?i)(?:{_LABELS})?\s*[ivxlcdm\d]{{1,8}}\.?")
_COUNT = re.compile(rf"(?i)^(?:(?:{_LABELS})\s+)?[ivxlc\d]{{1,7}}[.):—–-]*\s+")
_LEADER = re.compile(rf"[\s·_{FULL_STOPS}{ELLIPSIS}-]*(?:\d{{1,4}}|[ivxlc]{{1,7}})?\W*\Z")
_FANFICTION = re.compile(
    r"(?i)rated: ?(?:fiction )?[KTM]\+? ?-.*\b(?:words|chapters|id): ?[\d,]+|story ?id: ?\d+|stories/\d+"
)
_TRANSCRIBER = re.compile(r"(?i)[\[*_ ]*transcriber['’]?s['’]? notes?\b\W*(?::|—|--|\.|\n|\Z)")
_ARCHIVE = re.compile(
    r"(?i)(?:posted originally on the archive of our own|please drop by the archive and comment"
    r"|(?:see the end of the (?:chapter|work) for|\(see the end))"
)
_IMPRINT = re.compile(
    r"(?i)(?:copyright\W{1,3}(?:©|\(c\)|\d{4}|by\b)|©\s?\d{4}|all rights reserved\b|(?:e-?)?isbn\b[\s:]*[\dx-]{4}"
    r"|first (?:published|printed) (?:in|by)\b|printed in the\b|this is a work of fiction\b)"
)
_FOOTNOTES = re.compile(r"(?i)[*_=\s]*(?:footnotes|fußnoten|notes de bas de page)[*_=:.\s]*")
_TAGS = re.compile(
    r"(?im)^\s*(?:rating|archive warnings?|categor(?:y|ies)|fandoms?|relationships?|characters?"
    r"|additional tags?|language"
    r"|series|collections?|stats|published|status|updated|packaged|genre|chapters|words|publisher|story url"
    r"|author url)\s*:"
)
_TO = re.compile(r"(?i)(?:to(?: my| the| our)?|for(?: my| the| our)?|dedicated(?: to)?|in (?:loving )?memory of)\b")
_INSCRIBED = re.compile(r"(?i)\b(?:inscribed|dedicated)\b")
_ENDING = re.compile(r"(?i)\W*(?:end file|the end of this project|(?:work|chapter) text:?|fin de l['’]ebook)\W*")


def find_licences(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """What stands before the line that begins a Project Gutenberg book, and after the one that ends it."""
    found = list(blocks)
    first, last = _story_of_gutenberg(sheet, blocks)
    _label(found, 0, first, Finding.LICENCE_BEFORE)
    _label(found, last, len(found), Finding.LICENCE_AFTER)
    for index in range(first, min(first + CREDITS_EARLY, last)):
        if not found[index].found and _CREDITS.match(_words(sheet, found[index])):
            _label(found, index, index + 1, Finding.CREDITS)
    return tuple(found)


def _story_of_gutenberg(sheet: Sheet, blocks: Sequence[Block]) -> Range:
    """The first block of the book, and the one behind its last."""
    if "project gutenberg" not in sheet.text.lower():
        return 0, len(blocks)
    starts = [i for i, block in enumerate(blocks[:LICENCE_EARLY]) if _START.search(_words(sheet, block))]
    first = starts[-1] + 1 if starts else 0
    if not starts and _NAMING.match(_words(sheet, blocks[0])):
        first = 1
    ends = (i for i in range(first, len(blocks)) if _END.match(_words(sheet, blocks[i])))
    return first, next(ends, len(blocks))


def find_archive_headers(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Header lines of fan-fiction archives, and what they say at the end."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        words = _words(sheet, block)
        if block.found or len(words) > 3000:
            continue
        early = index < EARLY
        if early and (_FANFICTION.search(words[:1500]) or len(_TAGS.findall(words)) >= 2):
            _label(found, index, index + 1, Finding.ARCHIVE_HEADER)
        elif _TRANSCRIBER.match(words):
            _label(found, index, index + 1, Finding.TRANSCRIBER)
        elif (_ARCHIVE.search(words[:200]) and len(words) < 400) or _ENDING.fullmatch(words[:80]):
            _label(found, index, index + 1, Finding.ARCHIVE_WORDS)
        elif early and len(words) <= 600 and _IMPRINT.match(words):
            _label(found, index, index + 1, Finding.IMPRINT)
    return tuple(found)


def find_pictures_and_footnotes(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`[Illustration: …]` and the bodies of footnotes."""
    found = []
    for block in blocks:
        if not block.found and sheet.text[block.start] == "[":
            words = _words(sheet, block)
            if _PICTURE.fullmatch(words):
                block = block.as_found(Finding.PICTURE, kind=Kind.BOILERPLATE)
            elif _FOOTNOTE.match(words):
                block = block.as_found(Finding.FOOTNOTE, kind=Kind.NOTE)
        elif not block.found and block.end - block.start <= 40 and _FOOTNOTES.fullmatch(_words(sheet, block)):
            block = block.as_found(Finding.FOOTNOTES, kind=Kind.NOTE)
        found.append(block)
    return tuple(found)


def find_contents(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A table of contents: from its heading to where its first entry comes again, or the text begins."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.found:
            continue
        first = sheet.text[slice(*block.lines[0])]
        if len(first) <= 40 and _CONTENTS.fullmatch(first):
            end = _end_of_contents(sheet, blocks, index)
            if end:
                _label(found, index, end, Finding.CONTENTS)
                break
    return tuple(found)


def _end_of_contents(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    entries: set[str] = set()
    for at in range(index, len(blocks)):
        lines = [sheet.text[start:end] for start, end in blocks[at].lines]
        if blocks[at].found and blocks[at].kind is not Kind.HEADING:
            return at if at > index + 1 else 0
        if max(map(len, lines)) > ENTRY + 40:
            return _before_story(blocks, index, at)
        for line in lines if at > index else lines[1:]:
            entry = name_entry(line)
            if entry in entries:
                return at - 1 if _LABEL.fullmatch(_words(sheet, blocks[at - 1])) and at > index + 2 else at
            entries.add(entry)
    return 0


def name_entry(line: str) -> str:
    """What an entry of contents names, without its number, leader and page."""
    named = _LEADER.sub("", line) or line
    bare = _COUNT.sub("", named) or named
    return " ".join(bare.casefold().split()).strip(" .:")


def _before_story(blocks: Sequence[Block], index: int, at: int) -> int:
    """The end of contents whose entries never come again: before the last wide gap above the first paragraph."""
    for edge in range(at, index + 1, -1):
        if blocks[edge].gap > blocks[edge - 1].gap and edge - index > 1:
            return edge
    return at - 1 if at - index > 3 else at


def _words(sheet: Sheet, block: Block) -> str:
    return sheet.text[block.start : block.end]


def _label(found: list[Block], first: int, last: int, finding: Finding) -> None:
    for index in range(first, last):
        found[index] = found[index].as_found(finding, kind=Kind.BOILERPLATE, within=None)


def find_dedications(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Short lines to somebody, at the start or with a word that says so: read, and neither verse nor address."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.found or len(block.lines) < 2 or block.end - block.start > 400:
            continue
        first = sheet.text[slice(*block.lines[0])]
        early = index < DEDICATION_EARLY and len(first) <= 40 and _TO.match(first)
        if early or (len(first) <= 40 and _INSCRIBED.search(_words(sheet, block))):
            found[index] = block.as_found(Finding.DEDICATION, wrapped=False)
    return tuple(found)


@cache
def _closing_words(language: str) -> re.Pattern[str]:
    ends = ENGLISH.structure.ends | load(language).structure.ends
    return re.compile(rf"(?i)\W*(?:{any_of(ends)})\W*")


def find_closing_words(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`The End` and its like, a paragraph of their own: the book's frame says them."""
    closing = _closing_words(sheet.language)
    return tuple(
        block.as_found(Finding.CLOSING, kind=Kind.BOILERPLATE)
        if not block.found and block.end - block.start <= 40 and closing.fullmatch(_words(sheet, block))
        else block
        for block in blocks
    )
