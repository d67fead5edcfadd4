"""What can go wrong, as one tree; every error says what happened, where, and what to do.

    RhapsodeError                 exit code 1; `str()` is one line for the user
    ├── StoryError                a story can't be read, or holds nothing to speak
    ├── VoicesFileError           one or more faults in voices files, all at once
    │   └── CorrectionError       corrections that fit no passage, or several, or gainsay each other
    ├── ChoiceError               no such engine, format, voice, chapter, scene or character
    ├── EngineError               an engine is missing or fails
    │   └── SpeakingError         one line could not be spoken; names it
    ├── StoreError                the store can't be opened or written
    └── OutputError               a file can't be made: a foreign file in the way, a full disk, a failed check

Foreign exceptions are converted at the edge that meets them, with `from`. Anything else that escapes is a bug
and shows its traceback. What an error quotes, and the path it names, are shown: no control character, and no line end,
of a story or an engine goes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rhapsode.shown import show

_SHOWN_FAULTS = 20  # of one error: nobody reads more before the first ones are mended
_LONGEST_PART = 1_000  # characters of a message or a hint, which may quote anything


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: `line` counts from 1, `hint` says what to do."""

    message: str
    path: Path | None = None
    line: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        """One line, whatever the message quotes."""
        place = "" if self.path is None else f"{self.path}:{self.line}: " if self.line else f"{self.path}: "
        return show(place + _cut(self.message) + (f" — {_cut(self.hint)}" if self.hint else ""))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_PART else text[: _LONGEST_PART - 1] + "…"


class RhapsodeError(Exception):
    """The root: what happened, where (path, and line from 1), and what to do about it.

    `details` is what only a developer wants to read, such as the traceback of an engine in another process: `--debug`.
    """

    def __init__(
        self, message: str, *, path: Path | None = None, line: int | None = None, hint: str = "", details: str = ""
    ) -> None:
        self.fault = Fault(message, path, line, hint)
        self.details = details
        super().__init__(str(self.fault))


class StoryError(RhapsodeError):
    """A story can't be read, or holds nothing that could be spoken."""


class ChoiceError(RhapsodeError):
    """The user named an engine, format, voice, chapter, scene or character that isn't there."""


class VoicesFileError(RhapsodeError):
    """Faults found in voices files, all of them; `str()` has one line for each of the first twenty."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        if not faults:
            raise ValueError("a VoicesFileError needs at least one fault")
        first = faults[0]
        super().__init__(first.message, path=first.path, line=first.line, hint=first.hint)
        self.faults = faults

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:_SHOWN_FAULTS]]
        more = len(self.faults) - len(lines)
        return "\n".join([*lines, f"and {more:,} more"] if more else lines)


class CorrectionError(VoicesFileError):
    """Corrections of the user's fit no passage of the story, or more than one, or gainsay each other."""


class EngineError(RhapsodeError):
    """An engine is missing, can't start, or fails."""


class SpeakingError(EngineError):
    """One line could not be spoken, even when tried again; `text` is that line."""

    def __init__(self, message: str, *, text: str, path: Path | None = None, hint: str = "", details: str = "") -> None:
        shown = text if len(text) <= 80 else text[:77] + "…"
        super().__init__(f"{message}: “{shown}”", path=path, hint=hint, details=details)
        self.text = text


class StoreError(RhapsodeError):
    """The store can't be opened, read as a whole, or written."""


class OutputError(RhapsodeError):
    """A file can't be made, or is not what it should be when read back."""
