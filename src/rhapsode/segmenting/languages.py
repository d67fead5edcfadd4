"""A text in, its language out; and what each language writes around speech.

A language is told by its commonest words. Habits are those of printed books; a text's own marks, counted by
`dashes` and `quotation_marks`, say which of them it keeps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_SAMPLE = 40_000  # characters; counts of a hundred common words are steady long before that
_PIECES = 4  # the sample is taken from so many places: a licence in English may stand before a German book
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

_COMMON: Mapping[str, str] = {
    "en": (
        "the and of to a in that it was he i you his with for as had is her on at be not but him she they said "
        "this have from my were what all me there no we which would when one if so out"
    ),
    "de": (
        "der die und das nicht ich sie er zu ein den in ist mit es dem sich war auf von eine auch so wie aber als "
        "an was noch hatte einen im du nach wenn mir doch aus mich ihm nur"
    ),
    "fr": (
        "le la les de et des un une que qui est dans pas vous je il elle ne pour à sur ce au se son lui en du mais "
        "était avait plus avec tout sa par me où ses cette nous même"
    ),
    "es": (
        "el la los las de y que en un una no se lo su con por es al del para más le como pero era había me si qué "
        "muy ya sus cuando porque todo tan esta yo está ella"
    ),
    "it": (
        "il lo la i gli le di e che un una non si per in con era è del della più al mi ma come da nel ha alla "
        "disse suo sua questo quando anche lui aveva io sono"
    ),
    "pt": (
        "o a os as de e que um uma não se do da em para com por era na no ao mas como mais lhe ele ela seu sua foi "
        "tinha estava muito você eu quando disse então já"
    ),
    "nl": (
        "de het een en van ik te dat niet in is hij op zijn was met je ze voor er maar aan die had haar om hem als "
        "ook nog naar dan wat zei toen geen uit zo"
    ),
    "sv": (
        "och att det i en som på är inte jag han hon den var för med av till hade om men ett så sig de du sade "
        "från när kunde skulle mig hans henne upp vad nu"
    ),
    "pl": (
        "i w się nie na że z to do jak jest o co ale za był po tak już od dla przez jego ją tylko gdy może jej czy "
        "było mu by powiedział ja ze"
    ),
}
"""The commonest words of each language."""
_RUSSIAN = "ru"
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_LEAST_HITS = 5  # fewer common words than this say nothing
_LEAST_LEAD = 1.15  # ahead of the next language by so much; Spanish and Portuguese share a third of their words


@dataclass(frozen=True, slots=True)
class Habits:
    """How a language writes speech.

    `dash` says that a dash at the start of a paragraph is speech, and `tag_dashes` how further dashes
    part speech from narration inside it: "glued" to the narration (Spanish: `—Sí —dijo ella—. Ven`), behind a stop and
    between blanks ("stopped", Russian: `— Да, — сказала она. — Иди`), or just between blanks ("spaced", Polish).
    `tags_inside` that "said he" may stand inside the quotation marks.
    """

    dash: bool = False
    tag_dashes: str = ""
    tags_inside: bool = False


_PLAIN = Habits()
_HABITS: Mapping[str, Habits] = {
    "fr": Habits(dash=True, tags_inside=True),
    "es": Habits(dash=True, tag_dashes="glued"),
    "pt": Habits(dash=True, tag_dashes="glued"),
    "it": Habits(dash=True, tag_dashes="spaced"),
    "ru": Habits(dash=True, tag_dashes="stopped"),
    "uk": Habits(dash=True, tag_dashes="stopped"),
    "pl": Habits(dash=True, tag_dashes="spaced"),
    "sv": Habits(dash=True),
}


def habits_of(language: str) -> Habits:
    """What books in `language` (BCP 47) do; plain quotation marks where nothing is known."""
    return _HABITS.get(language.lower().split("-")[0].split("_")[0], _PLAIN)


def guess_language(text: str) -> str:
    """The language of `text` as BCP 47, by its script and commonest words; "en" when unsure."""
    sample = _sample(text)
    by_script = _by_script(sample)
    if by_script:
        return by_script
    counts = Counter(_WORD.findall(sample.lower()))
    hits = sorted(((sum(counts[w] for w in words.split()), name) for name, words in _COMMON.items()), reverse=True)
    (most, best), (second, _) = hits[:2]
    return best if most >= _LEAST_HITS and most >= second * _LEAST_LEAD else "en"


def _sample(text: str) -> str:
    """Up to 40,000 characters, from four places of the text."""
    if len(text) <= _SAMPLE:
        return text
    size = _SAMPLE // _PIECES
    step = (len(text) - size) // (_PIECES - 1)
    return "\n".join(text[at * step : at * step + size] for at in range(_PIECES))


def _by_script(sample: str) -> str:
    letters = sum(map(len, _WORD.findall(sample)))
    if not letters:
        return ""
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    if (kana + han) * 3 > letters:
        return "ja" if kana * 20 > han else "zh"
    if len(_CYRILLIC.findall(sample)) * 2 > letters:
        return "uk" if len(_UKRAINIAN.findall(sample)) * 50 > letters else _RUSSIAN
    return ""
