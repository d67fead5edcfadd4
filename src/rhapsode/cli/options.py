"""Options that several commands share, and what they turn into."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from difflib import get_close_matches
from errno import ENAMETOOLONG
from pathlib import Path
from typing import Any, TypeVar

import click

from rhapsode.plugins import BINDERS, names

F = TypeVar("F", bound=Callable[..., Any])

_LONGEST_NAME = "x" * 140  # of the files in a folder of books: `safe_name` gives 120 bytes, and an ending follows


class NamedPath(click.Path):
    """A path, which an empty word is not; where something is to be made, one that a file can have.

    `inner` is the longest name that will be given to a file inside it.
    """

    def __init__(self, inner: str | None = None, **rules: Any) -> None:
        super().__init__(path_type=Path, **rules)
        self._inner = inner

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            self.fail("an empty name is no path; write the file's or folder's name", param, ctx)
        if self._inner is not None:
            try:
                (Path(os.fsdecode(value)) / self._inner).stat()
            except OSError as error:
                if error.errno == ENAMETOOLONG:
                    shown = f"{os.fsdecode(value)[:40]}…"
                    self.fail(f"{shown!r} is longer than this system takes; choose a shorter name", param, ctx)
        return super().convert(value, param, ctx)


STORY = NamedPath(readable=False)  # what is wrong with a story is its own error, and does not stop the others
FILE = NamedPath(dir_okay=False)
NEW_FILE = NamedPath(inner="", dir_okay=False)
FOLDER = NamedPath(inner=_LONGEST_NAME, file_okay=False)
_KINDS = "narration dialogue thought lyric letter heading note summary scene-break boilerplate".split()


class ChapterRange(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic only in newer clicks
    """ "1-3,5": chapters as people count them, into numbers from 0."""

    name = "chapters"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[int]:
        if isinstance(value, frozenset):
            return value
        chosen: set[int] = set()
        for part in str(value).split(","):
            found = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
            if not 1 <= first <= last <= 100_000:
                self.fail(f"{part.strip()!r} is no chapter or range of chapters; write 3, 1-3 or 1-3,7", param, ctx)
            chosen.update(range(first - 1, last))
        return frozenset(chosen)


class KindList(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """ "note,summary": kinds of passage."""

    name = "kinds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        kinds = tuple(part.strip().lower() for part in str(value).split(",") if part.strip())
        for kind in kinds:
            if kind not in _KINDS:
                self.fail(f"{kind!r} is no kind of passage; there are {', '.join(_KINDS)}", param, ctx)
        return kinds


class FileFormat(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A kind of audio file that there is a binder for, built in or installed."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        wanted = str(value).lower().removeprefix(".")
        if wanted not in BINDERS:
            known = names("binders")
            if wanted not in known:
                close = get_close_matches(wanted, known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
                self.fail(f"{value!r} is no kind of file that can be made; {hint}", param, ctx)
        return wanted


class LanguageParameter(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """ "en_GB", "ger" or "English": a language, into its tag; "und" and nothing are for the text to say."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        # Here, since it takes some ms, which a build without this option need not wait for.
        from rhapsode.language.codes import is_unsaid, suggest_language, tag_language

        written = str(value)
        tag = tag_language(written)
        if not tag and not is_unsaid(written):
            close = suggest_language(written)
            hint = f"did you mean {close}?" if close else "write a code or a name, such as en, en-gb or German"
            self.fail(f"{written!r} is no language that is known; {hint}", param, ctx)
        return tag


class SoundFile(NamedPath):
    """A file to be made, of a kind that its ending names."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if path.suffix.lower().removeprefix(".") not in BINDERS:
            known = names("binders")
            if path.suffix.lower().removeprefix(".") not in known:
                which = f"ends in {path.suffix}, which is" if path.suffix else "has no ending, so it is"
                hint = f"choose {', '.join(f'.{name}' for name in known)}"
                self.fail(f"{str(path)!r} {which} no kind of sound; {hint}", param, ctx)
        return path


class WordsParameter(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A text or a name to be looked for or said: not nothing."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            self.fail("there are no words in it; write some words, or leave the option out", param, ctx)
        return str(value)


def story_argument(command: F) -> F:
    """One story."""
    return click.argument("story", type=STORY)(command)


def voices_options(command: F) -> F:
    """What decides how the story is understood and cast."""
    command = click.option(
        "--voices", multiple=True, type=FILE, metavar="FILE", help="A voices file over ./voices.yaml; may be repeated."
    )(command)
    command = click.option(
        "--afresh", is_flag=True, help="Understand unchanged scenes anew too, not as in the book built before."
    )(command)
    return click.option(
        "--language",
        type=LanguageParameter(),
        default="",
        metavar="CODE",
        help="The story's language, e.g. en-gb; else it is found out.",
    )(command)


def store_options(command: F) -> F:
    """Where what was made is kept for the next time."""
    command = click.option(
        "--store",
        "store_folder",
        type=FOLDER,
        metavar="DIR",
        help="Keep what was made in DIR, not in your cache folder.",
    )(command)
    return click.option("--no-store", is_flag=True, help="Keep nothing for the next time.")(command)


def jobs_option(command: F) -> F:
    """How many voices speak at once."""
    return click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Processes that speak, and that encode, at once; one a core if not given.",
    )(command)


def json_option(command: F) -> F:
    """For scripts."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts, and nothing else.")(command)
