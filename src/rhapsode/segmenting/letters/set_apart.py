"""Letters: blocks in; letters, telegrams and diaries that stand in the story found.

A letter is opened by its own heading, a date, a salutation or a sentence that announces it, and ends where its
quotation marks close, or at its signature. Without an end it is not called a letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rhapsode.language.loading import load
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.letters.formulas import (
    ADDRESSES,
    DAYS,
    DEAR,
    DEVOTIONS,
    DIARIES,
    FOREIGN_DEAR,
    HEADINGS,
    MAIL_FIELDS,
    MONTHS,
    POSSESSIVES,
    SIGN_OFFS,
)
from rhapsode.segmenting.markup import tells_of_letters
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import (
    BRACKETS_OPEN,
    CLOSED_BY,
    COLONS,
    COMMAS,
    CRIES,
    DASHES,
    DOUBLE_CLOSERS,
    DOUBLE_OPENERS,
    DOUBLES,
    ENDERS,
    FULL_STOPS,
    OPENERS,
    SINGLES,
)

LONGEST = 120
"""Paragraphs of the longest letter that is followed; the longest of 46 measured has 31."""
DIARY_SHARE = 0.4
"""A text of which more is dated entries is a diary as a whole: its entries are its narration."""
_BEHIND_SALUTATION = COMMAS + COLONS + FULL_STOPS + "!" + DASHES
_DATELINE = 60
_SHORT_NAME, _INITIALS = 24, 4
"""Characters of a name that signs a letter, and of one that is cut short by a stop."""
_DOUBLES = frozenset(DOUBLES)
_NO_NAME_END = COMMAS + COLONS + CRIES
SIGNATURE = 6
"""Lines of the longest signature."""
ENTRY = 12
"""Paragraphs that an entry of a diary is followed for."""

_STANDS_ALONE = load("ja").letters.greetings
_HEADED = re.compile(rf"(?:[\w’'. ]{{0,40}}\s)?(?:{HEADINGS})\b.{{0,120}}")
_HEADED_FIRST = re.compile(rf"(?:{HEADINGS})\b")
_SALUTATION = re.compile(
    rf"(?:(?:My|Our)\s+(?:own\s+|very\s+)?)?{DEAR}\b[^{ENDERS}:]{{0,50}}|(?:{ADDRESSES})\b[^{ENDERS}:]{{0,30}}"
    rf"|(?:{FOREIGN_DEAR})\b[^{ENDERS}:]{{0,40}}|{any_of(_STANDS_ALONE)}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    rf"(?i)(?:\b(?:yours|your)\s+(?:(?:ever|most|very|own|always|{DEVOTIONS})\b)"
    r"|^\W*yours\b|\b(?:believe me,?|i remain,?|i am,|we are,)\s(?:.{0,60}\s)?(?:yours?|sir|madam|servants?|friends?)\b"
    rf"|^\W*(?:{SIGN_OFFS})\b\W*$)"
)
_SIGNING = re.compile(rf"(?i)(?:(?:{POSSESSIVES})\s+\S.{{0,30}}|.{{2,40}},)\Z")
_MAIL = re.compile(rf"(?i)(?:{MAIL_FIELDS})\s?:\s*\S")
_POSTSCRIPT = re.compile(r"\W*(?:P\.? ?P?\.? ?S\b|Postscript)")
_AS_FOLLOWS = re.compile(
    r"(?i)\b(?:(?:as follows|to this effect|these words|verbatim|following (?:letter|note)|own (?:words|language)"
    r"|were the contents|(?:letter|note|epistle|telegram) (?:was|is) (?:from|to|in))\b"
    r"|read it aloud|read(?:ing)?(?: straight)? on\b)"
)
_LETTER_NOUN = re.compile(r"(?i)\b(?:letters?|notes?|epistles?|telegrams?|missives?)\b")
_DATE = re.compile(
    rf"(?i)\W*(?:(?:{DAYS})\W+)?(?:(?:the|den)\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:(?:of|de)\s+)?)?"
    rf"(?:{MONTHS})\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?\s+(?:de\s+)?\d{{4}})?\W*"
)
_DIARY = re.compile(rf"(?i)\b(?:{DIARIES})\b")
_DIGIT = re.compile(r"\d")


def find_letters(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Letters and telegrams; what is verse, heading or break inside one is so within it.

    Paragraphs of several lines are left to be weighed as verse, but for salutation, date and signature.
    """
    if tells_of_letters(sheet):
        return blocks
    found = list(blocks)
    index = 0
    while index < len(found):
        end, finding = _follow_letter(sheet, found, index)
        for at in range(index, end):
            found[at] = _as_letter(sheet, found[at], finding)
        index = max(end, index + 1)
    return tuple(found)


