"""What an author says beside the story: notes, disclaimers, summaries and song credits, found among blocks.

A label tells of one (`A/N:`), and what goes on in the same tone below it. Where it is doubtful, it is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.language.loading import find_words
from rhapsode.language.patterns import any_of
from rhapsode.model import UNSPOKEN_KINDS, Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.text.marks import DOUBLES, ENDERS, OPENERS

FARTHEST = 12
"""Paragraphs that a note is followed for."""
ENDING = 6
"""Paragraphs before the end of a chapter in which an author takes leave."""

_DECORATION = " *_#~=-–—[](){}<>|" + DOUBLES
_NOTE = re.compile(
    r"(?i)(?:(?-i:AN)\b|a/n\b|a\.n\.|author['’]?s?['’]?s?\s+notes?|note from (?:the|your) author|beta['’]?s? notes?"
    r"|translator['’]s note"
    r"|(?:chapter |end |beginning |opening |closing )?notes?(?: for the chapter| at the end)?\Z|notes:"
    r"|(?:chapter )?end notes?"
    rf"|disclaimers?\b|{any_of(find_words('labels', 'notes'))})"
)
_SUMMARY = re.compile(rf"(?i)(?:{any_of(find_words('labels', 'summaries'))})(?:\s*[:\n—–-]|\Z)")
_FIELD = re.compile(
    r"(?i)(?:rat(?:ed|ing)|pairings?|ships?|fandom|genres?|characters?|categor(?:y|ies)"
    r"|archive(?: warnings?)?|warnings?|"
    r"spoilers?|beta(?:'?d by|s)?|feedback|distribution|timeline|setting|status|word ?count|words|series|universe|tags|"
    r"title|author|language|dedication|dedicated to|prompt|challenge|content|notes?|published|completed|relationships?|"
    r"additional tags|chapters|stats|updated)\s*[:=]"
)
_SONG = re.compile(
    r"(?i)(?:songs?|lyrics|music|soundtrack|playlist|inspired by|based on|beta(?:['’]?e?d|[ -]?read))\b[^:]{0,30}"
    r"(?::|\s+by\b|(?<=[dD]) by\b)"
)
_OWNING = re.compile(
    r"(?i)\b(?:i (?:do not|don['’]?t|never|still don['’]?t) own|i own (?:nothing|none)|not mine\b"
    r"|belongs? to (?:its|their|the) "
    r"(?:respective|rightful)|all rights (?:belong|reserved|to)|no copyright infringement|no profit)"
)
_LEAVE = re.compile(
    r"(?i)(?:\br ?& ?r\b|\bread (?:and|&) review\b|\bplease,? (?:leave (?:a )?)?(?:reviews?|comments?)\W*\Z"
    r"|\bplease review (?:and|!)"
    r"|\breviews? (?:are|is|make|=|please|plz|feed)|\bleave (?:me )?a (?:review"
    r"|comment|kudos)"
    r"|\bhit (?:that|the) (?:little )?(?:blue|purple|green|review)|\bflames (?:will|are)|\bkudos (?:and|are)"
    r"|\bhope you (?:all )?"
    r"(?:liked|enjoyed) (?:it|this|the)|\btell me what you think\b|\bnext (?:chapter|update) (?:will|should)"
    r"|\bpretty please\W*\Z"
    r"|\breview,? (?:please|pretty)|\blet me know what you think\b"
    rf"|\bthank(?:s| you)\b[^{ENDERS}]{{0,40}}"
    r"\b(?:who|for) (?:has |have )?(?:the |your |all )*(?:lovely |kind )?review"
    r"|\bfind me on (?:tumblr|twitter|instagram|discord|bluesky|ao3)\b)"
)
_CONTINUED = re.compile(
    rf"(?i)\W*(?:{any_of(find_words('labels', 'continued'))}|t\.b\.c\.?|end (?:of )?chapter(?: \w+)?)\W*"
)
_TONE = re.compile(
    r"(?i)\b(?:reviews?|reviewed|reviewers?|reviewing|fics?|fanfics?|fanfiction|chapters?|chappie|updates?"
    r"|updated|updating|beta|betaed|"
    r"readers?|kudos|comments?|canon|au|ooc|one-?shot|hiatus|posting|posted|sequel|disclaimer|story|enjoy|lol|xd|favs?|"
    r"followers?|follows|subscribed?|plot bunn\w+|pairing|trigger|tw|cw)\b|\bthank(?:s| you)\b|\bhope you\b"
    r"|[;:]-?[)D]|<3|\^_?\^"
)
LABEL = 40
"""Characters of a paragraph that is a label alone."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: at the head of a chapter, before any of its story, or near its end."""

    head: bool
    tail: bool


def is_labelled(words: str) -> bool:
    """Whether a short paragraph begins with the label of a note, a summary, a credit or a field of a header."""
    return any(_has_label(words, pattern) for pattern in (_NOTE, _SUMMARY, _FIELD, _SONG))


