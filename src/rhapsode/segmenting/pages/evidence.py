"""A line of a page in, what is seen of it by name out: its words, its marks, its shape and its place.

Nothing here decides; what each name weighs for a note, a summary, the site's own words, a heading or the story is
learnt (`data/weights/pages.json`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rhapsode.language.english import ENGLISH
from rhapsode.segmenting.letters.formulas import DAYS, MONTHS
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import (
    ARROWS_BACK,
    ARROWS_ON,
    BRACKETS_CLOSE,
    BRACKETS_OPEN,
    CLOSERS,
    CLOSING,
    COLONS,
    COMMAS,
    CRIES,
    DOUBLE_OPENERS,
    DOUBLES,
    EMPHASIS,
    ENDERS,
    FACES,
    LETTERED_FACES,
    SINGLES,
    in_class,
)

_DECORATION = " \t*_#~=-–—[](){}<>|+→•·" + DOUBLES
_WORD = re.compile(r"[^\W_]+(?:['’&/.-]?[^\W_]+)*")
_FACE = re.compile(rf"(?<!\S)(?:{FACES}|{LETTERED_FACES})(?=[\s)]|[{in_class(ENDERS)}]|$)")
_PICTURE = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff\u2b50-\u2b55]")
_FIELD = re.compile(
    r"(?P<label>[^\W\d_][\w'’/. -]{0,24}?)\s*(?P<mark>:+|=+|~+|\s[-–—]+(?=\s)|[-–—]{2,}|>{1,2}|/{1,2}(?=\s)|\|)\s*"
)
_LEGEND = re.compile(
    rf"\S\s*=\s*[^\W\d]|^[{in_class(DOUBLES, SINGLES)}][^=]{{1,20}}[{in_class(DOUBLES, SINGLES)}]\s*[=-]"
)
_ROW = re.compile(rf"\s[|·•●~*{in_class(ARROWS_ON)}]\s|\s?[|»❯]\s?|\s[-–]\s(?=\w+:)")
_ARROW = re.compile(
    rf"^\W{{0,2}}(?:[{in_class(ARROWS_BACK)}]{{1,2}}|<-+)\s*\w|\w\s*(?:[{in_class(ARROWS_ON)}]{{1,2}}|-+>)\W{{0,2}}$"
)
_ADDRESS = re.compile(
    r"(?i)\bhttps?:|\bwww\.|\w@\s?\w|\w\s@\s\w+\.|\b[\w-]+\.(?:com|net|org|example|info|co\.uk|html?)\b|!\w+\.\w"
)
_DATE = re.compile(
    rf"(?i)\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\b|\b(?:{MONTHS})\.?,? \d{{1,4}}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b|^(?:{DAYS}),"
)
_CLOCK = re.compile(r"(?i)\b\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b)?|\b\d{1,2}\s?[ap]\.?m\b")
_HANDLE = re.compile(r"[^\W\d_]_+\w|[a-z]\d|\d[a-z]{3}|[a-z][A-Z][a-z]")
_TAGS = re.compile(r"^#[^\W\d]")
_CRIES = re.compile(rf"[{in_class(CRIES)}]{{2}}")
_SENTENCES = re.compile(rf"[{in_class(ENDERS)}] ")
_STRETCHED = re.compile(r"([a-zA-Z])\1\1")
_ACTION = re.compile(r"\*[^\s*][^*\n]{0,40}\*")
_BY = re.compile(
    rf"(?i)(?:(?:written|posted|story|fic|an?)\b[^:]{{0,40}}\s)?(?:{'|'.join(ENGLISH.structure.by)})\b[:\s]+\S.{{0,60}}"
)
_QUOTED = re.compile(rf"[{in_class(DOUBLE_OPENERS)}][^{in_class(DOUBLES)}]*[{in_class(DOUBLES)}]?")
_OWN = re.compile(r"(?<![\w'’])(?:i|i['’](?:m|ve|ll|d)|my|me|myself)(?![\w'’])", re.IGNORECASE)
_YOUR = re.compile(r"(?<![\w'’])(?:you|u|ya|your|ur|you['’](?:re|ve|ll|d)|yours|y['’]all)(?![\w'’])", re.IGNORECASE)
_OTHERS = frozenset("he she his her him they them their hers himself herself".split())
_TOLD = frozenset("was were had could would did looked turned went came took felt knew stood sat".split())
_PRESENT = frozenset("is are am don't can't isn't aren't won't doesn't will has have i'm it's that's".split())
_ENDED = frozenset(ENDERS + COMMAS + ":;" + CLOSERS + BRACKETS_CLOSE)

GROUPS = (
    "craft", "review", "ownership", "greetings", "netspeak", "doing", "links", "counted", "site", "viewpoints",
    "places", "times", "serial_words",
)  # fmt: skip
TITLE = 80
"""Characters of the longest title that is looked at for its capitals."""
LIKE_EACH_OTHER = 300
"""Characters by which a line is known again."""
LONG_LINE = 300
"""Characters from which on a line is a paragraph: a date or an address in it says nothing of its kind."""
LENGTHS = (3, 8, 15, 30, 50, 80, 130, 220)


@dataclass(frozen=True)
class PageHabit:
    """What the story itself is like: by it a line that isn't the story stands out.

    `names` are words with a capital inside sentences, `words` those that come again; `told_by_i` and `told_to_you` say
    that it speaks of itself, or to somebody, outside quotations; `small` that it has hardly any capitals.
    """

    names: frozenset[str] = frozenset()
    told_by_i: bool = False
    told_to_you: bool = False
    small: bool = False
    present: bool = False


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    """Each word of a group → the groups it is of."""
    found: dict[str, list[str]] = {}
    for group in GROUPS:
        for word in getattr(ENGLISH.pages, group):
            found.setdefault(word, []).append(group)
    return {word: tuple(groups) for word, groups in found.items()}


def list_words(line: str) -> list[str]:
    """The words of a line in small letters."""
    return _WORD.findall(line.lower().replace("’", "'"))


_NAME_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?:['’]?[a-z]+)?\b")


def measure_habit(lines: Sequence[str]) -> PageHabit:
    """What the story's long lines are like."""
    told = [_QUOTED.sub(" ", line) for line in lines if len(line) > 60]
    whole = " ".join(told)
    names = Counter(_NAME_INSIDE.findall(whole))
    names.update(_NAME_INSIDE.findall(" ".join(lines)))
    size = max(1, len(whole))
    words = Counter(list_words(whole))
    past = sum(words[word] for word in _TOLD)
    return PageHabit(
        names=frozenset(name.lower() for name, count in names.items() if count >= 2 and name.lower() not in _OTHERS),
        told_by_i=len(_OWN.findall(whole)) * 160 > size,
        told_to_you=len(_YOUR.findall(whole)) * 250 > size,
        small=bool(whole) and sum(map(str.isupper, whole)) * 150 < size,
        present=sum(words[word] for word in _PRESENT) > past,
    )


