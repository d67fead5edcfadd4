"""Scripts made of plain texts, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from rhapsode.model import Book, Join, Kind, Line, Piece, Script, ScriptChapter, Voice, Words
from rhapsode.recording.worker import Patience
from rhapsode.recording.worker_pool import WorkerPool

_MODULE = f"{__package__}.poisoned"
POISONED = {
    "poisoned": f"{_MODULE}:PoisonedEngine",
    "unloadable": f"{_MODULE}:UnloadableEngine",
    "fainting": f"{_MODULE}:FaintingEngine",
}
ANNA = Voice("tone", "tone-f1", "en")
BEN = Voice("tone", "tone-m1", "en")
POISON = Voice("poisoned", "tone-f1", "en")


def make_pool(jobs: int = 1, seconds: float = 20.0) -> WorkerPool:
    return WorkerPool(jobs, POISONED, Patience(seconds, 0.0))


def make_line(text: str, voice: Voice = ANNA, chapter: int = 0) -> Line:
    return Line(chapter, 0, Kind.NARRATION, None, voice, (), (Words(text, 0, len(text)),), Join.SENTENCE, 300)


def make_script(lines: Sequence[Line]) -> Script:
    return Script(Book(), (ScriptChapter(0, "One", 0, tuple(lines)),))


def make_pieces(script: Script, lines: int) -> list[Piece]:
    return [
        Piece(number, first, min(first + lines, len(chapter.lines)))
        for number, chapter in enumerate(script.chapters)
        for first in range(0, len(chapter.lines), lines)
    ]


class Log:
    """A watcher that remembers."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int, str]] = []
        self.done = 0
        self.sound_ms = 0
        self.remarks: list[str] = []

    def begin(self, step: str, total: int, unit: str) -> None:
        self.begun.append((step, total, unit))

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None:
        self.done += count
        self.sound_ms += sound_ms

    def remark(self, text: str) -> None:
        self.remarks.append(text)
