"""Paragraphs in, speeches that a dash begins out: "— Oui, dit-il. Et toi ?".

A dash at the start of a paragraph is speech where the language's books do so, or where the file does it often and
puts no quotation marks at the start of its paragraphs. Inside, narration is parted from speech by further dashes
(Spanish, Russian, Polish, Portuguese, Italian) or only by its words (French, English).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rhapsode.language.knowledge import Writing
from rhapsode.model import Range
from rhapsode.telling.tag_patterns import tag_inside
from rhapsode.text.marks import ELLIPSIS, EMPHASIS, ENDERS, FULL_STOPS, OPENERS, STOPS, SURE_OPENERS
from rhapsode.text.sentences import find_next_end
from rhapsode.text.spans import Stretch

_DASH_START = re.compile(rf"(?:--+|[-–—―])[ \t\u00a0\u202f]*(?=[\w¿¡({FULL_STOPS}{ELLIPSIS}{EMPHASIS}{OPENERS}])")
_QUOTE_START = re.compile(f"[{SURE_OPENERS}]")
_FEWEST = 3  # paragraphs that a dash begins, before a file of a language without that habit is taken to have it
_REASON = "dash at the start"
_STOPPED = rf"(?<=[{STOPS}])\s+[—–―-]\s+(?=\S)"
_GLUED_CLOSING = rf"(?<=[\w{ENDERS}])[—–―](?=[\s{STOPS}]|$)"
_CUTS = {  # how narration begins inside speech, and how it ends
    "stopped": (re.compile(_STOPPED), re.compile(_STOPPED)),
    "glued": (re.compile(rf"\s[—–―](?=\w)|{_STOPPED}"), re.compile(rf"{_GLUED_CLOSING}|{_STOPPED}")),
    "spaced": (re.compile(r"\s[—–―]\s+(?=[^\W\d_])"), re.compile(rf"{_GLUED_CLOSING}|\s[—–―]\s+")),
}
_FRENCH_GOES_ON = re.compile(
    r",\s+(?:en|d['’]une?|avec|sans|tout|toute|les|la|le|l['’]|puis|comme|après|tandis|qui|dont|sur|un|une|son|sa"
    r"|très|soudain|enfin|alors|\w+ant|\w+ment|et (?:ils?|elles?|je|[A-Z]\w+))\b"
)


def speaks_by_dashes(text: str, paragraphs: Sequence[Range], writing: Writing) -> bool:
    """Whether a dash at the start of a paragraph is speech in this file."""
    dashed = hyphens = quoted = 0
    for start, end in paragraphs:
        if text[start] in "-—–―" and _DASH_START.match(text, start, end):
            dashed += 1
            hyphens += text[start] == "-" and text[start + 1] != "-"
        elif _QUOTE_START.match(text, start):
            quoted += 1
    if writing.dash:
        return dashed > hyphens or (hyphens >= _FEWEST and not quoted)
    return dashed >= _FEWEST and dashed > 2 * quoted and hyphens * 2 < dashed


def find_dashed(text: str, start: int, end: int, writing: Writing, language: str) -> list[Stretch]:
    """The speech of a paragraph (or line) from `start` to `end` that a dash begins; empty where none does."""
    opening = _DASH_START.match(text, start, end)
    if not opening:
        return []
    if writing.tag_dashes:
        spans = _by_dashes(text, start, opening.end(), end, writing.tag_dashes)
    else:
        spans = split_by_tags(text, start, opening.end(), end, language)
    return [Stretch(s, e, _REASON) for s, e in spans if text[s:e].strip(" \n\t-—–―")]


def _by_dashes(text: str, start: int, body: int, end: int, style: str) -> Iterator[Range]:
    """Speech and narration change places at each dash that parts them."""
    at, speaking = start, True
    for cut in _cuts(text, body, end, style):
        if speaking:
            yield at, cut
        at, speaking = cut, not speaking
    if speaking:
        yield at, end


def _cuts(text: str, body: int, end: int, style: str) -> Iterator[int]:
    """Where speech turns into narration and back, in turn."""
    opening, closing = _CUTS[style]
    at, speaking = body, True
    while True:
        match = (opening if speaking else closing).search(text, at, end)
        if match is None:
            return
        at = match.end()
        if speaking and not _begins_narration(text, match.start(), match.end()):
            continue
        yield match.start() if speaking else _after_stop(text, match.end(), end)
        speaking = not speaking


def _begins_narration(text: str, start: int, at: int) -> bool:
    """Narration inside a speech begins with a small letter, or after a full stop."""
    return text[at : at + 1].islower() or text[start - 1] in ENDERS


def _after_stop(text: str, at: int, end: int) -> int:
    while at < end and text[at] in STOPS + " \n":
        at += 1
    return at


def split_by_tags(text: str, start: int, body: int, end: int, language: str) -> Iterator[Range]:
    """Narration begins with a tag and ends with its sentence, or with the comma behind a short one."""
    pattern = tag_inside(language)
    at = start
    match = pattern.search(text, body, end)
    while match:
        yield at, match.start("tag")
        at = _tag_end(text, match, end, language)
        match = pattern.search(text, at, end)
    yield at, end


def _tag_end(text: str, match: re.Match[str], end: int, language: str) -> int:
    last = find_next_end(text, match.end(), end)
    if language.startswith("fr"):
        comma = text.find(",", match.end(), last)
        if comma >= 0 and not _FRENCH_GOES_ON.match(text, comma):
            last = comma + 1
    return last