@dataclass
class Seen:
    """What is seen of one line by itself."""

    names: list[str] = field(default_factory=list)
    story: bool = False  # looks like the story: long, or said in quotation marks
    likeness: int = 0  # how much it looks so
    folded: str = ""
    words: list[str] = field(default_factory=list)


def look_at_line(line: str, habit: PageHabit) -> Seen:
    """The evidence of the line's own words, marks and shape."""
    words = list_words(line)
    names = [*_see_words(line, words, habit), *_see_marks(line), *_see_shape(line, words), *_see_labels(line)]
    told = _QUOTED.sub(" ", line)
    names += _see_persons(line, told, words, habit)
    story = line[0] in DOUBLE_OPENERS or (len(line) > 130 and not any("craft" in n or "review" in n for n in names))
    likeness = 2 * (line[0] in DOUBLE_OPENERS) + sum(name in _LIKE for name in names)
    return Seen(names, story, likeness, "".join(filter(str.isalnum, line[:LIKE_EACH_OTHER].lower())), words)


def _see_words(line: str, words: Sequence[str], habit: PageHabit) -> Iterator[str]:
    groups = _groups()
    counts = Counter(group for word in words for group in groups.get(word, ()))
    for group, count in counts.items():
        yield f"{group}"
        if count > 1:
            yield f"{group} twice"
        if count * 3 >= len(words):
            yield f"{group} for a third"
    telling = sum(counts[group] for group in ("craft", "review", "ownership", "greetings", "netspeak"))
    for least in (2, 3, 5):
        if telling >= least:
            yield f"{least} words to readers"
    if telling * 5 >= len(words) and telling:
        yield "a fifth is to readers"
    if words and words[0] in ENGLISH.pages.greetings:
        yield "begins with a greeting"
    if habit.names.intersection(words):
        yield "names somebody of the story"


