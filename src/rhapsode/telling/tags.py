"""The narration beside a speech → who it says is speaking: "said Ada", "the old man replied", "she laughed."

A tag has a verb of speech (or hangs on the speech by a comma); a beat is an act told in the speech's own paragraph.
Both name their subject by name, by pronoun or by a noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.telling.announcements import LONG_GAP, Announcements
from rhapsode.telling.clauses import Clauses, find_verbs, is_denied, is_object, speaks_at
from rhapsode.telling.pointers import Found, Named, Noun, Person, Pointer, Pronoun
from rhapsode.telling.subjects import DETERMINERS, SAYINGS, Subjects, Token, owns
from rhapsode.text.marks import CLOSING, ENDERS, HALTS, STOPS
from rhapsode.text.sentences import find_next_end

_LEADS = frozenset(
    """and but then so now here again at last once only also still yet just even for as when after before while
    suddenly presently there thus this that""".split()
)
_OWN = {"his": Person.HE, "her": Person.SHE, "my": Person.I}
_MODALS = frozenset("had would could did".split())
_VOICES = frozenset("voice voices tone tones accents".split())
_MASKS = frozenset("voice one other".split())
_MASKED = re.compile(rf"\b(?:somebody|someone|one|a (?:\w+ )?voice)\b[^{ENDERS}\n]*[{ENDERS}]")
_IT_WAS = re.compile(r"\s*It was ")
_REVEALED = re.compile(
    r"\s*(?:(?P<it>It was)|The speaker (?:was|proved to be)|(?P<voice>The voice was)|(?P<so>So|Thus)"
    r"|This(?: was| came)? from)\s+"
)
_WHO_SPOKE = re.compile(
    rf"['’]s voice|,? (?:who|that) (?:had )?(?:spoken?|{any_of(ENGLISH.verbs.strong)})\b(?! first| next)"
)
_OWNED = re.compile("['’]s")
_WORD = re.compile(r"(\w+)\s+")
_ENDS_CLAUSE = re.compile(rf"\s*(?:[{STOPS}—)]|--|$)")
_REACH = 9  # words from the start of a clause to its verb


class SpeechTag(NamedTuple):
    """What one stretch of narration says of one speech. `quote` counts within the turn."""

    pointer: Pointer
    strong: bool  # a verb of speech, or hung on the speech by a comma; else only a beat
    after: bool
    quote: int
    outside: bool = False  # only told in the paragraph before the turn's own, or after it


def _is_led(tags: Sequence[SpeechTag], quote: int) -> bool:
    """Whether a strong tag stands before the speech `quote`, the last of those that `tags` are of."""
    for tag in reversed(tags):  # in order of speeches, and a turn may have thousands
        if tag.quote != quote or tag.outside:
            return False
        if tag.strong and not tag.after:
            return True
    return False


class TagReader:
    """Reads tags in `text`; `named` maps the offset where a member is named to (member, end).

    The ranges `yours` are told of a you.
    """

    def __init__(self, text: str, named: Mapping[int, tuple[int, int]], yours: Sequence[Range] = ()) -> None:
        self.text = text
        self.named = named
        self._subjects = Subjects(text, named, yours)
        self._clauses = Clauses(self._subjects)
        self._announcements = Announcements(self._subjects, self._clauses)

    def read(self, gaps: Sequence[Range], lead: Range, trail: Range) -> tuple[SpeechTag, ...]:
        """All tags of the speeches of one turn.

        `gaps` are the telling before, between and after them in their own paragraph, each empty where nothing stands;
        `lead` and `trail` are the telling in the paragraphs before and after.
        """
        tags: list[SpeechTag] = []
        first = gaps[0]
        if self.text[first[0] : first[1]].strip():
            tags += self._read_before(first, 0, own=True)
        elif lead[1] > lead[0]:
            tags += self._read_before(lead, 0, own=False)
        for number in range(len(gaps) - 1):
            tags += self._read_gap(gaps, number, _is_led(tags, number))
        unmasked = self._read_unmasked(gaps, trail, tags)
        if unmasked:
            return (unmasked,)
        if not any(tag.strong for tag in tags):
            tags += self._read_trail(gaps, trail)
        return tuple(tags)

    def read_subject(self, lead: Range) -> Pointer | None:
        """Who does what the last sentence of `lead` tells."""
        tokens = self._subjects.split(self._announcements.find_last_sentence(lead), lead[1])
        verbs = find_verbs(tokens)
        found = self._clauses.find_subject(tokens, verbs[-1]) if verbs else None
        first = self._subjects.find_first(tokens, 0, _REACH)
        return found or (first[0] if first else None)

    # behind a speech

    def _read_gap(self, gaps: Sequence[Range], number: int, led: bool) -> Iterator[SpeechTag]:
        """The telling behind a speech; where a tag before it `led` into it, a gap that leads on is the next one's."""
        gap = gaps[number + 1]
        if gap[1] - gap[0] < 4:
            return
        last = number + 2 == len(gaps)
        if led and not last and self._announcements.leads_in(gap):
            yield from (
                self._read_between(gap, number + 1)
                if self._joins(gap)
                else self._read_before(gap, number + 1, own=True)
            )
            return
        leads_on = not last and self._announcements.leads_in(gap)
        for tag in self._weaken(self._read_after(gap, number), gaps, number):
            yield tag._replace(strong=tag.strong and not (self._joins(gap) and (led or leads_on)))
        if not last:
            yield from self._read_between(gap, number + 1)

    def _weaken(self, tags: Iterator[SpeechTag], gaps: Sequence[Range], quote: int) -> Iterator[SpeechTag]:
        """Behind a speech that goes on after its tag ("Yes," said Ada, "but …"), only what hangs on it is a tag too."""
        goes_on = quote > 0 and self.text[gaps[quote][0] : gaps[quote][1]].rstrip()[-1:] == ","
        for tag in tags:
            yield tag._replace(strong=tag.strong and (not goes_on or self._hangs(gaps[quote + 1])))

    def _read_after(self, gap: Range, quote: int) -> Iterator[SpeechTag]:
        """ "…," said Ada.  "…," the old man replied.  "…" She laughed."""
        end = min(gap[1], gap[0] + LONG_GAP)
        tokens = self._subjects.split(gap[0], find_next_end(self.text, gap[0], end))
        hung = self._hangs(gap)
        at = 0
        while at < len(tokens) and not tokens[at].word[0].isalnum():
            at += 1
        if at == len(tokens):
            return
        inverted = self._read_aside(tokens, at, hung) or self._read_inverted(tokens, at, hung)
        if inverted:
            pointer = self._subjects.find_apposed(tokens, inverted)[0]
            yield SpeechTag(pointer, True, True, quote)
            return
        yield from self._read_plain(tokens, at, hung, quote)

    def _read_plain(self, tokens: Sequence[Token], at: int, hung: bool, quote: int) -> Iterator[SpeechTag]:
        """ "…," Ada said.  "…" Ada's voice came up the stairs.  "…" Ada spoke without turning."""
        joined = tokens[at].lower in ("and", "while", "as", "when", "but", "for", "so")
        while at < len(tokens) and (tokens[at].lower in _LEADS or tokens[at].lower.endswith("ly")):
            at += 1
        found = self._subjects.find_at(tokens, at)
        if not found:
            found = self._subjects.find_any_noun(tokens, at)
            if found and not self._speaks_by_noun(tokens, found[1], hung):
                found = None
        if not found:
            found = self._subjects.find_first(tokens, at, _REACH)
            if found:
                yield SpeechTag(found[0], False, True, quote)
            return
        pointer, after = self._subjects.find_apposed(tokens, found)
        verb_at = _find_verb(tokens, after)
        verb = tokens[verb_at].lower if verb_at >= 0 else ""
        if verb and not hung and is_denied(tokens, after, verb_at):
            return  # "Ada said nothing": whoever speaks, it is not she
        told = bool(verb) and (verb not in ENGLISH.verbs.soft or verb in ("spoke", "speaks"))
        told = told or _tells(tokens, after)
        heard = any(token.lower in _VOICES for token in tokens[at + 1 : at + 4]) and not isinstance(pointer, Noun)
        strong = (bool(verb) and hung) or told or (hung and not joined) or heard
        yield SpeechTag(pointer, strong, True, quote)

    def _speaks_by_noun(self, tokens: Sequence[Token], at: int, hung: bool) -> bool:
        """Whether a verb of speech ends a noun's phrase or follows it: "the clerk said", not "the glee began"."""
        verbs = [i for i in (at - 1, at) if speaks_at(tokens, i)]
        return any(hung or tokens[i].lower not in ENGLISH.verbs.soft for i in verbs)

    def _read_aside(self, tokens: Sequence[Token], at: int, hung: bool) -> Found | None:
        """ "…," from Ada.  "…"—this was Ada—"…".  "…" This from Ada.  "…," came from Ada."""
        words = [token.lower for token in tokens[at : at + 2]]
        if words in (["this", "from"], ["came", "from"]) or (words == ["this", "was"] and at > 0):
            found = self._subjects.find_at(tokens, at + 2)
        elif words[:1] == ["from"] and hung:
            found = self._subjects.find_at(tokens, at + 1)
        else:
            return None
        if not found or owns(found[0]) or not _ENDS_CLAUSE.match(self.text, found[0].end):
            return None
        return found

    def _read_inverted(self, tokens: Sequence[Token], at: int, hung: bool) -> Found | None:
        verb_at = at
        while verb_at < len(tokens) and (
            tokens[verb_at].lower.endswith("ly") or tokens[verb_at].lower in _LEADS or tokens[verb_at].lower in _MODALS
        ):
            verb_at += 1
        if verb_at >= len(tokens):
            return None
        if hung and not speaks_at(tokens, verb_at):
            verb_at = max(verb_at, self._clauses.find_inverted_verb(tokens, at))
        verb = tokens[verb_at].lower
        if not tokens[verb_at].word[0].islower() and not self._opens_tag(tokens, verb_at, at, hung):
            return None
        after = verb_at + 1
        if verb in ("was", "were", "came", "been", "rang", "rose"):
            return self._read_saying(tokens, after, verb)
        while after < len(tokens) and (
            tokens[after].lower.endswith("ly")
            or tokens[after].lower in ("on", "out", "up")
            or (verb in ENGLISH.verbs.phrasal and tokens[after].lower in ENGLISH.verbs.particles)
        ):
            after += 1
        phrasal = hung and verb in ENGLISH.verbs.phrasal and after > verb_at + 1
        if verb not in ENGLISH.verbs.speech and not phrasal and not (hung and verb.endswith("ed")):
            return None
        within = 8 if after < len(tokens) and tokens[after].word == "," else 5
        found = self._subjects.find_at(tokens, after) or self._subjects.find_any_noun(tokens, after)
        return found or self._subjects.find_after_phrase(tokens, after, within)

    def _opens_tag(self, tokens: Sequence[Token], verb_at: int, at: int, hung: bool) -> bool:
        """ "…" Growled the tom.  "…" Asked Ada: a tag with a sentence of its own, and somebody right behind."""
        if hung and tokens[verb_at].lower in ENGLISH.verbs.strong:
            return True
        if verb_at != at or tokens[at].lower not in ENGLISH.verbs.surely:
            return False
        behind = at + 1
        while behind < len(tokens) and (tokens[behind].lower.endswith("ly") or tokens[behind].lower in ("up", "out")):
            behind += 1
        found = self._subjects.find_at(tokens, behind) or self._subjects.find_any_noun(tokens, behind)
        return found is not None and not (isinstance(found[0], Pronoun) and found[0].person is Person.I)

    def _read_saying(self, tokens: Sequence[Token], at: int, verb: str) -> Found | None:
        """ "…" was Ada's answer.  "…" came the voice of the old man.  "…" was her reply.  "…" was all she said."""
        near = [token.lower for token in tokens[at : at + 7]]
        first = self._subjects.find_at(tokens, at)
        if first and owns(first[0]) and verb != "came":  # whatever it was of hers: "was Ada's last word on it"
            return first
        if near[:1] in (["all"], ["what"]):
            found = self._subjects.find_first(tokens, at + 1, 3)
            return found if found and _find_verb(tokens, found[1]) >= 0 else None
        if not any(word in SAYINGS or word in _VOICES for word in near):
            return None
        if near[0] in _OWN:
            return Pronoun(_OWN[near[0]], tokens[at].start, tokens[at].end), at + 1
        return first or self._subjects.find_after_phrase(tokens, at, within=8)

    def _hangs(self, gap: Range) -> bool:
        """Whether the speech before the gap ends on a comma or a dash, so that the sentence runs on."""
        said = self.text[max(0, gap[0] - 4) : gap[0]].rstrip(CLOSING + " \n")
        return said[-1:] in (",", "，") or (self.text[gap[0] : gap[1]].lstrip(" \n-—")[:1].islower())

    # around a turn

    def _read_unmasked(self, gaps: Sequence[Range], trail: Range, tags: Sequence[SpeechTag]) -> SpeechTag | None:
        """ "…" said somebody at the back. It was Ada.  "…" said a voice which he knew for Ada's."""
        gap, last = gaps[-1], len(gaps) - 2
        if any(tag.strong and not (isinstance(tag.pointer, Noun) and tag.pointer.head in _MASKS) for tag in tags):
            return None
        masked = _MASKED.search(self.text, *gap)
        if not masked:
            return None
        for token in self._subjects.split(*masked.span()):
            known = self.named.get(token.start)
            if known and re.match(rf"['’]s[{STOPS}]", self.text[known[1] : known[1] + 3]):
                return _make_tag(known[0], token.start, known[1], last)
        match = _IT_WAS.match(self.text, masked.end(), gap[1]) or (
            _IT_WAS.match(self.text, *trail) if not self.text[masked.end() : gap[1]].strip() else None
        )
        known = self.named.get(match.end()) if match else None
        if match is None or known is None:
            return None
        return _make_tag(known[0], match.end(), known[1], last)

    def _read_trail(self, gaps: Sequence[Range], trail: Range) -> Iterator[SpeechTag]:
        """The telling after a turn that nothing tags: as its tag, if it says who spoke; else as a beat."""
        quote = len(gaps) - 2
        told = self.text[gaps[-1][0] : gaps[-1][1]].strip()
        revealed = self._read_revealed(gaps[-1] if told else trail)
        if revealed:
            yield SpeechTag(revealed, True, True, quote)
        if revealed or trail[1] <= trail[0]:
            return
        if not told and self.text[trail[0]].islower():
            yield from self._read_after(trail, quote)
            return
        stop = find_next_end(self.text, trail[0], min(trail[1], trail[0] + LONG_GAP))
        tokens = self._subjects.split(trail[0], min(stop, trail[0] + 200) if stop == trail[1] else stop)
        found = self._subjects.find_first(tokens, 0, _REACH)
        if found:
            yield SpeechTag(found[0], False, True, quote, outside=True)

    def _read_revealed(self, gap: Range) -> Pointer | None:
        """ "…" It was Ada who spoke.  "…" The speaker was Ada.  "…" Thus Ada."""
        match = _REVEALED.match(self.text, *gap)
        if match is None:
            return None
        start, wanted = match.end(), _WHO_SPOKE if match["it"] else _OWNED if match["voice"] else None
        if match["so"]:
            verb = _WORD.match(self.text, start, gap[1])
            if verb and verb[1] in ENGLISH.verbs.speech:
                start = verb.end()
            elif match["so"] == "Thus":
                wanted = _ENDS_CLAUSE
            else:
                return None
        found = self._subjects.find_at(self._subjects.split(start, min(gap[1], start + 60)), 0)
        if found is None or (wanted and not wanted.match(self.text, found[0].end)):
            return None
        return found[0]

    # before a speech

    def _read_before(self, gap: Range, quote: int, own: bool) -> Iterator[SpeechTag]:
        """Ada said: "…"  He turned to her and asked, "…"  The old man laughed. "…" """
        tokens = self._subjects.split(self._announcements.find_last_sentence(gap), gap[1])
        announced = self._announcements.find(tokens, gap, own)
        if announced:
            yield SpeechTag(announced, True, False, quote)
            return
        found = self._subjects.find_first(tokens, 0, _REACH)
        if found and not is_object(tokens, found[0]):
            spoke = own and tokens[found[1] : found[1] + 1] and tokens[found[1]].lower in ("spoke", "speaks")
            colon = ":" in self.text[max(gap[0], gap[1] - 6) : gap[1]]
            near = own or self._announcements.leads_in(gap)
            yield SpeechTag(found[0], bool(colon or spoke), False, quote, outside=not near)

    def _read_between(self, gap: Range, quote: int) -> Iterator[SpeechTag]:
        """A gap may lead into the next speech: with a sentence of its own, or "said Ada, while Tom added:"."""
        start = self._announcements.find_last_sentence(gap)
        runs_on = self._announcements.leads_in(gap) or self._announcements.breaks_off(gap)
        if start > gap[0] or (runs_on and not self._hangs(gap)):
            yield from self._read_before((start, gap[1]), quote, own=True)
            return
        tokens = self._subjects.split(*gap) if runs_on and gap[1] - gap[0] < LONG_GAP else []
        breaks = [i for i, token in enumerate(tokens) if token.lower in ("while", "and", "but", "whereupon", "when")]
        breaks += [i for i, token in enumerate(tokens) if token.word == ";" or token.lower == "which"]
        verbs = find_verbs(tokens)
        for at in sorted(breaks):
            found = self._subjects.find_at(tokens, at + 1)
            if not found:
                continue
            if verbs and verbs[-1] >= found[1]:
                yield SpeechTag(found[0], True, False, quote)
                return
            if (at < 2 or tokens[at - 1].word == ";") and _ends_there(tokens, at, found[1]):
                yield SpeechTag(found[0], True, False, quote)
                return

    def _joins(self, gap: Range) -> bool:
        """Whether a gap that leads on begins with a joining word: ("…") and Ada, ("…")."""
        return self.text[gap[0] : gap[1]].lstrip(" \n,;—").startswith(("and ", "while ", "but "))


