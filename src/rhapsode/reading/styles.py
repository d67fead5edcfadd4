"""Style sheets → which classes and elements they hide, slant or embolden; all else about looks is left alone.

Only rules that hold everywhere count: those inside `@media` and the like are for one device.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TOKEN = re.compile(r"[{}]")
_SIMPLE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9]*)?([.#][\w-]+)")
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_SLANTED = re.compile(r"(?:^|[;\s])font-style\s*:\s*(?:italic|oblique)")
_BOLD = re.compile(r"(?:^|[;\s])font-weight\s*:\s*(?:bold|[6-9]00)")


@dataclass(frozen=True, slots=True)
class Styles:
    """Simple selectors (".name", "#id") by what their rules do."""

    hidden: frozenset[str] = frozenset()
    slanted: frozenset[str] = frozenset()
    bold: frozenset[str] = frozenset()

    def __or__(self, other: Styles) -> Styles:
        return Styles(self.hidden | other.hidden, self.slanted | other.slanted, self.bold | other.bold)


def hides(declarations: str) -> bool:
    """Whether declarations take their element out of sight."""
    return bool(_HIDDEN.search(declarations.lower()))


def slants(declarations: str) -> bool:
    """Whether declarations set their element in italics."""
    return bool(_SLANTED.search(declarations.lower()))


def emboldens(declarations: str) -> bool:
    """Whether declarations set their element in bold."""
    return bool(_BOLD.search(declarations.lower()))


def read_styles(sheet: str) -> Styles:
    """What the rules of one style sheet hide, slant or embolden."""
    hidden: set[str] = set()
    slanted: set[str] = set()
    bold: set[str] = set()
    for selectors, declarations in _rules(sheet):
        for test, names in ((hides, hidden), (slants, slanted), (emboldens, bold)):
            if test(declarations):
                names.update(_simple(selectors))
    return Styles(frozenset(hidden), frozenset(slanted), frozenset(bold))


def _simple(selectors: str) -> Iterable[str]:
    matches = (_SIMPLE.fullmatch(selector.strip()) for selector in selectors.split(","))
    return [match[1] for match in matches if match]


def _rules(sheet: str) -> Iterable[tuple[str, str]]:
    """Selectors and declarations of the rules that stand in no other."""
    sheet = _COMMENT.sub(" ", sheet)
    depth = begin = opened = 0
    for brace in _TOKEN.finditer(sheet):
        if brace[0] == "{":
            if depth == 0:
                opened = brace.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                selectors = sheet[begin:opened].rpartition(";")[2]
                if not selectors.lstrip().startswith("@"):
                    yield selectors, sheet[opened + 1 : brace.start()]
                begin = brace.end()
