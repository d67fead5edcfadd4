"""Paragraphs in, fan fiction's own marks out: ::telepathy::, //another tongue//, ♪ a song ♪, (A/N: …), :-)

Each mark is a pair of signs with words between them, or a small picture made of punctuation, which nobody can read
aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern

from rhapsode.model import Kind
from rhapsode.segmenting.stretches import Stretch

_SIGNS = re.compile(r"::|//|♪|♫|♬|♩|[<(\[][^\s]|[~^:;=>T]|xD|XD|-_-")
"""Nothing below is looked for in a paragraph without one of these."""

_NOTE = re.compile(
    r"\((?:A\s?/\s?N|AN|[Aa]uthor['’]?s?['’]? [Nn]ote)\s*[:;,–—-][^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|\[(?:A\s?/\s?N|AN|[Aa]uthor['’]?s?['’]? [Nn]ote)\s*[:;,–—-][^\[\]]*\]",
    re.IGNORECASE,
)
_SUNG = re.compile(r"[♪♫♬♩][^♪♫♬♩]{1,2000}[♪♫♬♩]+")
_TELEPATHY = re.compile(r"::[^\s:][^:\n]{0,600}(?:\n[^:\n]{1,600}){0,20}::")
_TONGUE = re.compile(r"(?<![:\w/])//[^\s/][^/\n]{1,600}(?:\n[^/\n]{1,600}){0,20}//(?![\w/])")
_MIND = re.compile(r"(?<!\w)<(?!/|br\b|b>|i>|p>|hr)[^\s<>][^<>]{2,600}>(?![\w/])")
_FLASHBACK = re.compile(
    r"(?<!\S)[~*=-]{1,3}\s?(?:(?:end|start|begin)(?: of)?(?: the)? )?flash-?back(?: (?:ends?|over|starts?|begins?))?\s?[~*=-]{1,3}(?!\S)",
    re.IGNORECASE,
)
_EMOTICON = re.compile(
    r"(?<![^\s(\"“*])(?:[:;=8xX][-'o^]?[)(DPpOo3|\\/*]{1,3}|<3+|</3|\^[_.-]?\^;?|>[_.]<|[Tt]_[Tt]|;_;|o[_.]O|O[_.]o|-_-;?|xD+|XD+|\\o/"
    r"|:['’]\()(?=[\s.,!?)\"”]|$)"
)
_SENTENCE = re.compile(r"[.!?…,—-]\s*$")
_TAG_WORDS = frozenset("em strong span div center blockquote del ins sub sup code pre u s a li ul ol td tr".split())


def has_signs(text: str, start: int, end: int) -> bool:
    """Whether the stretch holds any sign that a mark could begin with; quick."""
    return _SIGNS.search(text, start, end) is not None


def find_notes(text: str, start: int, end: int) -> list[Stretch]:
    """What interrupts everything else: author's notes in brackets, flashback marks, emoticons."""
    found = [
        *_all(_NOTE, text, start, end, "author's note in brackets", Kind.NOTE),
        *_all(_FLASHBACK, text, start, end, "flashback mark", Kind.SCENE_BREAK),
        *_all(_EMOTICON, text, start, end, "emoticon", Kind.BOILERPLATE),
    ]
    return _in_order(found)


def find_minds(text: str, start: int, end: int) -> list[Stretch]:
    """Speech between signs of its own, and songs between notes."""
    found = [
        *_all(_SUNG, text, start, end, "song between notes", Kind.LYRIC),
        *_all(_TELEPATHY, text, start, end, "telepathy", Kind.DIALOGUE),
        *_all(_TONGUE, text, start, end, "another tongue", Kind.DIALOGUE),
        *(
            s
            for s in _all(_MIND, text, start, end, "telepathy", Kind.DIALOGUE)
            if _is_said(text[s.start + 1 : s.end - 1])
        ),
    ]
    return _in_order(found)


def _all(pattern: Pattern[str], text: str, start: int, end: int, reason: str, kind: Kind) -> Iterator[Stretch]:
    return (Stretch(m.start(), m.end(), reason, kind) for m in pattern.finditer(text, start, end))


def _is_said(inner: str) -> bool:
    """A sentence, not a tag of HTML, an address or a name."""
    words = inner.split()
    return len(words) > 1 and words[0].lower() not in _TAG_WORDS and "=" not in inner and bool(_SENTENCE.search(inner))


def _in_order(found: list[Stretch]) -> list[Stretch]:
    """By start; of two that overlap the earlier one stays."""
    kept: list[Stretch] = []
    for stretch in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or stretch.start >= kept[-1].end:
            kept.append(stretch)
    return kept
