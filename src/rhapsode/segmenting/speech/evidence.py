"""What speaks for and against a quotation's being said by somebody, and not only mentioned.

Titles, names, words spoken of, half-quoted phrases and reported speech in the third person stand in quotation
marks too. Each piece of evidence is a named test with a weight; speech is what weighs more than nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.telling.tag_patterns import is_tag_after, is_tag_before, is_verb_of_speech, leads_in, thinks
from rhapsode.text.marks import CRIES, ENDERS, QUOTES

_AROUND = QUOTES + "_* \n\t\u00a0\u202f"
_OTHER_PERSON = re.compile(r"\b(?:he|she|they|his|her|hers|him|their|them)\b", re.IGNORECASE)
_SPEAKING_PERSON = re.compile(
    r"\b(?:I|me|my|mine|myself|we|us|our|ours|you|your|yours|yourself|thou|thee|thy|let['’ ]s)\b", re.IGNORECASE
)
_TOLD_TENSE = re.compile(r"\b(?:was|were|had|should|would|could|did|might|must)\b", re.IGNORECASE)
_SPEAK = any_of(ENGLISH.verbs.surely - ENGLISH.verbs.thought - ENGLISH.verbs.mental)
_NEVER_SAID = re.compile(
    r"\b(?:(?:(?:seem|appear)\w* to|as (?:much as|if|though|who should)(?: to)?|n[o']t|never"
    rf"|(?:would|could|might|should)(?: not)?(?: have)?) (?:{_SPEAK})"
    rf"|(?:seem|appear)\w* to express|implied|expressed|instead of)\b[^{ENDERS}]{{0,60}}$"
)
_CRIES, _STOPPED, _OVER = tuple(CRIES), (*ENDERS, ";"), frozenset(("", *ENDERS))
_REACH = 160  # characters looked at on either side; the tags and announcements of books are shorter
_TITLE_WORDS = 12
_IDEOGRAMS = "\u3000"  # from here on writing needs no stop before a closing mark
_DETERMINERS = frozenset(
    "a an the this that these those his her its our their my your some any no each every such another one two"
    " of in on to from with by for at as called named word words phrase name title entitled termed so-called"
    " or and".split()
)


_WRITTEN = re.compile(
    r"\b(?:read|reads|marked|label+ed|headed|signed|inscribed|inscription|written|printed|notice|sign|heading|label"
    r"|titles?|entitled|placard|poster|book|song|poem|play|tune|hymn|waltz|initials|engraved|word|words|phrase|term"
    r"|column|chapter|register)\b"
    rf"[^{ENDERS}]{{0,40}}$"
)
_WRITTEN_TAG = re.compile(
    r"\s*[,—–-]*\s*(?:wrote\b|(?:I|he|she|they|[A-Z]\w+) (?:wrote|writes)\b|it (?:ran|read)\b|said (?:the )?_\w"
    r"|(?:this|the|his|her|its|an?) (?:\w+ )?(?:letter|note|document|paper|message|telegram|card|notice|report|article"
    rf"|paragraph|inscription|book) (?:ran|read|{any_of(ENGLISH.verbs.surely | ENGLISH.verbs.phrases)})\b)"
)
_AS_SUBJECT = re.compile(r"(?:was|were|is|are|had|may|might|will|would|seemed|means?|meant|proceeded|came)\b")
_BACKSHIFT = re.compile(r"\b(?:would|should|could|had)\b", re.IGNORECASE)


class Surroundings(NamedTuple):
    """A quotation's words and what stands around it in its paragraph.

    `before` reaches back to the quotation before it or to the paragraph's start, `after` likewise. `begins` says
    that it begins the paragraph, `speaks` that it has a first or second person, `told` that it reports in the third
    person and the past: "She should not go; she was tired".
    """

    inner: str
    words: int
    before: str
    after: str
    begins: bool
    verb_before: bool
    tag_before: bool
    tag_after: bool
    speaks: bool
    told: bool
    thinks: bool

    @property
    def goes_on(self) -> bool:
        """The narrator's sentence before it is not over: patterns that reach from a word to the marks may fit."""
        return self.before[-1:] not in _OVER

    @property
    def loose(self) -> bool:
        """Inside a paragraph without any sign that somebody speaks."""
        return not (self.begins or self.tag_before or self.tag_after)

    @property
    def last_word(self) -> str:
        """The word right before it, if nothing parts them."""
        return _last_word(self.before)


def read_surroundings(text: str, found: Range, room: Range, first: bool, language: str) -> Surroundings:
    """The setting of the quotation `found`, with `room` around it that no other quotation takes."""
    inner = text[found[0] : found[1]].strip(_AROUND)
    before = text[max(room[0], found[0] - _REACH) : found[0]].rstrip(" \n\t_*(").replace("\n", " ")
    after = text[found[1] : min(room[1], found[1] + _REACH)].strip(" \n\t_*").replace("\n", " ")
    speaks = bool(_SPEAKING_PERSON.search(inner))
    return Surroundings(
        inner,
        inner.count(" ") + inner.count("\n") + 1,
        before,
        after,
        first and not before,
        is_verb_of_speech(_last_word(before), language),
        is_tag_before(before, language),
        is_tag_after(after, language),
        speaks,
        not speaks and _is_told(inner),
        thinks(before if leads_in(before) else "", after, language),
    )


