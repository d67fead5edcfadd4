"""Paragraphs in, fan fiction's own marks out: ::telepathy::, //another tongue//, ♪ a song ♪, ~flashback~, :-)

Each mark is a pair of signs with words between them, or a small picture made of punctuation, which nobody can read
aloud.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from re import Pattern

from rhapsode.model import Kind, Range
from rhapsode.text.marks import CLOSERS, DASHES, ELLIPSIS, ENDERS, FACES, LETTERED_FACES, OPENERS, STOPS
from rhapsode.text.spans import Stretch, keep_first

_SUNG = re.compile(
    r"(?<![♪♫♬♩])(?:[♪♫♬♩]++[^♪♫♬♩\n]+(?:\n[^♪♫♬♩\n]+)*[♪♫♬♩]+|^[♪♫♬♩]++[^♪♫♬♩\n]+$)",
    re.MULTILINE,
)
_TELEPATHY = re.compile(r"(?<!\w)::[^\s:][^:\n]{0,600}(?:\n[^:\n]{1,600}){0,20}::(?!\w)")
_TONGUE = re.compile(r"(?<![:\w/])//[^\s/][^/\n]{1,600}(?:\n[^/\n]{1,600}){0,20}//(?![\w/])")
_MIND = re.compile(rf"(?<!\w)<(?!/|br\b|b>|i>|p>|hr)(?=[\w{STOPS}])[^<>]{{2,600}}>(?![\w/])")
_PAUSE = rf"(?:\.(?:[ \xa0]?\.){{1,5}}|{ELLIPSIS})"
_HALF_HEARD = re.compile(rf"\((?=[\s.{ELLIPSIS}])\s?{_PAUSE}[^()\n]{{2,300}}{_PAUSE}\s?\)")
_FLASHBACK = re.compile(
    r"(?<!\S)[~*=-]{1,3}\s?(?:(?:end|start|begin)(?: of)?(?: the)? )?flash-?back(?: (?:ends?|over|starts?"
    r"|begins?))?\s?[~*=-]{1,3}(?!\S)",
    re.IGNORECASE,
)
_EMOTICON = re.compile(rf"(?<![^\s(*{OPENERS}])(?:{FACES}|{LETTERED_FACES})(?=[\s){STOPS}{CLOSERS}]|$)")
_ENDS_SENTENCE = frozenset(ENDERS + "," + DASHES)
_TAG_WORDS = frozenset("em strong span div center blockquote del ins sub sup code pre u s a li ul ol td tr".split())


_INTERRUPTING = (
    (_FLASHBACK, "", "flashback mark", Kind.SCENE_BREAK),
    (_EMOTICON, "", "emoticon", Kind.BOILERPLATE),
)
_SPOKEN = (
    (_SUNG, "♪♫♬♩", "song between notes", Kind.LYRIC),
    (_TELEPATHY, ":", "telepathy", Kind.THOUGHT),
    (_TONGUE, "/", "another tongue", Kind.DIALOGUE),
    (_MIND, "<", "telepathy", Kind.THOUGHT),
    (_HALF_HEARD, "(", "half-heard words", Kind.DIALOGUE),
)
"""Each pattern, the signs without one of which it cannot match ("" where that is not so), the reason, the kind."""


def find_interruptions(text: str, paragraphs: Sequence[Range]) -> list[list[Stretch]]:
    """By paragraph, what interrupts everything else: flashback marks and emoticons."""
    return _find(text, paragraphs, _INTERRUPTING)


def find_signed(text: str, paragraphs: Sequence[Range]) -> list[list[Stretch]]:
    """By paragraph, speech between signs of its own, and songs between notes."""
    return _find(text, paragraphs, _SPOKEN)


def _find(
    text: str, paragraphs: Sequence[Range], patterns: Sequence[tuple[Pattern[str], str, str, Kind]]
) -> list[list[Stretch]]:
    starts = [start for start, _ in paragraphs]
    found: list[list[Stretch]] = [[] for _ in paragraphs]
    for pattern, signs, reason, kind in patterns:
        if signs and not any(sign in text for sign in signs):
            continue
        for match in pattern.finditer(text):
            index = bisect_right(starts, match.start()) - 1
            inside = index >= 0 and match.end() <= paragraphs[index][1]
            if inside and (pattern is not _MIND or _is_said(match.group()[1:-1])):
                found[index].append(Stretch(match.start(), match.end(), reason, kind))
    return [keep_first(stretches) if len(stretches) > 1 else stretches for stretches in found]


def _is_said(inner: str) -> bool:
    """A sentence, not a tag of HTML, an address or a name."""
    words = inner.split()
    return (
        len(words) > 1
        and words[0].lower() not in _TAG_WORDS
        and "=" not in inner
        and inner.rstrip()[-1] in _ENDS_SENTENCE
    )
