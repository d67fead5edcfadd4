"""The narration beside a speech → who it says is speaking: "said Ada", "the old man replied", "she laughed."

A tag has a verb of speech (or hangs on the speech by a comma); a beat is an act told in the speech's own paragraph.
Both name their subject by name, by pronoun or by a noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from rhapsode import lexicon
from rhapsode.attributing.prose import Turn
from rhapsode.model import Range

_TOKEN = re.compile(r"[^\W_](?:[\w'’-]*\w)?|--|[.,;:!?()—…]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)_*]*\s+(?=[\"“‘_A-ZÀ-Þ])")
_DETERMINERS = frozenset("the a an his her my their our your this that another one some its each both no".split())
_POSSESSIVES = frozenset("his her my their our your".split())
_PRONOUNS = {"he": "m", "she": "f", "i": "i", "they": "p", "we": "p"}
_LEADS = frozenset(
    """and but then so now here again at last once only also still yet just even for as when after before while
    suddenly presently there thus this that""".split()
)
_AUXILIARIES = frozenset("had has was would did could might will is were have been be to not".split())
_LONG_GAP = 600  # characters; of a longer gap only its ends are read
_REACH = 9  # words from the start of a clause to its verb


class Source(IntEnum):
    """How a speaker is pointed at."""

    NAME = 0
    PRONOUN = 1
    NOUN = 2


class Pointer(NamedTuple):
    """A word or two that mean somebody: `who` is a member's index for a name, else the gender or the noun's head.

    `owner` is the possessive before a noun ("his" father); `text` what stands there.
    """

    source: Source
    who: int
    word: str
    owner: str
    start: int
    end: int


class Tag(NamedTuple):
    """What one stretch of narration says of one speech. `quote` counts within the turn."""

    pointer: Pointer
    verb: str
    strong: bool  # a verb of speech, or hung on the speech by a comma; else only a beat
    after: bool
    quote: int


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    lower: str


@dataclass(frozen=True, slots=True)
class TagReader:
    """Reads tags in `text`; `named` maps the offset where a member is named to (member, end)."""

    text: str
    named: Mapping[int, tuple[int, int]]

    def read(self, turn: Turn, lead: Range) -> tuple[Tag, ...]:
        """All tags of a turn; `lead` is the narration just before it, in the paragraph before its own."""
        tags: list[Tag] = []
        first = turn.gaps[0]
        if self.text[first[0] : first[1]].strip():
            tags += self._read_before(first, 0, own=True)
        elif lead[1] > lead[0]:
            tags += self._read_before(lead, 0, own=False)
        for number, gap in enumerate(turn.gaps[1:]):
            if gap[1] - gap[0] < 4:
                continue
            tags += self._read_after(gap, number)
            if number + 1 < len(turn.quotes):
                tags += self._read_between(gap, number + 1)
        return tuple(tags)

    def _read_between(self, gap: Range, quote: int) -> Iterator[Tag]:
        """A gap of several sentences may lead into the next speech."""
        start = self._last_sentence(gap)
        if start > gap[0]:
            yield from self._read_before((start, gap[1]), quote, own=True)

    def _read_after(self, gap: Range, quote: int) -> Iterator[Tag]:
        """ "…," said Ada.  "…," the old man replied.  "…" She laughed."""
        text = self.text
        end = min(gap[1], gap[0] + _LONG_GAP)
        stop = _SENTENCE_END.search(text, gap[0], end)
        tokens = self._split(gap[0], stop.start() + 1 if stop else end)
        hung = self._hangs(gap)
        at = 0
        while at < len(tokens) and not tokens[at].word[0].isalnum():
            at += 1
        if at == len(tokens):
            return
        inverted = self._read_inverted(tokens, at, hung)
        if inverted:
            yield Tag(inverted[0], inverted[1], True, True, quote)
            return
        while at < len(tokens) and (tokens[at].lower in _LEADS or tokens[at].lower.endswith("ly")):
            at += 1
        found = self._pointer_at(tokens, at)
        if not found:
            found = self._first_pointer(tokens, at)
            if found:
                yield Tag(found[0], "", False, True, quote)
            return
        pointer, after = found
        verb = self._verb_after(tokens, after)
        strong = bool(verb) or hung
        yield Tag(pointer, verb, strong, True, quote)

    def _hangs(self, gap: Range) -> bool:
        """Whether the speech before the gap ends on a comma or a dash, so that the sentence runs on."""
        said = self.text[max(0, gap[0] - 4) : gap[0]].rstrip("\"”’'»* _\n")
        return said[-1:] in (",", "，") or (self.text[gap[0] : gap[1]].lstrip(" \n-—")[:1].islower())

    def _read_inverted(self, tokens: Sequence[_Token], at: int, hung: bool) -> tuple[Pointer, str] | None:
        verb_at = at
        while verb_at < len(tokens) and (
            tokens[verb_at].lower.endswith("ly") or tokens[verb_at].lower in _LEADS or tokens[verb_at].lower == "had"
        ):
            verb_at += 1
        if verb_at >= len(tokens) or not tokens[verb_at].word[0].islower():
            return None
        verb = tokens[verb_at].lower
        if verb not in lexicon.SPEECH_VERBS and not (hung and verb.endswith("ed")):
            return None
        after = verb_at + 1
        while after < len(tokens) and (
            tokens[after].lower.endswith("ly") or tokens[after].lower in ("on", "out", "up")
        ):
            after += 1
        if verb in ("told", "asked", "addressed", "answered", "interrupted", "begged") and at > 0:
            pass
        found = self._pointer_at(tokens, after)
        if found is None:
            found = self._pointer_after_phrase(tokens, after)
        return (found[0], verb) if found else None

    def _pointer_after_phrase(self, tokens: Sequence[_Token], at: int) -> tuple[Pointer, int] | None:
        """ "cried at once the old man", "said, laughing, Ada": rare, within five words and no full stop."""
        for index in range(at, min(at + 5, len(tokens))):
            if tokens[index].word in ".;:!?":
                return None
            found = self._pointer_at(tokens, index)
            if found and found[0].source != Source.NOUN:
                return found
        return None

    def _verb_after(self, tokens: Sequence[_Token], at: int) -> str:
        """The first verb of speech in the clause after a subject."""
        for token in tokens[at : at + _REACH]:
            if token.word in ".;:!?":
                return ""
            if token.lower in lexicon.SPEECH_VERBS:
                return token.lower
        return ""

    def _first_pointer(self, tokens: Sequence[_Token], at: int) -> tuple[Pointer, int] | None:
        for index in range(at, min(at + _REACH, len(tokens))):
            found = self._pointer_at(tokens, index)
            if found:
                return found
        return None

    def _last_sentence(self, gap: Range) -> int:
        start = max(gap[0], gap[1] - _LONG_GAP)
        last = start
        for match in _SENTENCE_END.finditer(self.text, start, gap[1]):
            if match.end() < gap[1] - 3:
                last = match.end()
        return last

    def _read_before(self, gap: Range, quote: int, own: bool) -> Iterator[Tag]:
        """Ada said: "…"  He turned to her and asked, "…"  The old man laughed. "…" """
        tail = self.text[max(gap[0], gap[1] - 6) : gap[1]].rstrip()
        leads_in = tail[-1:] in (",", ":") or tail[-2:] in (":-", ",-", "--") or tail[-3:] in (":--", ",--")
        if not own and not leads_in:
            return
        start = self._last_sentence(gap)
        tokens = self._split(start, gap[1])
        verbs = [i for i, token in enumerate(tokens) if token.lower in lexicon.SPEECH_VERBS]
        if leads_in and verbs:
            pointer = self._subject_of(tokens, verbs[-1])
            if pointer:
                yield Tag(pointer, tokens[verbs[-1]].lower, True, False, quote)
                return
        found = self._first_pointer(tokens, 0)
        if found:
            yield Tag(found[0], "", leads_in and tail[-1:] != ",", False, quote)

    def _subject_of(self, tokens: Sequence[_Token], verb: int) -> Pointer | None:
        """Who does the verb: just before it, else just after, else whom the sentence begins with."""
        clause = verb
        best: Pointer | None = None
        while clause > 0 and tokens[clause - 1].word not in ".;:!?" and verb - clause < 8:
            clause -= 1
            found = self._pointer_at(tokens, clause)
            if found and found[1] <= verb:
                between = tokens[found[1] : verb]
                if all(t.lower in _AUXILIARIES or t.lower.endswith("ly") or t.lower in _LEADS for t in between):
                    return found[0]
                break
        inverted = self._pointer_at(tokens, verb + 1)
        if inverted and tokens[verb].lower not in ("told", "asked", "addressed", "begged"):
            return inverted[0]
        first = self._first_pointer(tokens, 0)
        if first and first[1] <= verb:
            best = first[0]
        return best

    def _split(self, start: int, end: int) -> list[_Token]:
        return [
            _Token(m.start(), m.end(), m.group(), m.group().lower()) for m in _TOKEN.finditer(self.text, start, end)
        ]

    def _pointer_at(self, tokens: Sequence[_Token], at: int) -> tuple[Pointer, int] | None:
        """Somebody meant by the words from `at` on, and the index after them."""
        if at >= len(tokens):
            return None
        token = tokens[at]
        if token.lower in _PRONOUNS and (token.lower != "i" or token.word == "I"):
            return Pointer(Source.PRONOUN, -1, _PRONOUNS[token.lower], "", token.start, token.end), at + 1
        if token.start in self.named:
            return self._name_at(tokens, at)
        if token.lower in _DETERMINERS:
            return self._noun_at(tokens, at)
        if token.lower in lexicon.EPITHETS and at + 1 < len(tokens) and tokens[at + 1].start in self.named:
            return self._name_at(tokens, at + 1)
        return None

    def _name_at(self, tokens: Sequence[_Token], at: int) -> tuple[Pointer, int] | None:
        member, end = self.named[tokens[at].start]
        if self.text[end : end + 2] in ("'s", "’s"):
            return self._owned_at(tokens, at, member, end)
        after = at + 1
        while after < len(tokens) and tokens[after].start < end:
            after += 1
        return Pointer(Source.NAME, member, "", "", tokens[at].start, end), after

    def _owned_at(self, tokens: Sequence[_Token], at: int, member: int, end: int) -> tuple[Pointer, int] | None:
        """ "Ada's mother"."""
        after = at + 1
        while after < len(tokens) and tokens[after].start < end + 2:
            after += 1
        for index in range(after, min(after + 3, len(tokens))):
            if tokens[index].lower in lexicon.PERSON_NOUNS:
                token = tokens[index]
                return Pointer(Source.NOUN, member, token.lower, "name", tokens[at].start, token.end), index + 1
            if not tokens[index].word[0].isalpha():
                break
        return None

    def _noun_at(self, tokens: Sequence[_Token], at: int) -> tuple[Pointer, int] | None:
        head = -1
        for index in range(at + 1, min(at + 6, len(tokens))):
            token = tokens[index]
            if token.start in self.named:
                return self._name_at(tokens, index)
            if not token.word[0].isalpha() or token.lower in _DETERMINERS or token.lower in ("of", "in", "with", "who"):
                break
            if token.lower in lexicon.PERSON_NOUNS:
                head = index
            elif head >= 0:
                break
        if head < 0:
            return None
        lead = tokens[at].lower
        owner = lead if lead in _POSSESSIVES else lead if lead in ("a", "an", "another", "one", "some") else ""
        return Pointer(Source.NOUN, -1, tokens[head].lower, owner, tokens[at].start, tokens[head].end), head + 1
