"""A speech and the telling on either side → how it is said: "whispered", "said softly", or in capitals.

Only what governs the speech counts: the tag behind it, in the same sentence, or the one that leads in to it. What its
speaker does next, what others do, and what is denied or only thought of tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from rhapsode.language.knowledge import Language
from rhapsode.language.loading import load
from rhapsode.language.patterns import any_of
from rhapsode.model import Delivery
from rhapsode.telling.tag_patterns import leads_in
from rhapsode.text.marks import CLOSERS, COMMAS, CRIES, DASHES, ELLIPSIS, OPENERS, STOPS, in_class
from rhapsode.text.sentences import find_ends_between

_REACH = 120
"""Characters of telling that are looked at on either side."""
_SUBJECT = 4
"""Words from the start of a tag to its verb: "the whole row of"."""
_TOKEN = re.compile(rf"[\w'’]+|[{STOPS}{in_class(DASHES)}]")
_ADJECTIVE = re.compile(r"\b(in|with) an? \w+ (\w+)")
"""What stands inside a phrase: "in a hoarse whisper"."""
_LOUD = re.compile(r"\b[^\W\d_a-z]{2,}(?:[\s,'’-]+[^\W\d_a-z]+)*\b")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-z]{2}")
_LOUD_LETTERS, _LOUD_ALONE = 6, 4
_NO_TAG = frozenset(
    """to not never had have has could would should might may must will can did didn't couldn't wouldn't and but
    who""".split()
)
_TURNS = frozenset(
    """who which that though although but as and while instead because trying when if until unless not never without
    before after""".split()
)
"""Words behind which a sentence tells something else."""
_FOREIGN_TO_TAGS = frozenset("he she they we it the a an his her my their our its".split())


class Told(NamedTuple):
    """How something is said, and the words that tell."""

    delivery: Delivery
    manner: str


def tell_delivery(said: str, before: str, after: str, language: str) -> Told | None:
    """How the speech `said` is said; `before` and `after` are what its paragraph tells up to the next speech."""
    known = load(language)
    if not known.delivery.verbs:
        return _hear_capitals(said)
    hint = _hints(known.code)
    told = _read_after(said, after, known) if hint.search(after, 0, _REACH) else None
    if told is None and leads_in(before) and hint.search(before, max(0, len(before) - _REACH)):
        told = _read_before(before, known)
    return told or _hear_capitals(said)


def _read_after(said: str, after: str, known: Language) -> Told | None:
    """ "…," she whispered.  "…!" shouted Bram from the yard."""
    end = next(find_ends_between(after, 0, len(after)), len(after))
    told = after[: min(end, _REACH)].lstrip(" \n" + COMMAS + DASHES)
    last = said.rstrip(CLOSERS + OPENERS + " \n")[-1:]
    tokens = _TOKEN.findall(told)
    if not tokens or (last == "." and not told[0].islower()):
        return None
    at = _find_verb(tokens, known)
    if at is None:
        return None
    cried = last in CRIES + ELLIPSIS
    if at and cried and tokens[0][0].isupper() and tokens[0] != "I":
        apart = tokens[0].lower() in _FOREIGN_TO_TAGS or known.delivery.verbs.get(tokens[at].lower()) == Delivery.LAUGH
        if apart:
            return None
    return _tell_tag(tokens, at, known)


def _read_before(before: str, known: Language) -> Told | None:
    """Ines whispered, "…"  He called out at the top of his voice: "…" """
    told = before[-_REACH:]
    ends = list(find_ends_between(told, 0, len(told)))
    tokens = _TOKEN.findall(told[ends[-1] :] if ends else told)
    verbs = [at for at, token in enumerate(tokens) if _is_verb(token, known)]
    if not verbs or tokens[max(0, verbs[-1] - 1)].lower() in _NO_TAG - {"and", "but"}:
        return None
    return _tell_tag(tokens, verbs[-1], known)


def _find_verb(tokens: Sequence[str], known: Language) -> int | None:
    """Where the verb of a tag stands, with nothing but its subject before it; None where these words are no tag."""
    for at, token in enumerate(tokens[: _SUBJECT + 2]):
        if _is_verb(token, known):
            return at
        if token[0] in STOPS or token.lower() in _NO_TAG:
            return None
    return None


def _is_verb(token: str, known: Language) -> bool:
    return token.lower() in known.verbs.told or token.lower() in known.delivery.verbs


def _tell_tag(tokens: Sequence[str], at: int, known: Language) -> Told | None:
    """What the tag whose verb stands at `at` tells: by its verb, else by a phrase beside it."""
    verb = tokens[at].lower()
    if verb in known.delivery.verbs:
        return Told(Delivery(known.delivery.verbs[verb]), verb)
    behind = " ".join(takewhile(lambda token: token.lower() not in _TURNS, tokens[at + 1 :]))
    clause = takewhile(lambda token: token[0] not in COMMAS and token.lower() not in _TURNS, reversed(tokens[:at]))
    before = " ".join(reversed(list(clause)))
    for words in (behind, before):
        for told in (words.lower(), _ADJECTIVE.sub(r"\1 a \2", words.lower())):
            found = _manners(known.code).search(told)
            if found and (words is behind or _is_at_an_end(found)):
                return Told(Delivery(known.delivery.manners[found[0]]), f"{verb} … {found[0]}")
    return None


def _is_at_an_end(found: re.Match[str]) -> bool:
    """At the start of a clause or right before its verb: "Softly she said", "she softly said"."""
    return found.start() == 0 or found.end() == len(found.string)


@cache
def _hints(code: str) -> re.Pattern[str]:
    """A word that may tell a delivery: most tags have none, and need no reading."""
    words = load(code).delivery
    return re.compile(rf"(?i)\b{any_of({*words.verbs, *(manner.split()[-1] for manner in words.manners)})}\b")


@cache
def _manners(code: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(load(code).delivery.manners)})\b")


def _hear_capitals(said: str) -> Told | None:
    """Words in capitals are shouted: all of a speech, or several with a cry; one alone may be an abbreviation."""
    if not _TWO_CAPITALS.search(said):
        return None
    for match in _LOUD.finditer(said):
        letters = sum(letter.isalpha() for letter in match[0])
        several = len(match[0].split()) > 1
        cried = "!" in said[match.end() :]
        whole = not any(letter.islower() for letter in said)
        if (several and letters >= _LOUD_LETTERS and (cried or whole)) or (whole and cried and letters >= _LOUD_ALONE):
            return Told(Delivery.SHOUT, "capitals")
    return None
