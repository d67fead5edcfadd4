"""A quick look beside a speech: does a tag stand there, "said Ann", "dit-il"? Whose it is, `tags.py` reads.

A tag is a verb of speech beside who speaks; a verb that a language's list lacks costs one piece of evidence, no more.
How verb and speaker stand is one of four orders, which the language's file names (`grammar.tags`).
"""

from __future__ import annotations

import re
from functools import cache
from re import Pattern

from rhapsode.language.english import ENGLISH
from rhapsode.language.knowledge import Language
from rhapsode.language.loading import load
from rhapsode.language.patterns import any_of

_ENGLISH_WHO = (
    r"(?:I|he|she|they|we|it|you|who|one|(?:the|a|an|his|her|my|our|their) [\w'’-]+(?: [\w'’-]+)?"
    r"|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})"
)
_SPACE_BEFORE = r"\s*[,—–-]*\s*"
_NOTHING = re.compile(r"(?!)")
_TAG_STOPS = (",", ":", "—", "-")
_LONGEST_BEFORE = 120  # characters from the verb to the speech


def is_tag_after(told: str, language: str) -> bool:
    """Whether a tag begins the telling right behind a speech; `language` is its tag, and `told` has no line ends."""
    return _tag_after(language).match(told) is not None


def leads_in(told: str) -> bool:
    """Whether the telling before a speech ends as if it ran on into it: by comma, colon or dash."""
    return told.rstrip().endswith(_TAG_STOPS)


def is_tag_before(told: str, language: str) -> bool:
    """Whether the telling before a speech ends in a tag: a verb of speech, then a comma, a colon or a dash."""
    return leads_in(told) and _tag_before(language).search(told[-_LONGEST_BEFORE:]) is not None


def is_verb_of_speech(word: str, language: str) -> bool:
    """Whether a word, in lower case, tells that somebody speaks."""
    return word in load(language).verbs.told


@cache
def _tag_after(tag: str) -> Pattern[str]:
    language = load(tag)
    verb = rf"(?:{any_of(language.verbs.told)})\b"
    match language.grammar.tags:
        case "quoted":  # 「…」と言った
            return re.compile(rf"と(?!いう)、?[^「」。\n]{{0,24}}?(?:{any_of(language.verbs.told)})")
        case "hyphened":  # … », dit-il
            return re.compile(rf"{_SPACE_BEFORE}(?:{_hyphened(language)})")
        case "verb first":  # …«, sagte da Anna
            return re.compile(rf"{_SPACE_BEFORE}(?:\w+\s+){{0,2}}?{verb}")
    return re.compile(rf"{_SPACE_BEFORE}(?:{_ENGLISH_WHO}\s+(?:\w+ly\s+|had\s+|then\s+)?)?{verb}")


@cache
def _tag_before(tag: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{any_of(load(tag).verbs.told)})\b[^.!?\n]{{0,80}}[,:—-]\s*$")


@cache
def tag_inside(tag: str) -> Pattern[str]:
    """Finds a tag that stands inside a speech, without marks of its own: ", dit-il" or ", Stephen said".

    The tag is the group "tag"; it begins after the speech's comma or stop and its blank.
    """
    language = load(tag)
    if language.grammar.tags == "hyphened":
        return re.compile(rf"[,.!?…]\s+(?P<tag>(?:{_hyphened(language)}))")
    if language.grammar.pronouns and language is not ENGLISH:
        verb, name = rf"(?:{any_of(language.verbs.told)})\b", _who(language)
        return re.compile(rf"[,.!?…]\s+(?P<tag>{verb}\s+{name})")
    verb = rf"(?:{any_of(ENGLISH.verbs.told)})\b"
    name = r"(?:he|she|they|I|we|(?:the|his|her|my) \w+|[A-Z][\w'’]+(?: [A-Z][\w'’]+)?)"
    return re.compile(rf"[,.!?…]\s+(?P<tag>(?P<who>{name}\s+(?:\w+ly\s+|had\s+)?)?{verb}(?(who)|\s+{name}\b))")


def _who(language: Language) -> str:
    """Somebody behind a verb of speech: a pronoun, a noun with its article, a name."""
    pronouns, articles = any_of(language.grammar.pronouns), any_of(language.grammar.articles)
    return rf"(?:(?:{pronouns})\b|(?:{articles})\s+\w+|[^\W\d_a-zß-ÿ]\w+)"


def _hyphened(language: Language) -> str:
    """A verb with its pronoun hung on to it, of whatever verb; or a verb of speech."""
    verbs, pronouns = any_of(language.verbs.told), any_of(language.grammar.hung)
    return rf"(?:{verbs}|\w+)-(?:t-)?(?:{pronouns})\b|(?:{verbs})\b"


@cache
def _thinking(tag: str) -> tuple[Pattern[str], Pattern[str]]:
    language = load(tag)
    verbs = any_of(language.verbs.thought - language.verbs.musing)
    if language.grammar.tags == "quoted":
        return re.compile(rf"と、?[^「」。\n]{{0,16}}?(?:{verbs})"), _NOTHING
    who = r"(?:[\w'’.]+\s+){0,3}?"
    aloud = r"(?!\s+(?:aloud|out loud|of|about|over|it|that)\b)" if language is ENGLISH else ""
    return re.compile(rf"[\s,—–-]*{who}(?:{verbs})\b{aloud}"), re.compile(rf"\b(?:{verbs})\b[^.!?\n]{{0,40}}[,:—-]\s*$")


def thinks(before: str, after: str, language: str) -> bool:
    """Whether the tag on either side of a quotation has a verb of thinking: "thought Ann", not "thought Ann aloud"."""
    behind, ahead = _thinking(language)
    return bool(behind.match(after) or ahead.search(before[-80:]))
