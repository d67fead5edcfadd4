"""Every key that a voices file may hold, and what its value must be.

A schema is a mapping of fixed keys, `Each` (keys that the user names), `Listed` (a list of equal mappings), or a
parser of `units.py`. docs/voices.md explains each key; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Union

from ruamel.yaml.nodes import Node

from rhapsode import plugins
from rhapsode.model import Kind
from rhapsode.voices_file.units import (
    Parser,
    one_of,
    parse_count,
    parse_delivery,
    parse_flag,
    parse_kind,
    parse_optional_text,
    parse_pitch,
    parse_rate,
    parse_share,
    parse_sound,
    parse_text,
    parse_texts,
    parse_time,
    parse_volume,
    with_fields,
)

Schema = Union[Mapping[str, "Schema"], "Each", "Listed", Parser]


@dataclass(frozen=True, slots=True)
class Each:
    """Keys that the user chooses, among `names` where given; `folded` when they are names of people."""

    value: Schema
    names: Collection[str] | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose items have the keys of `item`, `required` among them."""

    item: Mapping[str, Schema]
    required: Collection[str] = ()


def parse_engine(node: Node) -> str:
    """The name of an engine that is built in or installed."""
    name = parse_text(node)
    if name not in plugins.ENGINES:  # looking for installed ones takes time
        one_of(plugins.names("engines"))(node)
    return name


_KINDS = tuple(kind.value for kind in Kind)
_STYLE: Mapping[str, Schema] = {
    "engine": parse_engine,
    "voice": parse_text,
    "rate": parse_rate,
    "pitch": parse_pitch,
    "volume": parse_volume,
}
_PAUSES: Mapping[str, Schema] = {"line-pause": parse_time, "pause-before": parse_time, "pause-after": parse_time}
_CHARACTER: Mapping[str, Schema] = {
    **_STYLE,
    "pause-before": parse_time,
    "pause-after": parse_time,
    "aliases": parse_texts,
    "gender": one_of(("female", "male", "other")),
    "sections": Each({**_STYLE, **_PAUSES}, _KINDS),
}
SCHEMA: Mapping[str, Schema] = {
    "defaults": _STYLE,
    "sections": Each({**_STYLE, **_PAUSES, "speak": parse_flag}, _KINDS),
    "characters": Each(_CHARACTER, folded=True),
    "pauses": dict.fromkeys(
        ("clause", "sentence", "paragraph", "speaker", "scene", "after-title", "chapter-head", "chapter-tail"),
        parse_time,
    ),
    "casting": {
        "female": parse_texts,
        "male": parse_texts,
        "plain": {"female": parse_text, "male": parse_text, "other": parse_text},
        "minimum-lines": parse_count,
        "doubt-below": parse_share,
        "tags": one_of(("narrator", "speaker")),
    },
    "pronounce": Each(parse_sound),
    "frame": {
        "opening": with_fields("title", "author"),
        "chapter": one_of(("announce", "none")),
        "closing": with_fields(),
        "scene-sound": parse_optional_text,
    },
    "corrections": Listed(
        {
            "text": parse_text,
            "before": parse_optional_text,
            "after": parse_optional_text,
            "nth": parse_count,
            "set": {"kind": parse_kind, "speaker": parse_text, "delivery": parse_delivery},
        },
        required=("text", "set"),
    ),
}


def list_keys(schema: Schema = SCHEMA, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every key, "*" standing for a name that the user chooses."""
    if isinstance(schema, Each):
        if not isinstance(schema.value, Mapping):
            yield (*above, "*")
        yield from list_keys(schema.value, (*above, "*"))
    elif isinstance(schema, Listed):
        yield from list_keys(schema.item, above)
    elif isinstance(schema, Mapping):
        for key, inner in schema.items():
            yield (*above, key)
            yield from list_keys(inner, (*above, key))
