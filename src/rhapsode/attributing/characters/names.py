"""A story's text → every place where somebody or something is named, found by capital letters alone.

A word names when it stands with a capital where grammar asks for none. Whether a name is a person's is told by its
company: titles, speech verbs, verbs of acting, being addressed; against prepositions of place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rhapsode.language.english import ENGLISH
from rhapsode.language.knowledge import Titles
from rhapsode.language.loading import find_words, tell_gender_of_title
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.text.marks import CLOSING, DASHES, DOUBLES, ENDERS, FULL_STOPS, OPENING, STOPS

_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:[-’'](?!(?:s|S|ll|d|m|re|ve)\b)[^\W_]+)*")
_LOWER = re.compile(r"(?<![\w'’-])[a-zà-öø-ÿ]+(?:[-’'](?!s\b)[a-zà-öø-ÿ]+)*(?![\w-])")
_SPACE = re.compile(r"[ \t]+\n?[ \t]*|\n[ \t]*")
_PARTICLE = re.compile(r"[ \n](?:de la|de|du|des|von|van|di|da|del|of the|of|le|la)[ \n]")
_WORD_BEFORE = re.compile(r"([\w'’]+)[ \t]*\n?[ \t]*$")
_WORD_AFTER = re.compile(r"(?:['’]s)?[ \t]*\n?[ \t]*([a-z]+)")
_ASIDE = re.compile(rf",[^{STOPS}{DOUBLES}]{{1,70}},\s+(\w+)")
SHORT_LINE = 48  # characters; prose is wrapped at more, but for the narrowest columns
LOOSE = 2  # so often a word may begin sentences before it is taken for a name
RARE = 30  # so many times as often without a capital, a word doesn't name, whatever its capitals are for
_PLACE_PREPOSITIONS = frozenset("in at near through towards across around into within throughout round".split())
_OBJECT_PREPOSITIONS = frozenset("to from of by with at on upon for about against beside near after behind".split())
_TAIL_PREPOSITIONS = frozenset("to from of".split())
_DETERMINERS = frozenset("a an his her their our my your this that some every each no".split())
_NO_NOUNS = frozenset(
    """and or but of to in at by with from on upon for as if when while who whom whose which that than then so because
    about against beside near after behind before into over under through without within up down out off away back
    again too also once here there not nor yet only even just never all both himself herself itself""".split()
).union(ENGLISH.verbs.acts, ENGLISH.verbs.speech)
_ABBREVIATED = find_words("titles", "abbreviated")
_LOOKS_COMMON = re.compile(r"ly$|ing$|-[a-z]")  # "Unluckily", "To-day": never seen but at the start of a sentence
_CONTRACTED = re.compile(r"n['’]t$|^['’]?t(?:is|was)|['’](?:im|em|er|un)$")  # "Don't": never a name
_BEFORE_ADDRESS = OPENING + DASHES
_BEHIND_ADDRESS = CLOSING + DASHES + STOPS
_NO_CALL = frozenset(FULL_STOPS + "?;")  # "Ada." says who is meant, "Ada!" and "Ada, …" call her


class NameForm(NamedTuple):
    """One way of naming: titles in front ("Mr", "Sir"), names, and whether "the" leads it ("the Hatter")."""

    titles: tuple[str, ...]
    names: tuple[str, ...]
    definite: bool

    @property
    def label(self) -> str:
        shown = [_show_title(title) for title in self.titles]
        return " ".join([*(["the"] if self.definite else []), *shown, *self.names])

    @property
    def gender(self) -> str:
        return next((g for g in map(tell_gender_of_title, self.titles) if g), "")


class Naming(NamedTuple):
    """One place where a form stands: `quoted` in a speech, `vocative` as an address there, `tagged` by a verb."""

    start: int
    end: int
    form: NameForm
    quoted: bool
    vocative: bool = False
    tagged: bool = False
    subject: bool = False  # does something, as far as the words beside it tell


@dataclass(slots=True)
class Company:
    """What stands beside a form, counted over the story."""

    narrated: int = 0
    quoted: int = 0
    vocative: int = 0
    tags: int = 0
    acts: int = 0
    places: int = 0
    inside: int = 0  # with a capital that no sentence's start asks for
    adjective: int = 0  # "the Lowland farms"
    old: int = 0
    young: int = 0
    little: int = 0

    @property
    def total(self) -> int:
        return self.narrated + self.quoted

    @property
    def age(self) -> str:
        """What the words before the name say of age, where they say it often enough: one time in twelve."""
        counts = {"old": self.old, "young": self.young, "child": self.little}
        most = max(counts, key=lambda age: counts[age])
        return most if counts[most] >= 2 and counts[most] * 12 >= self.total else ""

    def add(self, other: Company) -> None:
        """Count the other's too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class FoundNames:
    """All namings of a story in order, and the company each form keeps."""

    namings: tuple[Naming, ...] = ()
    companies: Mapping[NameForm, Company] = field(default_factory=dict)


