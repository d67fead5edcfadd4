"""`rhapsode inspect`: what is understood of a story."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhapsode.cli.options import ChapterRange, json_option, store_options, story_argument, voices_options

if TYPE_CHECKING:
    from rich.console import Console

    from rhapsode.model import Chapter, Line, Passage, Story
    from rhapsode.pipeline import Understood


@click.command("inspect")
@story_argument
@click.option("--why", is_flag=True, help="Say which evidence decided each kind, speaker and voice.")
@click.option("--doubtful", is_flag=True, help="Only passages whose speaker is in doubt, with who else it may be.")
@click.option("--brief", is_flag=True, help="Only the overview, not the text.")
@click.option("--chapters", type=ChapterRange(), metavar="RANGE", help="Only these, counted from 1: 1-3,7.")
@voices_options
@store_options
@json_option
def command(
    story: Path,
    why: bool,
    doubtful: bool,
    brief: bool,
    chapters: frozenset[int] | None,
    voices: Sequence[Path],
    language: str,
    store_folder: Path | None,
    no_store: bool,
    as_json: bool,
) -> None:
    """Show what each passage of STORY is and who speaks it.

    Nothing is spoken. Correct what is wrong in STORY.voices.yaml beside the story: see docs/voices.md.

    \b
      rhapsode inspect story.txt | less -R
      rhapsode inspect story.txt --doubtful
      rhapsode inspect story.epub --json > story.json
    """
    from rhapsode.cli.desk import open_desk
    from rhapsode.cli.progress import Silent
    from rhapsode.cli.screen import make_console
    from rhapsode.pipeline import Wishes, understand
    from rhapsode.story_json import to_json

    with open_desk(Silent(), store_folder, no_store, None) as desk:
        understood = understand(story, Wishes(voices=tuple(voices), language=language), desk.store)
        if as_json:
            unspoken = understood.unspoken_kinds()
            click.echo(json.dumps(to_json(understood.story, unspoken), ensure_ascii=False))
            return
        lines = _lines_by_start(understood, desk) if why else {}
    console = make_console()
    if doubtful:
        _print_doubtful(console, understood)
        return
    print_overview(console, understood.story)
    for number, chapter in enumerate(understood.story.chapters):
        if not brief and (chapters is None or number in chapters):
            _print_chapter(console, understood, number, chapter, lines if why else None)


def _lines_by_start(understood: Understood, desk: object) -> dict[int, Line]:
    """The line that speaks each offset where a line begins."""
    from rhapsode.pipeline import Desk, Wishes, write_script

    assert isinstance(desk, Desk)
    script = write_script(understood, Wishes(), desk)
    return {line.source[0][0]: line for chapter in script.chapters for line in chapter.lines if line.source}


def print_overview(console: Console, story: Story) -> None:
    """Title, size, passages by kind, who speaks; remarks."""
    from rich.text import Text

    from rhapsode.cli.screen import KIND_STYLES, count

    head = Text(story.book.title or story.source.stem, style="bold")
    if story.book.author:
        head.append(f" by {story.book.author}", style="not bold")
    console.print(head)
    scenes = sum(len(chapter.scenes) for chapter in story.chapters)
    words = count(len(story.text.split()), "word")
    console.print(f"{words}, {count(len(story.chapters), 'chapter')}, {count(scenes, 'scene')}, {story.book.language}")
    kinds = Text("kinds     ", style="dim")
    for kind, number in Counter(passage.kind for passage in story.passages).most_common():
        kinds.append(f"{kind.value} {number:,}  ", style=KIND_STYLES[kind] or "not dim")
    console.print(kinds)
    people = Text("speakers  ", style="dim")
    for who in sorted(story.characters, key=lambda c: -c.lines):
        gender = f" ({who.gender})" if who.gender else ""
        people.append(f"{who.name}{gender} {who.lines:,}  ", style="not dim")
    console.print(people)
    for remark in story.remarks:
        console.print(remark, style="yellow", markup=False)


def _print_chapter(
    console: Console, understood: Understood, number: int, chapter: Chapter, lines: dict[int, Line] | None
) -> None:
    from rich.rule import Rule

    console.print()
    console.print(Rule(f"{number + 1} · {chapter.title or 'untitled'}", align="left", style="dim"))
    for index, scene in enumerate(chapter.scenes):
        if index:
            told = f", told by {scene.narrator}" if scene.narrator else ""
            console.print(Rule(f"scene {index + 1}{told}", align="left", characters="·", style="dim"))
        for passage in understood.story.passages_between(scene.start, scene.end):
            _print_passage(console, understood, passage, lines)


def _print_passage(console: Console, understood: Understood, passage: Passage, lines: dict[int, Line] | None) -> None:
    from rhapsode.cli.screen import print_passage

    notes = []
    if lines is not None:
        notes.append(f"{passage.reason or 'nothing else it could be'} ({passage.confidence:.0%})")
        line = next((lines[at] for at in range(passage.start, passage.end) if at in lines), None)
        if line is not None:
            notes.append(f"voice {line.voice.id}: {line.why}")
    who = passage.speaker or (f"from {passage.writer}" if passage.writer else "")
    if passage.kind in understood.unspoken_kinds():
        who = "(not spoken)"
        notes = notes or [passage.reason]
    print_passage(console, passage.kind, who, understood.story.text[passage.start : passage.end], notes)


def _print_doubtful(console: Console, understood: Understood) -> None:
    from rhapsode.cli.screen import count, print_passage

    story, limit = understood.story, understood.settings.casting.doubt_below
    doubtful = [p for p in story.passages if p.speaker and p.confidence < limit]
    for passage in doubtful:
        line = story.text.count("\n", 0, passage.start) + 1
        who = [f"line {line}: {passage.reason}"]
        who += [f"{c.confidence:4.0%} {c.name}{f': {c.reason}' if c.reason else ''}" for c in passage.candidates]
        print_passage(console, passage.kind, passage.speaker or "", story.text[passage.start : passage.end], who)
    console.print(f"{count(len(doubtful), 'passage')} below {limit:.0%} ({story.source})", style="dim")
