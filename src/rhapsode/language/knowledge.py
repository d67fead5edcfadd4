"""What a language's file may say: one frozen value, a group for each table of the file, a field for each key.

Words are in lower case and in their form NFC. A field says what it falls back on where a file lacks it: on English
(`_ENGLISH`), or on nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Reader = Callable[[object], Any]


def _split(value: object) -> tuple[str, ...]:
    """The words of a list; an underscore stands for the blank inside a phrase."""
    if not isinstance(value, str):
        raise TypeError("must be a text of words")
    return tuple(word.replace("_", " ") for word in value.split())


def _read_set(value: object) -> frozenset[str]:
    return frozenset(_split(value))


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("must be a text")
    return value


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def _read_table(value: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise TypeError("must be a table")
    return {key: _split(listed) for key, listed in value.items()}


def _read_names(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError("must be a table")
    return {word: meaning.replace("either", "") for meaning, listed in value.items() for word in _split(listed)}


def _read_numbers(value: object) -> Mapping[str, int]:
    if not isinstance(value, dict) or not all(isinstance(number, int) for number in value.values()):
        raise TypeError("must be a table of numbers")
    return value


_ENGLISH = "en"


def _key(read: Reader, empty: Callable[[], object], fallback: str = "", joined: bool = False) -> Any:
    return field(default_factory=empty, metadata={"read": read, "fallback": fallback, "joined": joined})


def _words(fallback: str = "", joined: bool = False) -> Any:
    """A list in alphabetical order, of which only the members count; `joined` with that it falls back on."""
    return _key(_read_set, frozenset, fallback, joined)


def _row(fallback: str = "") -> Any:
    """A list whose order tells."""
    return _key(_split, tuple, fallback)


def _table(fallback: str = "") -> Any:
    """Name → list of words."""
    return _key(_read_table, dict, fallback)


def _meanings(fallback: str = "") -> Any:
    """Word → the name of the list it stands in; a file has it the other way round."""
    return _key(_read_names, dict, fallback)


def _text(default: str = "", fallback: str = "") -> Any:
    return _key(_read_text, lambda: default, fallback)


def _flag() -> Any:
    return _key(_read_flag, bool)


@dataclass(frozen=True, slots=True)
class Writing:
    """How books write speech, and what ends no sentence.

    `dash` says that a dash at the start of a paragraph is speech, and `tag_dashes` how further dashes part speech
    from narration inside it: "glued" to the narration (Spanish: `—Sí —dijo ella—. Ven`), behind a stop and between
    blanks ("stopped", Russian: `— Да, — сказала она. — Иди`), or just between blanks ("spaced", Polish).
    `tags_inside` that "said he" may stand inside the quotation marks. `abbreviations` end no sentence, in whatever
    language the story is, and `before_numbers` ends none where a number follows.
    """

    dash: bool = _flag()
    tag_dashes: str = _text()
    tags_inside: bool = _flag()
    abbreviations: frozenset[str] = _words()
    before_numbers: frozenset[str] = _words()


@dataclass(frozen=True, slots=True)
class DeliveryWords:
    """How a speech is said: verbs that tell it ("whispered"), and phrases beside another verb ("said softly").

    Both map a word to one of `model.Delivery`'s values.
    """

    verbs: Mapping[str, str] = _meanings()
    manners: Mapping[str, str] = _meanings()


@dataclass(frozen=True, slots=True)
class Guessing:
    """What a text's language is told by.

    `common` are the commonest words. `script` is the code of the language that the script is told by, where it is not
    the Latin one; `related` are languages so near that either is a better guess than English.
    """

    common: tuple[str, ...] = _row()
    script: str = _text()
    related: frozenset[str] = _words()


@dataclass(frozen=True, slots=True)
class Numbers:
    """Number words: from one on, as `tools/write_number_words.py` has them; other forms, and other endings."""

    cardinals: tuple[str, ...] = _row()
    ordinals: tuple[str, ...] = _row()
    endings: Mapping[str, tuple[str, ...]] = _table()
    others: Mapping[str, int] = _key(_read_numbers, dict)


@dataclass(frozen=True, slots=True)
class Verbs:
    """Verb forms by what they do; `speech` are all that tag a speech, `surely` those that are not acts.

    `strong` ones make whoever stands beside them a person in any sentence; `soft` ones are acts, but where a speech
    runs on into them ("…," she laughed); a few are both, `common` ones neither. The other groups are properties
    that any verb may have: to think (`mental`: of thoughts without marks too; `musing`: aloud, where marks stand
    around it), to sing, to lead to words that are written or sung (`quoting`), to be what an inner voice does
    (`inner`), to tell a speech with the word behind it (`phrases`; `told` are these and all of `speech`) or with a
    stop at once behind it (`going_on`), to be said to oneself (`to_self`), to have the listener right behind
    (`transitive`) and hardly ever the speaker (`addressing`). `first_person` forms mean "I" by their ending; `acts`
    are what people do.
    """

    strong: frozenset[str] = _words(_ENGLISH)
    common: frozenset[str] = _words(_ENGLISH)
    soft: frozenset[str] = _words(_ENGLISH)
    phrases: frozenset[str] = _words(_ENGLISH)
    going_on: frozenset[str] = _words(_ENGLISH)
    transitive: frozenset[str] = _words(_ENGLISH)
    addressing: frozenset[str] = _words(_ENGLISH)
    to_self: frozenset[str] = _words(_ENGLISH)
    thought: frozenset[str] = _words(_ENGLISH)
    musing: frozenset[str] = _words()
    mental: frozenset[str] = _words(_ENGLISH)
    inner: frozenset[str] = _words(_ENGLISH)
    song: frozenset[str] = _words(_ENGLISH)
    quoting: frozenset[str] = _words(_ENGLISH)
    inward: frozenset[str] = _words()
    signals: frozenset[str] = _words()
    writing: frozenset[str] = _words()
    first_person: frozenset[str] = _words()
    acts: frozenset[str] = _words(_ENGLISH)

    surely: frozenset[str] = field(init=False, default=frozenset())
    speech: frozenset[str] = field(init=False, default=frozenset())
    told: frozenset[str] = field(init=False, default=frozenset())
    phrasal: frozenset[str] = field(init=False, default=frozenset())
    particles: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "surely", self.strong | self.common)
        object.__setattr__(self, "speech", self.surely | self.soft)
        object.__setattr__(self, "told", self.speech | self.phrases)
        object.__setattr__(self, "phrasal", frozenset(phrase.split()[0] for phrase in self.phrases))
        object.__setattr__(self, "particles", frozenset(phrase.split()[-1] for phrase in self.phrases))


@dataclass(frozen=True, slots=True)
class Grammar:
    """The small words by which a tag is read: word → "m", "f", "i" (I), "p" (several), or "" for either.

    `tags` is how verb and speaker stand in a tag: "verb first" (sagte da Anna), "hyphened" (dit-il, with the pronouns
    that are `hung` on so), "quoted" (と言った), or "" for either, as in English. `genders` are the pronouns, of
    whatever case, that show a gender. Only a language with pronouns in its file is read
    by a grammar of its own.
    """

    pronouns: Mapping[str, str] = _meanings()
    objects: Mapping[str, str] = _meanings()
    possessives: Mapping[str, str] = _meanings()
    others: Mapping[str, str] = _meanings()
    articles: Mapping[str, str] = _meanings()
    tags: str = _text()
    hung: frozenset[str] = _words()
    nouns_have_capitals: bool = _flag()

    genders: Mapping[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        every = {**self.others, **self.objects, **self.possessives, **self.pronouns}
        object.__setattr__(self, "genders", {word: who for word, who in every.items() if who in ("m", "f")})


@dataclass(frozen=True, slots=True)
class Titles:
    """What stands before a name. `abbreviated` ones have a stop that ends no sentence; each is a title too.

    `before_given_names` go with a given name as readily as with a family's, `before_family_names` with a family's;
    of `exclusive` ones nobody has two, `ranks` are kept when somebody is named otherwise, `leading` ones begin another
    name. `epithets` may stand before a name with a capital and are no part of it, `styles` are what people are called
    without a name ("sir"), and `roles` what the bearer of a title is called: dr → doctor. A language's own are joined
    with those of English, whose people walk through stories in every language; `small_letters` says that titles are
    written with small letters there: "hr. Holm".
    """

    male: frozenset[str] = _words(_ENGLISH, joined=True)
    female: frozenset[str] = _words(_ENGLISH, joined=True)
    neutral: frozenset[str] = _words(_ENGLISH, joined=True)
    abbreviated: frozenset[str] = _words(_ENGLISH, joined=True)
    before_given_names: frozenset[str] = _words(_ENGLISH)
    before_family_names: frozenset[str] = _words(_ENGLISH)
    exclusive: frozenset[str] = _words(_ENGLISH)
    ranks: frozenset[str] = _words(_ENGLISH)
    leading: frozenset[str] = _words(_ENGLISH)
    epithets: frozenset[str] = _words(_ENGLISH)
    styles: Mapping[str, str] = _meanings(_ENGLISH)
    small_letters: bool = _flag()
    roles: Mapping[str, str] = _meanings(_ENGLISH)

    every: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "every", self.male | self.female | self.neutral)

    def tell_gender(self, word: str) -> str:
        """ "m", "f" or "" for a title, with or without its full stop."""
        word = word.lower().rstrip(".")
        return "m" if word in self.male else "f" if word in self.female else ""


@dataclass(frozen=True, slots=True)
class Nouns:
    """Nouns that name people. `leaning` ones of a gender may be overruled by pronouns.

    `passing` ones are what anybody may be called in passing; any other ("the miller") stays with its bearer.
    `places` end the name of a place or a body: "Elm Street"; `songs` are what is sung or recited.
    `devices` bring messages, `papers` bear them.
    """

    male: frozenset[str] = _words(_ENGLISH)
    female: frozenset[str] = _words(_ENGLISH)
    neutral: frozenset[str] = _words(_ENGLISH)
    leaning: frozenset[str] = _words(_ENGLISH)
    plural: frozenset[str] = _words(_ENGLISH)
    kin: frozenset[str] = _words(_ENGLISH)
    passing: frozenset[str] = _words(_ENGLISH)
    children: frozenset[str] = _words(_ENGLISH)
    places: frozenset[str] = _words(_ENGLISH)
    songs: frozenset[str] = _words(_ENGLISH)
    devices: frozenset[str] = _words()
    papers: frozenset[str] = _words()

    people: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", self.male | self.female | self.neutral)

    def tell_gender(self, word: str) -> str:
        """ "m", "f" or "" for a noun that names a person; by its English ending where it stands in no list."""
        word = word.lower()
        if word in self.male or word in self.female:
            return "m" if word in self.male else "f"
        if word in self.neutral or word.endswith(("less", "ness")):  # careless, witness
            return ""
        if word.endswith(("woman", "maid", "ess", "girl")):
            return "f" if len(word) > 6 else ""
        if word.endswith(("human", "german", "roman", "ottoman")):
            return ""
        return "m" if word.endswith(("man", "boy")) and len(word) > 5 else ""


@dataclass(frozen=True, slots=True)
class NameWords:
    """Given names, which hint at a gender and prove none, and their short forms: bob → robert.

    `never` are words with a capital for other reasons than naming somebody of the story; `seldom` those of them that
    name somebody after all where they stand beside a verb of speech; `calls` those after which a name in a speech is
    still an address: "Oh, Ada", "my dear Ada".
    """

    female: frozenset[str] = _words(_ENGLISH)
    male: frozenset[str] = _words(_ENGLISH)
    pet_names: Mapping[str, tuple[str, ...]] = _table(_ENGLISH)
    never: frozenset[str] = _words(_ENGLISH)
    seldom: frozenset[str] = _words(_ENGLISH)
    calls: frozenset[str] = _words(_ENGLISH)

    genders: Mapping[str, str] = field(init=False, default_factory=dict)
    full_names: Mapping[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        genders = {**dict.fromkeys(self.male, "m"), **dict.fromkeys(self.female, "f")}
        full_names: dict[str, set[str]] = {}
        for full, short_forms in self.pet_names.items():
            for short in short_forms:
                full_names.setdefault(short, set()).add(full)
        object.__setattr__(self, "genders", genders)
        object.__setattr__(self, "full_names", {short: frozenset(full) for short, full in full_names.items()})


@dataclass(frozen=True, slots=True)
class Verse:
    """Words by which verse is told: `music` is who and what makes music, `messages` what brings other short lines.

    `beginnings` are what lines of verse begin with far more often than short paragraphs do.
    """

    music: frozenset[str] = _words(_ENGLISH)
    messages: frozenset[str] = _words(_ENGLISH)
    beginnings: frozenset[str] = _words(_ENGLISH)


@dataclass(frozen=True, slots=True)
class Structure:
    """Words of headings: parts and chapters that are numbered, sections that have a name, tables of contents, ends.

    `labels` are both that are numbered; `sections` are headings where they stand alone; `by` leads to the author's
    name on a title page.
    """

    parts: frozenset[str] = _words()
    chapters: frozenset[str] = _words()
    sections: frozenset[str] = _words()
    contents: frozenset[str] = _words()
    ends: frozenset[str] = _words()
    by: frozenset[str] = _words()

    labels: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", self.parts | self.chapters)


@dataclass(frozen=True, slots=True)
class Letters:
    """Words of letters and dates: what a letter is headed and saluted by, and how it is signed.

    `greetings` stand before a name or noun ("Dear"), `addresses` alone ("Sir"); `sign_offs` stand on a line of their
    own, `devotions` behind "your", `possessives` before who signs; `closings` begin a line that is no name.
    """

    headings: frozenset[str] = _words()
    greetings: frozenset[str] = _words()
    addresses: frozenset[str] = _words()
    sign_offs: frozenset[str] = _words()
    devotions: frozenset[str] = _words()
    closings: frozenset[str] = _words()
    possessives: frozenset[str] = _words()
    mail_fields: frozenset[str] = _words()
    subjects: frozenset[str] = _words()
    diaries: frozenset[str] = _words()
    months: tuple[str, ...] = _row()
    short_months: tuple[str, ...] = _row()
    weekdays: tuple[str, ...] = _row()


@dataclass(frozen=True, slots=True)
class LabelWords:
    """What authors' notes and summaries are labelled with, and how a serial says that it goes on.

    `minds` are words of a legend for signs around what is thought: `'…' = thinking`.
    """

    notes: frozenset[str] = _words()
    summaries: frozenset[str] = _words()
    continued: frozenset[str] = _words()
    minds: frozenset[str] = _words()


@dataclass(frozen=True, slots=True)
class PageWords:
    """What stands around a story on a page that was saved from a site, an archive or a mailing list.

    `*_fields` begin a line before a colon or its like: of the site, the title, an author's note, a summary. The other
    groups are words that tell by their number: of the `craft` of writing and posting, of `review`s, of `ownership`,
    `greetings` to readers, `netspeak`, what authors are `doing` meanwhile, `links`, what is `counted`, words of a
    `site`. `serial_words` are numbered inside a story, `viewpoints`, `places` and `times` stand in its captions.
    """

    site_fields: frozenset[str] = _words(_ENGLISH)
    title_fields: frozenset[str] = _words(_ENGLISH)
    note_fields: frozenset[str] = _words(_ENGLISH)
    summary_fields: frozenset[str] = _words(_ENGLISH)
    craft: frozenset[str] = _words(_ENGLISH)
    review: frozenset[str] = _words(_ENGLISH)
    ownership: frozenset[str] = _words(_ENGLISH)
    greetings: frozenset[str] = _words(_ENGLISH)
    netspeak: frozenset[str] = _words(_ENGLISH)
    doing: frozenset[str] = _words(_ENGLISH)
    links: frozenset[str] = _words(_ENGLISH)
    counted: frozenset[str] = _words(_ENGLISH)
    site: frozenset[str] = _words(_ENGLISH)
    serial_words: frozenset[str] = _words(_ENGLISH)
    viewpoints: frozenset[str] = _words(_ENGLISH)
    places: frozenset[str] = _words(_ENGLISH)
    times: frozenset[str] = _words(_ENGLISH)


@dataclass(frozen=True, slots=True)
class FrameWords:
    """What is said around a book: "{title}, by {author}.", "The end."."""

    opening: str = _text("{title}. {author}.")
    closing: str = _text()


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language. `sample` is three sentences by which the level of a voice is measured."""

    code: str = ""
    sample: str = _text(fallback=_ENGLISH)
    writing: Writing = field(default_factory=Writing)
    guessing: Guessing = field(default_factory=Guessing)
    numbers: Numbers = field(default_factory=Numbers)
    verbs: Verbs = field(default_factory=Verbs)
    delivery: DeliveryWords = field(default_factory=DeliveryWords)
    grammar: Grammar = field(default_factory=Grammar)
    titles: Titles = field(default_factory=Titles)
    nouns: Nouns = field(default_factory=Nouns)
    names: NameWords = field(default_factory=NameWords)
    verse: Verse = field(default_factory=Verse)
    structure: Structure = field(default_factory=Structure)
    letters: Letters = field(default_factory=Letters)
    labels: LabelWords = field(default_factory=LabelWords)
    pages: PageWords = field(default_factory=PageWords)
    frame: FrameWords = field(default_factory=FrameWords)


GROUPS: Mapping[str, type] = {
    "writing": Writing,
    "guessing": Guessing,
    "numbers": Numbers,
    "verbs": Verbs,
    "delivery": DeliveryWords,
    "grammar": Grammar,
    "titles": Titles,
    "nouns": Nouns,
    "names": NameWords,
    "verse": Verse,
    "structure": Structure,
    "letters": Letters,
    "labels": LabelWords,
    "pages": PageWords,
    "frame": FrameWords,
}
"""Each table of a language's file, and what it becomes."""
