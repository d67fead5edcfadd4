"""The stories that one `build` names, built one after the other."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from os.path import realpath  # Path.resolve raises for a loop of links before Python 3.13
from pathlib import Path
from typing import Any

from rhapsode.building.builds import build, plan_build
from rhapsode.building.output_paths import Target
from rhapsode.building.session import BookOptions, Session
from rhapsode.cli.build_report import ConsoleReport, ErrorReport, to_json
from rhapsode.cli.progress import Bars, Silent
from rhapsode.cli.screen import make_console
from rhapsode.cli.session import open_session
from rhapsode.errors import RhapsodeError
from rhapsode.files import sweep
from rhapsode.model import Kind


def build_all(stories: Sequence[Path], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Build each story, once; one that fails does not stop the others. Returns what `--json` prints."""
    once: dict[str, Path] = {}
    for story in stories:
        once.setdefault(realpath(story), story)
    book_options = BookOptions(
        voices=tuple(options["voices"]),
        title=options["title"],
        author=options["author"],
        language=options["language"],
        cover=options["cover"],
        chapters=options["chapters"],
        speak=frozenset(map(Kind, options["speak"])),
        recast=options["recast"],
        afresh=options["afresh"],
    )
    target = Target(options["folder"], options["kind_of_file"], options["per_chapter"], options["force"])
    sweep(target.folder, below=True)
    where = options["store_folder"], options["no_store"], options["jobs"]
    if options["as_json"]:
        with open_session(Silent(), *where) as session:
            return _build_each(tuple(once.values()), book_options, target, session, ErrorReport())
    console, errors = make_console(), make_console(stderr=True)
    bars = Bars(console if console.is_terminal and errors.is_terminal else errors)  # one terminal, one console
    with bars, open_session(bars, *where) as session:
        return _build_each(tuple(once.values()), book_options, target, session, ConsoleReport(console, bars))


def _build_each(
    stories: Sequence[Path], book_options: BookOptions, target: Target, session: Session, report: ErrorReport
) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    taken: list[Path] = []
    for story in stories:
        began = time.monotonic()
        try:
            plan = plan_build(story, book_options, target, session, taken)
            taken.append(plan.path)
            report.say_what_is_to_come(plan, target)
            built = build(plan, target, session)
        except RhapsodeError as error:
            results.append({"story": str(story), "error": str(error)})
            report.say_what_went_wrong(error)
            continue
        seconds = time.monotonic() - began
        results.append(to_json(plan, built, seconds))
        report.say_what_was_made(plan, built, seconds)
    return results