def _last_word(before: str) -> str:
    return before[-30:].split()[-1].lower() if before[-1:].isalnum() else ""


def _is_told(inner: str) -> bool:
    return bool(_OTHER_PERSON.search(inner) and _TOLD_TENSE.search(inner))


def _is_title(s: Surroundings) -> bool:
    words = s.inner.split() if s.words < _TITLE_WORDS else []
    longer = [word for word in words if len(word) > 3]
    return len(words) > 1 and bool(longer) and all(word[0].isupper() for word in longer)


def _is_named(s: Surroundings) -> bool:
    """A name, where nobody shouts: `a pamphlet called "Damp"`."""
    return s.last_word == "called" and not s.inner.endswith(_CRIES)


def _is_mentioned(s: Surroundings) -> bool:
    """A word spoken of: `"Ruin" was a strong word for it`."""
    return s.begins and s.words < 4 and s.inner[-1:].isalnum() and s.after[:1].islower() and not s.tag_after


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing to be seen of a quotation, which speaks for or against speech."""

    name: str
    test: Callable[[Surroundings], bool]


BIAS, GOES_ON, MENTIONED = "bias", "a speech stands before it", "beside words that are mentioned"
EVIDENCE: tuple[Evidence, ...] = (
    Evidence("begins a sentence of the narrator's", _is_mentioned),
    Evidence("begins the paragraph", lambda s: s.begins),
    Evidence("after a comma or colon", lambda s: s.before.endswith((",", ":", "-", "—", "–"))),
    Evidence("after a sentence", lambda s: s.before.endswith(_STOPPED)),
    Evidence("after a, the, of, called", lambda s: s.last_word in _DETERMINERS),
    Evidence("after a verb of speech", lambda s: s.verb_before and not _is_named(s)),
    Evidence("who speaks is said before", lambda s: s.tag_before),
    Evidence("who speaks is said after", lambda s: s.tag_after),
    Evidence("asks or exclaims", lambda s: s.inner.endswith(_CRIES)),
    Evidence("no stop at its end", lambda s: s.inner[-1:].isalnum() and s.inner[-1] < _IDEOGRAMS),
    Evidence("one or two words", lambda s: s.words < 3),
    Evidence("first or second person", lambda s: s.speaks),
    Evidence("reports in the third person", lambda s: s.told),
    Evidence("reports what would be", lambda s: s.told and not s.begins and bool(_BACKSHIFT.search(s.inner))),
    Evidence("never said", lambda s: s.goes_on and bool(_NEVER_SAID.search(s.before[-100:]))),
    Evidence("the sentence goes on behind it", lambda s: s.after[:1].islower() and not s.tag_after),
    Evidence("subject of a sentence", lambda s: bool(_AS_SUBJECT.match(s.after))),
    Evidence("stop outside the marks", lambda s: s.after[:1] in {",", ";", "."}),
    Evidence("something written", lambda s: s.goes_on and bool(_WRITTEN.search(s.before[-60:]))),
    Evidence("title", _is_title),
    Evidence("in capitals", lambda s: s.words < 6 and s.inner.isupper() and not s.inner.endswith(_CRIES)),
    Evidence("a greeting on its own line", lambda s: s.begins and not s.after and s.words < 7 and s.inner[-1:] == ","),
)


ALONE: tuple[Evidence, ...] = (
    Evidence("small first letter", lambda s: s.inner[:1].islower()),
    Evidence("reports, nobody named as speaking", lambda s: s.told and s.loose),
    Evidence("nobody named as speaking", lambda s: s.loose),
    Evidence("nobody named, inside a sentence", lambda s: s.loose and bool(s.after)),
)
"""Counts only where no speech stands before it in the paragraph."""


def declare() -> tuple[str, ...]:
    """The names of all evidence for speech."""
    return (BIAS, GOES_ON, MENTIONED, *(e.name for e in ALONE), *(e.name for e in EVIDENCE))


def gather_evidence(s: Surroundings, goes_on: bool, beside_mentioned: bool = False) -> list[str]:
    """The names of what speaks for or against speech.

    `goes_on` says that a speech stands before it in the paragraph, `beside_mentioned` that its sentence holds words
    that are only mentioned: on a sign, in a list, the next ones are so too.
    """
    surroundings = [GOES_ON] if goes_on else [e.name for e in ALONE if e.test(s)]
    mentioned = [MENTIONED] if beside_mentioned else []
    return [BIAS, *mentioned, *surroundings, *(e.name for e in EVIDENCE if e.test(s))]


def is_written(s: Surroundings) -> bool:
    """Whether the tag says that it is written: "the letter ran", "she wrote"."""
    return bool(_WRITTEN_TAG.match(s.after))
