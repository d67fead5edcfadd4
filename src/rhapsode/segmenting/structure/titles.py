"""The title and by-line that a text opens with: blocks in; both found as headings, and the book's title and author."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rhapsode.language.loading import find_words
from rhapsode.language.patterns import any_of
from rhapsode.model import UNSPOKEN_KINDS, Book, Kind
from rhapsode.segmenting.blocks import Block, Sheet, split_block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.structure.headings import CHAPTER_LEVEL
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import DOUBLES

LONGEST = 100
"""Characters of the longest title that is taken for one."""

_BY = re.compile(
    rf"(?i)[*_~\s-]*(?:(?:written |a story |a novel )?(?:{any_of(find_words('structure', 'by'))}))"
    r"[:\s]+(?P<author>\S.{1,60}?)[*_~\s-]*"
)
_PEN_NAME = re.compile(r"[\w.-]{3,40}")
_FIELDS = re.compile(r"(?im)^\s*(title|author|language)\s*[:=]\s*(\S.*?)\s*$")
_GUTENBERG = re.compile(
    r"(?i)(?:the )?project gutenberg(?:['’]s)?(?: e-?(?:book|text))?(?: of"
    r"|,)? (?P<title>[^\n]{1,90}?),? by (?P<author>[^\n]{2,60})"
)
_SMALL = frozenset("a an the of and or but to in on at by for from with into".split())
_MAY_BE_TITLES = (Finding.MARKUP, Finding.TITLE_APART, Finding.TITLE_ABOVE_FIRST)
PARAGRAPH = 80
"""Characters of a first paragraph that is long enough for the line above it to be the title."""
_DECORATION = " *_#~=-–—" + DOUBLES


def find_title(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The title and by-line at the head of the text; said again below, they are not read twice."""
    index = _first(blocks)
    title = _title_at(sheet, blocks, index)
    if not title:
        return blocks
    if len(blocks[index].lines) > 1:
        blocks = (*blocks[:index], *split_block(blocks[index], len(blocks[index].lines) - 1), *blocks[index + 1 :])
    found = list(blocks)
    finding = Finding.MARKUP if blocks[index].finding is Finding.MARKUP else Finding.TITLE
    found[index] = blocks[index].as_found(finding, kind=Kind.HEADING, level=0)
    _find_by_line(sheet, found, index, title)
    return tuple(found)


def _find_by_line(sheet: Sheet, found: list[Block], index: int, title: str) -> None:
    """Mark the by-line below a title, and what is said again of either further down."""
    below = ""
    for at in range(index + 1, min(index + 12, len(found))):
        words = " ".join(_words(sheet, found[at]).split())
        if found[at].found and found[at].kind is Kind.HEADING and found[at].level >= CHAPTER_LEVEL:
            break
        if found[at].found:
            continue
        by_line = _BY.fullmatch(words) or _BY.fullmatch(f"{below} {words}")
        pen_name = at == index + 1 and found[at].start == found[index].end + 1 and _PEN_NAME.fullmatch(words)
        if (by_line or pen_name or words.lower() == "by") and all(
            _is_by_line(block) for block in found[index + 1 : at]
        ):
            found[at] = found[at].as_found(Finding.BY_LINE, kind=Kind.HEADING, level=0)
        elif by_line or words.casefold() == title.casefold():
            found[at] = found[at].as_found(Finding.SAID_AGAIN, kind=Kind.BOILERPLATE)
        elif len(words) > LONGEST:
            break
        below = words


def _is_by_line(block: Block) -> bool:
    return block.finding is Finding.BY_LINE