class _Capital(NamedTuple):
    start: int
    end: int
    word: str
    inside: bool  # stands inside a sentence, where only names have capitals
    shouted: bool = False  # all in capitals, which says nothing of its own


def _show_title(title: str) -> str:
    shown = title[:1].upper() + title[1:]
    return shown + "." if title in _ABBREVIATED and title not in ("m", "st") else shown


def parse_name(name: str) -> NameForm:
    """A name that stands by itself, as in a heading: "Dr. Seward", "Nora Bell"."""
    words = name.split()
    titles = [word.lower().rstrip(".") for word in words[:-1]]
    first = next((at for at, title in enumerate(titles) if title not in ENGLISH.titles.every), len(titles))
    return NameForm(tuple(titles[:first]), tuple(words[first:]), False)


def find_names(
    text: str,
    quotes: Sequence[Range],
    skipped: Sequence[Range] = (),
    titles: Titles = ENGLISH.titles,
) -> FoundNames:
    """All namings in `text`; `quotes` are its speeches, `skipped` what is no part of the story; both sorted."""
    capitals = list(_find_capitals(text, skipped))
    if titles.small_letters:
        capitals = sorted([*capitals, *_find_small_titles(text, titles)])
    known = _choose_naming_words(text, capitals)
    namings: list[Naming] = []
    companies: dict[NameForm, Company] = defaultdict(Company)
    loose = _find_loose_words(capitals)
    inside = {capital.start for capital in capitals if capital.inside}
    at = 0
    for start, end, form in _join_runs(text, capitals, known, loose, titles.every):
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        quoted = at < len(quotes) and quotes[at][0] <= start
        naming = _look_beside(text, Naming(start, end, form, quoted), companies[form])
        companies[form].inside += start in inside
        namings.append(naming)
    return FoundNames(tuple(namings), dict(companies))


def _find_capitals(text: str, skipped: Sequence[Range]) -> Iterator[_Capital]:
    at = 0
    for match in _CAPITALISED.finditer(text):
        start, end = match.span()
        while at < len(skipped) and skipped[at][1] <= start:
            at += 1
        if at < len(skipped) and skipped[at][0] <= start:
            continue
        word = match.group()
        if len(word) > 3 and word.isupper():
            word = word.capitalize()
            yield _Capital(start, end, word, False, True)
        else:
            yield _Capital(start, end, word, _is_inside_sentence(text, start))


def _find_small_titles(text: str, titles: Titles) -> Iterator[_Capital]:
    """Titles in small letters before a name, as if they had capitals: "hr. Holm"."""
    for match in re.finditer(rf"\b(?:{any_of(titles.every)})(?=\.?[ \n][A-ZÀ-ÖØ-Þ])", text):
        yield _Capital(match.start(), match.end(), match.group().capitalize(), True)


def _is_inside_sentence(text: str, start: int) -> bool:
    if start < 2 or not text[start - 1].isspace():
        return False
    at = start - 2
    if text[at].isspace():
        if text[at] == "\n" and text[start - 1] == "\n":
            return False
        while at > 0 and text[at] in " \t":
            at -= 1
    if "\n" in text[at + 1 : start] and at - text.rfind("\n", 0, at) < SHORT_LINE:
        return False  # lines of verse begin with capitals
    if text[at] == ".":
        begin = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at), text.rfind('"', 0, at)) + 1
        return text[begin:at].lstrip(OPENING).lower() in _ABBREVIATED
    return text[at].isalnum() or text[at] in ",;’'"