def _as_letter(sheet: Sheet, block: Block, finding: Finding) -> Block:
    words = sheet.text[block.start : block.end]
    framing = (
        _SIGN_OFF.search(words) or _MAIL.match(words) or _is_salutation(words) or _is_dateline(words) or _is_name(words)
    )
    if block.found or (len(block.lines) > 1 and not framing):
        return replace(block, within=Kind.LETTER)
    return block.as_found(finding, kind=Kind.LETTER)


def find_signatures(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The last lines of a letter of which no more was found."""
    return tuple(
        block.as_found(Finding.SIGNATURE, kind=Kind.LETTER, wrapped=False)
        if not block.found
        and not block.within
        and len(block.lines) <= SIGNATURE
        and max(end - start for start, end in block.lines) <= 60
        and (len(block.lines) > 1 or sheet.text[block.end - 1] == ",")
        and _SIGN_OFF.search(sheet.text[block.start : block.end])
        else block
        for block in blocks
    )


def settle_letters(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """What was found to be within a letter and is not verse is the letter's prose; a poem alone is no letter."""
    found = list(blocks)
    for first, last in _runs_in_letters(blocks):
        run = found[first:last]
        if all(block.kind is Kind.LYRIC for block in run):
            found[first:last] = [replace(block, within=None) for block in run]
            continue
        for at, block in enumerate(run, first):
            if block.within is Kind.LETTER and not block.found:
                found[at] = block.as_found(Finding.IN_LETTER, kind=Kind.LETTER, within=None)
    return tuple(found)


def _runs_in_letters(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    runs = []
    first = None
    for index, block in enumerate(blocks):
        inside = Kind.LETTER in (block.kind, block.within)
        if inside and first is None:
            first = index
        elif not inside and first is not None:
            runs.append((first, index))
            first = None
    return runs if first is None else [*runs, (first, len(blocks))]


def find_diaries(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Dated entries: two dates or more, or one below a paragraph that speaks of a diary.

    The last entry ends at the next break or heading, or is one paragraph. What is a diary as a whole is left alone.
    """
    dates = [index for index, block in enumerate(blocks) if not block.found and _is_date(sheet, block)]
    begins = frozenset(dates)
    found = list(blocks)
    inside = 0
    for index in dates:
        end = _end_of_entry(blocks, index, begins)
        told = _DIARY.search(_text_above(sheet, blocks, index)[-300:]) is not None
        if len(dates) < 2 and not told:
            continue
        for at in range(index, end):
            found[at] = _as_letter(sheet, blocks[at], Finding.DIARY_ENTRY)
            inside += _length(blocks[at])
    return tuple(found) if inside <= DIARY_SHARE * len(sheet.text) else blocks


def _is_date(sheet: Sheet, block: Block) -> bool:
    words = sheet.text[block.start : block.end]
    return len(words) <= 60 and (_DATE.fullmatch(words) is not None or words.lower().startswith("dear diary"))


def _end_of_entry(blocks: Sequence[Block], index: int, dates: frozenset[int]) -> int:
    for at in range(index + 1, min(len(blocks), index + ENTRY)):
        if at in dates or (blocks[at].found and blocks[at].kind in (Kind.HEADING, Kind.SCENE_BREAK)):
            return at
    return min(len(blocks), index + 2)


def _follow_letter(sheet: Sheet, blocks: Sequence[Block], index: int) -> tuple[int, Finding]:
    """Where the letter that begins at a block ends, and what tells that it is one; (0, "") when none does."""
    if blocks[index].found or blocks[index].within:
        return 0, Finding.LETTER_SALUTED
    for opening, finding in _OPENINGS:
        end = opening(sheet, blocks, index)
        if end > index:
            return end, finding
    return 0, Finding.LETTER_SALUTED


def _follow_headed(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """`Letter, Anna to Bertha`, then the letter."""
    words = sheet.text[blocks[index].start : blocks[index].end]
    if len(words) > 140 or not words[0].isupper() or "“" in words or not _HEADED.fullmatch(words):
        return 0
    if not is_title_case(words) and (words[-1] == "." or not _HEADED_FIRST.match(words)):
        return 0
    return _end_of_letter(sheet, blocks, index + 1)


def _follow_saluted(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """A salutation, or a place and date with a salutation soon below."""
    words = sheet.text[blocks[index].start : blocks[index].end]
    if _is_salutation(words) or (_is_dateline(words) and _has_salutation_below(sheet, blocks, index)):
        return _end_of_letter(sheet, blocks, index)
    return 0


def _follow_mail(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """Lines that say from whom, to whom and what about, and the message down to its writer's name."""
    lines = [sheet.text[start:end] for start, end in blocks[index].lines]
    if len(lines) < 2 or not all(map(_MAIL.match, lines)):
        return 0
    for at in range(index + 2, min(len(blocks), index + ENTRY)):
        words = sheet.text[blocks[at].start : blocks[at].end]
        if blocks[at].found or words[0] in DOUBLE_OPENERS:
            break
        if _is_signed(sheet, blocks[at]) or (_is_name(words) and len(words.split()) <= 3 and words[-1].isalpha()):
            return _behind_signature(sheet, blocks, at + 1)
    return index + 1


def _follow_announced(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """A paragraph that a letter is spoken of above: at its end, and then a colon, or in its last words."""
    words = sheet.text[blocks[index].start : blocks[index].end]
    above = _text_above(sheet, blocks, index)
    ending = above[-120:]
    tells = _AS_FOLLOWS.search(ending) is not None
    announced = above.rstrip("—–- ").endswith(":") and (tells or _LETTER_NOUN.search(ending) is not None)
    if words[0] not in DOUBLE_OPENERS:
        return _end_of_signed(sheet, blocks, index) if announced else 0
    if announced:
        return _end_of_quoted(sheet, blocks, index)
    if _closes(words) or not (tells or _LETTER_NOUN.search(above[-300:])):
        return 0
    end = _end_of_quoted(sheet, blocks, index, 2)
    framed = _SALUTATION.match(words.lstrip(DOUBLE_OPENERS)) or any(
        _is_signed(sheet, block) and _length(block) <= 120 for block in blocks[max(index, end - 2) : end]
    )
    return end if tells or framed else 0


def _follow_telegram(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """One paragraph in capitals, or with STOP for a full stop, below one that speaks of a message."""
    words = sheet.text[blocks[index].start : blocks[index].end]
    above = _text_above(sheet, blocks, index)
    if words.isupper() and words.count(" ") > 2 and (" STOP" in words or _LETTER_NOUN.search(above[-120:])):
        return index + 1
    return 0


def _follow_scene(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """All between two breaks, where a date or place and a salutation open it and nobody speaks: signed or cut off."""
    if index and not _parts(blocks[index - 1]):
        return 0
    end = index
    while end < len(blocks) and end - index <= ENTRY and not _parts(blocks[end]):
        words = sheet.text[blocks[end].start : blocks[end].end]
        if blocks[end].found or blocks[end].within or not _DOUBLES.isdisjoint(words):
            return 0
        end += 1
    own = [sheet.text[block.start : block.end] for block in blocks[index : min(end, index + 3)]]
    greets = [_is_salutation(words) or _is_called(words) or _SALUTATION.fullmatch(words) is not None for words in own]
    last = sheet.text[blocks[end - 1].start : blocks[end - 1].end] if end > index else ""
    dated = any(greets[1:]) and len(own[0]) <= _DATELINE and bool(_DIGIT.search(own[0]) or _DATE.fullmatch(own[0]))
    signed = any(greets) and end - index > 2 and _is_bare_name(last)
    return end if dated or signed else 0


def _parts(block: Block) -> bool:
    return block.found and block.kind in (Kind.HEADING, Kind.SCENE_BREAK)


def _is_called(words: str) -> bool:
    """Whether a paragraph is a name and a comma, as above a letter: `Ned,`."""
    return len(words) <= 30 and words[-1] in COMMAS and words.count(" ") < 3 and is_title_case(words)


def _is_bare_name(words: str) -> bool:
    """Whether a paragraph is a name, or what it begins with, alone: `Ned`, `T.`."""
    ends = words[-1].isalnum() or len(words) <= _INITIALS
    return len(words) <= _SHORT_NAME and words.count(" ") < 3 and words[0].isupper() and ends


_OPENINGS: tuple[tuple[Callable[[Sheet, Sequence[Block], int], int], Finding], ...] = (
    (_follow_headed, Finding.LETTER_HEADED),
    (_follow_saluted, Finding.LETTER_SALUTED),
    (_follow_mail, Finding.MAIL),
    (_follow_telegram, Finding.TELEGRAM),
    (_follow_announced, Finding.LETTER_ANNOUNCED),
    (_follow_scene, Finding.LETTER_SCENE),
)


def _text_above(sheet: Sheet, blocks: Sequence[Block], index: int) -> str:
    """The end of the prose above a block."""
    if not index or blocks[index - 1].found:
        return ""
    above = blocks[index - 1]
    return " ".join(sheet.text[max(above.start, above.end - 400) : above.end].split())


def _is_salutation(words: str) -> bool:
    """Whether a paragraph is a salutation, or unquoted begins with one: `My dear Edward,—I am just arrived.`"""
    bare = words.lstrip(DOUBLE_OPENERS)
    match = _SALUTATION.match(bare)
    if match is None:
        return False
    rest = bare[match.end() :].strip(" " + _BEHIND_SALUTATION)
    if not rest:
        return len(bare) <= 70 and (bare[-1] in _BEHIND_SALUTATION or bare in _STANDS_ALONE)
    return words[0] not in DOUBLE_OPENERS and re.match(rf"[^{ENDERS}:]{{0,50}}?(?:,—|—|:—|:)", bare[:70]) is not None


def _is_dateline(words: str) -> bool:
    """Whether a short paragraph is a place and date, as above a letter."""
    return len(words) <= 100 and words.count("\n") <= 4 and (_DIGIT.search(words) is not None or words[-1] == ",")


def _has_salutation_below(sheet: Sheet, blocks: Sequence[Block], index: int) -> bool:
    for block in blocks[index + 1 : index + 4]:
        words = sheet.text[block.start : block.end]
        if _is_salutation(words):
            return True
        if len(words) > 100:
            return False
    return False


# --- where a letter ends ------------------------------------------------------------------------------------


def _end_of_letter(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """The end of a letter whose first paragraph is at `index`, by its quotation marks or its signature."""
    for at in range(index, min(len(blocks), index + 3)):  # a second line of heading or a date may come first
        if sheet.text[blocks[at].start] in DOUBLE_OPENERS:
            return _end_of_quoted(sheet, blocks, at)
        if _length(blocks[at]) > 100:
            break
    return _end_of_signed(sheet, blocks, index)


def _end_of_quoted(sheet: Sheet, blocks: Sequence[Block], index: int, least: int = 1) -> int:
    """Behind the paragraph whose quotation mark closes; each paragraph up to there opens one, and closes none.

    0 where one is closed inside a paragraph, as in speech, and where there are fewer than `least` paragraphs.
    """
    for at in range(index, min(len(blocks), index + LONGEST)):
        block = blocks[at]
        words = sheet.text[block.start : block.end]
        if block.found:
            if block.kind is Kind.HEADING:
                return 0
            continue
        if words[0] not in OPENERS + BRACKETS_OPEN:
            return at if at > index + least else 0
        if _closes_inside(words):
            return 0
        if _closes(words):
            return at + 1 if at + 1 - index >= least else 0
    return 0


def _closes_inside(words: str) -> bool:
    """Whether a quotation that the paragraph opens ends before the paragraph does."""
    core = words[1:].rstrip(".,;:—–-) ")[:-1]
    if words[0] == '"':
        return core.count('"') > core.count('\n"')
    closers = CLOSED_BY.get(words.lstrip(SINGLES + BRACKETS_OPEN)[:1], DOUBLE_CLOSERS)
    closing = min((at for mark in closers if (at := core.find(mark)) >= 0), default=-1)
    return closing >= 0 and not any(mark in core[:closing] for mark in DOUBLE_OPENERS if mark not in closers)


def _closes(words: str) -> bool:
    """Whether a paragraph ends with a closing quotation mark."""
    return len(words) > 1 and words.rstrip(".,;:—–- ")[-1:] in tuple(DOUBLE_CLOSERS)


def _end_of_signed(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """Behind the signature and what is added below it."""
    for at in range(index, min(len(blocks), index + LONGEST)):
        block = blocks[at]
        if block.found and block.kind in (Kind.HEADING, Kind.SCENE_BREAK):
            return 0
        words = sheet.text[block.start : block.end]
        if words[0] in DOUBLE_OPENERS and at > index and not _SIGN_OFF.search(words):
            return 0
        bare = at > index + 1 and _is_bare_name(words) and is_title_case(words)
        if _is_signed(sheet, block) or (at > index and _is_signature(sheet, block)) or bare:
            return _behind_signature(sheet, blocks, at + 1)
    return 0


def _is_signed(sheet: Sheet, block: Block) -> bool:
    return _SIGN_OFF.search(sheet.text[max(block.start, block.end - 160) : block.end]) is not None


def _is_signature(sheet: Sheet, block: Block) -> bool:
    """Whether a few short lines are what one signs with and a name: `Your bishop,` and below it `Anselm`."""
    lines = [sheet.text[start:end] for start, end in block.lines]
    if not 1 < len(lines) <= 3 or max(map(len, lines)) > 40:
        return False
    return _SIGNING.match(lines[0]) is not None and is_title_case(lines[-1]) and lines[-1][-1] not in _NO_NAME_END


def _behind_signature(sheet: Sheet, blocks: Sequence[Block], index: int) -> int:
    """Behind a name in a paragraph of its own, and postscripts."""
    while index < len(blocks) and not blocks[index].found:
        words = sheet.text[blocks[index].start : blocks[index].end]
        if not (_is_name(words) or _POSTSCRIPT.match(words)):
            break
        index += 1
    return index


def _is_name(words: str) -> bool:
    """Whether a paragraph is a name alone, or a name and below it a rank or place."""
    return len(words) <= 100 and (len(words.split()) <= 5 or "\n" in words) and is_title_case(words)


def _length(block: Block) -> int:
    return block.end - block.start
