"""Words in source order with their markup → plain text in blocks, and marks on it.

Blocks are separated by a blank line, lines in a block by "\\n". White space collapses to one space, and what no
reader sees (soft hyphens, word joiners, zero-width spaces) is dropped. A paragraph that the source leaves blank
on purpose (`<p>&nbsp;</p>`, a third `<br/>`) gives one blank line more, as it would in a plain text file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rhapsode.model import Mark, Role

SCENE_BREAK_TEXT = "* * *"
_INVISIBLE = dict.fromkeys((0x00AD, 0x034F, 0x200B, 0x2060, 0xFEFF, 0x180E))
"""Dropped. The zero-width joiners U+200C and U+200D stay: scripts and emoji need them."""


class Gap(IntEnum):
    """What stands between two words; where several meet, the widest does."""

    NOTHING = 0
    SPACE = 1
    CELL = 2
    LINE = 3
    BLOCK = 4
    BLANK = 5


_GAP_TEXT = ("", " ", "\t", "\n", "\n\n", "\n\n\n")


@dataclass(slots=True)
class OpenMark:
    """A mark whose end is still to come; `start` is -1 until a word follows, and again once it is closed."""

    role: Role
    order: int
    level: int = 0
    title: str = ""
    origin: str = ""
    start: int = -1


class BlockWriter:
    """Takes words, breaks and marks in source order; `text()` and `marks()` give what became of them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap = Gap.NOTHING
        self._waiting: list[OpenMark] = []  # opened, and no word since
        self._points: list[OpenMark] = []
        self._marks: list[tuple[Mark, int]] = []
        self._opened = 0
        self._left_blank = False

    def write(self, text: str) -> None:
        """Words as the source has them."""
        text = text.translate(_INVISIBLE)
        if not text:
            return
        words = text.split()
        if text[0].isspace():
            self._widen(Gap.SPACE)
        if words:
            self._put(" ".join(words))
            if text[-1].isspace():
                self._widen(Gap.SPACE)
        elif "\u00a0" in text and self._gap >= Gap.BLOCK:
            self._left_blank = True

    def _put(self, words: str) -> None:
        gap = _GAP_TEXT[self._gap] if self._length else ""
        self._parts += (gap, words)
        self._length += len(gap)
        for mark in self._waiting:
            mark.start = self._length
        self._waiting.clear()
        self._length += len(words)
        self._gap = Gap.NOTHING
        self._left_blank = False

    def _widen(self, gap: Gap) -> None:
        self._gap = max(self._gap, gap)

    def end_cell(self) -> None:
        """What follows is another cell of the same row."""
        self._widen(Gap.CELL)

    def end_line(self) -> None:
        """What follows stands on a line of its own."""
        self._widen(Gap.LINE)

    def break_line(self) -> None:
        """A line break as such: the second in a row leaves a blank line, the third another."""
        self._gap = Gap(min(max(self._gap + 1, Gap.LINE), Gap.BLANK))

    def end_block(self) -> None:
        """What follows is another block."""
        self._widen(Gap.BLANK if self._left_blank else Gap.BLOCK)
        self._left_blank = False

    def open(self, role: Role, level: int = 0, title: str = "", origin: str = "") -> OpenMark:
        """Begin a mark at the next word."""
        mark = OpenMark(role, self._opened, level, title, origin)
        self._opened += 1
        self._waiting.append(mark)
        return mark

    def close(self, mark: OpenMark) -> bool:
        """End `mark` after the last word; says whether there was a word in it. One without is dropped."""
        if mark.start < 0:
            self._waiting = [other for other in self._waiting if other is not mark]
            return False
        self._keep(mark, self._length)
        mark.start = -1
        return True

    def point(self, role: Role, level: int = 0, title: str = "", origin: str = "") -> OpenMark:
        """An empty mark before the next word."""
        mark = self.open(role, level, title, origin)
        self._points.append(mark)
        return mark

    def forget(self, point: OpenMark) -> None:
        """Drop a point that no word has followed yet."""
        if point.start < 0:
            self.close(point)
            self._points.remove(point)

    def break_scene(self, origin: str) -> None:
        """A scene break that the source draws, as a block of its own."""
        self.end_block()
        mark = self.open(Role.SCENE_BREAK, origin=origin)
        self._put(SCENE_BREAK_TEXT)
        self.close(mark)
        self.end_block()

    def _keep(self, mark: OpenMark, end: int) -> None:
        self._marks.append((Mark(mark.start, end, mark.role, mark.level, mark.title, mark.origin), mark.order))

    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def marks(self) -> tuple[Mark, ...]:
        """The marks closed so far and the points, sorted by start, then by falling end, the outer first."""
        for point in self._points:
            if point.start >= 0:
                self._keep(point, point.start)
        self._points = []
        self._marks.sort(key=lambda kept: (kept[0].start, -kept[0].end, kept[1]))
        said: dict[tuple[int, int, Role, int, str], Mark] = {}
        for mark, _ in self._marks:  # what a page and its element both say is said once, by the outer
            said.setdefault((mark.start, mark.end, mark.role, mark.level, mark.title), mark)
        return tuple(said.values())
