"""A text in, its language out; and what each language writes around speech.

A language is told by its script, or by its commonest words where many are written in that. Habits are those of
printed books; a text's own marks, counted by `dashes` and `quotation_marks`, say which of them it keeps.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

_SAMPLE = 40_000  # characters; counts of a hundred common words are steady long before that
_PIECES = 4  # the sample is taken from so many places: a licence in English may stand before a German book
_WORD = re.compile(r"[^\W\d_]+")
_NO_STOPS = str.maketrans(dict.fromkeys("।.,;:!?\"'“”‘’()–—", " "))
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
_COMMON_IN_SCRIPT: Mapping[str, Mapping[str, str]] = {
    "hi": {
        "hi": "है में के की का से को और नहीं ने था थी पर यह वह हैं",
        "mr": "आहे आणि नाही होता होती हे ती तो त्या मी एक पण म्हणाला म्हणाली काय",
        "ne": "छ र थियो थिए पनि हो छन् उनी उसले गरे मैले भने लागि अनि",
    },
}
"""The commonest words of languages that share a script other than the Latin."""

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
    "cs": "že se na je si jako ale by byl byla bylo jsem jeho jen když už ještě který která pak tak před řekl není",
    "sk": "že sa na je si ako ale by bol bola bolo som jeho len keď už ešte ktorý ktorá potom tak pred povedal nie čo",
    "da": "og det at en som på er ikke jeg han hun den var af med til havde om men et så sig de du sagde fra nu hvad",
    "nb": "og det at en som på er ikke jeg han hun den var av med til hadde om men et så seg de du sa fra nå hva",
    "fi": "ja on ei se hän oli että mutta kun niin mitä minä en sen ovat kuin joka nyt hänen olla ollut vain sanoi",
    "hu": "a az és hogy nem is egy volt meg de csak már ha mint még azt ez mondta el van aki sem majd ki én",
    "ro": "și în nu de la se un o cu pe ce că mai din era am fi lui este ca dar îi își după ei când spuse să",
    "ca": "el la els les de i que en un una no es amb per va del però més com havia seva aquell això quan què molt",
    "tr": "bir ve bu da de ne için çok o gibi ama daha var ben sen kadar değil dedi sonra her şey diye onun ki mi",
    "vi": "và là của không người một được có cho với những trong tôi anh đã này đó cô thì ra lại như mình nói khi",
    "id": "yang dan di itu dengan tidak ini untuk dari dalam aku ke pada saya akan ada dia kata sudah orang seperti",
    "hr": "je se na da u i nije su što sam kao bio bila kad ali ne za od iz ga mu to koji koja samo reče već",
    "sl": "je se na da in v ni so kot bil bila ko pa ne za od iz ga mu to ki sem bi tudi rekel samo še že",
    "et": "ja on ei ta oli et aga kui mis ma see seda tema mida ka nii siis ning oma nagu veel olid ütles mitte",
    "lv": "un ir ka bija no uz ar bet viņš viņa nav par kas es tas kā to vai jau tikai pie lai teica man vēl",
    "lt": "ir kad buvo į tai su iš ne bet jis ji kaip aš yra apie ką dar jau jo tik prie nuo sakė man labai",
    "is": "og að í á það var ekki sem hann hún ég er en við til um með af þá því fyrir sig þú hafði sagði",
    "eo": "la kaj de en ne estis mi li ŝi al ke estas kun por sed ĝi diris el pri tio sur kiu tre jam nur",
    "la": "et in non est ad cum ut sed quod qui si ab atque etiam enim esse nec quae eius autem sunt erat ex",
    "af": "die en het nie van is om te in dit wat hy sy ek vir met aan was maar toe op dat sê hom haar",
    "cy": "yn y a i o ar ei oedd mae yr ac wedi am ond nid ddim hi ef fod hyn wrth bod fel roedd ddywedodd",
}
"""The commonest words of each language."""
_RELATED = (
    frozenset({"da", "nb", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"es", "pt", "ca"}),
    frozenset({"nl", "af"}),
)
"""Languages so near one another that either is the better guess than English where both fit as well."""
_LEAST_HITS = 5  # fewer common words than this say nothing
_LEAST_LEAD = 1.15  # ahead of the next language by so much; Spanish and Portuguese share a third of their words
_LEAST_WORDS = 40  # a text with fewer may well be in English and hold none of its common words
_ENGLISH_SHARE = 10  # at least one word in so many of an English text is one of its fifty commonest: it is one in two


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
    return find_language(text)[0]


def find_language(text: str) -> tuple[str, bool]:
    """The language of `text` as `guess_language` has it, and whether that is no more than a guess."""
    sample = normalize("NFC", _sample(text).lower())
    letters = Counter(sample)
    by_script = _by_script(letters)
    if by_script in _COMMON_IN_SCRIPT:
        ranks = _rank(sample.translate(_NO_STOPS).split(), _COMMON_IN_SCRIPT[by_script])
        return (ranks[0][1] if ranks[0][0] >= _LEAST_HITS else by_script), False
    if by_script != _LATIN:
        return by_script or "en", not by_script
    words = _WORD.findall(sample)
    ranks = _rank(words, _COMMON)
    (most, best), (second, next_best) = ranks[:2]
    if most >= _LEAST_HITS and (most >= second * _LEAST_LEAD or any({best, next_best} <= kin for kin in _RELATED)):
        return best, False
    english = next(hits for hits, name in ranks if name == "en")
    return "en", len(words) >= _LEAST_WORDS and english * _ENGLISH_SHARE < len(words)


def _rank(words: Sequence[str], common: Mapping[str, str]) -> list[tuple[int, str]]:
    """How many of `words` are common in each language, the best first."""
    counts = Counter(words)
    return sorted(
        ((sum(counts[word] for word in listed.split()), name) for name, listed in common.items()), reverse=True
    )


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