def _choose_naming_words(text: str, capitals: Sequence[_Capital]) -> Mapping[str, bool]:
    """Words that name → whether they do so at the start of a sentence too."""
    inside: Counter[str] = Counter()
    initial: Counter[str] = Counter()
    for capital in capitals:
        if not capital.shouted:
            (inside if capital.inside else initial)[capital.word] += 1
    wanted = {word.lower() for word in initial} | {word.lower() for word in inside}
    lower = Counter(word for word in _LOWER.findall(text) if word in wanted)
    known: dict[str, bool] = {}
    for word in inside.keys() | initial.keys():
        plain = word.lower()
        if len(word) < 2 or plain.replace("’", "'") in ENGLISH.names.never or _CONTRACTED.search(plain):
            continue
        if lower[plain] > RARE * inside[word] > 0:
            continue
        if inside[word] >= 2 or (inside[word] and not lower[plain]):
            known[word] = inside[word] > lower[plain]
        elif not lower[plain]:
            known[word] = True
    known = {word: at_start for word, at_start in known.items() if inside[word] or not _LOOKS_COMMON.search(word)}
    speaking = (c.word for c in capitals if c.word.lower() in ENGLISH.names.seldom and _stands_by_speech(text, c))
    return known | dict.fromkeys(speaking, False)


def _stands_by_speech(text: str, capital: _Capital) -> bool:
    """Whether a word that seldom names does so here: "said May", "Will asked"."""
    before = text[max(0, capital.start - 24) : capital.start].rstrip().rpartition(" ")[2]
    after = _WORD_AFTER.match(text, capital.end, capital.end + 24)
    return before in ENGLISH.verbs.strong or (after is not None and after.group(1) in ENGLISH.verbs.strong)


def _find_loose_words(capitals: Sequence[_Capital]) -> Mapping[str, bool]:
    """Words that stand only at the start of sentences, and seldom → True; words that stand often → False."""
    counts = Counter(capital.word for capital in capitals)
    inside = {capital.word for capital in capitals if capital.inside}
    given = ENGLISH.names.genders
    return {
        word: count <= LOOSE and word.lower() not in given
        for word, count in counts.items()
        if count > LOOSE or word not in inside
    }


def _loosen(run: list[_Capital], titles: int, loose: Mapping[str, bool]) -> list[_Capital]:
    """A run without the word that only begins its sentence: "Ask Ada" where Ada is named often, and Ask never."""
    if titles or len(run) < 2 or not loose.get(run[0].word, False) or loose.get(run[1].word, True):
        return run
    return run[1:]


def _join_runs(
    text: str,
    capitals: Sequence[_Capital],
    known: Mapping[str, bool],
    loose: Mapping[str, bool],
    title_words: Collection[str],
) -> Iterator[tuple[int, int, NameForm]]:
    run: list[_Capital] = []
    titles = 0
    for capital in capitals:
        is_title = capital.word.lower() in title_words
        names = is_title or _is_name_here(capital, known, bool(run))
        late_title = is_title and titles < len(run) and capital.word.lower() in ENGLISH.titles.leading
        if run and names and not late_title and _continues(text, run[-1], capital):
            if is_title and titles == len(run):
                titles += 1
            run.append(capital)
            continue
        if run:
            yield from _close_run(text, _loosen(run, titles, loose), titles)
        run = [capital] if names else []
        titles = int(is_title)
    if run:
        yield from _close_run(text, _loosen(run, titles, loose), titles)


def _is_name_here(capital: _Capital, known: Mapping[str, bool], after_run: bool) -> bool:
    if not capital.inside and not after_run and capital.word.lower() in ENGLISH.verbs.surely:
        return False  # "…" Demanded Ada.
    if len(capital.word) == 1:
        return after_run and capital.word != "I"
    at_start = known.get(capital.word)
    if at_start is None:
        return False
    return at_start or capital.inside or after_run


def _continues(text: str, last: _Capital, here: _Capital) -> bool:
    gap = text[last.end : here.start]
    if gap[:1] == "." and (last.word.lower() in _ABBREVIATED or len(last.word) == 1):
        gap = gap[1:]
    if not gap or len(gap) > 9:
        return False
    return bool(_SPACE.fullmatch(gap) or _PARTICLE.fullmatch(gap))


