"""A text in, its language out: told by its script, or by its commonest words where many are written in that."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from unicodedata import normalize

from rhapsode.language.loading import load, load_every
from rhapsode.text.marks import LONG_DASHES, QUOTES, STOPS
from rhapsode.text.words import LETTERS

_SAMPLE = 40_000  # characters; counts of a hundred common words are steady long before that
_PIECES = 4  # the sample is taken from so many places: a licence in English may stand before a German book
_WORD = re.compile(LETTERS)
_NO_STOPS = str.maketrans(dict.fromkeys("।()" + STOPS + LONG_DASHES + QUOTES, " "))
_KANA, _HAN, _CYRILLIC, _LATIN = "kana", "han", "ru", "latin"
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("A", "\u024f", _LATIN),
    ("\u0370", "\u03ff", "el"),
    ("\u0400", "\u052f", _CYRILLIC),
    ("\u0530", "\u058f", "hy"),
    ("\u0590", "\u05ff", "he"),
    ("\u0600", "\u06ff", "ar"),
    ("\u0750", "\u077f", "ar"),
    ("\u0900", "\u097f", "hi"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b00", "\u0b7f", "or"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0c00", "\u0c7f", "te"),
    ("\u0c80", "\u0cff", "kn"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0e80", "\u0eff", "lo"),
    ("\u0f00", "\u0fff", "bo"),
    ("\u1000", "\u109f", "my"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1100", "\u11ff", "ko"),
    ("\u1200", "\u139f", "am"),
    ("\u13a0", "\u13ff", "chr"),
    ("\u1780", "\u17ff", "km"),
    ("\u1800", "\u18af", "mn"),
    ("\u1e00", "\u1eff", _LATIN),
    ("\u1f00", "\u1fff", "el"),
    ("\u3041", "\u30ff", _KANA),
    ("\u4e00", "\u9fff", _HAN),
    ("\uab70", "\uabbf", "chr"),
    ("\uac00", "\ud7af", "ko"),
    ("\ufb1d", "\ufb4f", "he"),
    ("\ufb50", "\ufdff", "ar"),
    ("\ufe70", "\ufeff", "ar"),
)
"""First and last letter of each script, and the language that is most often written in it."""
_STARTS = [first for first, _, _ in _SCRIPTS]
_TELLING: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    _CYRILLIC: (
        ("be", "ў", 200),
        ("ba", "ҙҡ", 50),
        ("cv", "ӑӗ", 50),
        ("kk", "қғұ", 50),
        ("tt", "әҗ", 50),
        ("ky", "ң", 100),
        ("mn", "өү", 50),
        ("mk", "ѓќѕ", 200),
        ("sr", "јљњћђ", 50),
        ("ru", "ыэѣ", 100),
        ("uk", "іїєґ", 50),
        ("bg", "ъ", 100),
    ),
    "ar": (("sd", "ڪڳڄڃٻ", 100), ("ug", "ۈۋې", 50), ("ps", "ښډړټ", 100), ("ur", "ٹڈڑںے", 50), ("fa", "پچژگکی", 50)),
    "he": (("yi", "ײװױ", 100),),
}
"""Letters of one script that only some of its languages have, and at least one in how many of a text they are.

In the order in which they must be asked for: Kazakh has the і of Ukrainian too, and so had Russian once.
"""
_LEAST_TELLING = 2  # in a short text one may be chance: a single ъ is as good Russian as Bulgarian
_LEAST_HITS = 5  # fewer common words than this say nothing
_LEAST_LEAD = 1.15  # ahead of the next language by so much; Spanish and Portuguese share a third of their words
_FEW_HITS, _FAR_AHEAD, _ONE_IN = 3, 2, 6  # a short text: few, but twice as many as of any other, and one word in six
_LEAST_WORDS = 40  # a text with fewer may well be in English and hold none of its common words
_ENGLISH_SHARE = 10  # at least one word in so many of an English text is one of its fifty commonest: it is one in two


def guess_language(text: str) -> str:
    """The language of `text` as BCP 47, by its script and commonest words; "en" when unsure."""
    return find_language(text)[0]


def find_language(text: str) -> tuple[str, bool]:
    """The language of `text` as `guess_language` has it, and whether that is no more than a guess."""
    sample = normalize("NFC", _sample(text).lower())
    letters = Counter(sample)
    by_script = _by_script(letters)
    if by_script != _LATIN and by_script in _common_words():
        ranks = _rank(sample.translate(_NO_STOPS).split(), _common_words()[by_script])
        return (ranks[0][1] if ranks[0][0] >= _LEAST_HITS else by_script), False
    if by_script != _LATIN:
        return by_script or "en", not by_script
    words = _WORD.findall(sample)
    ranks = _rank(words, _common_words()[_LATIN])
    (most, best), (second, next_best) = ranks[:2]
    if most >= _LEAST_HITS and (most >= second * _LEAST_LEAD or next_best in load(best).guessing.related):
        return best, False
    if most >= _FEW_HITS and most >= second * _FAR_AHEAD and most * _ONE_IN >= len(words):
        return best, False
    english = next(hits for hits, name in ranks if name == "en")
    return "en", len(words) >= _LEAST_WORDS and english * _ENGLISH_SHARE < len(words)


@cache
def _common_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The commonest words by script and language."""
    common: dict[str, dict[str, tuple[str, ...]]] = {}
    for language in load_every():
        if language.guessing.common:
            common.setdefault(language.guessing.script or _LATIN, {})[language.code] = language.guessing.common
    return common


def _rank(words: Sequence[str], common: Mapping[str, tuple[str, ...]]) -> list[tuple[int, str]]:
    """How many of `words` are common in each language, the best first."""
    counts = Counter(words)
    return sorted(((sum(counts[word] for word in listed), name) for name, listed in common.items()), reverse=True)


def _sample(text: str) -> str:
    """Up to 40,000 characters, from four places of the text."""
    if len(text) <= _SAMPLE:
        return text
    size = _SAMPLE // _PIECES
    step = (len(text) - size) // (_PIECES - 1)
    return "\n".join(text[at * step : at * step + size] for at in range(_PIECES))


def _by_script(letters: Mapping[str, int]) -> str:
    """The language of the script that most letters are of; `_LATIN` where that tells none, "" for one not known."""
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        if letter.isalpha():
            at = bisect_right(_STARTS, letter) - 1
            scripts[_SCRIPTS[at][2] if at >= 0 and letter <= _SCRIPTS[at][1] else ""] += count
    total = sum(scripts.values())
    if not total:
        return _LATIN
    kana, han = scripts[_KANA], scripts[_HAN]
    if (kana + han) * 3 > total and kana + han > scripts["ko"]:
        return "ja" if kana * 20 > han else "zh"
    script = next((name for name, count in scripts.items() if count * 2 > total), _LATIN)
    for language, telling, one_in in _TELLING.get(script, ()):
        found = sum(letters.get(letter, 0) for letter in telling)
        if found >= _LEAST_TELLING and found * one_in > total:
            return language
    return script
