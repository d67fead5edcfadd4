"""The seven steps in order: a story's path in, the facts of an audiobook out.

1 read  2 segment  3 attribute   `understand`
4 cast                           `write_script`: the rest point, which can be looked at and corrected
5 record  6 stitch  7 bind       `make_book`: they overlap, a piece of at most 5 minutes at a time

Each makes its value whatever was made before; `builds` asks only for what is not kept. A step is loaded when it is
taken, since most stories are understood already, and many are only understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rhapsode.building.plans import Built, Plan, Understood
from rhapsode.plugins import load

if TYPE_CHECKING:
    from rhapsode.binding.books import Binder, PlannedFile, Sound
    from rhapsode.building.output_paths import Target
    from rhapsode.building.session import BookOptions, Session
    from rhapsode.model import Book, BoundFile, Script, Story, Track, Voice
    from rhapsode.store import Store
    from rhapsode.voices_file import Settings

    Bind = Callable[[PlannedFile, Binder, Sound, Store], BoundFile]


def understand(path: Path, language: str, settings: Settings) -> Story:
    """Steps 1 to 3. Raises StoryError, CorrectionError."""
    from rhapsode.attributing import attribute
    from rhapsode.reading import read
    from rhapsode.segmenting import segment

    manuscript = read(path)
    if language:
        manuscript = replace(manuscript, book=replace(manuscript.book, language=language))
    story = segment(manuscript, settings.corrections)
    return attribute(story, settings.aliases, settings.corrections)


def write_script(understood: Understood, options: BookOptions, kept: Mapping[str, Voice], session: Session) -> Script:
    """Step 4: every line with its voice; characters keep the voices that they have in `kept`.

    Raises ChoiceError, EngineError, StoryError.
    """
    from rhapsode.casting import cast
    from rhapsode.recording import list_voices

    offered = {engine: list_voices(engine, session.pool, session.store) for engine in understood.settings.engines}
    return cast(understood.story, understood.settings, offered, kept, options.speak, options.chapters)


def make_book(plan: Plan, target: Target, bind: Bind, session: Session) -> Built:
    """Steps 5 to 7: every file whole or as it was. Raises EngineError, SpeakingError, OutputError."""
    from rhapsode.building.producing import produce

    binder: Binder = load("binders", target.format)()
    spoken_before = session.pool.lines_spoken
    with _preparing_book(plan.script, session) as prepared:
        tracks, sound, encoded = produce(plan.script, binder, session)
    session.watcher.begin("bind", 0, "writing and reading back")
    book, remarks = prepared.result()
    for remark in remarks:
        session.watcher.remark(f"{plan.understood.story.source.name}: {remark}")
    planned = _plan_files(plan, target, binder, tracks, book)
    files = tuple(bind(file, binder, sound, session.store) for file in planned)
    pieces = sum(len(track.layouts) for track in tracks)
    return Built(files, session.pool.lines_spoken - spoken_before, pieces, encoded, remarks)


def _plan_files(
    plan: Plan, target: Target, binder: Binder, tracks: tuple[Track, ...], book: Book
) -> tuple[PlannedFile, ...]:
    """One file; or one for each chapter, which has its number in the whole story."""
    from rhapsode.binding.books import PlannedFile, plan_files

    if not target.per_chapter:
        return (PlannedFile(plan.path, tracks, book),)
    if plan.whole:
        return plan_files(plan.path, binder.suffix, tracks, book, range(1, len(tracks) + 1), len(tracks))
    numbers = [plan.script.chapters[track.layouts[0].piece.chapter].number + 1 for track in tracks]
    return plan_files(plan.path, binder.suffix, tracks, book, numbers, len(plan.understood.story.chapters))


@contextmanager
def _preparing_book(script: Script, session: Session) -> Iterator[Future[tuple[Book, tuple[str, ...]]]]:
    """The book with its cover, and what there is to say of that: it is made while the body of this is at work."""

    from rhapsode.binding.books import prepare_book

    def prepare() -> tuple[Book, tuple[str, ...]]:
        engines = dict.fromkeys(line.voice.engine for chapter in script.chapters for line in chapter.lines)
        return prepare_book(script.book, ", ".join(session.pool.describe(engine).title for engine in engines))

    with ThreadPoolExecutor(1) as aside:
        yield aside.submit(prepare)