_CRY_OR_COLON = frozenset(CRIES + COLONS)
_SEEN: Mapping[str, re.Pattern[str]] = {
    "an emoticon": _FACE,
    "a picture sign": _PICTURE,
    "an equals sign": _LEGEND,
    "an arrow": _ARROW,
    "an address": _ADDRESS,
    "a date": _DATE,
    "a clock time": _CLOCK,
    "a handle": _HANDLE,
    "a stretched word": _STRETCHED,
    "words between asterisks": _ACTION,
    "hash tags": _TAGS,
    "cries in a row": _CRIES,
    "several sentences": _SENTENCES,
}
"""What a line holds somewhere."""
_SEEN_IN_LONG = [
    (name, _SEEN[name]) for name in ("an emoticon", "a stretched word", "cries in a row", "several sentences")
]
"""What a paragraph of many words is told by besides those."""
_ONLY_WITH: Mapping[str, re.Pattern[str]] = {
    "an equals sign": re.compile(rf"=|^[{in_class(DOUBLES, SINGLES)}]"),
    "an arrow": re.compile(rf"[{in_class(ARROWS_BACK, ARROWS_ON)}]|<-|->"),
    "an address": re.compile(r"@|[.:]\S"),
    "a date": re.compile(r"\d|^\w+,"),
    "a clock time": re.compile(r"\d"),
}
"""A quick look for what a slower pattern needs: lines of a novel are long, and have none of it."""


def _see_marks(line: str) -> Iterator[str]:
    for name, pattern in _SEEN.items() if len(line) <= LONG_LINE else _SEEN_IN_LONG:
        needed = _ONLY_WITH.get(name)
        if (needed is None or needed.search(line)) and pattern.search(line):
            yield name
    rows = len(_ROW.findall(line)) if len(line) <= LONG_LINE else 0
    yield from ("a row", "a row of three")[: min(rows, 2)]
    digits = sum(map(str.isdigit, line))
    if digits:
        yield "a figure"
        if digits * 4 >= len(line):
            yield "a quarter is figures"
        if not any(map(str.isalpha, line.replace("K", "").replace("k", ""))):
            yield "only figures"


def _see_ends(line: str) -> Iterator[str]:
    """The signs that a line begins and ends with."""
    first, last = line[0], line[-1]
    if first in BRACKETS_OPEN:
        yield "opens with a bracket"
        if line.rstrip(ENDERS)[-1:] in BRACKETS_CLOSE and line.count(first) == 1:
            yield "whole in brackets"
        if first == "[":
            yield "opens with a square bracket"
    elif first in EMPHASIS and last == first:
        yield "between marks of emphasis"
    elif not first.isalnum() and first == last and first not in DOUBLES:
        yield "between like signs"
    elif not first.isalnum() and first not in DOUBLE_OPENERS:
        yield "begins with a sign"
    if first in DOUBLE_OPENERS:
        yield "opens with a quotation mark"
    ending = line.rstrip(CLOSING)[-1:]
    if not ending or ending not in _ENDED:
        yield "no stop at its end"
    if ending in _CRY_OR_COLON:
        yield "ends with a colon" if ending == ":" else "ends with a cry"


def _see_shape(line: str, words: Sequence[str]) -> Iterator[str]:
    yield f"length {sum(len(line) > most for most in LENGTHS)}"
    yield from _see_ends(line)
    if sum(map(line.count, DOUBLES)) > 1:
        yield "holds a quotation"
    if len(words) == 1:
        yield "one word"
    yield from _see_case(line)


def _see_case(line: str) -> Iterator[str]:
    letters = list(filter(str.isalpha, line))
    capitals = sum(map(str.isupper, letters))
    if not letters:
        yield "no letters"
        return
    if capitals == len(letters) and capitals > 1:
        yield "in capitals"
    elif not capitals:
        yield "in small letters"
    elif letters[0].islower():
        yield "begins small"
    if len(line) <= TITLE and letters[0].isupper() and is_title_case(line):
        yield "in title case"


def _see_labels(line: str) -> Iterator[str]:
    bare = line.lstrip(_DECORATION)
    match = _FIELD.match(bare)
    told = _name_field(match["label"] if match else bare.rstrip(_DECORATION + ":"))
    if told:
        yield f"{told} field" if match else f"{told} field alone"
        if match and match["mark"].strip() == ":":
            yield f"{told} field with a colon"
    elif match and match["mark"].strip() == ":":
        yield "a label" if len(match["label"].split()) < 4 else "a long label"
    if len(_FIELD_INSIDE.findall(line)) > 1:
        yield "two fields"
    if _BY.fullmatch(bare.rstrip(_DECORATION)):
        yield "a by-line"


