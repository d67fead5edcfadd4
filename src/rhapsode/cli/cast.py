"""`rhapsode cast`: who is in the story, and with which voice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhapsode.cli.options import json_option, store_options, story_argument, voices_options

if TYPE_CHECKING:
    from rhapsode.casting.table import CastRow


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
    from rhapsode.casting.table import cast_table
    from rhapsode.cli.desk import open_desk
    from rhapsode.cli.progress import Silent
    from rhapsode.pipeline import Wishes, understand, write_script

    wishes = Wishes(voices=tuple(voices), language=language, recast=recast)
    with open_desk(Silent(), store_folder, no_store, 1) as desk:
        understood = understand(story, wishes, desk.store)
        script = write_script(understood, wishes, desk)
    rows = cast_table(understood.story, script, understood.settings)
    if as_json:
        click.echo(json.dumps({"schema": "rhapsode-cast/1", "cast": [asdict(row) for row in rows]}, ensure_ascii=False))
    else:
        _print(rows)
    if write:
        from rhapsode.voices_file import CastEntry, own_file, write_cast

        entries = [
            CastEntry(
                row.name,
                row.voice.id,
                row.aliases,
                row.gender,
                row.voice.rate_percent,
                row.voice.pitch_cents,
                f"{row.lines} lines, e.g. {row.example}",
            )
            for row in rows
        ]
        added = write_cast(own_file(story), entries)
        click.echo(f"{own_file(story)}: {', '.join(added) if added else 'nothing to add'}", err=True)


def _print(rows: Sequence[CastRow]) -> None:
    from rich.table import Table

    from rhapsode.cli.screen import make_console

    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("name", "", "voice"):
        table.add_column(title)
    for title in ("lines", "words", "share", "scenes"):
        table.add_column(title, justify="right")
    table.add_column("talks to")
    table.add_column("for example", ratio=1, overflow="ellipsis", no_wrap=True)
    for row in rows:
        name = row.name + (f" ({', '.join(row.aliases)})" if row.aliases else "")
        figures = (f"{row.lines:,}", f"{row.words:,}", f"{row.share:.1%}", f"{row.scenes:,}")
        table.add_row(name, row.gender, row.voice.id, *figures, row.talks_to or "", row.example)
    make_console().print(table)
