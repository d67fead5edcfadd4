"""A quotation and its surroundings in, a verdict out: is it said by somebody, or held with tongs?

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
from rhapsode.telling.tag_patterns import TAG_STOPS, tag_after, tag_before, tag_word, thinks
from rhapsode.text.marks import QUOTES

_AROUND = QUOTES + "_* \n\t\u00a0\u202f"
_OTHER_PERSON = re.compile(r"\b(?:he|she|they|his|her|hers|him|their|them)\b", re.IGNORECASE)
_SPEAKING_PERSON = re.compile(
    r"\b(?:I|me|my|mine|myself|we|us|our|ours|you|your|yours|yourself|thou|thee|thy|let['’ ]s)\b", re.IGNORECASE
)
_TOLD_TENSE = re.compile(r"\b(?:was|were|had|should|would|could|did|might|must)\b", re.IGNORECASE)
_SPEAK = any_of(ENGLISH.verbs.surely - ENGLISH.verbs.thought - ENGLISH.verbs.mental)
_NEVER_SAID = re.compile(
    rf"\b(?:(?:seem|appear)\w* to (?:{_SPEAK}|express)|as (?:much as|if|though|who should)(?: to)? (?:{_SPEAK})"
    rf"|(?:would|could|might|should) (?:not )?(?:have )?(?:{_SPEAK})|n[o']t (?:{_SPEAK})|implied|expressed"
    rf"|never (?:{_SPEAK})|instead of)\b[^.!?]{{0,60}}$"
)
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
    r"|column|chapter|register)\b[^.!?]{0,40}$"
)
_WRITTEN_TAG = re.compile(
    r"\s*[,—–-]*\s*(?:wrote\b|(?:I|he|she|they|[A-Z]\w+) (?:wrote|writes)\b|it (?:ran|read)\b|said (?:the )?_\w"
    r"|(?:this|the|his|her|its|an?) (?:\w+ )?(?:letter|note|document|paper|message|telegram|card|notice|report|article"
    rf"|paragraph|inscription|book) (?:ran|read|{any_of(ENGLISH.verbs.surely | ENGLISH.verbs.phrases)})\b)"
)
_AS_SUBJECT = re.compile(r"(?:was|were|is|are|had|may|might|will|would|seemed|means?|meant|proceeded|came)\b")
_BACKSHIFT = re.compile(r"\b(?:would|should|could|had)\b", re.IGNORECASE)


class Setting(NamedTuple):
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
        return self.before[-1:] not in {"", ".", "!", "?"}

    @property
    def loose(self) -> bool:
        """Inside a paragraph without any sign that somebody speaks."""
        return not (self.begins or self.tag_before or self.tag_after)

    @property
    def last_word(self) -> str:
        """The word right before it, if nothing parts them."""
        return _last_word(self.before)


def setting_of(text: str, found: Range, room: Range, first: bool, language: str) -> Setting:
    """The setting of the quotation `found`, with `room` around it that no other quotation takes."""
    inner = text[found[0] : found[1]].strip(_AROUND)
    before = text[max(room[0], found[0] - _REACH) : found[0]].rstrip(" \n\t_*(").replace("\n", " ")
    after = text[found[1] : min(room[1], found[1] + _REACH)].strip(" \n\t_*").replace("\n", " ")
    speaks = bool(_SPEAKING_PERSON.search(inner))
    announced = before.rstrip().endswith(TAG_STOPS)
    return Setting(
        inner,
        inner.count(" ") + inner.count("\n") + 1,
        before,
        after,
        first and not before,
        bool(tag_word(language).fullmatch(_last_word(before))),
        announced and bool(tag_before(language).search(before[-120:])),
        bool(tag_after(language).match(after)),
        speaks,
        not speaks and _is_told(inner),
        thinks(before if announced else "", after, language),
    )


def _last_word(before: str) -> str:
    return before[-30:].split()[-1].lower() if before[-1:].isalnum() else ""


def _is_told(inner: str) -> bool:
    return bool(_OTHER_PERSON.search(inner) and _TOLD_TENSE.search(inner))


def _is_title(s: Setting) -> bool:
    words = s.inner.split() if s.words < _TITLE_WORDS else []
    return len(words) > 1 and all(w[0].isupper() for w in words if len(w) > 3)


def _is_named(s: Setting) -> bool:
    """A name, where nobody shouts: `a pamphlet called "Damp"`."""
    return s.last_word == "called" and not s.inner.endswith(("!", "?"))


def _is_mentioned(s: Setting) -> bool:
    """A word spoken of: `"Ruin" was a strong word for it`."""
    return s.begins and s.words < 4 and s.inner[-1:].isalnum() and s.after[:1].islower() and not s.tag_after


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing to be seen of a quotation, and how much it speaks for speech."""

    name: str
    weight: float
    test: Callable[[Setting], bool]


