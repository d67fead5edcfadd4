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

_TOKEN = re.compile(
    r"(?:Mrs?|Dr|Ms|St|Mme|Mlle|Capt|Col|Gen|Prof|Rev)\.|[^\W_](?:(?:(?!--)[\w'’-])*\w)?|--|[.,;:!?()—…]"
)
_ABBREVIATED = "".join(rf"(?<!\b{title}\.)" for title in "Mr Mrs Ms Dr St Mme Mlle Capt Col Gen Prof Rev".split())
_SENTENCE_END = re.compile(r"[.!?…]" + _ABBREVIATED + r"[\"”’)_*]*\s+(?=[\"“‘_A-ZÀ-Þ])")
_DETERMINERS = frozenset("the a an his her my their our your this that another one some its each both no".split())
_POSSESSIVES = frozenset("his her my their our your".split())
_PRONOUNS = {"he": "m", "she": "f", "i": "i", "they": "p", "we": "p"}
_LEADS = frozenset(
    """and but then so now here again at last once only also still yet just even for as when after before while
    suddenly presently there thus this that""".split()
)
_AUXILIARIES = frozenset("had has was would did could might will is were have".split())
_NOT_NOUNS = frozenset(
    """of in with who at to from by on for and as but that which when while after before again then so same next moment
    other first last very only whole way words word truth""".split()
)
_PREPOSITIONS = frozenset(
    """to of at by with from on upon for near beside beside behind before after about against in into over under between
    towards toward through without""".split()
)
_STOPS = frozenset(".;:!?")
_CLAUSE_OPENERS = frozenset(
    """and but or when while as then for so if because though although until till where that than whereupon nor yet
    suddenly presently now here once meanwhile after before last""".split()
)
_TRANSITIVE = frozenset("told asked addressed begged answered interrupted assured informed reminded saying".split())
_PERCEIVED = frozenset("heard hear hears hearing let made make".split())
"""Before somebody with a bare verb: in "Ada heard Tom say" it is Tom who speaks."""
_SAYINGS = frozenset(
    """answer reply rejoinder response retort thought cry exclamation remark question comment words verdict voice
    whisper reflection observation conclusion consolation assurance inquiry enquiry invitation salutation advice
    apology greeting suggestion objection protest summons""".split()
)
_MASKS = frozenset("voice one other".split())
_MASKED = re.compile(r"\b(?:somebody|someone|one|a (?:\w+ )?voice)\b[^.!?\n]*[.!?]")
_IT_WAS = re.compile(r"\s*It was ")
_LONG_GAP = 600  # characters; of a longer gap only its ends are read
_REACH = 9  # words from the start of a clause to its verb


