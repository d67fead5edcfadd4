"""How things look on a terminal: colours by kind, rows that wrap, lengths and sizes as people write them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from rhapsode.model import Kind
from rhapsode.shown import show, show_page, show_title

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
_LABEL_WIDTH = 12
_LEAST_TEXT = 24  # columns that a passage's words have, however narrow the terminal
_MOST_TEXT = 96  # and at most: longer rows are hard to read


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as shown: `who` are the columns between its kind and its words, `notes` what stands below it."""

    kind: Kind
    who: tuple[str, ...]
    text: str
    notes: tuple[str, ...] = field(default=())


class Screen(Console):
    """A console on which nothing but its own styles steers the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is written of `renderable`, shown, whoever made it; what `make_text` made is so already."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(show_page(segment.text), segment.style)


def make_console(stderr: bool = False) -> Screen:
    """A console that writes plain text when nobody looks, as wide as the terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Screen(file=stream, highlight=False, soft_wrap=False)


def make_text(*parts: str | tuple[str, str], style: str = "") -> Text:
    """One line of words, each part plain or with its style, shown."""
    shown = ((show(part), "") if isinstance(part, str) else (show(part[0]), part[1]) for part in parts)
    return Text.assemble(*shown, style=style)


def format_duration(milliseconds: float) -> str:
    """ "1 h 04 min", "12 min 05 s", "38 s"."""
    seconds = round(milliseconds / 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds % 60:02} s" if minutes else f"{seconds} s"


def format_size(size_bytes: float) -> str:
    """ "512 kB", "12.3 MB", "1.40 GB": powers of ten, as file managers show them."""
    if size_bytes < 999_500:
        return f"{size_bytes / 1e3:.0f} kB"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 999_950_000 else f"{size_bytes / 1e9:.2f} GB"


def format_clock(milliseconds: float) -> str:
    """ "1:04:09" or "4:09", as players show it."""
    seconds = int(milliseconds / 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 chapter", "1,204 lines", "3 entries"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def print_row(console: Console, label: str, words: str | Text, style: str = "") -> None:
    """Words after a label in the margin, wrapped beside it on a terminal, on one line elsewhere."""
    margin = Text(f"  {label:<{_LABEL_WIDTH}}", style="dim")
    text = make_text((words, style)) if isinstance(words, str) else words
    if not console.is_terminal:
        console.print(margin + text, soft_wrap=True)
        return
    for line in text.wrap(console, max(_LEAST_TEXT, console.width - len(margin) - 1)):
        line.rstrip()
        console.print(margin + line, soft_wrap=True)
        margin = Text(" " * len(margin))


def print_passages(console: Console, rows: Sequence[Row]) -> None:
    """Passages one below the other: kind, who, and words in columns that are as wide as they need to be."""
    rows = [replace(row, who=tuple(map(show, row.who))) for row in rows]
    columns = max((len(row.who) for row in rows), default=0)
    widths = [_fit([row.kind.value for row in rows], 12)]
    widths += [_fit([row.who[n] for row in rows if n < len(row.who)], 20 if n == 0 else 16) for n in range(columns)]
    for row in rows:
        _print_passage(console, row, widths)


def _fit(texts: Sequence[str], most: int) -> int:
    """How wide a column is, with the gap after it; none where there is nothing to show."""
    longest = max(map(cell_len, texts), default=0)
    return min(longest, most) + 2 if longest else 0


def _print_passage(console: Console, row: Row, widths: Sequence[int]) -> None:
    style = KIND_STYLES[row.kind]
    first = Text(f"{row.kind.value:<{widths[0]}}", style=style or "dim")
    for number, (name, width) in enumerate(zip(row.who, widths[1:], strict=False)):
        if width:
            first.append(pad(name, width - 2) + "  ", style="dim" if number else "bold")
    indent = " " * sum(widths)
    room = min(_MOST_TEXT, max(_LEAST_TEXT, console.width - len(indent) - 1))
    first.append(" " * (len(indent) - first.cell_len))
    for number, words in enumerate(_wrap(console, row.text, room, keep_lines=row.kind == Kind.LYRIC)):
        console.print((first if number == 0 else Text(indent)) + Text(words, style=style), soft_wrap=True)
    for note in row.notes:
        for number, words in enumerate(_wrap(console, note, room - 2, keep_lines=False)):
            console.print(Text(f"{indent}{'  ' if number else '↳ '}{words}", style="dim"), soft_wrap=True)


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` columns; a Chinese character takes two."""
    text = show(text)
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def pad(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` columns."""
    shown = shorten(text, width)
    blanks = " " * (width - cell_len(shown))
    return blanks + shown if right else shown + blanks


def _wrap(console: Console, text: str, width: int, keep_lines: bool) -> Iterable[str]:
    for line in text.splitlines() if keep_lines else [text]:
        yield from (row.plain.rstrip() for row in Text(show_title(line)).wrap(console, width))