# Weights as `benchmarks/weigh_quotations.py` fits them to 16 labelled novels (right for 96.6 % of 25,037 quotations, on
# novels kept aside too), rounded. BIAS is 0.4 above the fit: the scores are as good, and what is doubtful is heard as
# speech rather than lost in the narration.
BIAS = 0.6
GOES_ON = 1.9
EVIDENCE: tuple[Evidence, ...] = (
    Evidence("begins a sentence of the narrator's", -2.0, _is_mentioned),
    Evidence("begins the paragraph", 3.1, lambda s: s.begins),
    Evidence("after a comma or colon", 0.7, lambda s: s.before.endswith((",", ":", "-", "—", "–"))),
    Evidence("after a sentence", 1.5, lambda s: s.before.endswith((".", "!", "?", "…", ";"))),
    Evidence("after a, the, of, called", -0.5, lambda s: s.last_word in _DETERMINERS),
    Evidence("after a verb of speech", 1.2, lambda s: s.verb_before and not _is_named(s)),
    Evidence("who speaks is said before", 1.0, lambda s: s.tag_before),
    Evidence("who speaks is said after", 0.9, lambda s: s.tag_after),
    Evidence("asks or exclaims", 0.3, lambda s: s.inner.endswith(("!", "?"))),
    Evidence("no stop at its end", -1.3, lambda s: s.inner[-1:].isalnum() and s.inner[-1] < _IDEOGRAMS),
    Evidence("one or two words", -0.2, lambda s: s.words < 3),
    Evidence("first or second person", 0.8, lambda s: s.speaks),
    Evidence("reports in the third person", -0.7, lambda s: s.told),
    Evidence("reports what would be", -1.2, lambda s: s.told and not s.begins and bool(_BACKSHIFT.search(s.inner))),
    Evidence("never said", -2.8, lambda s: s.goes_on and bool(_NEVER_SAID.search(s.before[-100:]))),
    Evidence("the sentence goes on behind it", -0.7, lambda s: s.after[:1].islower() and not s.tag_after),
    Evidence("subject of a sentence", -0.4, lambda s: bool(_AS_SUBJECT.match(s.after))),
    Evidence("stop outside the marks", -0.4, lambda s: s.after[:1] in {",", ";", "."}),
    Evidence("something written", -1.1, lambda s: s.goes_on and bool(_WRITTEN.search(s.before[-60:]))),
    Evidence("title", -0.4, _is_title),
    Evidence("in capitals", -2.6, lambda s: s.words < 6 and s.inner.isupper() and not s.inner.endswith(("!", "?"))),
    Evidence(
        "a greeting on its own line", -3.3, lambda s: s.begins and not s.after and s.words < 7 and s.inner[-1:] == ","
    ),
)


ALONE: tuple[Evidence, ...] = (
    Evidence("small first letter", -1.0, lambda s: s.inner[:1].islower()),
    Evidence("reports, nobody named as speaking", -0.4, lambda s: s.told and s.loose),
    Evidence("nobody named as speaking", -0.2, lambda s: s.loose),
    Evidence("nobody named, inside a sentence", -0.4, lambda s: s.loose and bool(s.after)),
)
"""Counts only where no speech stands before it in the paragraph."""


def weigh(s: Setting, goes_on: bool) -> float:
    """How much speaks for speech; 0 is undecided. `goes_on` says that a speech stands before it in the paragraph."""
    surroundings = GOES_ON if goes_on else sum(e.weight for e in ALONE if e.test(s))
    return BIAS + surroundings + sum(e.weight for e in EVIDENCE if e.test(s))


def is_written(s: Setting) -> bool:
    """Whether the tag says that it is written: "the letter ran", "she wrote"."""
    return bool(_WRITTEN_TAG.match(s.after))
