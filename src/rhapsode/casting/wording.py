"""What is said for what is shown: a stretch of printed text in, spoken pieces that map back to it out.

Shown characters that have no sound (marks of emphasis, quotation marks, emoticons) become pieces of empty text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import ascii_letters, digits

from rhapsode.language.numbers import read_roman
from rhapsode.model import Words
from rhapsode.text.marks import (
    COLONS,
    COMMAS,
    ENDERS,
    FACES,
    LEFT_ANGLES,
    LONG_DASHES,
    RIGHT_ANGLES,
    STOPS,
    SURE_QUOTES,
)

NOBODY_SAYS = "\x00"
"""Stands in a paragraph for each character of a passage that isn't spoken."""

_LINK = rf"(?:https?://|www\.)[^\s<>)’{SURE_QUOTES}\x00]+[^\s<>)’{SURE_QUOTES}\x00{STOPS}]"
_EMOTICON = rf"(?:\s+|(?<!\S))(?:{FACES})(?=[\s){STOPS}]|\Z)"
_PICTURE = "\\s*[\U0001f000-\U0001faff\u2600-\u27bf\u2190-\u21ff\u2b00-\u2bff\ufe0f\u200d♪♫]+\\s*"
_QUOTE = rf"(?<!\S)[{LEFT_ANGLES}]\s?|\s?[{RIGHT_ANGLES}](?!\w)|[{SURE_QUOTES}]+|(?<=[{STOPS}])’(?!\w)"
_BEFORE_CLOSING = STOPS + LONG_DASHES
_EMPHASIS = r"(?<!\w)[_*]+|[_*]+(?!\w)"
_NOTHING = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200c\u2060\ufeff\u202a-\u202e\u2066-\u2069]+"
_SPECIAL = re.compile(
    rf"(?P<nothing>\s*(?:{_NOTHING}\s*)+)|(?P<link>{_LINK})|(?P<emoticon>{_EMOTICON})|(?P<picture>{_PICTURE})"
    rf"|(?P<quote>{_QUOTE})|(?P<emphasis>{_EMPHASIS})|(?P<dash>\s*--+\s*)|(?P<space>\s*[\n\t\r\xa0]\s*|\s{{2,}})"
)
# What needs no second look: words, single spaces and common marks. Nine lines in ten are of this, and read faster so;
# most of those are of few characters besides, which is seen ten times faster still.
_COMMON = frozenset(ascii_letters + digits + ENDERS + COMMAS + " '()-—–’")
_PLAIN = re.compile(rf"(?:[^\W_]++|[{ENDERS}{COMMAS}'()]|[^\S\n\t\r\xa0](?!\s)|[{COLONS}](?= \w)|[-—–](?!-)|’(?=\w))*+")
_RUN_OR_END = re.compile(r"[-—–]-|’(?!\w)")
_ROMAN = re.compile(r"(?i)(?:^|\b(?:chapter|part|book|act|canto|volume) )([ivxlc]+)(?=\W*$|[.:—–] )")


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How the user wants words said: whole words, the longest first."""

    pattern: re.Pattern[str] | None
    sounds: Mapping[str, str]


def prepare_pronunciation(pronounce: Mapping[str, str]) -> Pronunciation:
    """Words and how they sound. A word in lower case stands for every case, another for itself and its capitals."""
    sounds: dict[str, str] = {}
    for word, sound in pronounce.items():
        if word == word.lower():
            sounds[word] = sound
        else:
            sounds[word] = sound
            sounds.setdefault(word.upper(), sound)
    if not sounds:
        return Pronunciation(None, {})
    ordered = sorted(sounds, key=len, reverse=True)
    parts = (f"(?i:{_whole(word)})" if word == word.lower() else _whole(word) for word in ordered)
    return Pronunciation(re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)"), sounds)


def _whole(word: str) -> str:
    return r"\s+".join(map(re.escape, word.split()))


def say(
    text: str, start: int, end: int, pronunciation: Pronunciation, heading: bool = False, shift: int = 0
) -> tuple[Words, ...]:
    """The spoken pieces of `text` from `start` to `end`; together they cover it without gap or overlap.

    `shift` is added to their offsets, where `text` is part of something longer.
    """
    pieces: list[Words] = []
    at = start
    for left, right, spoken in _find_changes(text, start, end, pronunciation, heading):
        if left > at:
            pieces.append(Words(_unwrap(text[at:left]), at + shift, left + shift))
        pieces.append(Words(spoken, left + shift, right + shift))
        at = right
    if at < end:
        pieces.append(Words(_unwrap(text[at:end]), at + shift, end + shift))
    return tuple(pieces)


def _unwrap(text: str) -> str:
    """The ends of wrapped lines as spaces; each is as long as before, so one piece maps back to all of them."""
    return text.replace("\n", " ") if "\n" in text else text


def _find_changes(
    text: str, start: int, end: int, pronunciation: Pronunciation, heading: bool
) -> list[tuple[int, int, str]]:
    """What is said otherwise than it is printed: ordered, without overlaps; the user's words come first."""
    changes: list[tuple[int, int, str]] = []
    first, last = _strip_quotes(text, start, end)
    if first > start:
        changes.append((start, first, ""))
    if last < end:
        changes.append((last, end, ""))
    if pronunciation.pattern is not None:
        for match in pronunciation.pattern.finditer(text, start, end):
            changes.append((*match.span(), _sound_of(match.group(), pronunciation)))
    if heading:
        changes += _find_numerals(text, start, end)
    taken = [(left, right) for left, right, _ in changes]
    for left, right, spoken in _find_special(text, first, last):
        if right > left and not any(left < b and right > a for a, b in taken):
            changes.append((left, right, spoken))
    return sorted(changes)


