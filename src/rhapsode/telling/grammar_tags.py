"""Tags in languages whose verbs stand before their subjects: "sagte Anna", "dit-il", "—dijo el molinero—".

What is known of a language → a reader of its tags, and who they name. That is little: the commonest verbs of speech,
pronouns and articles. A language whose file has no pronouns is read as English is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.language.knowledge import Language
from rhapsode.language.loading import load
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.telling.pointers import Named, Noun, Person, Pointer, Pronoun
from rhapsode.telling.tags import SpeechTag, TagReader
from rhapsode.text.marks import HALTS, STOPS
from rhapsode.text.sentences import find_next_end, find_starts_between
from rhapsode.text.words import LETTERS

_WORD = re.compile(rf"[ld]['’]\w+|[sS]['’]\w+|{LETTERS}|[{STOPS}]")
_STOP = frozenset(HALTS)
_REACH = 7  # words from a speech to its verb
_BETWEEN = 2  # words between a verb and its subject: "sagte da leise Anna"


def find_grammar(tag: str) -> Language | None:
    """The language of a story, where it is not read as English is."""
    language = load(tag)
    return language if language.grammar.pronouns and language is not ENGLISH else None


def find_told(text: str, language: Language) -> frozenset[str]:
    """The names that stand beside verbs of speech."""
    verbs = any_of(language.verbs.surely)
    name = r"([A-ZÀ-ÖØ-Þ]\w+)"
    behind = re.compile(rf"\b(?:{verbs})\s+(?:\w+\s+)?{name}")
    before = re.compile(rf"{name}\s+(?:{verbs})\b")
    found = [*behind.findall(text), *before.findall(text)]
    small = {**language.grammar.pronouns, **language.grammar.articles}
    return frozenset(word for word in found if word.lower() not in small)


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    word: str


class GrammarTagReader(TagReader):
    """Reads tags as `TagReader` does, by a grammar; its nouns keep their article: "der Müller"."""

    def __init__(self, text: str, named: Mapping[int, tuple[int, int]], language: Language) -> None:
        super().__init__(text, named)
        self._grammar = language.grammar
        self._verbs = language.verbs

    def read(self, gaps: Sequence[Range], lead: Range, trail: Range) -> tuple[SpeechTag, ...]:
        tags: list[SpeechTag] = []
        first = gaps[0]
        own = bool(self.text[first[0] : first[1]].strip(" \n—–-"))
        tags += self._read_lead(first if own else lead, 0, own)
        for number, gap in enumerate(gaps[1:]):
            tags += self._read_behind(gap, number)
            if number + 2 < len(gaps) and self.text[gap[0] : gap[1]].rstrip(" \n—–-")[-1:] == ":":
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
        return word.word.replace("’", "'") in self._verbs.surely

    def _read_behind(self, gap: Range, quote: int) -> Iterator[SpeechTag]:
        """»…«, sagte Anna.  « … », dit-il."""
        words = self._split((gap[0], find_next_end(self.text, *gap)))
        start = next((at for at, word in enumerate(words) if word.word[0].isalpha()), len(words))
        verb = next((at for at in range(start, min(start + _REACH, len(words))) if self._is_verb(words[at])), -1)
        pointer = self._find_subject(words, verb) if verb >= 0 else None
        if pointer:
            yield SpeechTag(pointer, True, True, quote)
            return
        first = next((found for at in range(start, len(words)) if (found := self._point(words, at))), None)
        if first:
            yield SpeechTag(first, False, True, quote)

    def _read_lead(self, gap: Range, quote: int, own: bool) -> Iterator[SpeechTag]:
        """Anna sagte: »…«  The telling before a speech, as its tag if it ends on a colon or comma; else as a beat."""
        if gap[1] <= gap[0]:
            return
        *_, start = gap[0], *find_starts_between(self.text, gap[0], gap[1] - 2)
        words = self._split((start, gap[1]))
        leads_in = self.text[gap[0] : gap[1]].rstrip(" \n—–-")[-1:] in (":", ",")
        verbs = [at for at, word in enumerate(words) if self._is_verb(word)]
        pointer = self._find_subject(words, verbs[-1]) if leads_in and verbs else None
        if pointer:
            yield SpeechTag(pointer, True, False, quote)
            return
        first = next((found for at in range(len(words)) if (found := self._point(words, at))), None)
        if first:
            yield SpeechTag(first, False, False, quote, outside=not (own or leads_in))

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
        if words[verb].word in self._verbs.first_person:
            return Pronoun(Person.I, words[verb].start, words[verb].end)
        return None

    def _point(self, words: Sequence[_Word], at: int) -> Pointer | None:
        """Somebody meant by the words from `at` on: a pronoun, a name, an article with its noun."""
        word = words[at]
        known = self.named.get(word.start)
        lower = word.word.lower()
        if known:
            return Named(known[0], word.start, known[1])
        if lower in self._grammar.pronouns:
            return Pronoun(Person(self._grammar.pronouns[lower]), word.start, word.end)
        if lower.startswith(("l'", "l’")):
            return Noun(lower.replace("’", "'"), word.start, word.end)
        if lower not in self._grammar.articles or at + 1 >= len(words):
            return None
        beside = [words[i] for i in range(at + 1, min(at + 3, len(words)))]
        name = next((other for other in beside if other.start in self.named), None)
        if name:
            return Named(self.named[name.start][0], word.start, name.end)
        noun = self._choose_noun(beside)
        if noun is None:
            return None
        return Noun(f"{lower} {noun.word}", word.start, noun.end)

    def _choose_noun(self, beside: Sequence[_Word]) -> _Word | None:
        """The noun behind an article: in German the one with a capital, else the first word."""
        words = [word for word in beside if word.word.isalpha()]
        if self._grammar.nouns_have_capitals:
            return next((word for word in words if word.word[0].isupper()), None)
        return words[0] if words else None
