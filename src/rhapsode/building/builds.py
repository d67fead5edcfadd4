"""What front ends ask for: scripts, and books planned and built. What is kept from before is not made again.

This is where steps and caches meet: the one that makes a value is handed to the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from rhapsode.binding.books import Binder, PlannedFile, Sound, bind, identify
from rhapsode.building import pipeline
from rhapsode.building.cached import book_once, file_once, keep_cast, keep_memory, load_cast, script_once
from rhapsode.building.output_paths import (
    Target,
    check_output_path,
    claim_output_path,
    clear_leftovers,
    find_output_path,
)
from rhapsode.building.plans import Built, Plan, Understood
from rhapsode.building.remembering import remember
from rhapsode.building.session import BookOptions, Session
from rhapsode.building.understanding import understand
from rhapsode.corrections import locate_all
from rhapsode.decoding import digest_file
from rhapsode.memory import give_back
from rhapsode.model import BoundFile, Kind, Script, Story, Voice
from rhapsode.plugins import load
from rhapsode.protocols import PieceBinder, Watcher
from rhapsode.recording import identify_voices
from rhapsode.store import Store


def write_script(understood: Understood, options: BookOptions, session: Session) -> Script:
    """Step 4: every line with its voice. The cast is kept for the next time. Raises ChoiceError, EngineError."""
    kept = _load_cast(understood, options, session)
    script = pipeline.write_script(understood, options, kept, session)
    keep_cast(understood.story.source, script.kept, session.store)
    return script


def _load_cast(understood: Understood, options: BookOptions, session: Session) -> Mapping[str, Voice]:
    return {} if options.recast else load_cast(understood.story.source, session.store)


def _write_script_once(understood: Understood, options: BookOptions, session: Session) -> tuple[Script, str]:
    """Step 4 for a book, and its key: the script of the last time where all that it was made of is as it was."""
    story, settings = understood.story, understood.settings
    if not understood.key:
        return write_script(understood, options, session), ""
    offered = {engine: identify_voices(engine, session.pool, session.store) for engine in settings.engines}
    said = (story.book.title, _spoken_author(understood), story.book.language)
    facts = (understood.key, said, settings, offered, options.speak, options.chapters)
    kept = _load_cast(understood, options, session)
    return script_once(story.book, facts, kept, session.store, lambda: write_script(understood, options, session))


def _spoken_author(understood: Understood) -> str:
    """The author, where the script may depend on it: in the opening, and where a heading may say it too."""
    story, author = understood.story, understood.story.book.author
    names = set(author.casefold().split())
    headings = (story.text[p.start : p.end] for p in story.passages if p.kind is Kind.HEADING)
    printed = any(names & set(re.findall(r"\w+", heading.casefold())) for heading in headings)
    return author if printed or "{author}" in understood.settings.frame.opening else ""


def plan_build(
    path: Path, options: BookOptions, target: Target, session: Session, taken: Collection[Path] = ()
) -> Plan:
    """Steps 1 to 4, and where the book will lie. `taken` are the paths of other books of this run.

    Raises RhapsodeError; OutputError when a file that rhapsode did not make is in the way.
    """
    session.watcher.begin("read", 0, path.name)
    understood = understand(path, options, session.store, session.pool)
    script, key = _write_script_once(understood, options, session)
    pass_on_remarks(understood.story, script, session.watcher)
    goal = find_output_path(understood.story, target, options.chapters, session.store, taken)
    check_output_path(goal, target)
    give_back()
    return Plan(understood, script, goal, key, options.chapters is None, options.language)


def pass_on_remarks(story: Story, script: Script, watcher: Watcher) -> None:
    """What reading and casting found worth saying, to whoever watches."""
    for remark in (*story.remarks, *script.remarks):
        watcher.remark(f"{story.source.name}: {remark}")


def build(plan: Plan, target: Target, session: Session) -> Built:
    """Steps 5 to 7: make the book of `plan`, unless the very same lies there already.

    Raises RhapsodeError; every file is whole or as it was.
    """

    def make() -> Built:
        return pipeline.make_book(plan, target, bind_once, session)

    built = book_once(_describe_target(plan, target), session.store, make) if plan.key else make()
    _remember(plan, session.store)
    _tidy_up(plan, target, built, session)
    return built


def _remember(plan: Plan, store: Store) -> None:
    """Keep who spoke in each paragraph, for the day when the story is edited."""
    story, settings = plan.understood.story, plan.understood.settings
    memory = remember(story, settings.aliases, locate_all(story.text, settings.corrections))
    keep_memory(story.source, plan.language, memory, store)


def bind_once(planned: PlannedFile, binder: Binder, sound: Sound, store: Store) -> BoundFile:
    """Step 7 for one file, unless the very same lies there already."""
    return file_once(identify(planned, binder), store, lambda: bind(planned, binder, sound, store))


def _describe_target(plan: Plan, target: Target) -> tuple[object, ...]:
    """All that decides what becomes of a plan, and where."""
    binder: Binder = load("binders", target.format)()
    coded = binder.settings if isinstance(binder, PieceBinder) else type(binder).__qualname__
    between = digest_file(plan.script.scene_sound) if plan.script.scene_sound else b""
    return plan.key, plan.path.resolve(), target.format, target.per_chapter, coded, between, plan.script.book


def _tidy_up(plan: Plan, target: Target, built: Built, session: Session) -> None:
    """Note whose book this is, and remove what an earlier build of it left."""
    story = plan.understood.story
    claim_output_path(plan.path, story, session.store)
    if target.per_chapter and plan.whole:
        for name in clear_leftovers(plan.path, [file.path for file in built.files], story):
            session.watcher.remark(f"{story.source.name}: removed {name}, a chapter of an earlier build")
