"""Tags in German, French and Spanish: "sagte Anna", "dit-il", "—dijo el molinero—".

A story's language → a reader of tags for it, and who its tags name. What a grammar holds is small: the commonest verbs
of speech, pronouns and articles. Every other language is read as English is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rhapsode.attributing.cast.members import Cast, Member
from rhapsode.attributing.turns.tags import LEAD, Tag, TagReader
from rhapsode.attributing.turns.turns import Turn
from rhapsode.model import Range
from rhapsode.telling.subjects import Pointer, Source

_WORD = re.compile(r"[ld]['’]\w+|[sS]['’]\w+|[^\W\d_]+|[.,;:!?…]")
_STOP = frozenset(".;:!?…")
_SENTENCE_END = re.compile(r"[.!?…]\s+")
_REACH = 7  # words from a speech to its verb
_BETWEEN = 2  # words between a verb and its subject: "sagte da leise Anna"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What tells a tag in one language; pronouns and articles with the gender that they show."""

    verbs: frozenset[str]
    first_person: frozenset[str]  # verbs that mean "I" by their ending
    pronouns: Mapping[str, str]
    articles: Mapping[str, str]


_GERMAN = Grammar(
    frozenset(
        """sagte sagt fragte fragt antwortete antwortet erwiderte rief ruft flüsterte flüstert murmelte meinte meint
        schrie schreit entgegnete brummte seufzte erklärte begann stammelte stotterte lachte wiederholte dachte denkt
        sprach spricht zischte knurrte versetzte bemerkte nickte stöhnte hauchte krächzte brüllte kicherte fügte fuhr
        unterbrach gestand mahnte befahl bat drängte jammerte schluchzte spottete überlegte sang grüßte""".split()
    ),
    frozenset(),
    {"er": "m", "sie": "f", "ich": "i", "wir": "p"},
    {"der": "m", "die": "f", "das": "", "ein": "m", "eine": "f", "sein": "m", "seine": "f", "ihr": "m", "ihre": "f"},
)
_FRENCH = Grammar(
    frozenset(
        """dit disait fit répondit répond répondait demanda demande demandait s'écria s'exclama cria crie
        murmura murmure chuchota souffla reprit ajouta continua répéta répliqua soupira hurla lança grogna
        gémit balbutia bégaya déclara expliqua insista interrompit poursuivit observa pensa songea ordonna
        protesta supplia ricana sourit rétorqua commença avoua admit conclut annonça appela gronda marmonna
        chanta remarqua dis répondis demandai criai pensai murmurai repris ajoutai""".split()
    ),
    frozenset("dis répondis demandai criai pensai murmurai repris ajoutai".split()),
    {"il": "m", "elle": "f", "je": "i", "ils": "p", "elles": "p", "nous": "p"},
    {"le": "m", "la": "f", "un": "m", "une": "f", "son": "", "sa": "f", "mon": "", "ma": "f"},
)
_SPANISH = Grammar(
    frozenset(
        """dijo dice preguntó pregunta respondió responde contestó contesta exclamó gritó grita murmuró susurró añadió
        replicó repitió insistió suspiró ordenó continuó prosiguió explicó comentó pensó balbuceó tartamudeó protestó
        suplicó rogó observó interrumpió llamó concluyó rio rió sonrió anunció cantó dije pregunté respondí contesté
        grité pensé murmuré añadí""".split()
    ),
    frozenset("dije pregunté respondí contesté grité pensé murmuré añadí".split()),
    {"él": "m", "ella": "f", "yo": "i", "ellos": "p", "ellas": "p"},
    {"el": "m", "la": "f", "un": "m", "una": "f", "su": "", "mi": ""},
)
_GRAMMARS: Mapping[str, Grammar] = {"de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}


def find_grammar(language: str) -> Grammar | None:
    """The grammar of a language by its code ("de-AT" is German), or None."""
    return _GRAMMARS.get(language.lower().replace("_", "-").split("-")[0])


def find_told(text: str, grammar: Grammar) -> frozenset[str]:
    """The names that stand beside verbs of speech."""
    verbs = "|".join(sorted(grammar.verbs, key=len, reverse=True))
    name = r"([A-ZÀ-ÖØ-Þ]\w+)"
    behind = re.compile(rf"\b(?:{verbs})\s+(?:\w+\s+)?{name}".replace("'", "['’]"))
    before = re.compile(rf"{name}\s+(?:{verbs})\b".replace("'", "['’]"))
    found = [*behind.findall(text), *before.findall(text)]
    return frozenset(word for word in found if word.lower() not in {**grammar.pronouns, **grammar.articles})


def keep_told(cast: Cast, told: Collection[str]) -> Cast:
    """The cast without whoever neither speaks by name nor bears a title: where every noun has a capital, or few do."""
    kept = [
        index
        for index, member in enumerate(cast.members)
        if any(form.titles or form.names[0] in told or form.names[-1] in told for form in member.forms)
    ]
    places = {old: new for new, old in enumerate(kept)}
    by_form = {form: places[index] for form, index in cast.by_form.items() if index in places}
    return replace(cast, members=tuple(_count_tag(cast.members[index]) for index in kept), by_form=by_form)


def _count_tag(member: Member) -> Member:
    """Somebody who is told to speak, as English would have told it."""
    return replace(member, company=replace(member.company, tags=max(1, member.company.tags)))


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    word: str


class ForeignTagReader(TagReader):
    """Reads tags as `TagReader` does, by a grammar; its nouns keep their article: "der Müller"."""

    def __init__(self, text: str, named: Mapping[int, tuple[int, int]], grammar: Grammar) -> None:
        super().__init__(text, named)
        self._grammar = grammar

    def read(self, turn: Turn, lead: Range, trail: Range) -> tuple[Tag, ...]:
        tags: list[Tag] = []
        first = turn.gaps[0]
        own = bool(self.text[first[0] : first[1]].strip(" \n—–-"))
        tags += self._read_lead(first if own else lead, 0, own)
        for number, gap in enumerate(turn.gaps[1:]):
            tags += self._read_behind(gap, number)
            if number + 1 < len(turn.quotes) and self.text[gap[0] : gap[1]].rstrip(" \n—–-")[-1:] == ":":
                tags += self._read_lead(gap, number + 1, own=True)
        return tuple(tags)

    def read_subject(self, lead: Range) -> Pointer | None:
        words = self._split(lead)
        verbs = [at for at, word in enumerate(words) if self._is_verb(word)]
        return self._find_subject(words, verbs[-1]) if verbs else None

    def _split(self, gap: Range) -> list[_Word]:
        words = [_Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(self.text, *gap)]
        return [word for word in words if word.word != "t"]

    def _is_verb(self, word: _Word) -> bool:
        return word.word.replace("’", "'") in self._grammar.verbs

    def _read_behind(self, gap: Range, quote: int) -> Iterator[Tag]:
        """»…«, sagte Anna.  « … », dit-il."""
        stop = _SENTENCE_END.search(self.text, *gap)
        words = self._split((gap[0], stop.start() + 1 if stop else gap[1]))
        start = next((at for at, word in enumerate(words) if word.word[0].isalpha()), len(words))
        verb = next((at for at in range(start, min(start + _REACH, len(words))) if self._is_verb(words[at])), -1)
        pointer = self._find_subject(words, verb) if verb >= 0 else None
        if pointer:
            yield Tag(pointer, True, True, quote)
            return
        first = next((found for at in range(start, len(words)) if (found := self._point(words, at))), None)
        if first:
            yield Tag(first, False, True, quote)

    def _read_lead(self, gap: Range, quote: int, own: bool) -> Iterator[Tag]:
        """Anna sagte: »…«  The telling before a speech, as its tag if it ends on a colon or comma; else as a beat."""
        if gap[1] <= gap[0]:
            return
        ends = [match.end() for match in _SENTENCE_END.finditer(self.text, gap[0], gap[1] - 2)]
        words = self._split((ends[-1] if ends else gap[0], gap[1]))
        leads_in = self.text[gap[0] : gap[1]].rstrip(" \n—–-")[-1:] in (":", ",")
        verbs = [at for at, word in enumerate(words) if self._is_verb(word)]
        pointer = self._find_subject(words, verbs[-1]) if leads_in and verbs else None
        if pointer:
            yield Tag(pointer, True, False, quote)
            return
        first = next((found for at in range(len(words)) if (found := self._point(words, at))), None)
        if first:
            yield Tag(first, False, False, quote if own or leads_in else LEAD)

    def _find_subject(self, words: Sequence[_Word], verb: int) -> Pointer | None:
        """Who stands right behind the verb, else before it; else "I", where the verb's ending says so."""
        for at in range(verb + 1, min(verb + 2 + _BETWEEN, len(words))):
            if words[at].word in _STOP or words[at].word == ",":
                break
            found = self._point(words, at)
            if found:
                return found
        for at in range(verb - 1, -1, -1):
            if words[at].word in _STOP:
                break
            found = self._point(words, at)
            if found and (at == 0 or self.text[found.start - 1] != "-"):
                return found
        if words[verb].word in self._grammar.first_person:
            return Pointer(Source.PRONOUN, -1, "i", "", words[verb].start, words[verb].end)
        return None

    def _point(self, words: Sequence[_Word], at: int) -> Pointer | None:
        """Somebody meant by the words from `at` on: a pronoun, a name, an article with its noun."""
        word = words[at]
        known = self.named.get(word.start)
        lower = word.word.lower()
        if known:
            return Pointer(Source.NAME, known[0], "", "", word.start, known[1])
        if lower in self._grammar.pronouns:
            return Pointer(Source.PRONOUN, -1, self._grammar.pronouns[lower], "", word.start, word.end)
        if lower.startswith(("l'", "l’")):
            return Pointer(Source.NOUN, -1, lower.replace("’", "'"), "", word.start, word.end)
        if lower not in self._grammar.articles or at + 1 >= len(words):
            return None
        beside = [words[i] for i in range(at + 1, min(at + 3, len(words)))]
        name = next((other for other in beside if other.start in self.named), None)
        if name:
            return Pointer(Source.NAME, self.named[name.start][0], "", "", word.start, name.end)
        noun = self._choose_noun(beside)
        if noun is None:
            return None
        return Pointer(Source.NOUN, -1, f"{lower} {noun.word}", "", word.start, noun.end)

    def _choose_noun(self, beside: Sequence[_Word]) -> _Word | None:
        """The noun behind an article: in German the one with a capital, else the first word."""
        words = [word for word in beside if word.word.isalpha()]
        if self._grammar is _GERMAN:
            return next((word for word in words if word.word[0].isupper()), None)
        return words[0] if words else None
