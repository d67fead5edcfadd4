"""Headings: blocks in; chapters' numbers, names and titles found, and whose view a scene is told from.

Two readings of the text: first what each block *could* be, then which of those fit together. A number counts only
in a row of numbers that goes on; a title under a number only if most of the file's numbers have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.language.loading import find_words, load, load_every
from rhapsode.language.numbers import MOST_WORDS, is_cardinal, read_number
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind, Role
from rhapsode.segmenting.blocks import Block, Sheet, split_block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.furniture.front_and_back import name_entry
from rhapsode.segmenting.furniture.notes import is_labelled
from rhapsode.segmenting.markup import HEADINGS_SPEAK, tells_of
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import COLONS, COMMAS, CRIES, FULL_STOPS, SURE_OPENERS

PART_LEVEL, CHAPTER_LEVEL, SCENE_LEVEL = 1, 2, 9
LONGEST = 120
"""Characters of the longest heading; of 522 measured, the longest has 68."""
VIEW_WIDTH = 60
"""Characters of the longest heading that says who tells; in a longer line a point of view is spoken of."""
ENTRIES = 500
"""Lines of a table of contents that are read."""
SKIPPED = 3
"""By how much a row may go on: files lose a heading now and then."""
FORESEEN = 60
"""Numbers ahead that are searched for the next of a row."""
TITLED = 0.5
"""The share of numbers with a possible title below them that makes titles the file's habit."""
CASED = 0.8
"""The share of possible titles in title case or capitals that makes it the rule for all."""
DISTINCT = 0.7
"""The share of titles that differ; what comes again and again says who writes, or when.

Measured on the lines below numbers: 91 % and more where they are titles, 37 % in a novel of diaries.
"""

