"""What the ear hears in a line: its last word's rhyme and its number of syllables, both guessed from spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rhapsode.text.words import HYPHENED_WORD, WORD

_WORD = re.compile(WORD)
_LAST_WORD = re.compile(rf"({HYPHENED_WORD})[\W\d_]*\Z")
_VOWEL = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœаеёиоуыэюяαεηιουω"
_VOWELS = re.compile(f"[{_VOWEL}]+")
_SILENT_E = re.compile(f"(?<=[^{_VOWEL}])(?:e|es|ed)\\Z")
_TAIL = re.compile(f"[{_VOWEL}]+[^{_VOWEL}]*(?:(?<=[^{_VOWEL}])e(?:s|d)?)?\\Z")
_SPELLINGS = (
    (re.compile(r"eigh|ay|ai|ey|a(?=[^aeiou]e)"), "A"),
    (re.compile(r"igh|ie(?=d|s|\Z)|[iy](?=[^aeiou]e)|(?<![aeo])y\Z"), "I"),
    (re.compile(r"ough|ow\Z|oa|oe|o(?=[^aeiou]e)|oo(?=r)|ou(?=r)"), "O"),
    (re.compile(r"ee|ea|ie|\Ae\Z"), "E"),
    (re.compile(r"oo|ue|ew|ou|u(?=[^aeiou]e)"), "U"),
    (re.compile(r"([^aeiou])\1"), r"\1"),
    (re.compile(r"(?<=[^aeiou])e(?=d\Z|\Z)|['’]"), ""),
)


def count_syllables(line: str) -> int:
    """About how many syllables a line has."""
    total = 0
    for word in _WORD.findall(line.lower()):
        total += max(1, len(_VOWELS.findall(word)) - bool(_SILENT_E.search(word)))
    return total


def last_word(line: str) -> str:
    """The last word of a line, lower case; "" where it has none."""
    found = _LAST_WORD.search(line[-40:])
    return found.group(1).lower() if found else ""


def rhyme_sound(word: str) -> str:
    """How a word sounds from its last full vowel on, roughly: the same for `night` and `white`."""
    found = _TAIL.search(word[-8:])
    sound = found.group() if found else word[-3:]
    for spelling, letters in _SPELLINGS:
        sound = spelling.sub(letters, sound)
    return sound


class HeardLine(NamedTuple):
    """A line as it is heard: its last word, how that sounds, and the number of syllables."""

    word: str
    sound: str
    syllables: int


@lru_cache(maxsize=1024)  # songs repeat their lines
def hear(line: str) -> HeardLine:
    """A line as it is heard."""
    word = last_word(line)
    return HeardLine(word, rhyme_sound(word), count_syllables(line))


def rhymes(line: HeardLine, other: HeardLine) -> bool:
    """Whether two lines rhyme; a word does not rhyme with itself."""
    return line.sound == other.sound != "" and line.word != other.word
