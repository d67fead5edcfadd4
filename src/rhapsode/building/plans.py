"""The values that a build goes through: a story understood, a book planned, a book built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rhapsode.model import UNSPOKEN_KINDS, BoundFile, Kind, Script, Story
from rhapsode.voices_file import Settings

_CAREFUL_PERCENT = 133
"""How long `guess_ms` is, which no piece may outgrow, beside what is spoken: measured 130 to 137 on seven stories."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A story after step 3, with the settings that its voices files give; `key` names the text and how it was read."""

    story: Story
    settings: Settings
    key: str = ""

    def unspoken_kinds(self, speak: frozenset[Kind] = frozenset()) -> frozenset[Kind]:
        """The kinds that are not read aloud, as the voices files and the user say."""
        said = {kind: style.speak for kind, style in self.settings.sections.items() if style.speak is not None}
        silent = {kind for kind in Kind if not said.get(kind, kind not in UNSPOKEN_KINDS)}
        return frozenset(silent - speak)


@dataclass(frozen=True, slots=True)
class Plan:
    """A book about to be built: its script, and the file (or the folder, where each chapter is a file) it becomes.

    `key` names all that the script is made of; empty where that can't be said. `whole` says that it has all chapters,
    `language` which one the user named for the story.
    """

    understood: Understood
    script: Script
    path: Path
    key: str = ""
    whole: bool = True
    language: str = ""

    @property
    def lines(self) -> int:
        return sum(len(chapter.lines) for chapter in self.script.chapters)

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for chapter in self.script.chapters for line in chapter.lines)

    @property
    def expected_ms(self) -> int:
        """By a guess at the voices' speed, good to a tenth or so."""
        from rhapsode.stitching import guess_ms  # which loads numpy; an understood story needs none of it

        lines = [line for chapter in self.script.chapters for line in chapter.lines]
        pauses_ms = sum(line.pause_ms for line in lines)
        return pauses_ms + (sum(map(guess_ms, lines)) - pauses_ms) * 100 // _CAREFUL_PERCENT


@dataclass(frozen=True, slots=True)
class Built:
    """What was made, and what it took: `lines_spoken` and `pieces_encoded` are 0 where all was kept."""

    files: tuple[BoundFile, ...]
    lines_spoken: int
    pieces: int
    pieces_encoded: int
    remarks: tuple[str, ...] = ()  # of the making: a cover that can't be used

    @property
    def duration_ms(self) -> int:
        return sum(file.duration_ms for file in self.files)

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)