_DECORATION = "*_#=~-–—[](){}<>|:.·•⁂ "
_NO_TITLE_END = FULL_STOPS + COMMAS + COLONS + "—"
_PARTS = find_words("structure", "parts")
_LABELS: Mapping[str, tuple[str, ...]] = {
    label: tuple(language.code for language in load_every() if label in language.structure.labels)
    for label in find_words("structure", "labels")
}
"""What numbers are labelled with → the languages that do so, in which their numbers are read."""
_NAMES = any_of(find_words("structure", "sections"))
_LABELLED = re.compile(rf"(?i)(?P<label>{any_of(_LABELS)})\b[.:]?[ \t]+(?P<behind>\w.*)", re.DOTALL)
_WORDS = tuple(re.compile(rf"\w+(?:[- ]\w+){{{count}}}\b(?!-\w)") for count in reversed(range(MOST_WORDS)))
_COUNTED = re.compile(
    rf"(?i)(?P<number>[\w-]+(?:[ ]+[\w-]+){{0,3}}?)\.?[ ]+(?P<label>{any_of(_LABELS)})\b(?P<rest>.*)", re.DOTALL
)
_JAPANESE = re.compile(
    rf"第(?P<number>[〇一二三四五六七八九十\d]+)(?:{any_of(load('ja').structure.chapters)})(?P<rest>.*)", re.DOTALL
)
_BARE = re.compile(r"(?P<number>[IVXLC]+|\d{1,3})(?P<rest>(?:[.):]|[ ]?[—–-])[ ]*\S.*)?[.):]?", re.DOTALL)
_NAMED = re.compile(rf"(?i)(?P<name>{_NAMES})(?P<rest>[:.—–-].*)?", re.DOTALL)
_SECTION = re.compile(rf"(?i)\b(?:{any_of(ENGLISH.structure.sections)})\b")
_VIEW = re.compile(
    r"(?i)(?:(?P<who>[\w .]{1,40}?)(?:['’]s?)?[ ]+|(?:third|first)[ -]person[ ]+)(?:pov|p\.o\.v\.?|point of view)"
    r"|(?:pov|point of view)[ ]*(?:of)?[ :—–-]+(?P<whose>[\w .]{1,40})"
)
_LABEL = re.compile(r"[:;(\[|~]\s*|\s[—–-]+\s*|\d+[.):]?\s+")
_DIARY = re.compile(
    rf"(?P<whose>(?:(?i:{any_of(ENGLISH.titles.every)})\.?\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)['’]s?"
    rf"\s(?i:journal|diary)\b(?!\s+(?!kept)[a-z])"
)
_VIEW_AND_MORE = re.compile(r"(?P<whose>[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s (?:POV|P\.O\.V)\b")
_NO_TELLERS = ENGLISH.names.never | frozenset(
    "normal regular general omniscient author authors narrator reader outsider neutral person multiple limited".split()
)
_REMEMBERED = re.compile(
    r"(?i)(?:(?:start|begin|beginning|end)(?:[ ]of)?[ :]+)?(?:flash ?back|dream|memory|vision)"
    r"(?:[ ](?:sequence|starts?|begins?|ends?|over))?"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a block could be as a heading: `number` None where it has none, `title` what stands beside it."""

    level: int
    number: int | None
    title: str
    finding: Finding
    bare: bool = False


def find_headings(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Chapters' numbers and names, the titles under them, and headings set apart by capitals and space."""
    if tells_of(sheet, Role.HEADING, HEADINGS_SPEAK):
        return blocks
    blocks = tuple(_part_headings(sheet, blocks))
    signs = [_read_sign(sheet, block) for block in blocks]
    rows = _rows(signs)
    found = [
        block.as_found(sign.finding, kind=Kind.HEADING, level=sign.level)
        if sign is not None and (not sign.bare or index in rows)
        else block
        for index, (block, sign) in enumerate(zip(blocks, signs, strict=True))
    ]
    return find_listed_titles(sheet, find_set_apart_titles(sheet, find_titles_below(sheet, found, signs)))


def find_listed_titles(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Lines that the table of contents names."""
    listed = {
        name_entry(sheet.text[start:end])
        for block in blocks
        if block.finding is Finding.CONTENTS
        for start, end in block.lines[:ENTRIES]
    }
    return tuple(
        block.as_found(Finding.LISTED, kind=Kind.HEADING, level=CHAPTER_LEVEL)
        if listed and not block.found and len(block.lines) == 1 and _is_listed(sheet, block, listed)
        else block
        for block in blocks
    )


def _is_listed(sheet: Sheet, block: Block, listed: set[str]) -> bool:
    words = sheet.text[block.start : block.end]
    return 2 < len(words) <= LONGEST and words[0] not in SURE_OPENERS and name_entry(words) in listed


def find_views(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Lines that say from whose view a scene is told, or that what follows is remembered."""
    found = []
    for block in blocks:
        words = sheet.text[block.start : block.end]
        bare = words.strip(_DECORATION)
        if not block.found and len(words) <= VIEW_WIDTH and len(block.lines) == 1:
            if _VIEW.fullmatch(bare):
                block = block.as_found(Finding.VIEW, kind=Kind.HEADING, level=SCENE_LEVEL)
            elif _REMEMBERED.fullmatch(bare) and (bare != words or bare.isupper() or " " not in bare):
                block = block.as_found(Finding.REMEMBERED, kind=Kind.HEADING, level=SCENE_LEVEL)
        found.append(block)
    return tuple(found)


def read_view(line: str) -> str | None:
    """Who tells what stands under a line such as `Rosalind's POV`, `Chapter 2: Rosalind's POV`, `Ida Brand's Diary`.

    "" where the line is such a heading and names nobody, as `Normal POV`; None where it is none.
    """
    bare = line.strip(_DECORATION)
    view = _VIEW.fullmatch(bare) or _VIEW.fullmatch(_LABEL.split(bare)[-1].strip(_DECORATION))
    if view:
        return _name_teller(view["who"] or view["whose"] or "")
    named = _DIARY.match(bare) or _VIEW_AND_MORE.match(bare)
    return named["whose"] if named else None


def _name_teller(who: str) -> str:
    """The name, where it is one: in capitals, or written small as the whole line is."""
    words = who.split()
    numbers = [at for at, word in enumerate(words) if any(map(str.isdigit, word))]
    words = words[numbers[-1] + 1 :] if numbers else words  # "Chapter 2 Rosalind's POV", "3rd person POV"
    words = words[1:] if words[:1] == ["The"] else words
    if any(word.lower() in _NO_TELLERS for word in words) or (
        who != who.lower() and not all(word[0].isupper() for word in words)
    ):
        return ""
    return " ".join(words).title() if who.islower() or who.isupper() else " ".join(words)


# --- what a block could be ----------------------------------------------------------------------------------


def _part_headings(sheet: Sheet, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, cut below a first line that is a chapter's number when the story follows at once."""
    for block in blocks:
        if not block.found and len(block.lines) > 1 and _length(block) > LONGEST:
            first = sheet.text[slice(*block.lines[0])]
            sign = _read_words(first, sheet.language) if len(first) <= LONGEST else None
            if sign is not None and not sign.bare:
                yield from split_block(block, 1)
                continue
        yield block


def _read_sign(sheet: Sheet, block: Block) -> Sign | None:
    """What a block could be, if it is short enough for a heading."""
    if block.found or _length(block) > LONGEST or len(block.lines) > 3:
        return None
    return _read_words(sheet.text[block.start : block.end], sheet.language)


def _read_words(words: str, language: str) -> Sign | None:
    if any(line.endswith((",", ";")) for line in words.split("\n")[:-1]):  # a numbered stanza, or a list
        return None
    bare = words.strip(_DECORATION)
    for label, number, rest in (_read_labelled(bare), _read_japanese(bare), _read_counted(bare)):
        if number is not None and _is_title_after(rest):
            level = PART_LEVEL if label in _PARTS else CHAPTER_LEVEL
            return Sign(level, number, _clean(rest), Finding.CHAPTER_NUMBER)
    match = _BARE.fullmatch(bare)
    number = read_number(match["number"]) if match else None
    if match and number and _is_title_after(match["rest"] or ""):
        return Sign(CHAPTER_LEVEL, number, _clean(match["rest"] or ""), Finding.ROW_NUMBER, bare=True)
    tags = (language, "en")
    if words[0].isupper() and is_cardinal(words, tags) and (number := read_number(words, tags)):
        return Sign(CHAPTER_LEVEL, number, "", Finding.ROW_NUMBER, bare=True)
    match = _NAMED.fullmatch(bare)
    if match and _is_title_after(match["rest"] or ""):
        return Sign(CHAPTER_LEVEL, None, _clean(match["rest"] or ""), Finding.PART_NAME)
    if bare.lower() == "note":
        return Sign(CHAPTER_LEVEL, None, "", Finding.PART_NAME)
    return None


def _read_labelled(bare: str) -> tuple[str, int | None, str]:
    """Label, number and the rest of `Kapitel dreizehn: Die Insel`, the longest number that can be read."""
    match = _LABELLED.fullmatch(bare)
    if match is None:
        return "", None, ""
    label, behind = match["label"].lower(), match["behind"]
    for words in _WORDS:
        found = words.match(behind)
        number = read_number(found.group(), _LABELS.get(label, ())) if found else None
        if found and number is not None:
            return label, number, behind[found.end() :]
    return label, None, ""


def _read_counted(bare: str) -> tuple[str, int | None, str]:
    """Label, number and the rest of `Zweites Buch`, `The Twelfth Chapter`."""
    match = _COUNTED.fullmatch(bare)
    if match is None:
        return "", None, ""
    label = match["label"].lower()
    return label, read_number(match["number"], _LABELS.get(label, ())), match["rest"]


def _read_japanese(bare: str) -> tuple[str, int | None, str]:
    match = _JAPANESE.fullmatch(bare)
    return ("", read_number(match["number"]), match["rest"]) if match else ("", None, "")


def _is_title_after(rest: str) -> bool:
    """Whether what stands behind a chapter's number can be its title, and is not a sentence that goes on."""
    title = _clean(rest)
    if not title:
        return True
    if rest.lstrip(" ")[:1] == "\n":
        return len(title) <= LONGEST
    ended = title[-1] in ".," and not title.endswith("...")
    return title[0] not in SURE_OPENERS and (
        is_title_case(title) or title.isupper() or not (ended or title[0].islower())
    )


def _clean(rest: str) -> str:
    return rest.strip(_DECORATION + "\n")


# --- what fits together -------------------------------------------------------------------------------------


def _rows(signs: Sequence[Sign | None]) -> set[int]:
    """The bare numbers that belong to a row of at least two, counted on through the whole text.

    A row may begin anew under a part's heading, or when the row before it never goes on. A row inside a row, behind
    which the outer one goes on, numbers the stanzas of a poem or the rules of a house, not chapters.
    """
    numbers = [(index, sign.number, sign) for index, sign in enumerate(signs) if sign and sign.number is not None]
    rows: list[list[int]] = [[]]
    last, at, fresh = 0, 0, True
    while at < len(numbers):
        index, value, sign = numbers[at]
        behind = at + _inner_row(numbers, at) if value == 1 else at  # from a one only: each row is walked once
        at += 1
        if sign.level == PART_LEVEL:
            fresh = True
        elif value == 1 and not fresh and behind < len(numbers) and numbers[behind][1] == last + 1:
            at = behind  # the outer row goes on behind it
        elif value == 1 and (fresh or all(later != last + 1 for _, later, _ in numbers[at : at + FORESEEN])):
            rows.append([index])
            last, fresh = value, False
        elif last < value <= last + SKIPPED and last:
            rows[-1].append(index)
            last, fresh = value, False
    kept = {index for row in rows if len(row) > 1 for index in row}
    return {index for index in kept if (sign_there := signs[index]) is not None and sign_there.bare}


def _inner_row(numbers: Sequence[tuple[int, int, Sign]], at: int) -> int:
    """How many numbers from a place on each go on by one."""
    length = 1
    while at + length < len(numbers) and numbers[at + length][1] == numbers[at][1] + length:
        length += 1
    return length


def find_titles_below(sheet: Sheet, blocks: Sequence[Block], signs: Sequence[Sign | None]) -> list[Block]:
    """The titles under numbers, where more than half of the file's untitled numbers have one."""
    found = list(blocks)
    places = [
        index
        for index, block in enumerate(blocks)
        if block.kind is Kind.HEADING and (sign := signs[index]) is not None and not sign.title
    ]
    for level in (PART_LEVEL, CHAPTER_LEVEL):
        numbered = [
            i for i in places if blocks[i].level == level and (s := signs[i]) is not None and s.number is not None
        ]
        possible = [i for i in numbered if i + 1 < len(blocks) and _can_be_title(sheet, blocks[i + 1])]
        named = {sheet.text[blocks[i + 1].start : blocks[i + 1].end].rstrip(".").split("—")[0] for i in possible}
        if len(possible) > TITLED * len(numbered) and len(named) >= DISTINCT * len(possible):
            cased = [i for i in possible if _is_cased(sheet, blocks[i + 1])]
            for index in cased if len(cased) >= CASED * len(possible) else possible:
                found[index + 1] = blocks[index + 1].as_found(Finding.TITLE_BELOW, kind=Kind.HEADING, level=level)
    return found


def _is_cased(sheet: Sheet, block: Block) -> bool:
    words = sheet.text[block.start : block.end]
    return is_title_case(words) or words.isupper()


def _can_be_title(sheet: Sheet, block: Block) -> bool:
    words = sheet.text[block.start : block.end]
    if block.found or len(words) > LONGEST or len(block.lines) > 3 or words[0] in "-–—" or is_labelled(words):
        return False
    titled = _is_cased(sheet, block)
    return titled if len(block.lines) > 1 or words[0] in SURE_OPENERS else titled or words[-1] not in _NO_TITLE_END


def find_set_apart_titles(sheet: Sheet, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Titles without a number: short, in capitals or title case, and set apart by space or by what they say."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        words = sheet.text[block.start : block.end]
        if block.found or len(block.lines) > 1 or len(words) > LONGEST or not _is_plain_title(words):
            continue
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        if below is None or (below.found and below.kind is not Kind.HEADING):
            continue
        apart = 0 < sheet.layout.wide_gap <= block.gap or (index == 0 and words.isupper())
        section = _SECTION.search(words)
        if apart or section or (below.kind is Kind.HEADING and below.level <= CHAPTER_LEVEL and index == 0):
            finding = Finding.TITLE_ABOVE_FIRST
            if apart or section:
                finding = Finding.TITLE_APART if apart else Finding.PART_NAME
            found[index] = block.as_found(finding, kind=Kind.HEADING, level=CHAPTER_LEVEL)
    return tuple(found)


def _is_plain_title(words: str) -> bool:
    """Whether a line is in capitals or title case, and neither a sentence, a quotation nor a number."""
    letters = sum(character.isalpha() for character in words)
    return (
        letters > 1
        and (words.isupper() or is_title_case(words))
        and (words[-1].isalnum() or words[-1] in CRIES + ")")
        and not any(character.isdigit() for character in words)
        and words[0] not in SURE_OPENERS + "("
    )


def _length(block: Block) -> int:
    return block.end - block.start
