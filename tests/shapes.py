"""Texts of one shape and any length, and how long each step, rule and finder takes over one.

`python -m tests.shapes NAME CHARACTERS` prints what `measure` says, and the memory that it took, as JSON.
"""

from __future__ import annotations

import functools
import gc
import inspect
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import rhapsode.attributing
import rhapsode.segmenting
from rhapsode.errors import StoryError
from rhapsode.model import Limits, Manuscript
from rhapsode.protocols import Reader
from rhapsode.reading.epub import EpubReader
from rhapsode.reading.markdown import MarkdownReader
from rhapsode.reading.text import TextReader

from .reading.books import page, parts_of, write_zip

Seconds = dict[str, float]
Shape = Callable[[int], str]

READERS: tuple[type[Reader], ...] = (TextReader, MarkdownReader, EpubReader)
_STEPS: tuple[ModuleType, ...] = tuple(
    module
    for step in (rhapsode.segmenting, rhapsode.attributing)
    for module in (
        step,
        *(import_module(f"{step.__name__}.{found.name}") for found in iter_modules(step.__path__) if not found.ispkg),
    )
)
"""The modules that call rules, finders and stages by name: each function that they import is one."""


def repeat(unit: str) -> Shape:
    """The shape of one text over and over."""
    return lambda count: (unit * (count // len(unit) + 1))[:count]


def number(unit: str) -> Shape:
    """The shape of one text over and over, with a running number or a name made of it in each."""

    def write(count: int) -> str:
        length = len(unit.format(n=100, name="Abcd"))
        return "".join(unit.format(n=n, name=_name(n)) for n in range(count // length + 1))

    return write


def _name(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return letters.capitalize()


SHAPES: Mapping[str, Shape] = {
    "blank lines": lambda count: f"Tom ran.{chr(10) * count}Tom ran.",
    "spaces": lambda count: f"Tom ran.{' ' * count}Tom ran.",
    "tabs": lambda count: f"Tom ran.{chr(9) * count}Tom ran.",
    "one capital": repeat("M"),
    "one letter": repeat("a"),
    "no full stop": repeat("he went on and on over the hill "),
    "names without a full stop": repeat("Tom went on with Ann over the hill and "),
    "straight quotes": repeat('"'),
    "opening quotes": repeat("“"),
    "nested quotes": repeat("“‘"),
    "quoted words": repeat('"a" '),
    "apostrophes": repeat("’"),
    "square brackets": repeat("["),
    "round brackets": repeat("("),
    "pictures": repeat("!["),
    "hyphens": repeat("-"),
    "dashes": repeat("— "),
    "capitals": repeat("TOM RAN HOME "),
    "names": number("{name} ran over the hill and was seen no more. "),
    "angle brackets": repeat("<"),
    "tags without end": repeat("<a "),
    "comments without end": repeat("<!--"),
    "elements without end": repeat("<div>a "),
    "markdown quotes": repeat("> a\n"),
    "digits": repeat("1234567890"),
    "colons": repeat("Tom: "),
    "parts of a play": repeat("TOM: I ran.\n\n"),
    "one word a line": repeat("word\n"),
    "one name a line": repeat("Tom\n"),
    "one word a paragraph": repeat("word\n\n"),
    "emoji": repeat("😀"),
    "the same chapter": repeat("Chapter 1\n\n"),
    "chapters": number("Chapter {n}\n\nTom ran.\n\n"),
    "asterisks": repeat("*"),
    "emphasis": repeat("_Tom_ ran. "),
    "table rows": repeat("| a | b |\n"),
    "lists": repeat("- Tom ran.\n"),
    "scene breaks": repeat("* * *\n\n"),
    "full stops": repeat("."),
    "backticks": repeat("a `"),
    "links": repeat("[a](b) "),
    "ampersands": repeat("&"),
    "speeches": repeat('"I know," said Tom. '),
    "conversations": repeat('"I know."\n\n"You do?" asked Ann.\n\n'),
    "verse": repeat("The water is low and the gate is shut,\nThe rope is frayed and the rope is cut.\n\n"),
    "letters": repeat("Dear Ann,\n\nI am well.\n\nYours,\nTom\n\n"),
    "points of view": number("{name}'s POV\n\nI ran.\n\n"),
    "notes": repeat("A/N: thank you all!\n\n"),
    "prose": repeat('"I know," said Tom, and went to the window. Ann looked at him. It rained on the lock.\n\n'),
}


def measure(shape: str, count: int) -> Seconds:
    """Processor time of each reader, and of each function that steps 2 and 3 consist of, over `count` characters."""
    text = SHAPES[shape](count)
    gc.collect()
    gc.freeze()  # else whoever happens to call for a collection pays for all that earlier tests have left
    try:
        return _measure(text)
    finally:
        gc.unfreeze()


def _measure(text: str) -> Seconds:
    seconds: Seconds = defaultdict(float)
    with TemporaryDirectory() as folder:
        for reader in READERS:
            path = _write(Path(folder), text, reader)
            with _clock(seconds, reader.__name__):
                try:
                    reader().read(path, Limits())
                except StoryError as error:  # nothing but marks is no story in every format
                    assert "\n" not in str(error)
    with _stopwatches(seconds):
        story = rhapsode.segmenting.segment(Manuscript(Path("story.txt"), text))
        rhapsode.attributing.attribute(story)
    return dict(seconds)


def _write(folder: Path, text: str, reader: type[Reader]) -> Path:
    path = folder / f"story{reader.suffixes[0]}"
    if reader is EpubReader:
        body = escape(text).replace("\n\n", "</p><p>")
        return write_zip(path, parts_of({"a.xhtml": page(f"<p>{body}</p>")}))
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def _clock(seconds: Seconds, name: str) -> Iterator[None]:
    begun = time.process_time()
    try:
        yield
    finally:
        seconds[name] += time.process_time() - begun


@contextmanager
def _stopwatches(seconds: Seconds) -> Iterator[None]:
    """For as long as it lasts, whatever function steps 2 and 3 call is timed."""
    kept: list[tuple[ModuleType, str, Any]] = []
    for module in _STEPS:
        kept += [(module, name, value) for name, value in vars(module).items() if _is_foreign(value, module)]
    rules = rhapsode.segmenting.RULES
    try:
        for module, name, value in kept:
            setattr(module, name, _timed(value, seconds))
        rhapsode.segmenting.RULES = tuple(replace(row, rule=_timed(row.rule, seconds)) for row in rules)
        yield
    finally:
        rhapsode.segmenting.RULES = rules
        for module, name, value in kept:
            setattr(module, name, value)


def _is_foreign(value: object, module: ModuleType) -> bool:
    return (
        inspect.isfunction(value) and value.__module__.startswith("rhapsode.") and value.__module__ != module.__name__
    )


def _timed(function: Callable[..., Any], seconds: Seconds) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        with _clock(seconds, f"{function.__module__}.{function.__name__}"):
            found = function(*args, **options)
            return iter(list(found)) if inspect.isgenerator(found) else found

    return call


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    taken = measure(sys.argv[1], int(sys.argv[2]))
    json.dump({"seconds": taken, "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}, sys.stdout)
