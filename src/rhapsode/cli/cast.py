"""`rhapsode cast`: who is in the story, and with which voice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from errno import ENAMETOOLONG
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhapsode.cli.echo import echo, echo_json
from rhapsode.cli.options import json_option, store_options, story_argument, voices_options

if TYPE_CHECKING:
    from rhapsode.casting.cast_table import CastRow
    from rhapsode.model import Voice

_FIGURES = ("lines", "share", "talks to", "words", "scenes")  # the last go first where there is no room
_WIDEST = (24, 1, 18, 7, 6, 20, 7, 6)  # of name, gender, voice and the figures
_RIGHT = (3, 4, 6, 7)


@click.command("cast")
@story_argument
@click.option("--write", is_flag=True, help="Put the cast into STORY.voices.yaml; what you set there stays.")
@click.option("--recast", is_flag=True, help="Choose voices anew, whatever they were last time.")
@voices_options
@store_options
@json_option
def command(
    story: Path,
    write: bool,
    recast: bool,
    voices: Sequence[Path],
    language: str,
    afresh: bool,
    store_folder: Path | None,
    no_store: bool,
    as_json: bool,
) -> None:
    """Show the cast of STORY: names, gender, lines, words, scenes, partners, voice and an example.

    A voices file that was written for one book serves the next of its series: give it with --voices.

    \b
      rhapsode cast story.txt
      rhapsode cast book-one.epub --write
      rhapsode build book-two.epub --voices book-one.voices.yaml
    """
    from rhapsode.building.builds import write_script
    from rhapsode.building.session import BookOptions
    from rhapsode.building.understanding import understand
    from rhapsode.casting.cast_table import cast_table
    from rhapsode.cli.progress import Silent
    from rhapsode.cli.safe_output import unhindered
    from rhapsode.cli.session import open_session

    options = BookOptions(voices=tuple(voices), language=language, recast=recast, afresh=afresh)
    with open_session(Silent(), store_folder, no_store, 1) as session:
        understood = understand(story, options, session.store)
        script = write_script(understood, options, session)
        rows = cast_table(understood.story, script, understood.settings)
    for remark in (*understood.story.remarks, *script.remarks):
        echo(remark, err=True)
    with unhindered() if write else nullcontext():
        if as_json:
            echo_json(_to_json(rows, script.narrator))
        else:
            _print(rows, script.narrator)
        if write:
            _write(story, rows)


def _to_json(rows: Sequence[CastRow], narrator: Voice | None) -> dict[str, Any]:
    told = asdict(narrator) if narrator else None
    return {"schema": "rhapsode-cast/1", "narrator": told, "cast": [asdict(row) for row in rows]}


def _write(story: Path, rows: Sequence[CastRow]) -> None:
    """Put the cast into the story's own voices file, and say what was added."""
    from rhapsode.cli.screen import count
    from rhapsode.errors import OutputError
    from rhapsode.voices_file import CastEntry, own_file, write_cast

    entries = [
        CastEntry(
            row.name,
            row.voice.id,
            row.aliases,
            row.gender,
            row.voice.rate_percent,
            row.voice.pitch_cents,
            f"{count(row.lines, 'line')}, e.g. {row.example}",
        )
        for row in rows
    ]
    path = own_file(story)
    try:
        added = write_cast(path, entries)
    except OutputError as error:
        too_long = isinstance(error.__cause__, OSError) and error.__cause__.errno == ENAMETOOLONG
        hint = (
            "give the story a shorter name"
            if too_long
            else "make its folder writable, or copy the story to one that is"
        )
        raise OutputError(error.fault.message, path=path, hint=hint) from error
    echo(f"{path}: {'added ' + ', '.join(added) if added else 'nothing to add'}", err=True)


def _print(rows: Sequence[CastRow], narrator: Voice | None) -> None:
    """Two rows for each: names, voice and figures as far as there is room; then other names and an example."""
    from rich.cells import cell_len

    from rhapsode.cli.screen import make_console, make_text, pad, shorten

    console = make_console()
    table = [[row.name, row.gender, row.voice.id, *_figures(row)] for row in rows]
    table = [["", "", "voice", *_FIGURES], ["the narrator", "", narrator.id if narrator else ""], *table]
    widths = [min(most, max(cell_len(row[n]) for row in table if n < len(row))) for n, most in enumerate(_WIDEST)]
    while sum(widths) + 2 * len(widths) > max(console.width, 60) and len(widths) > 3:
        del widths[-1]
    for number, cells in enumerate(table):
        line = make_text(style="dim" if number == 0 else "")
        for column, (cell, width) in enumerate(zip(cells, widths, strict=False)):
            line.append(
                pad(cell, width, right=column in _RIGHT) + "  ",
                style="bold" if column == 0 else "cyan" if column == 2 and number else "",
            )
        line.rstrip()
        console.print(line, soft_wrap=True)
        if number > 1:
            row = rows[number - 2]
            also = f"also {', '.join(row.aliases)}  " if row.aliases else ""
            example = shorten(f"  {also}“{row.example}”", max(console.width, 60) - 1)
            console.print(make_text((example, "dim")), soft_wrap=True)


def _figures(row: CastRow) -> list[str]:
    return [f"{row.lines:,}", f"{row.share:.1%}", row.talks_to or "", f"{row.words:,}", f"{row.scenes:,}"]
