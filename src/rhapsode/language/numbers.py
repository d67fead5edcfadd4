"""Numbers as chapters are counted by: digits, Roman numerals and number words in, integers out."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"(?i)(m{0,3})(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,4})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
_GERMAN = "erst zweit dritt viert fünft sechst siebent acht neunt zehnt elft zwölft".split()
_GERMAN_UNITS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_FRENCH = (
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième".split()
)
_FRENCH_UNITS = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_SPANISH = "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim".split()
_SPANISH_UNITS = "uno dos tres cuatro cinco seis siete ocho nueve diez once doce".split()
_RUSSIAN = "перв втор трет четв пят шест седьм восьм девят десят одиннадцат двенадцат".split()
_JAPANESE = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def _words() -> dict[str, int]:
    words: dict[str, int] = {"last": 999, "première": 1, "premiere": 1, "second": 2, "seconde": 2}
    for listed in (_UNITS, _ORDINALS, _GERMAN_UNITS, _FRENCH, _FRENCH_UNITS, _SPANISH_UNITS):
        words |= {word: value for value, word in enumerate(listed, 1) if word not in words}
    for index, (ten, tenth) in enumerate(zip(_TENS, _TENTHS, strict=True), 2):
        words |= {ten: index * 10, tenth: index * 10}
        for unit, (one, first) in enumerate(zip(_UNITS[:9], _ORDINALS[:9], strict=True), 1):
            words |= {f"{ten}-{one}": index * 10 + unit, f"{ten}-{first}": index * 10 + unit}
    for value, stem in enumerate(_GERMAN, 1):
        words |= {stem + ending: value for ending in ("e", "er", "es")}
    for value, stem in enumerate(_SPANISH, 1):
        words |= {stem + ending: value for ending in ("", "o", "a")}
    for value, stem in enumerate(_RUSSIAN, 1):
        words |= {stem + ending: value for ending in ("ая", "ый", "ой", "ья", "ий", "вертая", "вёртая", "вертый")}
    return words


_WORDS = _words()


def read_number(text: str) -> int | None:
    """The number that `text` is: `12`, `XII`, `twelve`, `Twelfth`, `十二`; None when it is none."""
    text = text.strip()
    if text.isdecimal() and len(text) <= 4:
        return int(text)
    roman = _ROMAN.fullmatch(text)
    if roman and text and (text.isupper() or text.islower()):
        return _read_roman(text.lower())
    word = " ".join(text.lower().split()).removeprefix("the ")
    return _WORDS.get(word.replace(" ", "-"), _WORDS.get(word, _read_japanese(text)))


def _read_roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _read_japanese(text: str) -> int | None:
    """Numbers below a hundred: `三`, `十二`, `二十三`."""
    if not text or len(text) > 3 or not set(text) <= {*_JAPANESE, "十"}:
        return None
    tens, ten, units = text.partition("十")
    if not ten:
        return _JAPANESE.get(text)
    return _JAPANESE.get(tens, 1) * 10 + _JAPANESE.get(units, 0)
