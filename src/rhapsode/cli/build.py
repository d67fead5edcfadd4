"""`rhapsode build`: stories in, audiobooks out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from rhapsode.cli.echo import echo_json
from rhapsode.cli.options import (
    FILE,
    FOLDER,
    STORY,
    ChapterRange,
    FileFormat,
    KindList,
    jobs_option,
    json_option,
    store_options,
    voices_options,
)


@click.command("build")
@click.argument("stories", nargs=-1, required=True, type=STORY, metavar="STORY...")
@click.option(
    "-o",
    "--output",
    "folder",
    type=FOLDER,
    default=Path("output"),
    show_default=True,
    metavar="DIR",
    help="The folder for the finished books.",
)
@click.option(
    "--format",
    "kind_of_file",
    type=FileFormat(),
    default="m4b",
    show_default=True,
    metavar="NAME",
    help="m4b, mp3, opus, flac or wav.",
)
@voices_options
@click.option("--title", default="", help="The book's title, if not the one the story gives.")
@click.option("--author", default="", help="Its author, likewise.")
@click.option("--cover", type=FILE, metavar="FILE", help="A picture; else the story's own, else one is drawn.")
@click.option("--chapters", type=ChapterRange(), metavar="RANGE", help="Only these, counted from 1: 1-3,7.")
@click.option("--speak", type=KindList(), default="", metavar="KINDS", help="Read these too: note,summary.")
@click.option("--per-chapter", is_flag=True, help="A file for each chapter, in a folder named after the book.")
@jobs_option
@store_options
@click.option("--recast", is_flag=True, help="Choose voices anew, whatever they were last time.")
@click.option("--force", is_flag=True, help="Replace a file that rhapsode did not make.")
@json_option
def command(stories: Sequence[Path], **options: Any) -> int:
    """Make an audiobook of each STORY (.txt, .md or .epub).

    What was spoken once is kept: a second build speaks only what changed, and an interrupted one goes on where it
    was. Voices come from ./voices.yaml and from STORY.voices.yaml beside the story.

    \b
      rhapsode build story.txt
      rhapsode build *.epub -o ~/Audiobooks --format opus
      rhapsode build serial.md --chapters 3 --speak note
    """
    from rhapsode.cli.batch import build_all
    from rhapsode.cli.safe_output import unhindered

    with unhindered():
        results = build_all(stories, options)
        if options["as_json"]:
            echo_json({"schema": "rhapsode-build/1", "books": results}, indent=1)
    return 1 if any("error" in result for result in results) else 0
