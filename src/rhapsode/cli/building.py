"""What `build` says: the size of the work first, bars while it goes on, and what was made at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from rhapsode.casting.table import cast_table
from rhapsode.cli.desk import open_desk
from rhapsode.cli.progress import Bars, Silent
from rhapsode.cli.screen import KIND_STYLES, count, format_clock, format_duration, format_size, make_console
from rhapsode.errors import RhapsodeError
from rhapsode.model import Kind, Passage
from rhapsode.pipeline import Built, Desk, Order, Plan, Wishes, build, plan_build

_CHAPTER_ROWS = 6
_CAST_ROWS = 12
_UNSPOKEN_ROWS = 8
_BYTES_A_SECOND = {"m4b": 8_200, "mp3": 8_200, "opus": 4_200, "flac": 22_000, "wav": 44_100}  # measured, speech


def build_all(stories: Sequence[Path], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Build each story; one that fails does not stop the others. Returns what `--json` prints."""
    wishes = Wishes(
        voices=tuple(options["voices"]),
        title=options["title"],
        author=options["author"],
        language=options["language"],
        cover=options["cover"],
        chapters=options["chapters"],
        speak=frozenset(map(Kind, options["speak"])),
        recast=options["recast"],
    )
    order = Order(options["folder"], options["kind_of_file"], options["per_chapter"], options["force"])
    quiet = options["as_json"]
    where = options["store_folder"], options["no_store"], options["jobs"]
    if quiet:
        with open_desk(Silent(), *where) as desk:
            return _build_each(stories, wishes, order, desk, None)
    with Bars(make_console(stderr=True)) as bars, open_desk(bars, *where) as desk:
        return _build_each(stories, wishes, order, desk, make_console())


def _build_each(
    stories: Sequence[Path], wishes: Wishes, order: Order, desk: Desk, console: Console | None
) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    taken: list[Path] = []
    for story in stories:
        began = time.monotonic()
        try:
            plan = plan_build(story, wishes, order, desk, taken)
            taken.append(plan.path)
            if console is not None:
                _say_what_is_to_come(console, plan, order)
            built = build(plan, order, desk)
        except RhapsodeError as error:
            results.append({"story": str(story), "error": str(error)})
            if console is not None:
                for line in str(error).splitlines():
                    click.echo(f"rhapsode: {line}", err=True)
            continue
        results.append(_to_json(plan, built, time.monotonic() - began))
        if console is not None:
            _say_what_was_made(console, plan, built, time.monotonic() - began)
    return results


def _say_what_is_to_come(console: Console, plan: Plan, order: Order) -> None:
    book = plan.script.book
    console.print(Text.assemble((book.title, "bold"), f" by {book.author}" if book.author else ""), soft_wrap=True)
    size = plan.expected_ms / 1000 * _BYTES_A_SECOND[order.format]
    about = f"about {format_duration(plan.expected_ms)} of sound, {format_size(size)}"
    console.print(f"  to come       {count(plan.words, 'word')} in {count(plan.lines, 'line')}, {about}", style="dim")


def _say_what_was_made(console: Console, plan: Plan, built: Built, seconds: float) -> None:
    """The few lines at the end: what was made, by whom it is spoken, what was left out and why."""
    story = plan.understood.story
    speed = f"{built.duration_ms / 1000 / max(seconds, 0.01):,.0f} × real time"
    spoken = f"{built.lines_spoken:,} of {count(plan.lines, 'line')} spoken anew"
    rows: list[tuple[str, str | Text]] = [
        ("length", f"{format_duration(built.duration_ms)}, {format_size(built.size_bytes)}"),
        ("made in", f"{seconds:.1f} s ({speed}); {spoken}, the rest was kept"),
        ("chapters", _list_chapters(built)),
        ("passages", _list_kinds(story.passages)),
    ]
    for label, words in rows:
        console.print(Text.assemble((f"  {label:<14}", "dim"), words), soft_wrap=True)
    _say_the_cast(console, plan)
    _say_what_was_left_out(console, plan)
    goal = plan.path if len(built.files) > 1 else built.files[0].path
    console.print(Text.assemble(("  → ", "bold"), (str(goal), "bold green")), soft_wrap=True)


def _list_chapters(built: Built) -> str:
    marks = [
        f"{format_clock(mark.start_frame * 1000 / file.sample_rate)} {mark.title}"
        for file in built.files
        for mark in file.chapters
    ]
    more = f" … and {len(marks) - _CHAPTER_ROWS} more" if len(marks) > _CHAPTER_ROWS else ""
    return f"{len(marks)}: {' · '.join(marks[:_CHAPTER_ROWS])}{more}"


def _list_kinds(passages: Sequence[Passage]) -> Text:
    kinds = Text()
    for kind, number in Counter(passage.kind for passage in passages).most_common():
        kinds.append(f"{number:,} {kind.value}  ", style=KIND_STYLES[kind])
    return kinds


def _say_the_cast(console: Console, plan: Plan) -> None:
    rows = cast_table(plan.understood.story, plan.script, plan.understood.settings)
    voice = plan.script.narrator.id if plan.script.narrator else ""
    console.print(Text.assemble(("  cast          ", "dim"), "the narrator", (f"  {voice}", "cyan")), soft_wrap=True)
    for row in rows[:_CAST_ROWS]:
        about = f"{row.gender or '?'}, {count(row.lines, 'line')}"
        console.print(Text.assemble(" " * 16, row.name, f" ({about})", (f"  {row.voice.id}", "cyan")), soft_wrap=True)
    if len(rows) > _CAST_ROWS:
        console.print(f"{'':16}and {len(rows) - _CAST_ROWS} more: rhapsode cast {plan.understood.story.source}")


def _say_what_was_left_out(console: Console, plan: Plan) -> None:
    text, left_out = plan.understood.story.text, plan.script.unspoken
    shown = [one for one in left_out if one.kind is not Kind.SCENE_BREAK]
    breaks = len(left_out) - len(shown)
    label = "  not spoken    "
    if breaks:
        console.print(Text.assemble((label, "dim"), f"{count(breaks, 'drawn scene break')} (heard as a pause)"))
        label = " " * len(label)
    for one in shown[:_UNSPOKEN_ROWS]:
        words = " ".join(text[one.start : one.end].split())
        begin = words if len(words) <= 50 else words[:49] + "…"
        why = f"{one.kind.value}: {one.reason}" if one.reason else one.kind.value
        console.print(Text.assemble((label, "dim"), f"“{begin}”", (f"  {why}", "dim")), soft_wrap=True)
        label = " " * len(label)
    if len(shown) > _UNSPOKEN_ROWS:
        story = plan.understood.story.source
        console.print(f"{label}and {len(shown) - _UNSPOKEN_ROWS} more: rhapsode inspect {story}", markup=False)


def _to_json(plan: Plan, built: Built, seconds: float) -> dict[str, Any]:
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
        "remarks": [*story.remarks, *script.remarks],
        "lines": plan.lines,
        "lines_spoken": built.lines_spoken,
        "pieces": built.pieces,
        "pieces_encoded": built.pieces_encoded,
        "seconds": round(seconds, 3),
    }
