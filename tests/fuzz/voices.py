"""Voices files that are right in most of their keys, so that what lies behind their reading is reached too."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from rhapsode.voices_file.schema import SCHEMA, Each, Listed, Schema

_NAMES = ("Tom Brook", "Tom", "Ann", "ann", "Nobody", '"a\\nb"', "Mr. Brook", "É", '"\\e[31m"', "~", "1")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "engine": ("tone", "espeak", "nope"),
    "voice": ("auto", "tone-o1", "tone-f1", "tone-m2", "nobody"),
    "female": ("[tone-f1, tone-f2]", "[]", "tone-f3"),
    "male": ("[tone-m1, tone-m2]", "[]", "tone-m3"),
    "other": ("tone-o1", "tone-f4"),
    "gender": ("female", "male", "other"),
    "aliases": ("[Tom]", "[Ann, Brook]", "[]", "Tommy"),
    "rate": ("100%", "75%", "300%", "1%", "9e9%"),
    "pitch": ("+2st", "-3st", "0st", "999st"),
    "volume": ("-3dB", "+6dB", "0dB", "-999dB"),
    "speak": ("true", "false"),
    "tags": ("narrator", "speaker"),
    "minimum-lines": ("1", "3", "0"),
    "doubt-below": ("0.5", "0", "1"),
    "opening": ('"{title}, by {author}."', '""', '"{nope}"', "~"),
    "chapter": ("announce", "none"),
    "closing": ('"The end."', '""'),
    "scene-sound": ("~", "nothing.wav", "../x.wav", "a" * 300, "."),
    "text": ('"I know,"', '"“Yes,”"', '"You do?"', "nowhere", '"."', "Tom"),
    "before": ("~", "said", '""'),
    "after": ("~", "said", '""'),
    "nth": ("1", "2", "99"),
    "kind": ("dialogue", "narration", "note", "lyric", "heading", "nope"),
    "speaker": ("Tom", "Ann", "Nobody", '""', '"a\\nb"'),
    "set": ("{speaker: Ann}", "{kind: note}", "{}"),
    "*": ("smawl", "/smɔːl/", '""', "//", "[[x]]"),
}
_TIMES = ("0ms", "350ms", "2s", "-1ms", "99999999s")


def write_voices(random: Random) -> str:
    """A voices file with some of the keys that there are."""
    rows = [f"{key}: {_write(random, key, schema)}" for key, schema in SCHEMA.items() if random.random() < 0.4]
    return "\n".join(rows) + "\n"


def _write(random: Random, key: str, schema: Schema) -> str:
    if isinstance(schema, Listed):
        return f"[{', '.join(_write(random, key, schema.item) for _ in range(random.randrange(3)))}]"
    if isinstance(schema, Each):
        names = random.sample(tuple(schema.names or _NAMES), random.randrange(1, 4))
        return f"{{{', '.join(f'{name}: {_write(random, chr(42), schema.value)}' for name in names)}}}"
    if isinstance(schema, Mapping):
        share = 0.7 if key == "corrections" else 0.4
        kept = [name for name in schema if name in ("text", "set") or random.random() < share]
        return f"{{{', '.join(f'{name}: {_write(random, name, schema[name])}' for name in kept)}}}"
    values = _VALUES.get(key, _TIMES)
    return random.choice(values) if random.random() < 0.15 else values[0]
