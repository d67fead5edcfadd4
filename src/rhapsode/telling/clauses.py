"""The words of a sentence and a verb of speech in it → who does the verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.telling.pointers import Found, Noun, Person, Pointer, Pronoun
from rhapsode.telling.subjects import Subjects, Token, owns
from rhapsode.text.marks import HALTS, STOPS

AUXILIARIES = frozenset("had has was would did could might will is were have".split())
_PREPOSITIONS = frozenset(
    """to of at by with from on upon for near beside behind before after about against in into over under between
    towards toward through without""".split()
)
_HALTS = frozenset(HALTS)
_PARTING = frozenset((*STOPS, "--", "—", "(", ")"))
_OPENERS = frozenset(
    """and but or when while as then for so if because though although until till where that than whereupon nor yet
    suddenly presently now here once meanwhile after before last""".split()
)
_SUBORDINATE = frozenset("when while as if because though although until till since before after once".split())
_RELATIVE = frozenset("that which whom whose".split())
_PERCEIVED = frozenset("heard hear hears hearing let made make".split())
"""Before somebody with a bare verb: in "Ada heard Tom say" it is Tom who speaks."""
_DENIALS = frozenset("not never nothing no hardly neither nor scarcely didn't didn’t couldn't couldn’t".split())


@dataclass(frozen=True, slots=True)
class Clauses:
    """Finds subjects of verbs among the words that `subjects` knows."""

    subjects: Subjects

    def find_subject(self, tokens: Sequence[Token], verb: int) -> Pointer | None:
        """Who does the verb at `verb`: the nearest one that can be its subject; else who stands right after it."""
        agent = self._find_agent(tokens, verb) or _find_heard(tokens, verb)
        inverted = self.subjects.find_at(tokens, verb + 1)
        if agent or (inverted and verb > 0 and tokens[verb - 1].lower in ("thus", "so")):
            return agent or (inverted[0] if inverted else None)
        for at in range(verb - 1, -1, -1):
            found = self.subjects.find_at(tokens, at)
            if not found or found[1] > verb:
                if found and _owns_the_saying(tokens, found[0], verb):
                    return found[0]
                continue
            if self._is_subject(tokens, at, found, verb):
                return found[0]
            between = {token.lower for token in tokens[found[1] : verb]}
            if inverted and between & _HALTS:
                break
            if self._may_open_clause(tokens, at) and not self._is_embedded(tokens, at, found[1], verb):
                return found[0]
        if inverted and tokens[verb].lower not in ENGLISH.verbs.transitive:
            return inverted[0]
        return self._find_free(tokens, verb)

    def find_inverted_verb(self, tokens: Sequence[Token], at: int) -> int:
        """The verb behind a phrase that opens what follows a speech: "at length replied Ada"; or -1."""
        for index in range(at, min(at + 6, len(tokens))):
            token = tokens[index]
            if not token.word[0].islower() or self.subjects.find_at(tokens, index):
                return -1
            if token.lower in ENGLISH.verbs.strong:
                return index if self.subjects.find_at(tokens, index + 1) else -1
        return -1

    def _find_agent(self, tokens: Sequence[Token], verb: int) -> Pointer | None:
        """ "was asked by Ada"."""
        if verb + 1 >= len(tokens) or tokens[verb + 1].lower != "by":
            return None
        found = self.subjects.find_at(tokens, verb + 2)
        return found[0] if found else None

    def _is_subject(self, tokens: Sequence[Token], at: int, found: Found, verb: int) -> bool:
        """Whether somebody stands as a subject beside the verb: "Ada called", "Ada, who called", "heard Ada call"."""
        between = [token.lower for token in tokens[found[1] : verb]]
        if between[:1] == ["who"] or between[:2] == [",", "who"]:
            return True
        if between or at == 0:
            return False
        if tokens[at - 1].lower in _PERCEIVED:
            return True
        lead = at - 1
        while lead > 0 and tokens[lead].lower in ENGLISH.titles.epithets:
            lead -= 1
        near = {token.lower for token in tokens[max(0, lead - 3) : lead + 1]}
        return tokens[lead].lower not in _PREPOSITIONS and not near & {"who", *_RELATIVE}

    def _is_embedded(self, tokens: Sequence[Token], at: int, after: int, verb: int) -> bool:
        """Whether somebody acts in a clause of his own inside another's: "Ada, when Tom knocked, called"."""
        if at < 2 or after >= verb or tokens[after].word == "," or tokens[verb - 1].word != ",":
            return False
        if tokens[at - 1].lower in _RELATIVE:
            return True
        if tokens[at - 1].lower not in _SUBORDINATE or tokens[at - 2].word != ",":
            return False
        starts = range(max(0, at - 6), at - 2)
        return any((found := self.subjects.find_at(tokens, start)) and found[1] == at - 2 for start in starts)

    def _find_free(self, tokens: Sequence[Token], verb: int) -> Pointer | None:
        """The first one in the sentence who stands behind no preposition: "At length Ada spoke, and …"."""
        for at in range(verb):
            found = self.subjects.find_at(tokens, at)
            if found and found[1] <= verb and (at == 0 or tokens[at - 1].lower not in _PREPOSITIONS):
                return found[0] if not isinstance(found[0], Noun) else None
        return None

    def _may_open_clause(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a clause may begin at `at`: not behind a preposition, a participle or another verb."""
        if at == 0:
            return True
        before = tokens[at - 1]
        if before.word in _PARTING:
            return at < 2 or tokens[at - 2].lower not in ("of", "to")
        if before.lower in ENGLISH.titles.epithets and before.lower != "the":
            return self._may_open_clause(tokens, at - 1)
        word = before.lower
        return word in _OPENERS or word in AUXILIARIES or word.endswith(("ly", "wards"))


def is_denied(tokens: Sequence[Token], at: int, verb: int) -> bool:
    """Whether the verb at `verb` is said not to be done: "did not answer", "said nothing", "made no reply"."""
    return any(token.lower in _DENIALS for token in [*tokens[max(at, verb - 3) : verb], *tokens[verb + 1 : verb + 2]])


def _owns_the_saying(tokens: Sequence[Token], pointer: Pointer, verb: int) -> bool:
    """ "broken by Ada's saying": the verb stands behind the possessive of a name."""
    return owns(pointer) and pointer.end + 2 <= tokens[verb].start <= pointer.end + 3


def is_object(tokens: Sequence[Token], pointer: Pointer) -> bool:
    """Whether somebody is only spoken to: "and in a lower voice to Ada"."""
    before = next((tokens[at - 1].lower for at in range(1, len(tokens)) if tokens[at].start == pointer.start), "")
    return before == "to"


def _find_heard(tokens: Sequence[Token], verb: int) -> Pointer | None:
    """ "on hearing her exclaim", "he heard them thus saying"."""
    at = verb - 1 if verb and tokens[verb - 1].lower in ENGLISH.grammar.objects else verb - 2
    if at < 1 or tokens[at].lower not in ENGLISH.grammar.objects or tokens[at - 1].lower not in _PERCEIVED:
        return None
    return Pronoun(Person(ENGLISH.grammar.objects[tokens[at].lower]), tokens[at].start, tokens[at].end)


def find_verbs(tokens: Sequence[Token]) -> list[int]:
    """Where verbs of speech stand."""
    return [i for i, token in enumerate(tokens) if token.lower in ENGLISH.verbs.speech]


def speaks_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb of speech stands at `at`."""
    return at < len(tokens) and tokens[at].lower in ENGLISH.verbs.speech
