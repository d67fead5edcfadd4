"""`rhapsode inspect`: what is understood of a story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhapsode.cli.echo import echo_json
from rhapsode.cli.options import ChapterRange, json_option, store_options, story_argument, voices_options

if TYPE_CHECKING:
    from rich.console import Console

    from rhapsode.building.plans import Understood
    from rhapsode.building.session import BookOptions, Session
    from rhapsode.cli.screen import Row
    from rhapsode.model import Chapter, Line, Passage, Story

_SPEAKERS = 15
_NAME = 40  # columns of a speaker's name
_RIVAL = 0.05  # who is less likely than this to speak a passage is not worth a word


@click.command("inspect")
@story_argument
@click.option("--why", is_flag=True, help="Say which evidence decided each kind, speaker and voice.")
@click.option(
    "--doubtful", is_flag=True, help="Only passages whose speaker or kind is in doubt, with who else it may be."
)
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
    afresh: bool,
    store_folder: Path | None,
    no_store: bool,
    as_json: bool,
) -> None:
    """Show what each passage of STORY is and who speaks it.

    Nothing is spoken. Put right what is wrong in STORY.voices.yaml, beside the story:

    \b
      corrections:
        - {text: "Who goes there?", set: {speaker: Lena Hart}}

    \b
      rhapsode inspect story.txt --why
      rhapsode inspect story.txt --doubtful
      rhapsode inspect story.epub --json > story.json
    """
    from rhapsode.building.session import BookOptions
    from rhapsode.building.understanding import understand
    from rhapsode.cli.progress import Silent
    from rhapsode.cli.screen import make_console
    from rhapsode.cli.session import open_session
    from rhapsode.story_json import to_json

    options = BookOptions(voices=tuple(voices), language=language, afresh=afresh)
    with open_session(Silent(), store_folder, no_store, None) as session:
        understood = understand(story, options, session.store)
        if as_json:
            echo_json(to_json(understood.story, understood.unspoken_kinds()))
            return
        lines = _lines_by_start(understood, options, session) if why else None
    console = make_console()
    if doubtful:
        _print_doubtful(console, understood)
        return
    _check_chapters(understood.story, chapters)
    print_overview(console, understood.story)
    for number, chapter in enumerate(understood.story.chapters):
        if not brief and (chapters is None or number in chapters):
            _print_chapter(console, understood, number, chapter, lines)


def _check_chapters(story: Story, wanted: frozenset[int] | None) -> None:
    """Raise ChoiceError for a chapter that isn't there."""
    from rhapsode.errors import ChoiceError

    missing = sorted(number + 1 for number in wanted or () if number >= len(story.chapters))
    if missing:
        hint = f"there are {len(story.chapters)}: see rhapsode inspect --brief"
        raise ChoiceError(f"there is no chapter {missing[0]}", path=story.source, hint=hint)


def _lines_by_start(understood: Understood, options: BookOptions, session: Session) -> dict[int, Line]:
    """The line that speaks each offset where a line begins."""
    from rhapsode.building.builds import write_script

    script = write_script(understood, options, session)
    return {line.source[0][0]: line for chapter in script.chapters for line in chapter.lines if line.source}


def print_overview(console: Console, story: Story) -> None:
    """Title, size, passages by kind, who speaks; remarks."""
    from rhapsode.cli.screen import KIND_STYLES, count, make_text, print_row, shorten

    author = f" by {story.book.author}" if story.book.author else ""
    console.print(make_text((story.book.title or story.source.stem, "bold"), author), soft_wrap=True)
    scenes = sum(len(chapter.scenes) for chapter in story.chapters)
    words = count(len(story.text.split()), "word")
    size = [words, count(len(story.chapters), "chapter"), count(scenes, "scene")]
    print_row(console, "size", ", ".join([*size, story.book.language] if story.book.language else size))
    kinds = Counter(passage.kind for passage in story.passages).most_common()
    print_row(
        console,
        "passages",
        make_text(", ").join(make_text((f"{n:,} {kind.value}", KIND_STYLES[kind])) for kind, n in kinds),
    )
    people = sorted(story.characters, key=lambda who: -who.lines)
    speakers = [f"{shorten(who.name, _NAME)}{f' ({who.gender})' if who.gender else ''} {who.lines:,}" for who in people]
    more = [f"and {len(people) - _SPEAKERS:,} more: rhapsode cast"] if len(people) > _SPEAKERS else []
    print_row(console, "speakers", ", ".join(speakers[:_SPEAKERS] + more) or "nobody")
    for remark in story.remarks:
        print_row(console, "remark", remark, style="yellow")