def _find_special(text: str, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """What isn't said as it is printed, wrapped lines aside, in text without blanks at its ends."""
    if _is_plain(_unwrap(text[first:last])):
        return
    for match in _SPECIAL.finditer(text, first, last):
        spoken = _speak_special(match, match.start() == first or match.end() == last)
        if match.group() != "\n" or spoken != " ":
            yield *match.span(), spoken


def _is_plain(said: str) -> bool:
    """Whether nothing in `said` can be special."""
    if "www." in said:
        return False
    if _COMMON.issuperset(said) and "  " not in said and _RUN_OR_END.search(said) is None:
        return True
    plain = _PLAIN.match(said)
    return plain is not None and plain.end() == len(said)


def _strip_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without quotation marks at its ends and a dash that opens a speech; ’ after a letter is none."""
    while start < end and (text[start] in SURE_QUOTES or text[start] in "—–" or text[start].isspace()):
        start += 1
    while end > start and (
        text[end - 1] in SURE_QUOTES
        or text[end - 1].isspace()
        or (text[end - 1] == "’" and text[end - 2] in STOPS + LONG_DASHES)
    ):
        end -= 1
    return start, end


def _sound_of(word: str, pronunciation: Pronunciation) -> str:
    flat = " ".join(word.split())
    sounds = pronunciation.sounds
    known = sounds.get(flat) or sounds.get(flat.lower())
    if known is None:  # letters such as ſ equal others only to the pattern
        known = next(sound for key, sound in sounds.items() if re.fullmatch(_whole(key), flat, re.IGNORECASE))
    return known


def _speak_special(match: re.Match[str], at_edge: bool) -> str:
    speak = _SPOKEN.get(match.lastgroup or "")
    return speak(match.group(), at_edge) if speak else ""


def _speak_link(link: str, _at_edge: bool) -> str:
    """The site alone: nobody can follow the rest by ear."""
    site = re.sub(r"^(?:https?://)?(?:www\.)?", "", link).split("/")[0].split("?")[0]
    return site.replace(".", " dot ")


def _keep_space(shown: str, at_edge: bool) -> str:
    """One space where there was any around something without a sound."""
    return " " if not at_edge and any(c.isspace() for c in shown) else ""


_SPOKEN: Mapping[str, Callable[[str, bool], str]] = {
    "link": _speak_link,
    "nothing": _keep_space,
    "picture": _keep_space,
    "dash": lambda _shown, at_edge: "—" if at_edge else " — ",
    "space": lambda _shown, at_edge: "" if at_edge else " ",
}


def _find_numerals(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Roman numbers of a heading as digits, which every engine reads."""
    found = []
    for match in _ROMAN.finditer(text[start:end]):
        number = read_roman(match[1])
        if number is not None:
            found.append((start + match.start(1), start + match.end(1), str(number)))
    return found


def has_words(text: str) -> bool:
    """Whether there is anything to say: a letter or a digit."""
    return any(c.isalnum() for c in text)
