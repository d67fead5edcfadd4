"""Numbers as chapters are counted by: digits, Roman numerals and number words in, integers out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from rhapsode.language.folding import fold_name
from rhapsode.language.knowledge import Numbers
from rhapsode.language.loading import load

MOST_WORDS = 4
"""Words of the longest number below a hundred: quatre vingt dix neuf."""
_ROMAN = re.compile(r"(?i)(m{0,3})(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,4})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_JAPANESE = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def read_number(text: str, tags: Iterable[str] = ("en",)) -> int | None:
    """The number that `text` is: `12`, `XII`, `twelve`, `Twelfth`, `十二`; None when it is none.

    Number words are those of the languages that `tags` name, in that order, below a hundred.
    """
    text = text.strip()
    if text.isdecimal() and len(text) <= 4:
        return int(text)
    word = _fold(text).removeprefix("the-")
    for tag in tags:  # before Roman numerals, which the French "dix" is too
        if word in number_words(tag):
            return number_words(tag)[word]
    if text.isupper() or text.islower():
        roman = read_roman(text)
        if roman is not None:
            return roman
    return _read_japanese(text)


def read_roman(text: str) -> int | None:
    """The number that a Roman numeral is, in capitals or small letters; None when it is none."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


@cache
def number_words(tag: str) -> Mapping[str, int]:
    """Number words of one language, folded → numbers; 999 is the last of a row."""
    numbers = load(tag).numbers
    words: dict[str, int] = {}
    for listed in (numbers.cardinals, numbers.ordinals):
        for value, number in enumerate(listed, 1):
            for form in _inflect(number.split(" "), numbers):
                words.setdefault(_fold(form), value)
    return {**words, **{_fold(word): value for word, value in numbers.others.items()}}


@cache
def cardinal_words(tag: str) -> frozenset[str]:
    """Number words that count, folded: "seven", not "seventh"."""
    return frozenset(map(_fold, load(tag).numbers.cardinals))


def is_cardinal(text: str, tags: Iterable[str]) -> bool:
    """Whether `text` is a number word that counts, in one of the languages."""
    word = _fold(text)
    return any(word in cardinal_words(tag) for tag in tags)


def _fold(text: str) -> str:
    return fold_name(text).replace(" ", "-")


def _inflect(parts: Sequence[str], numbers: Numbers) -> Iterator[str]:
    """A number in all its endings, of each of its words: "décimo tercero", "décima tercera"."""
    for forms in product(*(list(_inflect_word(part, numbers)) for part in parts)):
        yield " ".join(forms)


def _inflect_word(word: str, numbers: Numbers) -> Iterator[str]:
    yield word
    for ending, others in numbers.endings.items():
        if word.endswith(ending):
            yield from (word.removesuffix(ending) + other for other in others)


def _read_japanese(text: str) -> int | None:
    """Numbers below a hundred: `三`, `十二`, `二十三`."""
    if not text or len(text) > 3 or not set(text) <= {*_JAPANESE, "十"}:
        return None
    tens, ten, units = text.partition("十")
    if not ten:
        return _JAPANESE.get(text)
    return _JAPANESE.get(tens, 1) * 10 + _JAPANESE.get(units, 0)