def _print_chapter(
    console: Console, understood: Understood, number: int, chapter: Chapter, lines: dict[int, Line] | None
) -> None:
    from rich.rule import Rule

    from rhapsode.cli.screen import make_text, print_passages

    console.print()
    console.print(Rule(make_text(f"{number + 1} · {chapter.title or 'untitled'}"), align="left", style="dim"))
    for index, scene in enumerate(chapter.scenes):
        told = f" · told by {scene.narrator}" if scene.narrator else ""
        if index or told:
            console.print(Rule(make_text(f"scene {index + 1}{told}"), align="left", characters="·", style="dim"))
        passages = understood.story.passages_between(scene.start, scene.end)
        print_passages(console, [_to_row(understood, passage, lines) for passage in passages])


def _to_row(understood: Understood, passage: Passage, lines: dict[int, Line] | None) -> Row:
    """A passage as it is shown; with `lines`, also which evidence and which rule decided."""
    from rhapsode.cli.screen import Row

    silent = passage.is_silent(understood.unspoken_kinds())
    notes = [f"not spoken: {passage.reason}" if passage.reason else "not spoken"] if silent else []
    if lines is not None:
        notes = [f"{passage.kind.value}: {passage.reason or 'nothing else it could be'}"]
        notes += ["not spoken"] if silent else []
        notes += [_explain_speaker(passage)] if passage.speaker else []
        notes += [f"delivery {passage.delivery}: {passage.manner}"] if passage.delivery else []
        line = next((lines[at] for at in range(passage.start, passage.end) if at in lines), None)
        notes += [f"voice {line.voice.id}: {line.why}"] if line is not None else []
    who = passage.speaker or (f"from {passage.writer}" if passage.writer else "")
    if passage.speaker and passage.confidence < understood.settings.casting.doubt_below:
        who += "?"
    return Row(passage.kind, (who,), understood.story.text[passage.start : passage.end], tuple(notes))


def _explain_speaker(passage: Passage) -> str:
    """How sure the speaker is, on what evidence, and who else it may be: "Ida 62 %: named in …; or Tom 30 %"."""
    chosen = next((one for one in passage.candidates if one.name == passage.speaker), None)
    reason = f": {chosen.reason}" if chosen and chosen.reason else ""
    rest = [one for one in passage.candidates if one.name != passage.speaker and one.confidence >= _RIVAL]
    others = [f"{one.name} {one.confidence:.0%}" for one in rest]
    rivals = f"; or {', '.join(others[:2])}" if others else ""
    return f"{passage.speaker} {passage.confidence:.0%}{reason}{rivals}"


def _print_doubtful(console: Console, understood: Understood) -> None:
    from rhapsode.cli.screen import Row, count, make_text, print_passages
    from rhapsode.voices_file import own_file

    story, limit = understood.story, understood.settings.casting.doubt_below
    rows = []
    for passage in story.passages:
        if passage.speaker and passage.confidence < limit:
            line = story.text.count("\n", 0, passage.start) + 1
            text = story.text[passage.start : passage.end]
            rows.append(Row(passage.kind, (f"{passage.speaker}?",), text, (f"line {line}", *_list_candidates(passage))))
        elif passage.may_be_story:
            line = story.text.count("\n", 0, passage.start) + 1
            sure = f"{passage.confidence:.0%} {passage.reason}; read, as it may be the story"
            rows.append(Row(passage.kind, ("?",), story.text[passage.start : passage.end], (f"line {line}", sure)))
    if not rows:
        console.print(make_text((f"No passage's speaker is less sure than {limit:.0%}.", "dim")))
        return
    print_passages(console, rows)
    said = f"{count(len(rows), 'passage')} whose speaker is less sure than {limit:.0%}, or whose kind is in doubt; "
    said += "a plain voice speaks them."
    console.print(make_text((f"{said} Correct them in {own_file(story.source)}.", "dim")))


def _list_candidates(passage: Passage) -> list[str]:
    """Who may speak it, likeliest first, and why."""
    return [f"{one.confidence:4.0%} {one.name}{f': {one.reason}' if one.reason else ''}" for one in passage.candidates]