def _make_tag(member: int, start: int, end: int, quote: int) -> SpeechTag:
    return SpeechTag(Named(member, start, end), True, True, quote)


def _find_verb(tokens: Sequence[Token], at: int) -> int:
    """The first verb of speech in the clause after a subject; or -1."""
    for index, token in enumerate(tokens[at : at + _REACH], start=at):
        if token.word in HALTS:
            return -1
        noun = index > at and tokens[index - 1].lower in DETERMINERS and tokens[index - 1].lower != "no"
        lasting = index > at and tokens[index - 1].lower in ("was", "were", "been", "is")
        if lasting and token.lower in ("speaking", "saying", "beginning"):
            return index
        if token.lower in ENGLISH.verbs.speech and not token.lower.endswith("ing") and not noun:
            return index
    return -1


def _ends_there(tokens: Sequence[Token], joint: int, after: int) -> bool:
    """Whether nothing but a comma follows somebody who is joined on: ("…,") and Tom, ("…")."""
    return tokens[joint].lower == "and" and [token.word for token in tokens[after:]] in ([","], [":"])


def _tells(tokens: Sequence[Token], at: int) -> bool:
    """Whether two words tell a speech: ("…?") Ada went on eagerly; not Ada went on with her letter."""
    while at < len(tokens) and tokens[at].lower.endswith("ly"):
        at += 1
    words = [token.lower for token in tokens[at : at + 3]] + ["."] * 3
    if (words[0], words[1]) == ("wanted", "to"):
        return words[2] == "know"
    verbs = ENGLISH.verbs
    in_two, in_one = f"{words[0]} {words[1]}" in verbs.phrases, words[0] in verbs.going_on
    after = words[2] if in_two else words[1] if in_one else "-"
    return after in ("and", "again", "but", "as", "--") or after in ".,;:—" or after.endswith("ly")