def name_book(sheet: Sheet, blocks: Sequence[Block], book: Book) -> Book:
    """The book with the title and author that the text itself names, where it had none."""
    title, author = book.title, book.author
    author = author or _author_of(" ".join(_words(sheet, block) for block in blocks[:40] if _is_by_line(block)))
    for block in blocks[:40]:
        words = _words(sheet, block)
        if block.kind is Kind.BOILERPLATE and len(words) < 2000 and (fields := _FIELDS.findall(words)):
            for field, value in fields:
                title = title or value * (field.lower() == "title")
                author = author or value * (field.lower() == "author")
        elif _is_title(block):
            title = title or _cased(" ".join(words.split()).strip(_DECORATION))  # a subtitle may be a line of its own
        elif block.kind is Kind.BOILERPLATE and (named := _GUTENBERG.match(words)):
            title, author = title or named["title"].strip(), author or named["author"].strip()
    return replace(book, title=title, author=author)


def _author_of(by_lines: str) -> str:
    """Who wrote it, by the by-lines or the pen name below the title."""
    by_line = _BY.fullmatch(by_lines)
    if by_line:
        return " ".join(by_line["author"].split())
    return by_lines if _PEN_NAME.fullmatch(by_lines) and by_lines.lower() != "by" else ""


def _is_title(block: Block) -> bool:
    """Whether `find_title` found this; a heading of the markup keeps the markup's finding."""
    marked = block.kind is Kind.HEADING and block.level == 0 and block.finding is Finding.MARKUP
    return marked or block.finding is Finding.TITLE


def _cased(title: str) -> str:
    """A title in capitals as one would write it."""
    if not title.isupper():
        return title
    words = [word.capitalize() for word in title.split()]
    return " ".join(word.lower() if at and word.lower() in _SMALL else word for at, word in enumerate(words))


def _first(blocks: Sequence[Block]) -> int:
    """The first block that is neither licence nor header."""
    return next((i for i, block in enumerate(blocks) if block.kind not in UNSPOKEN_KINDS), 0)


def _title_at(sheet: Sheet, blocks: Sequence[Block], index: int) -> str:
    """The title that a block is, if what follows shows that it is one: a by-line, a note, a header, a paragraph."""
    if index >= len(blocks) or blocks[index].within is not None:
        return ""
    lines = _words(sheet, blocks[index]).split("\n")
    title = lines[0].strip(_DECORATION)
    told = blocks[index].kind is Kind.HEADING and blocks[index].finding not in _MAY_BE_TITLES
    if told or not title or not _is_plain(title) or len(lines) > 3 or blocks[index].kind is Kind.LYRIC:
        return ""
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    if len(lines) > 1:
        return title if _BY.fullmatch(lines[-1]) or _has_pen_name(lines, below) else ""
    return title if below is not None and _shows_title(sheet, blocks, index, below) else ""


def _has_pen_name(lines: Sequence[str], below: Block | None) -> bool:
    """Whether a title has a name of one word below it, and then a header or note, as copied from an archive."""
    alone = len(lines) == 2 and _PEN_NAME.fullmatch(lines[1]) is not None
    return alone and below is not None and below.found and below.kind in UNSPOKEN_KINDS


def _is_plain(title: str) -> bool:
    if len(title) > LONGEST or title[-1] in ".,;:" or title[0].isdigit():
        return False
    return is_title_case(title) or title.isupper()


def _shows_title(sheet: Sheet, blocks: Sequence[Block], index: int, below: Block) -> bool:
    """Whether the block below a line shows that the line is a title."""
    words = _words(sheet, below)
    if not below.found:
        by_line = _BY.fullmatch(" ".join(words.split())) is not None or words.lower() == "by"
        alone = sum(block.kind is Kind.HEADING and block.level <= CHAPTER_LEVEL for block in blocks) <= 1
        return by_line or (alone and len(words) >= PARAGRAPH and blocks[index].finding in (None, Finding.TITLE_APART))
    return below.kind in (Kind.HEADING, Kind.NOTE, Kind.SUMMARY, Kind.BOILERPLATE, Kind.SCENE_BREAK)


def _words(sheet: Sheet, block: Block) -> str:
    return sheet.text[block.start : block.end]
