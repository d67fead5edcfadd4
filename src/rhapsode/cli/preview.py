"""`rhapsode preview`: one scene as it will sound in the book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhapsode.cli.echo import echo, echo_json
from rhapsode.cli.options import (
    KindList,
    SoundFile,
    WordsParameter,
    jobs_option,
    json_option,
    store_options,
    story_argument,
    voices_options,
)

if TYPE_CHECKING:
    from rhapsode.building.preview import Previewed


@click.command("preview")
@story_argument
@click.option("--chapter", type=click.IntRange(min=1), metavar="C", help="In this chapter, counted from 1.")
@click.option("--scene", type=click.IntRange(min=1), metavar="S", help="This scene of the chapter, counted from 1.")
@click.option("--find", "text", type=WordsParameter(), metavar="TEXT", help="The first scene that holds TEXT.")
@click.option("--kind", type=KindList(), default="", metavar="KIND", help="The first with such a passage, e.g. lyric.")
@click.option("--speaker", type=WordsParameter(), metavar="NAME", help="The first in which NAME speaks.")
@click.option("--play", "played", is_flag=True, help="Play it at once.")
@click.option(
    "-o",
    "--output",
    type=SoundFile(inner="", dir_okay=False),
    metavar="FILE",
    help="A .wav, .m4b, .mp3, .opus or .flac; else in output/.",
)
@click.option("--speak", type=KindList(), default="", metavar="KINDS", help="Read these too: note,summary.")
@voices_options
@jobs_option
@store_options
@click.option("--force", is_flag=True, help="Replace a file that rhapsode did not make.")
@json_option
def command(story: Path, **options: Any) -> None:
    """Speak one scene of STORY and print who says what in which voice.

    The first scene that fits all that is asked for; the very first when nothing is. Nothing else is spoken.

    \b
      rhapsode preview story.txt --play
      rhapsode preview story.txt --kind lyric --play
      rhapsode preview story.epub --speaker "Lena Hart" -o lena.mp3
    """
    from rhapsode.building.preview import SceneChoice, preview
    from rhapsode.building.session import BookOptions
    from rhapsode.cli.progress import Silent
    from rhapsode.cli.safe_output import unhindered
    from rhapsode.cli.session import open_session
    from rhapsode.model import Kind

    kinds = frozenset(map(Kind, options["kind"]))
    choice = SceneChoice(
        options["chapter"], options["scene"], options["text"] or "", kinds, speaker=options["speaker"] or ""
    )
    book_options = BookOptions(
        voices=tuple(options["voices"]),
        language=options["language"],
        afresh=options["afresh"],
        speak=frozenset(map(Kind, options["speak"])),
    )
    watcher = Silent()
    with open_session(watcher, options["store_folder"], options["no_store"], options["jobs"]) as session:
        made = preview(story, choice, book_options, options["output"], options["force"], session)
    with unhindered():
        if options["as_json"]:
            echo_json(_to_json(made, watcher.remarks))
        else:
            _print(made, watcher.remarks)
        if options["played"]:
            _play(made.file.path)


def _print(made: Previewed, remarks: Sequence[str]) -> None:
    from itertools import groupby

    from rich.rule import Rule

    from rhapsode.cli.screen import Row, format_duration, make_console, make_text, print_passages

    console = make_console()
    for remark in remarks:
        echo(remark, err=True)
    title = make_text(f"{made.chapter_title} · scene {made.scene}")
    console.print(Rule(title, align="left", style="dim", characters="─"))
    rows = []
    for (kind, speaker, voice), group in groupby(made.lines, lambda line: (line.kind, line.speaker, line.voice.id)):
        texts = [line.text.strip() for line in group]
        rows.append(Row(kind, (speaker or "", voice), ("\n" if kind == "lyric" else " ").join(texts)))
    print_passages(console, rows)
    length = format_duration(made.file.duration_ms)
    console.print(make_text(("→ ", "bold"), (str(made.file.path), "bold green"), f" ({length})"), soft_wrap=True)


def _to_json(made: Previewed, remarks: Sequence[str]) -> dict[str, Any]:
    lines = [
        {"kind": line.kind.value, "speaker": line.speaker, "voice": line.voice.id, "text": line.text}
        for line in made.lines
    ]
    facts = {
        "path": str(made.file.path),
        "milliseconds": made.file.duration_ms,
        "chapter": made.chapter,
        "scene": made.scene,
    }
    return {"schema": "rhapsode-preview/1", **facts, "lines": lines, "remarks": list(remarks)}


def _play(path: Path) -> None:
    from rhapsode.cli.playing import play

    if trouble := play(path):
        echo(f"{trouble}; the scene is {path}", err=True)
