"""How things look on a terminal: colours by kind, wrapped passages, lengths and sizes as people write them."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from rhapsode.model import Kind

KIND_STYLES = {
    Kind.NARRATION: "",
    Kind.DIALOGUE: "cyan",
    Kind.THOUGHT: "magenta",
    Kind.LYRIC: "green",
    Kind.LETTER: "yellow",
    Kind.HEADING: "bold",
    Kind.NOTE: "dim",
    Kind.SUMMARY: "dim",
    Kind.SCENE_BREAK: "dim",
    Kind.BOILERPLATE: "dim",
}
_KIND_WIDTH = 12
_SPEAKER_WIDTH = 18


def make_console(stderr: bool = False) -> Console:
    """A console that writes plain text when nobody looks, as wide as the terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, highlight=False, soft_wrap=False)


def format_duration(milliseconds: float) -> str:
    """ "1 h 04 min", "12 min 05 s", "38 s"."""
    seconds = round(milliseconds / 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds % 60:02} s" if minutes else f"{seconds} s"


def format_size(size_bytes: float) -> str:
    """ "512 kB", "12.3 MB", "1.40 GB": powers of ten, as file managers show them."""
    if size_bytes < 1e6:
        return f"{size_bytes / 1e3:.0f} kB"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 1e9 else f"{size_bytes / 1e9:.2f} GB"


def format_clock(milliseconds: float) -> str:
    """ "1:04:09" or "4:09", as players show it."""
    seconds = int(milliseconds / 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def count(number: int, noun: str) -> str:
    """ "1 chapter", "1,204 lines"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_passage(console: Console, kind: Kind, who: str, text: str, notes: Sequence[str] = ()) -> None:
    """One passage: its kind and speaker at the left, its words at the right, remarks below."""
    style = KIND_STYLES[kind]
    label = Text(f"{kind.value:<{_KIND_WIDTH}}", style=style or "dim")
    label.append(f"{_shorten(who, _SPEAKER_WIDTH - 1):<{_SPEAKER_WIDTH}}", style="bold")
    indent = " " * (_KIND_WIDTH + _SPEAKER_WIDTH)
    rows = list(_wrap(text, max(24, console.width - len(indent) - 1), keep_lines=kind == Kind.LYRIC))
    for number, row in enumerate(rows):
        line = label.copy() if number == 0 else Text(indent)
        line.append(row, style=style)
        console.print(line, soft_wrap=True)
    for note in notes:
        console.print(Text(f"{indent}↳ {note}", style="dim"), soft_wrap=True)


def _shorten(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _wrap(text: str, width: int, keep_lines: bool) -> Iterable[str]:
    for line in text.splitlines() if keep_lines else [" ".join(text.split())]:
        yield from textwrap.wrap(line.strip(), width) or [""]
