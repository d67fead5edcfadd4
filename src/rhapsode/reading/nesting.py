"""Markup nested deeper than parsers go → the same words in a flatter tree: tags beyond the limit become line breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rhapsode.reading.elements import BLOCKS, UNSEEN, VOID

DEPTH = 120
"""No author nests so deep; libxml2 drops what lies deeper than 256."""
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(/?)([A-Za-z][A-Za-z0-9:_-]*)([^<>]*)>", re.DOTALL)


def flatten(markup: str) -> str:
    """`markup` without the tags that stand inside `DEPTH` others; blocks among them leave a line break."""
    return "".join(_Flattener(markup).pieces())


@dataclass(slots=True)
class _Flattener:
    """Walks the tags of one page and counts what is open."""

    markup: str
    open: list[tuple[str, bool]] = field(default_factory=list)  # name, whether its tags are kept
    names: Counter[str] = field(default_factory=Counter)
    unseen: int = 0  # open elements that nobody sees: words in them must not come to light

    def pieces(self) -> Iterator[str]:
        last = 0
        for tag in _TAG.finditer(self.markup):
            yield self.markup[last : tag.start()]
            last = tag.end()
            name = (tag[2] or "").lower().rpartition(":")[2]
            if not name or name in VOID or (not tag[1] and tag[3].endswith("/")):
                yield tag[0]
            elif tag[1]:
                yield from self._close(name, tag[0])
            else:
                yield self._begin(name, tag[0])
        yield self.markup[last:]

    def _begin(self, name: str, tag: str) -> str:
        kept = len(self.open) < DEPTH or (name in UNSEEN and not self.unseen)
        self.open.append((name, kept))
        self.names[name] += 1
        self.unseen += name in UNSEEN
        return tag if kept else _instead(name)

    def _close(self, name: str, tag: str) -> Iterator[str]:
        """End the innermost element of that name, and all in it that was never ended."""
        while self.names[name]:
            inner, kept = self.open.pop()
            self.names[inner] -= 1
            self.unseen -= inner in UNSEEN
            if inner == name:
                yield tag if kept else _instead(name)
                return
            if kept:
                yield f"</{inner}>"


def _instead(name: str) -> str:
    return "<br/>" if name in BLOCKS else ""
