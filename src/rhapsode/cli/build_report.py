"""What `build` says of each book: the size of the work first, what was made at the end, or what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from shlex import quote
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from rhapsode.building.output_paths import Target
from rhapsode.building.plans import Built, Plan
from rhapsode.casting.cast_table import cast_table
from rhapsode.cli.echo import describe_error, echo_error
from rhapsode.cli.progress import Bars
from rhapsode.cli.screen import (
    KIND_STYLES,
    count,
    format_clock,
    format_duration,
    format_size,
    make_text,
    pad,
    print_row,
    shorten,
)
from rhapsode.errors import RhapsodeError
from rhapsode.model import Kind, Passage

_CHAPTERS = 6
_CAST_ROWS = 12
_UNSPOKEN_ROWS = 6
_BYTES_A_SECOND = {"m4b": 7_900, "mp3": 8_200, "opus": 5_050, "flac": 20_800, "wav": 44_300}  # measured: stories/


class ErrorReport:
    """Says nothing but what went wrong: standard output is for JSON alone."""

    def say_what_is_to_come(self, plan: Plan, target: Target) -> None: ...

    def say_what_was_made(self, plan: Plan, built: Built, seconds: float) -> None: ...

    def say_what_went_wrong(self, error: RhapsodeError) -> None:
        echo_error(error)


class ConsoleReport(ErrorReport):
    """Says on the console what becomes of each book."""

    def __init__(self, console: Console, bars: Bars) -> None:
        self._console = console
        self._bars = bars

    def say_what_went_wrong(self, error: RhapsodeError) -> None:
        self._bars.finish()
        for line in describe_error(error):
            self._bars.console.print(make_text((line, "red")), soft_wrap=True)

    def say_what_is_to_come(self, plan: Plan, target: Target) -> None:
        book = plan.script.book
        title = make_text((book.title, "bold"), f" by {book.author}" if book.author else "")
        self._console.print(title, soft_wrap=True)
        size = plan.expected_ms / 1000 * _BYTES_A_SECOND.get(target.format, 0)
        about = f"about {format_duration(plan.expected_ms)}" + (f" of sound, {format_size(size)}" if size else "")
        text = f"{count(plan.words, 'word')} in {count(plan.lines, 'line')}: {about}"
        print_row(self._console, "to come", text, style="dim")

    def say_what_was_made(self, plan: Plan, built: Built, seconds: float) -> None:
        """The few lines at the end: what was made, by whom it is spoken, what was left out and why."""
        self._bars.finish()
        console, story = self._console, plan.understood.story
        print_row(console, "length", f"{format_duration(built.duration_ms)}, {format_size(built.size_bytes)}")
        print_row(console, "made in", _tell_the_work(plan, built, seconds))
        print_row(console, "chapters", _list_chapters(built))
        print_row(console, "passages", _list_kinds(story.passages))
        _say_the_cast(console, plan)
        _say_what_was_left_out(console, plan)
        goal = plan.path if len(built.files) > 1 else built.files[0].path
        console.print(make_text(("  → ", "bold"), (str(goal), "bold green")), soft_wrap=True)


def _tell_the_work(plan: Plan, built: Built, seconds: float) -> str:
    """How long it took, and how much had to be spoken: "4.0 s (106 × real time); spoke all 157 lines"."""
    rest = count(plan.lines - built.lines_spoken, "was a repeat", "were repeats")  # of another line of the book
    said = f"spoke {built.lines_spoken:,} of {count(plan.lines, 'line')}, {rest} or kept"
    if built.lines_spoken >= plan.lines:
        said = f"spoke all {count(plan.lines, 'line')}"
    elif not built.lines_spoken:
        said = "had every line from before"
    return f"{seconds:.1f} s ({built.duration_ms / 1000 / max(seconds, 0.01):,.0f} × real time); {said}"


def _list_chapters(built: Built) -> str:
    """Their titles, and when each begins where they are in one file."""
    several = len(built.files) > 1
    marks = [
        mark.title if several else f"{format_clock(mark.start_frame * 1000 / file.sample_rate)} {mark.title}"
        for file in built.files
        for mark in file.chapters
    ]
    more = f" … and {len(marks) - _CHAPTERS:,} more" if len(marks) > _CHAPTERS else ""
    return f"{len(marks)}: {' · '.join(marks[:_CHAPTERS])}{more}"


def _list_kinds(passages: Sequence[Passage]) -> Text:
    kinds = Counter(passage.kind for passage in passages).most_common()
    return make_text(", ").join(make_text((f"{number:,} {kind.value}", KIND_STYLES[kind])) for kind, number in kinds)


def _say_the_cast(console: Console, plan: Plan) -> None:
    script, source = plan.script, plan.understood.story.source
    rows = cast_table(plan.understood.story, script, plan.understood.settings)
    shown = [("the narrator", "", script.narrator.id if script.narrator else "")]
    room = max([9, *(len(count(row.lines, "line")) for row in rows[:_CAST_ROWS])])
    for row in rows[:_CAST_ROWS]:
        shown.append((row.name, f"{row.gender or '?'} {count(row.lines, 'line'):>{room}}", row.voice.id))
    width = min(24, max(cell_len(name) for name, _, _ in shown))
    for number, (name, about, voice) in enumerate(shown):
        text = make_text(pad(name, width), (f"  {about:<{room + 4}}", "dim"), (voice, "cyan"))
        print_row(console, "" if number else "cast", text)
    if len(rows) > _CAST_ROWS:
        print_row(console, "", f"and {len(rows) - _CAST_ROWS:,} more: rhapsode cast {quote(str(source))}")


def _say_what_was_left_out(console: Console, plan: Plan) -> None:
    text, source = plan.understood.story.text, plan.understood.story.source
    shown = [one for one in plan.script.unspoken if one.kind is not Kind.SCENE_BREAK]
    breaks = len(plan.script.unspoken) - len(shown)
    rows = [make_text(f"{count(breaks, 'drawn scene break')}, heard as a pause")] if breaks else []
    for one in shown[:_UNSPOKEN_ROWS]:
        words = shorten(" ".join(text[one.start : one.end].split()), 44)
        why = f"{one.kind.value}, {one.reason}".rstrip(", ")
        rows.append(make_text(f"“{words}” ", (why, "dim")))
    if len(shown) > _UNSPOKEN_ROWS:
        rows.append(make_text(f"and {len(shown) - _UNSPOKEN_ROWS:,} more: rhapsode inspect {quote(str(source))}"))
    for number, row in enumerate(rows):
        print_row(console, "" if number else "not spoken", row)


def to_json(plan: Plan, built: Built, seconds: float) -> dict[str, Any]:
    """What `--json` prints of one book."""
    story, script = plan.understood.story, plan.script
    return {
        "story": str(story.source),
        "title": script.book.title,
        "author": script.book.author,
        "files": [
            {
                "path": str(file.path),
                "milliseconds": file.duration_ms,
                "bytes": file.size_bytes,
                "chapters": [
                    {"title": mark.title, "start_ms": mark.start_frame * 1000 // file.sample_rate}
                    for mark in file.chapters
                ],
            }
            for file in built.files
        ],
        "cast": {name: asdict(voice) for name, voice in script.cast.items()},
        "passages": Counter(passage.kind.value for passage in story.passages),
        "unspoken": [
            {"start": one.start, "end": one.end, "kind": one.kind.value, "reason": one.reason}
            for one in script.unspoken
        ],
        "remarks": [*story.remarks, *script.remarks, *built.remarks],
        "lines": plan.lines,
        "lines_spoken": built.lines_spoken,
        "pieces": built.pieces,
        "pieces_encoded": built.pieces_encoded,
        "seconds": round(seconds, 3),
    }