def read_label(line: str) -> str | None:
    """What stands before a line's first colon, where it may be who says it, or the name of a field."""
    label, colon, _ = line[:40].partition(":")
    return label.strip(_DECORATION).lower() if colon and 0 < len(label.split()) < 4 else None


_FIELD_INSIDE = re.compile(r"\b[A-Z]\w+(?: \w+)?: ?\S")


def _name_field(label: str) -> str:
    """Of which kind a field with this label is; empty for none."""
    words = label.lower().replace("’", "'").strip()
    if len(words) > 30:
        return ""
    pages = ENGLISH.pages
    for kind, listed in (
        ("title", pages.title_fields),
        ("summary", pages.summary_fields),
        ("note", pages.note_fields),
        ("site", pages.site_fields),
    ):
        if words in listed or (words.endswith("s") and words[:-1] in listed):
            return kind
    return ""


def _see_persons(line: str, told: str, words: Sequence[str], habit: PageHabit) -> Iterator[str]:
    if _OWN.search(told):
        yield "speaks of itself, as the story does" if habit.told_by_i else "speaks of itself, as the story does not"
    if _YOUR.search(told):
        yield "speaks to you, as the story does" if habit.told_to_you else "speaks to you, as the story does not"
    outside = set(list_words(told))
    if outside & _OTHERS:
        yield "tells of others"
    if outside & _TOLD:
        yield "tells of the past"
    if outside & _PRESENT:
        yield "in the present, as the story is" if habit.present else "in the present, as the story is not"
    if outside & ENGLISH.verbs.surely:
        yield "a verb of speech"
    if " i " in f" {told} " and not habit.small:
        yield "a small i"


# --- what stands around it --------------------------------------------------------------------------------------

_LIKE = frozenset({"tells of others", "tells of the past", "names somebody of the story", "length 8"})
CARRIED = frozenset(
    {
        *(f"{kind} field" for kind in ("title", "summary", "note", "site")),
        *(f"{kind} field alone" for kind in ("title", "summary", "note", "site")),
        "begins small",
        "2 words to readers", "3 words to readers", "a row", "an address", "a date", "only figures", "a by-line",
        "in capitals", "in small letters", "opens with a quotation mark", "tells of others", "tells of the past",
        "whole in brackets", "no stop at its end", "an equals sign", "links for a third", "counted",
        "speaks of itself, as the story does not", "names somebody of the story", "a handle", "an emoticon",
    }
)  # fmt: skip
"""What is told of a line that tells of its neighbours too."""


_MARKS = (
    "an emoticon", "a picture sign", "an equals sign", "a row", "a row of three", "an arrow", "an address", "a date",
    "a clock time", "a handle", "a stretched word", "words between asterisks", "hash tags", "a figure",
    "a quarter is figures", "only figures", "opens with a bracket", "whole in brackets",
    "opens with a square bracket", "between like signs", "between marks of emphasis", "begins with a sign",
    "cries in a row",
)  # fmt: skip
_SHAPES = (
    *(f"length {step}" for step in range(len(LENGTHS) + 1)), "no stop at its end", "ends with a cry",
    "ends with a colon", "opens with a quotation mark", "holds a quotation", "no letters", "in capitals",
    "in small letters", "begins small", "in title case", "one word", "several sentences",
)  # fmt: skip
_PERSONS = (
    "speaks of itself, as the story does", "speaks of itself, as the story does not", "tells of others",
    "speaks to you, as the story does", "speaks to you, as the story does not", "tells of the past",
    "in the present, as the story is", "in the present, as the story is not", "a verb of speech", "a small i",
)  # fmt: skip


def declare_own() -> Iterator[str]:
    """Each name of evidence that can be seen of a line by itself."""
    for group in GROUPS:
        yield from (group, f"{group} twice", f"{group} for a third")
    yield from (f"{least} words to readers" for least in (2, 3, 5))
    yield from ("a fifth is to readers", "begins with a greeting", "names somebody of the story")
    yield from (*_MARKS, *_SHAPES, *_PERSONS)
    for kind in ("title", "summary", "note", "site"):
        yield from (f"{kind} field", f"{kind} field alone", f"{kind} field with a colon")
    yield from ("a label", "a long label", "two fields", "a by-line")
