"""Finds engines, readers and binders by name: built-ins by "module:attribute", then installed entry points.

Nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rhapsode.errors import ChoiceError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENGINES: Mapping[str, str] = {
    "espeak": "rhapsode.engines.espeak:EspeakEngine",
    "pyttsx3": "rhapsode.engines.system:SystemEngine",
    "tone": "rhapsode.engines.tone:ToneEngine",
}
READERS: Mapping[str, str] = {
    "text": "rhapsode.reading.text:TextReader",
    "markdown": "rhapsode.reading.markdown:MarkdownReader",
    "epub": "rhapsode.reading.epub:EpubReader",
}
BINDERS: Mapping[str, str] = {
    "m4b": "rhapsode.binding.m4b:M4bBinder",
    "mp3": "rhapsode.binding.mp3:Mp3Binder",
    "opus": "rhapsode.binding.opus:OpusBinder",
    "flac": "rhapsode.binding.flac:FlacBinder",
    "wav": "rhapsode.binding.wav:WavBinder",
}
BUILT_IN: Mapping[str, Mapping[str, str]] = {"engines": ENGINES, "readers": READERS, "binders": BINDERS}


def names(group: str) -> tuple[str, ...]:
    """The names in `group` ("engines", "readers" or "binders"), built-ins first."""
    outside = sorted(point.name for point in _entry_points(group))
    return tuple(dict.fromkeys([*BUILT_IN[group], *outside]))


def load(group: str, name: str) -> Any:
    """The class or factory called `name` in `group`. Raises ChoiceError when there is none."""
    spec = BUILT_IN[group].get(name)
    if spec is not None:
        module, attribute = spec.split(":")
        return getattr(import_module(module), attribute)
    for point in _entry_points(group):
        if point.name == name:
            return point.load()
    known = names(group)
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
    raise ChoiceError(f"no {group.removesuffix('s')} called {name!r}", hint=hint)


def _entry_points(group: str) -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # 60 ms, and a built-in is found without

    return entry_points(group=f"rhapsode.{group}")