def _close_run(text: str, run: list[_Capital], titles: int) -> Iterator[tuple[int, int, NameForm]]:
    lead = [capital.word.lower() for capital in run[:titles]]
    names = [capital.word for capital in run[titles:]]
    if not names:  # a title alone: "the Colonel", "Papa"
        if lead[-1] in ENGLISH.names.never or not (run[-1].inside or lead[-1] in ENGLISH.nouns.kin):
            return
        names, lead = [run[-1].word], lead[:-1]
    lead = [word for word in lead if word not in ENGLISH.titles.epithets or word in ("st", "saint")]
    start, end = run[0].start, run[-1].end
    definite = text[max(0, start - 4) : start].lower() in ("the ", "the\n") and not lead
    tail = " ".join(names)
    between = text[run[titles].start if titles < len(run) else start : end]
    if len(names) > 1 and _PARTICLE.search(between):
        tail = re.sub(r"\s+", " ", between)
    yield start, end, NameForm(tuple(lead), tuple(tail.split(" ")), definite)


def _look_beside(text: str, naming: Naming, company: Company) -> Naming:
    """Count what stands beside a naming, and say whether it is an address."""
    before = text[max(0, naming.start - 24) : naming.start]
    after = text[naming.end : naming.end + 24]
    if naming.form.definite:
        before = before[:-4]
    last = _WORD_BEFORE.search(before)
    following = _WORD_AFTER.match(after)
    last_word = last.group(1).lower() if last else ""
    next_word = following.group(1) if following else ""
    if last_word == "called":
        last_word = ""  # "a man called Ada's cousin" calls nobody
    if not next_word and (aside := _ASIDE.match(text, naming.end, naming.end + 90)):
        next_word = aside.group(1)  # "Ada, turning round, said"
    if last_word in ("old", "young", "little"):
        setattr(company, last_word, getattr(company, last_word) + 1)
    company.adjective += _is_adjective(naming.form, last_word, next_word)
    if last_word in _PLACE_PREPOSITIONS:
        company.places += 1
    elif next_word in ENGLISH.verbs.strong or (last_word in ENGLISH.verbs.strong and not naming.quoted):
        company.tags += 1
    elif next_word in ENGLISH.verbs.acts and last_word not in _TAIL_PREPOSITIONS:
        company.acts += 1
    if not naming.quoted:
        company.narrated += 1
        beside = next_word in ENGLISH.verbs.strong or last_word in ENGLISH.verbs.strong
        acts = beside or next_word in ENGLISH.verbs.acts or next_word.endswith("ed")
        acts = (acts and last_word not in _OBJECT_PREPOSITIONS) or before.endswith(("It was ", "it was "))
        return naming._replace(tagged=beside, subject=acts)
    company.quoted += 1
    if _is_address(before, after, last_word):
        company.vocative += 1
        return naming._replace(vocative=True)
    return naming


def _is_adjective(form: NameForm, last_word: str, next_word: str) -> bool:
    """Whether a noun seems to follow: "a Lowland farm"; behind "the" it may as well be a verb."""
    if not next_word or form.definite or last_word not in _DETERMINERS or next_word.endswith(("ed", "ly")):
        return False
    return next_word not in _NO_NOUNS


def is_acting(text: str, start: int, end: int) -> bool:
    """Whether whoever is named there does something, as far as the words beside it tell."""
    last = _WORD_BEFORE.search(text[max(0, start - 24) : start])
    following = _WORD_AFTER.match(text, end, end + 24)
    last_word, next_word = last.group(1).lower() if last else "", following.group(1) if following else ""
    beside = next_word in ENGLISH.verbs.strong or last_word in ENGLISH.verbs.strong
    acts = beside or next_word in ENGLISH.verbs.acts or next_word.endswith("ed")
    return acts and last_word not in _OBJECT_PREPOSITIONS


def _is_address(before: str, after: str, last_word: str) -> bool:
    bare = before.rstrip()
    opens = not bare or bare[-1] in STOPS or bare[-1] in _BEFORE_ADDRESS or last_word in ENGLISH.names.calls
    closes = not after or after[0] in _BEHIND_ADDRESS
    if after[:2] in ("’s", "'s"):
        closes = False
    if not opens or not closes:
        return False
    alone = (not bare or bare[-1] in ENDERS or bare[-1] in _BEFORE_ADDRESS) and after[:1] in _NO_CALL
    return not alone
