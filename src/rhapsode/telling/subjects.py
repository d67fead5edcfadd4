"""Words of narration → who they mean: "Ada", "she", "the old man", "his lawyer", "the voice of Ada"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.telling.pointers import Found, Named, Noun, Owner, Person, Pointer, Pronoun
from rhapsode.text.marks import HALTS, STOPS

_ABBREVIATED = any_of(map(str.capitalize, ENGLISH.titles.abbreviated))
_TOKEN = re.compile(rf"(?:{_ABBREVIATED})\.|[^\W_](?:(?:(?!--)[\w'’-])*\w)?|--|[{STOPS}()—]")
DETERMINERS = frozenset("the a an his her my their our your this that another one some its each both no".split())
_POSSESSIVES = {word: Person(who) for word, who in ENGLISH.grammar.possessives.items()}
_INDEFINITE = frozenset("a an another one some".split())
_PRONOUNS = {word: Person(who) for word, who in ENGLISH.grammar.pronouns.items()}
_YOU = "you"
_NOT_NOUNS = frozenset(
    """of in with who at to from by on for and as but that which when while after before again then so same next moment
    other first last very only whole way words word truth""".split()
)
_OBJECTS = frozenset("to at with for".split())
SAYINGS = frozenset(
    """answer reply rejoinder response retort thought cry exclamation remark question comment words verdict voice
    whisper reflection observation conclusion consolation assurance inquiry enquiry invitation salutation advice
    apology greeting suggestion objection protest summons""".split()
)
_NO_PHRASE = frozenset("of in with who to at for from by on".split())
_STYLES = frozenset("ladyship lordship grace highness majesty excellency honour worship reverence".split())
_AGES = frozenset("old young little".split())
_SINGULARS = {"men": "man", "women": "woman", "gentlemen": "gentleman", "ladies": "lady", "children": "child"}
_APPOSED = frozenset(STOPS + "—")


class Token(NamedTuple):
    """A word or mark of the text, as it stands and in lower case."""

    start: int
    end: int
    word: str
    lower: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds who is meant in `text`; `named` maps the offset where a member is named to (member, end).

    In the ranges `yours`, told of a you, "you say" is as good as "I say" elsewhere.
    """

    text: str
    named: Mapping[int, tuple[int, int]]
    yours: Sequence[tuple[int, int]] = ()

    def split(self, start: int, end: int) -> list[Token]:
        """The tokens of a range."""
        return [Token(m.start(), m.end(), m.group(), m.group().lower()) for m in _TOKEN.finditer(self.text, start, end)]

    def find_at(self, tokens: Sequence[Token], at: int) -> Found | None:
        """Somebody meant by the words from `at` on, and the index after them."""
        if at >= len(tokens):
            return None
        token = tokens[at]
        if token.lower in _PRONOUNS and (token.lower != "i" or token.word == "I"):
            return Pronoun(_PRONOUNS[token.lower], token.start, token.end), at + 1
        if token.lower == _YOU and any(start <= token.start < end for start, end in self.yours):
            return Pronoun(Person.I, token.start, token.end), at + 1
        if token.start in self.named:
            return self._find_name(tokens, at)
        if token.lower in DETERMINERS:
            return self._find_noun(tokens, at)
        while at + 1 < len(tokens) and tokens[at].lower in ENGLISH.titles.epithets:
            at += 1  # "poor old Mr. Brown"
        return self._find_name(tokens, at) if tokens[at].start in self.named else None

    def find_first(self, tokens: Sequence[Token], at: int, within: int) -> Found | None:
        """The first one meant from `at` on, within so many words."""
        for index in range(at, min(at + within, len(tokens))):
            found = self.find_at(tokens, index)
            if found:
                return found
        return None

    def find_after_phrase(self, tokens: Sequence[Token], at: int, within: int) -> Found | None:
        """ "cried at once the old man", "said, laughing, Ada": rare, within some words and no full stop."""
        if at < len(tokens) and tokens[at].word[0].isupper() and tokens[at].start not in self.named:
            return None  # "said Odger, looking at Ada", where the cast has no Odger
        for index in range(at, min(at + within, len(tokens))):
            if tokens[index].word in HALTS:
                return None
            found = self.find_at(tokens, index)
            if found and not isinstance(found[0], Noun) and tokens[index - 1].lower not in _OBJECTS:
                return found
        return None

    def find_apposed(self, tokens: Sequence[Token], found: Found) -> Found:
        """The name that is set beside a noun, if there is one: "her uncle, old Mr. Brown"."""
        pointer, after = found
        if not isinstance(pointer, Noun) or after >= len(tokens) or tokens[after].word != ",":
            return found
        other = self.find_at(tokens, after + 1)
        if other is None or not isinstance(other[0], Named) or other[0].owns:
            return found
        return other if other[1] >= len(tokens) or tokens[other[1]].word in _APPOSED else found

    def find_any_noun(self, tokens: Sequence[Token], at: int) -> Found | None:
        """ "said the bargee": behind a verb of speech any noun is somebody."""
        if at >= len(tokens) or tokens[at].lower not in ("the", "a", "an", "another", *_POSSESSIVES):
            return None
        end = at + 1
        while end < min(at + 4, len(tokens)) and _is_noun_like(tokens[end]):
            end += 1
        if end == at + 1:
            return None
        whose = self.find_at(tokens, end + 1) if end < len(tokens) and tokens[end].lower == "of" else None
        if whose and isinstance(whose[0], Named) and not _is_agent(tokens[end - 1].lower):
            return whose  # "came the dulcet tones of Ada"
        head, lead = tokens[end - 1], tokens[at].lower
        if lead in _POSSESSIVES and (head.lower in SAYINGS or head.lower in _STYLES):
            return Pronoun(_POSSESSIVES[lead], tokens[at].start, head.end), end
        return Noun(head.lower, tokens[at].start, head.end, _tell_owner(lead)), end

    def find_owner(self, tokens: Sequence[Token]) -> Pointer | None:
        """Whose saying it is that the words tell of: "he heard Ada's voice", "it was her last word"."""
        for at, token in enumerate(tokens[:-1]):
            if not any(near.lower in SAYINGS for near in tokens[at + 1 : at + 3]):
                continue
            if token.lower in _POSSESSIVES:
                return Pronoun(_POSSESSIVES[token.lower], token.start, token.end)
            found = self.find_at(tokens, at) if token.start in self.named else None
            if found and owns(found[0]):
                return found[0]
        return None

    def find_possessive(self, tokens: Sequence[Token]) -> Pointer | None:
        """The name at the end of the words, if it owns what follows: "to Ada's" ("…")."""
        for at in range(max(0, len(tokens) - 3), len(tokens)):
            known = self.named.get(tokens[at].start)
            if known and self.text[known[1] : known[1] + 2] in ("'s", "’s") and tokens[-1].end == known[1] + 2:
                return Named(known[0], tokens[at].start, known[1], owns=True)
        return None

    def _find_name(self, tokens: Sequence[Token], at: int) -> Found | None:
        member, end = self.named[tokens[at].start]
        if self.text[end : end + 2] in ("'s", "’s"):
            return self._find_owned(tokens, at, member, end)
        after = at + 1
        while after < len(tokens) and tokens[after].start < end:
            after += 1
        return Named(member, tokens[at].start, end), after

    def _find_owned(self, tokens: Sequence[Token], at: int, member: int, end: int) -> Found | None:
        """ "Ada's mother" is somebody else, and so is "Ada's cousin Tom"; "Ada's voice", "Ada's eyes" are Ada."""
        after = at + 1
        while after < len(tokens) and tokens[after].start < end + 2:
            after += 1
        for index in range(after, min(after + 3, len(tokens))):
            if tokens[index].lower in ENGLISH.nouns.people and tokens[index].lower not in SAYINGS:
                if index + 1 < len(tokens) and tokens[index + 1].start in self.named:
                    return self._find_name(tokens, index + 1)
                token = tokens[index]
                return Noun(token.lower, tokens[at].start, token.end, Owner.NAMED, member), index + 1
            if not tokens[index].word[0].isalpha():
                break
        return Named(member, tokens[at].start, end, owns=True), min(after + 1, len(tokens))

    def _find_noun(self, tokens: Sequence[Token], at: int) -> Found | None:
        lead = tokens[at].lower
        if lead in ("one", "another", "some") and [token.lower for token in tokens[at + 1 : at + 3]] == ["of", "the"]:
            return self._find_one_of(tokens, at)
        head = -1
        for index in range(at + 1, min(at + 6, len(tokens))):
            token = tokens[index]
            if token.start in self.named:
                return self._find_name(tokens, index)
            if not token.word[0].isalpha() or token.lower in DETERMINERS or token.lower in _NO_PHRASE:
                break
            if token.lower in ENGLISH.nouns.people:
                head = index
            elif head >= 0 or token.lower in ENGLISH.verbs.speech:
                break
        return self._describe_noun(tokens, at, head) if head >= 0 else None

    def _describe_noun(self, tokens: Sequence[Token], at: int, head: int) -> Found | None:
        lead = tokens[at].lower
        if tokens[head].lower in _AGES and head + 1 < len(tokens) and _is_noun_like(tokens[head + 1]):
            head += 1  # "the old lamplighter"
        if tokens[head].lower in SAYINGS:
            return self._find_voice(tokens, at, head)
        marked = self._find_mark(tokens, head) if lead == "the" else head
        if marked > head:
            words = " ".join(token.lower for token in tokens[head : marked + 1])
            return Noun(words, tokens[at].start, tokens[marked].end), marked + 1
        return Noun(tokens[head].lower, tokens[at].start, tokens[head].end, _tell_owner(lead)), head + 1

    def _find_one_of(self, tokens: Sequence[Token], at: int) -> Found | None:
        """ "one of the older men": a man."""
        for index in range(at + 3, min(at + 6, len(tokens))):
            word = tokens[index].lower
            word = _SINGULARS.get(word, word.removesuffix("s"))
            if word != tokens[index].lower and word in ENGLISH.nouns.people:
                return Noun(word, tokens[at].start, tokens[index].end, Owner.ANY), index + 1
        return None

    def _find_voice(self, tokens: Sequence[Token], at: int, head: int) -> Found | None:
        """ "the voice of old Mr. Brown", "her voice"; a voice alone is nobody's yet."""
        if head + 2 < len(tokens) and tokens[head + 1].lower == "of":
            found = self.find_at(tokens, head + 2)
            if found:
                return found
        token, lead = tokens[head], tokens[at].lower
        if lead in _POSSESSIVES:
            return Pronoun(_POSSESSIVES[lead], tokens[at].start, token.end), head + 1
        return Noun(token.lower, token.start, token.end), head + 1

    def _find_mark(self, tokens: Sequence[Token], head: int) -> int:
        """The last word of what tells this man from others: "the man with the red beard"; else `head`."""
        words = [token.lower for token in tokens[head + 1 : head + 6]]
        if (
            words[:1] != ["with"]
            or words[1:2] not in (["the"], ["a"])
            or tokens[head].lower not in ENGLISH.nouns.passing
        ):
            return head
        ends = [i for i, word in enumerate(words) if i > 1 and (not word.isalpha() or word in _NOT_NOUNS)]
        end = min(ends, default=len(words))
        return head + end if 2 < end <= 4 else head


def owns(pointer: Pointer) -> bool:
    """Whether a name means somebody by what is theirs: "Ada's voice"."""
    return isinstance(pointer, Named) and pointer.owns


def is_saying(pointer: Pointer) -> bool:
    """Whether a noun is no person but what is said: "the voice", "the answer"."""
    return isinstance(pointer, Noun) and pointer.head in SAYINGS


def _tell_owner(lead: str) -> Owner:
    if lead in _POSSESSIVES or lead == "your":
        return Owner.SOMEBODY
    return Owner.ANY if lead in _INDEFINITE else Owner.NOBODY


def _is_noun_like(token: Token) -> bool:
    if not token.word.replace("-", "").isalpha() or token.lower in _NOT_NOUNS:
        return False
    return not token.lower.endswith("ly") and token.lower not in ENGLISH.verbs.speech


def _is_agent(noun: str) -> bool:
    """Whether an unlisted noun looks like somebody: "thatcher", "florist"."""
    return noun in ENGLISH.nouns.people or noun.endswith(("er", "or", "ist", "man", "ess"))