def is_labelled_note(words: str) -> bool:
    """Whether it begins with the label of an author's note: "A/N:", "Note from the author —"."""
    return _has_label(words, _NOTE)


def _has_label(words: str, pattern: re.Pattern[str]) -> bool:
    bare = words.lstrip(_DECORATION)
    match = pattern.match(bare)
    return match is not None and (
        match.group().rstrip()[-1:] in ":=" or bare[match.end() :].lstrip("*_ ")[:1] in tuple(":;-–—=")
    )


def find_notes(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Notes, disclaimers, summaries and credits; a note goes on while it keeps its tone, at most to the next break."""
    found = list(blocks)
    places = _places(blocks)
    head = True
    index = 0
    while index < len(found):
        block = found[index]
        head = (head and not _is_story(block)) or block.kind is Kind.HEADING
        if block.found:
            index += 1
            continue
        place = _Place(head, places[index])
        kind, finding, detail = _tell(sheet.text[block.start : block.end], place)
        if kind is None:
            if is_labelled(sheet.text[block.start : block.end]):
                found[index] = block.as_found(Finding.DOUBTFUL_LABEL)
            head = False
            index += 1
            continue
        end = _follow(sheet, found, index, kind)
        for at in range(index, end):
            if at == index:
                found[at] = found[at].as_found(finding, kind=kind, detail=detail)
            else:
                found[at] = found[at].as_found(Finding.GOES_ON, kind=kind, detail=finding.value.format(detail))
        index = end
    return tuple(found)


def _is_story(block: Block) -> bool:
    return block.found and block.kind not in UNSPOKEN_KINDS and block.kind is not Kind.HEADING


def _places(blocks: Sequence[Block]) -> list[bool]:
    """Whether each block is among the last of its chapter."""
    tails = [False] * len(blocks)
    left = ENDING
    for index in range(len(blocks) - 1, -1, -1):
        if blocks[index].kind is Kind.HEADING and blocks[index].level < 9:
            left = ENDING
        elif left > 0:
            tails[index] = True
            left -= not blocks[index].found
    return tails


def _tell(words: str, place: _Place) -> tuple[Kind | None, Finding, str]:
    """What a paragraph is, and what tells so; None for the story itself."""
    bare = words.lstrip(_DECORATION)
    label = _NOTE.match(bare.rstrip(_DECORATION + ":"))
    if label and _is_label(bare, label.end(), place):
        return Kind.NOTE, Finding.LABELLED, repr(bare[: label.end()].strip())
    if _SUMMARY.match(bare) and (place.head or len(bare) <= LABEL or bare[:7].isupper()):
        return Kind.SUMMARY, Finding.SUMMARY, ""
    if _CONTINUED.fullmatch(words):
        return Kind.NOTE, Finding.CONTINUED, ""
    if place.head and _FIELD.match(bare):
        return Kind.BOILERPLATE, Finding.FIELD, ""
    if place.head and ((_SONG.match(bare) and len(bare) <= 160) or (_OWNING.search(bare) and len(bare) <= 600)):
        return Kind.NOTE, Finding.CREDIT, ""
    if place.tail and len(bare) <= 600 and (_LEAVE.search(bare) or _OWNING.search(bare)):
        return Kind.NOTE, Finding.LEAVE, ""
    return None, Finding.DOUBTFUL_LABEL, ""


def _is_label(bare: str, end: int, place: _Place) -> bool:
    """Whether a note's label is one: it stands alone, has a colon or dash behind it, or opens a chapter."""
    rest = bare[end:].lstrip()
    if not rest.strip(_DECORATION + ":"):
        return bare[:5].lower() != "notes" or place.head or place.tail or len(bare) > 5
    if bare[:4].lower() in ("note", "an a", "an o"):
        return rest[:1] == ":" and place.head
    return rest[:1] in (":", ";", "-", "–", "—", "=", ".", "\n", ")") or bare[:3].upper() == "A/N"


def _follow(sheet: Sheet, blocks: Sequence[Block], index: int, kind: Kind) -> int:
    """Behind the last paragraph that goes on in the tone of the note at `index`."""
    words = sheet.text[blocks[index].start : blocks[index].end]
    label = (_NOTE if kind is Kind.NOTE else _SUMMARY).match(words.strip(_DECORATION))
    alone = label is not None and not words.strip(_DECORATION)[label.end() :].strip(_DECORATION + ":")
    at = index + 1
    if kind is Kind.BOILERPLATE:
        return at
    if alone and at < len(blocks) and not blocks[at].found:
        at += 1
    if kind is Kind.SUMMARY:
        return at
    while at < len(blocks) and at - index < FARTHEST and not blocks[at].found:
        below = sheet.text[blocks[at].start : blocks[at].end]
        if _tell(below, _Place(True, False))[0] not in (None, Kind.NOTE) or not _TONE.search(below):
            break
        if below[0] in OPENERS or len(below) > 1500:
            break
        at += 1
    return at
