"""Ends of pages written for this project, and paragraphs of novels between them → pages with their labels.

A shell (`page_shells/*.txt`) has a line of a page a row: the parts that are right (`h` heading, `n` note, `s` summary,
`b` the site's words, `t` the story's own), a bar, and the words. `...` stands for paragraphs of the story. Each page is
laid out by chance: with or without blank lines, its fields marked and cased one way or another.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rhapsode.language import ENGLISH

FOLDER = Path(__file__).parent / "page_shells"
KINDS = {"h": "heading", "n": "note", "s": "summary", "b": "boilerplate", "t": "narration"}
MARKS = (":", ":", ":", ":", " -", " ~", " =", " >>", "//", " :::", " --", " |")
PARAGRAPHS = (3, 9)
WRAPPED = 0.12
"""The share of pages that are wrapped as mail was."""
_FIELD = re.compile(r"(?P<label>[A-Z][A-Za-z/' -]{1,24}?)(?P<mark>:| --| -|~|=) (?=\S)")


@dataclass
class Sheet:
    """A page that grows, with the kinds that are right for each of its characters."""

    text: str = ""
    kinds: list[frozenset[str]] = field(default_factory=list)

    def add(self, words: str, kinds: frozenset[str]) -> None:
        self.text += words
        self.kinds += [kinds] * len(words)


def make_pages(stories: Sequence[Sequence[str]], seed: int = 7) -> Iterator[tuple[str, list[frozenset[str]]]]:
    """Each shell, filled from one of `stories`, which are lists of paragraphs."""
    chance = random.Random(seed)
    for path in sorted(FOLDER.glob("*.txt")):
        for shell in path.read_text(encoding="utf-8").split("====\n"):
            yield _fill(shell.strip("\n").split("\n"), chance.choice(stories), chance)


def _fill(lines: Sequence[str], story: Sequence[str], chance: random.Random) -> tuple[str, list[frozenset[str]]]:
    sheet = Sheet()
    tight, flat = chance.random() < 0.6, chance.random() < 0.12
    mark, case = chance.choice(MARKS), chance.choice((str, str, str.upper, str.lower))
    straight = chance.random() < 0.6
    before = ""
    for line in lines:
        if not line:
            sheet.add("\n", frozenset())
        elif line == "...":
            first, count = chance.randrange(max(1, len(story) - 10)), chance.randint(*PARAGRAPHS)
            told = "\n".join(story[first : first + count]) if flat else "\n\n".join(story[first : first + count])
            sheet.add("\n" * (chance.random() < 0.85 and not flat), frozenset())
            sheet.add(_straighten(told) if straight else told, frozenset({"narration"}))
            sheet.add("\n" if flat else "\n\n", frozenset())
            before = "t"
        else:
            codes, words = line.split("|", 1)
            parted = not flat and (not tight or (codes != before and chance.random() < 0.5) or codes in ("h", "t"))
            if parted and sheet.text and not sheet.text.endswith("\n\n"):
                sheet.add("\n", frozenset())
            sheet.add(_mark_field(words, mark, case), frozenset(KINDS[code] for code in codes))
            sheet.add("\n", frozenset())
            before = codes
    return _wrap(sheet, chance.choice((64, 70, 76))) if chance.random() < WRAPPED else (sheet.text, sheet.kinds)


def _wrap(sheet: Sheet, width: int) -> tuple[str, list[frozenset[str]]]:
    """The page with its lines broken as old mail programs broke them: a blank becomes a line's end."""
    text = list(sheet.text)
    start, blank = 0, -1
    for at, sign in enumerate(text):
        if sign == "\n":
            start, blank = at + 1, -1
        elif sign == " ":
            if at - start > width and blank > start:
                text[blank], start = "\n", blank + 1
            blank = at
    return "".join(text), sheet.kinds


def _straighten(words: str) -> str:
    return words.translate(str.maketrans("“”‘’", "\"\"''"))


def _mark_field(words: str, mark: str, case: object) -> str:
    """A line that is a field, with this page's mark behind its label, and the label in this page's case."""
    match = _FIELD.match(words)
    pages = ENGLISH.pages
    known = pages.site_fields | pages.title_fields | pages.note_fields | pages.summary_fields
    if match is None or match["label"].lower() not in known or not callable(case):
        return words
    return f"{case(match['label'])}{mark} {words[match.end() :]}"
