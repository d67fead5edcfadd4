"""The telling before a speech → who it says will speak: "Ada said:", "then Tom began again.", "to Ada's cry of"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.model import Range
from rhapsode.telling.clauses import Clauses, find_verbs, speaks_at
from rhapsode.telling.pointers import Pointer
from rhapsode.telling.subjects import SAYINGS, Subjects, Token, is_saying
from rhapsode.text.sentences import find_starts_between

_OPENINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys("began continued spoke resumed".split(), ()),
    "went": ("on",),
    "burst": ("forth", "out"),
}
"""Verbs that end a sentence before a speech, and what has to stand behind them."""
_ENDINGS = frozenset("again thus first forth on out at last so as follows anew".split())
_COMPANY = frozenset("followed accompanied attended".split())
_NEAR = 8  # words between a verb and the speech that follows it without comma or colon
LONG_GAP = 600  # characters; of a longer gap only its ends are read


@dataclass(frozen=True, slots=True)
class Announcements:
    """Finds who is announced by the words before a speech."""

    subjects: Subjects
    clauses: Clauses

    def find(self, tokens: Sequence[Token], gap: Range, own: bool) -> Pointer | None:
        """Who is said to speak next."""
        leads_in = self.leads_in(gap)
        loose = not leads_in and self.breaks_off(gap) and not _ends_on_speech(tokens)
        hangs_on = leads_in or loose or (own and _ends_on_speech(tokens))
        owner = self._find_possessor(tokens) if own else None
        if owner is None and hangs_on:
            owner = self._find_agent(tokens)
        if owner:
            return owner
        verbs = find_verbs(tokens)
        if loose:  # before a bare dash "she drew a breath" is an act
            near = len(tokens) - _NEAR
            verbs = [at for at in verbs if tokens[at].lower not in ENGLISH.verbs.soft and at >= near]
        opening = -1 if hangs_on else _find_opening(tokens)
        if opening >= 0:
            pointer = self.clauses.find_subject(tokens, opening)
            return None if pointer and is_saying(pointer) else pointer  # "the voice continued"
        if hangs_on and verbs:
            return self.clauses.find_subject(tokens, verbs[-1]) or self._find_first_noun(tokens)
        return self.subjects.find_owner(tokens) if hangs_on and not loose else None

    def _find_possessor(self, tokens: Sequence[Token]) -> Pointer | None:
        """To Ada's ("…") …  In answer to Ada's calm inquiry of ("…") …"""
        last = [token.lower for token in tokens[-2:]]
        if last[-1:] and last[-1] in ("of", "was", "that") and last[0] in SAYINGS:
            return self.subjects.find_owner(tokens[-5:])
        return self.subjects.find_possessive(tokens)

    def _find_agent(self, tokens: Sequence[Token]) -> Pointer | None:
        """He was met by Ada with ("…")  He was thus accosted by Ada: ("…")"""
        for at in range(max(1, len(tokens) - 7), len(tokens)):
            done = tokens[at - 1].lower
            if tokens[at].lower != "by" or done in _COMPANY or not (done.endswith("ed") or done == "met"):
                continue
            found = self.subjects.find_at(tokens, at + 1)
            if found and all(token.lower in (",", ":", "--", "—", "with", "thus") for token in tokens[found[1] :]):
                return found[0]
        return None

    def _find_first_noun(self, tokens: Sequence[Token]) -> Pointer | None:
        """The barrister called: ("…")"""
        found = self.subjects.find_any_noun(tokens, 0)
        return found[0] if found and speaks_at(tokens, found[1]) and not is_saying(found[0]) else None

    def leads_in(self, gap: Range) -> bool:
        """Whether the telling runs into the speech behind it, by comma or colon."""
        tail = self.subjects.text[max(gap[0], gap[1] - 6) : gap[1]].rstrip()
        return tail[-1:] in (",", ":") or tail[-2:] in (":-", ",-", "--") or tail[-2:] in (":—", ",—")

    def breaks_off(self, gap: Range) -> bool:
        """Whether the telling ends on a bare dash, or on no mark at all."""
        last = self.subjects.text[max(gap[0], gap[1] - 6) : gap[1]].rstrip()[-1:]
        return last in ("—", "–") or last.isalnum()

    def find_last_sentence(self, gap: Range) -> int:
        """Where the last sentence of a gap starts."""
        start = max(gap[0], gap[1] - LONG_GAP)
        last = start
        for begin in find_starts_between(self.subjects.text, start, gap[1]):
            if begin < gap[1] - 3:
                last = begin
        return last


def _find_opening(tokens: Sequence[Token]) -> int:
    """The verb that ends a sentence and opens a speech: "after a while Ada began again"; or -1."""
    at = len(tokens) - 1
    while at >= 0 and not tokens[at].word[0].isalnum():
        at -= 1
    last = tokens[at].lower if at >= 0 else ""
    while at >= 0 and tokens[at].lower in _ENDINGS:
        at -= 1
    verb = tokens[at].lower if at >= 0 else ""
    wanted = _OPENINGS.get(verb)
    behind = {last, *(token.lower for token in tokens[at + 1 : at + 2])}
    if wanted is None or (wanted and not behind & set(wanted)):
        return -1
    return at


def _ends_on_speech(tokens: Sequence[Token]) -> bool:
    """Ada said "…"  Ada called out sharply "…"  Ada answered with "…": surer than "smiled" with no comma after it."""
    last = [token.lower for token in tokens[-3:] if not token.lower.endswith("ly") and token.lower != "out"]
    if last[-1:] == ["with"]:
        return bool(find_verbs(tokens)) or any(token.lower == "by" for token in tokens[-6:])
    if not last:
        return False
    calling = last[-1].endswith("ing") and last[-1] in ENGLISH.verbs.speech
    return calling or last[-1] in ENGLISH.verbs.strong