LEAD, TRAIL = -1, 99
"""In place of the number of a quotation: the tag is only a beat of the paragraph before or after."""


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

    def read(self, turn: Turn, lead: Range, trail: Range) -> tuple[Tag, ...]:
        """All tags of a turn; `lead` and `trail` are the telling in the paragraphs before and after its own."""
        tags: list[Tag] = []
        first = turn.gaps[0]
        if self.text[first[0] : first[1]].strip():
            tags += self._read_before(first, 0, own=True)
        elif lead[1] > lead[0]:
            tags += self._read_before(lead, 0, own=False)
        for number, gap in enumerate(turn.gaps[1:]):
            if gap[1] - gap[0] < 4:
                continue
            tags += self._weaken(self._read_after(gap, number), turn, number)
            if number + 1 < len(turn.quotes):
                tags += self._read_between(gap, number + 1)
        unmasked = self._read_unmasked(turn, trail, tags)
        if unmasked:
            return (unmasked,)
        if trail[1] > trail[0] and not any(tag.strong for tag in tags):
            tags += self._read_trail(trail)
        return tuple(tags)

    def _read_unmasked(self, turn: Turn, trail: Range, tags: Sequence[Tag]) -> Tag | None:
        """ "…" said somebody at the back. It was Ada."""
        gap = turn.gaps[-1]
        if any(tag.strong and tag.pointer.word not in _MASKS for tag in tags):
            return None
        masked = _MASKED.search(self.text, *gap)
        if not masked:
            return None
        match = _IT_WAS.match(self.text, masked.end(), gap[1]) or (
            _IT_WAS.match(self.text, *trail) if not self.text[masked.end() : gap[1]].strip() else None
        )
        known = self.named.get(match.end()) if match else None
        if match is None or known is None:
            return None
        pointer = Pointer(Source.NAME, known[0], "", "", match.end(), known[1])
        return Tag(pointer, "said", True, True, len(turn.quotes) - 1)

    def _weaken(self, tags: Iterator[Tag], turn: Turn, quote: int) -> Iterator[Tag]:
        """Behind a speech that goes on after its tag ("Yes," said Ada, "but …"), only what hangs on it is a tag too."""
        goes_on = quote > 0 and self.text[turn.gaps[quote][0] : turn.gaps[quote][1]].rstrip()[-1:] == ","
        for tag in tags:
            yield tag._replace(strong=tag.strong and (not goes_on or self._hangs(turn.gaps[quote + 1])))

    def read_subject(self, lead: Range) -> Pointer | None:
        """Who does what the last sentence of `lead` tells."""
        tokens = self._split(self._last_sentence(lead), lead[1])
        verbs = [i for i, token in enumerate(tokens) if token.lower in lexicon.SPEECH_VERBS]
        found = self._subject_of(tokens, verbs[-1]) if verbs else None
        first = self._first_pointer(tokens, 0)
        return found or (first[0] if first else None)

    def _read_trail(self, trail: Range) -> Iterator[Tag]:
        stop = _SENTENCE_END.search(self.text, trail[0], min(trail[1], trail[0] + _LONG_GAP))
        tokens = self._split(trail[0], stop.start() + 1 if stop else min(trail[1], trail[0] + 200))
        found = self._first_pointer(tokens, 0)
        if found:
            yield Tag(found[0], "", False, True, TRAIL)

    def _read_between(self, gap: Range, quote: int) -> Iterator[Tag]:
        """A gap may lead into the next speech: with a sentence of its own, or "said Ada, while Tom added:"."""
        start = self._last_sentence(gap)
        if start > gap[0]:
            yield from self._read_before((start, gap[1]), quote, own=True)
            return
        tokens = self._split(*gap) if gap[1] - gap[0] < _LONG_GAP else []
        breaks = [i for i, token in enumerate(tokens) if token.lower in ("while", "and", "but", "whereupon")]
        verbs = [i for i, token in enumerate(tokens) if token.lower in lexicon.SPEECH_VERBS]
        for at in breaks:
            found = self._pointer_at(tokens, at + 1)
            if found and verbs and verbs[-1] >= found[1]:
                yield Tag(found[0], tokens[verbs[-1]].lower, True, False, quote)
                return

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
        joined = tokens[at].lower in ("and", "while", "as", "when", "but", "for", "so")
        while at < len(tokens) and (tokens[at].lower in _LEADS or tokens[at].lower.endswith("ly")):
            at += 1
        found = self._pointer_at(tokens, at)
        if not found:
            found = self._unknown_noun_at(tokens, at)
            if found and not self._speaks_at(tokens, found[1] - 1) and not self._speaks_at(tokens, found[1]):
                found = None
        if not found:
            found = self._first_pointer(tokens, at)
            if found:
                yield Tag(found[0], "", False, True, quote)
            return
        pointer, after = found
        verb = self._verb_after(tokens, after)
        strong = (bool(verb) and (hung or verb not in lexicon.SOFT_SPEECH_VERBS)) or (hung and not joined)
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
        if verb_at >= len(tokens):
            return None
        verb = tokens[verb_at].lower
        if not tokens[verb_at].word[0].islower() and not (hung and verb in lexicon.STRONG_SPEECH_VERBS):
            return None
        if verb in ("was", "were", "came", "been"):
            return self._read_saying(tokens, verb_at + 1, verb)
        if verb not in lexicon.SPEECH_VERBS and not (hung and verb.endswith("ed")):
            return None
        after = verb_at + 1
        while after < len(tokens) and (
            tokens[after].lower.endswith("ly") or tokens[after].lower in ("on", "out", "up")
        ):
            after += 1
        if verb in ("told", "asked", "addressed", "answered", "interrupted", "begged") and at > 0:
            pass
        found = self._pointer_at(tokens, after) or self._unknown_noun_at(tokens, after)
        if found is None:
            found = self._pointer_after_phrase(tokens, after)
        return (found[0], verb) if found else None

    def _read_saying(self, tokens: Sequence[_Token], at: int, verb: str) -> tuple[Pointer, str] | None:
        """ "…" was Ada's answer.  "…" came the voice of the old man.  "…" was her reply."""
        near = [token.lower for token in tokens[at : at + 7]]
        first = self._pointer_at(tokens, at)
        if first and first[0].owner == "'s" and verb != "came":  # whatever it was of hers: "was Ada's last word on it"
            return first[0], verb
        if not any(word in _SAYINGS for word in near):
            return None
        if near[0] in ("his", "her", "my"):
            word = {"his": "m", "her": "f", "my": "i"}[near[0]]
            return Pointer(Source.PRONOUN, -1, word, "", tokens[at].start, tokens[at].end), verb
        found = first or self._pointer_after_phrase(tokens, at, within=8)
        return (found[0], verb) if found else None

    def _unknown_noun_at(self, tokens: Sequence[_Token], at: int) -> tuple[Pointer, int] | None:
        """ "said the bargee": behind a verb of speech any noun is somebody."""
        if at >= len(tokens) or tokens[at].lower not in ("the", "a", "an", "another"):
            return None
        end = at + 1
        while end < min(at + 4, len(tokens)) and tokens[end].word.isalpha() and tokens[end].lower not in _NOT_NOUNS:
            if tokens[end].lower.endswith("ly") or tokens[end].lower in lexicon.SPEECH_VERBS:
                break
            end += 1
        if end == at + 1:
            return None
        whose = self._pointer_at(tokens, end + 1) if end < len(tokens) and tokens[end].lower == "of" else None
        if whose and whose[0].source == Source.NAME and not _is_agent(tokens[end - 1].lower):
            return whose  # "came the dulcet tones of Ada"
        head, owner = tokens[end - 1], "" if tokens[at].lower == "the" else tokens[at].lower
        return Pointer(Source.NOUN, -1, head.lower, owner, tokens[at].start, head.end), end

    def _pointer_after_phrase(self, tokens: Sequence[_Token], at: int, within: int = 5) -> tuple[Pointer, int] | None:
        """ "cried at once the old man", "said, laughing, Ada": rare, within five words and no full stop."""
        for index in range(at, min(at + within, len(tokens))):
            if tokens[index].word in ".;:!?":
                return None
            found = self._pointer_at(tokens, index)
            if found and found[0].source != Source.NOUN:
                return found
        return None

    def _speaks_at(self, tokens: Sequence[_Token], at: int) -> bool:
        return at < len(tokens) and tokens[at].lower in lexicon.SPEECH_VERBS

    def _verb_after(self, tokens: Sequence[_Token], at: int) -> str:
        """The first verb of speech in the clause after a subject."""
        for token in tokens[at : at + _REACH]:
            if token.word in ".;:!?":
                return ""
            if token.lower in lexicon.SPEECH_VERBS and not token.lower.endswith("ing"):
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
            quote = LEAD
        start = self._last_sentence(gap)
        tokens = self._split(start, gap[1])
        verbs = [i for i, token in enumerate(tokens) if token.lower in lexicon.SPEECH_VERBS]
        leads_in = leads_in or (own and self._ends_on_speech(tokens))
        if leads_in and verbs:
            pointer = self._subject_of(tokens, verbs[-1])
            if pointer:
                yield Tag(pointer, tokens[verbs[-1]].lower, True, False, quote)
                return
        found = self._first_pointer(tokens, 0)
        if found:
            yield Tag(found[0], "", leads_in and tail[-1:] != ",", False, quote)

    def _subject_of(self, tokens: Sequence[_Token], verb: int) -> Pointer | None:
        """Who does the verb at `verb`: the nearest one that can be its subject; else who stands right after it."""
        inverted = self._pointer_at(tokens, verb + 1)
        if inverted and verb > 0 and tokens[verb - 1].lower in ("thus", "so"):
            return inverted[0]
        for at in range(verb - 1, -1, -1):
            found = self._pointer_at(tokens, at)
            if not found or found[1] > verb:
                if found and self._owns_the_saying(tokens, found[0], verb):
                    return found[0]
                continue
            if found[1] == verb and at > 0 and tokens[at - 1].lower in _PERCEIVED:
                return found[0]
            between = [token.lower for token in tokens[found[1] : verb]]
            if between[:1] == ["who"] or between[:2] == [",", "who"]:
                return found[0]
            if inverted and any(word in _STOPS for word in between):
                break
            if self._can_be_subject(tokens, at):
                return found[0]
        if inverted and tokens[verb].lower not in _TRANSITIVE:
            return inverted[0]
        return self._first_free(tokens, verb)

    def _ends_on_speech(self, tokens: Sequence[_Token]) -> bool:
        """Ada said "…"  Ada called out sharply "…": a surer verb than "smiled" with no comma after it."""
        last = [token.lower for token in tokens[-3:] if not token.lower.endswith("ly") and token.lower != "out"]
        return last[-1:] != [] and last[-1] in lexicon.STRONG_SPEECH_VERBS

    def _owns_the_saying(self, tokens: Sequence[_Token], pointer: Pointer, verb: int) -> bool:
        """ "broken by Ada's saying": the verb stands behind the possessive of a name."""
        return pointer.owner == "'s" and pointer.end + 2 <= tokens[verb].start <= pointer.end + 3

    def _first_free(self, tokens: Sequence[_Token], verb: int) -> Pointer | None:
        """The first one in the sentence who stands behind no preposition: "At length Ada spoke, and …"."""
        for at in range(verb):
            found = self._pointer_at(tokens, at)
            if found and found[1] <= verb and (at == 0 or tokens[at - 1].lower not in _PREPOSITIONS):
                return found[0] if found[0].source != Source.NOUN else None
        return None

    def _can_be_subject(self, tokens: Sequence[_Token], at: int) -> bool:
        """Whether a clause may begin at `at`: not behind a preposition, a participle or another verb."""
        if at == 0:
            return True
        before = tokens[at - 1]
        if before.word in ",;:.!?--—()…":
            return at < 2 or tokens[at - 2].lower not in ("of", "to")
        if before.lower in lexicon.EPITHETS and before.lower != "the":
            return self._can_be_subject(tokens, at - 1)
        word = before.lower
        return word in _CLAUSE_OPENERS or word in _AUXILIARIES or word.endswith(("ly", "wards"))

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
        """ "Ada's mother" is somebody else; "Ada's voice", "Ada's eyes" are Ada."""
        after = at + 1
        while after < len(tokens) and tokens[after].start < end + 2:
            after += 1
        for index in range(after, min(after + 3, len(tokens))):
            if tokens[index].lower in lexicon.PERSON_NOUNS and tokens[index].lower not in _SAYINGS:
                token = tokens[index]
                return Pointer(Source.NOUN, member, token.lower, "name", tokens[at].start, token.end), index + 1
            if not tokens[index].word[0].isalpha():
                break
        return Pointer(Source.NAME, member, "", "'s", tokens[at].start, end), min(after + 1, len(tokens))

    def _voice_of(self, tokens: Sequence[_Token], head: int) -> tuple[Pointer, int] | None:
        """ "the voice of old Mr. Brown"; a voice alone is nobody's yet."""
        if head + 2 < len(tokens) and tokens[head + 1].lower == "of":
            found = self._pointer_at(tokens, head + 2)
            if found:
                return found
        token = tokens[head]
        return Pointer(Source.NOUN, -1, token.lower, "", token.start, token.end), head + 1

    def _mark_of(self, tokens: Sequence[_Token], head: int) -> int:
        """The last word of what tells this man from others: "the man with the red beard"; else `head`."""
        words = [token.lower for token in tokens[head + 1 : head + 6]]
        if (
            words[:1] != ["with"]
            or words[1:2] not in (["the"], ["a"])
            or tokens[head].lower not in lexicon.PASSING_NOUNS
        ):
            return head
        ends = [i for i, word in enumerate(words) if i > 1 and (not word.isalpha() or word in _NOT_NOUNS)]
        end = min(ends, default=len(words))
        return head + end if 2 < end <= 4 else head

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
        if head >= 0 and tokens[head].lower in _SAYINGS:
            return self._voice_of(tokens, head)
        if head < 0:
            return None
        lead = tokens[at].lower
        marked = self._mark_of(tokens, head) if lead == "the" else head
        if marked > head:
            words = " ".join(token.lower for token in tokens[head : marked + 1])
            return Pointer(Source.NOUN, -1, words, "", tokens[at].start, tokens[marked].end), marked + 1
        owner = lead if lead in _POSSESSIVES else lead if lead in ("a", "an", "another", "one", "some") else ""
        return Pointer(Source.NOUN, -1, tokens[head].lower, owner, tokens[at].start, tokens[head].end), head + 1


def _is_agent(noun: str) -> bool:
    """Whether an unlisted noun looks like somebody: "thatcher", "florist"."""
    return noun in lexicon.PERSON_NOUNS or noun.endswith(("er", "or", "ist", "man", "ess"))
