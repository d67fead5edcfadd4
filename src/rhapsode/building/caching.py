"""What was made once is not made again: one way to keep anything under a key of all that it is made of.

Caches stand outside the steps. A step makes its value whatever was made before; `once` asks for it only where none is
kept. What can't be read, as that of an older rhapsode, counts as not kept, and is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from rhapsode.store import Entry, Shelf, Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a value is kept: as what JSON can say, with bytes beside it where it has any.

    `unpack` gives back what was packed, or None for what is no longer so, as a file that was changed since.
    """

    pack: Callable[[T], tuple[Any, bytes]]
    unpack: Callable[[Any, bytes], T | None]


def once(
    shelf: Shelf,
    key: str,
    make: Callable[[], T],
    form: Form[T],
    store: Store,
    keep_under: Callable[[T], str] | None = None,
) -> T:
    """What is kept under `key`, else what `make` makes, which is then kept.

    With `keep_under` a new value lies under the key that this gives for it; nowhere, where it gives an empty one.
    """
    kept = find(shelf, key, form, store)
    if kept is not None:
        return kept
    made = make()
    under = keep_under(made) if keep_under else key
    if under:
        keep(shelf, under, made, form, store)
    return made


def find(shelf: Shelf, key: str, form: Form[T], store: Store) -> T | None:
    """What is kept under `key`; None where there is nothing, or nothing that can be read and is still so."""

    def read(entry: Entry) -> T | None:
        return form.unpack(json.loads(entry.head.decode("utf-8", "surrogatepass")), entry.body)

    return store.revive(shelf, key, read)


def keep(shelf: Shelf, key: str, value: T, form: Form[T], store: Store) -> None:
    """Keep `value` under `key`, in place of what lay there."""
    data, body = form.pack(value)
    head = json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
    store.put(shelf, [Entry(key, head, body)])


def name_facts(*facts: object) -> str:
    """A key of `facts`: equal ones have the same in every process. See `describe`."""
    return sha256(json.dumps([describe(fact) for fact in facts]).encode()).hexdigest()


def describe(value: object) -> Any:
    """`value` as JSON, alike in every process; sets are sorted, mappings keep their order, bytes are hashed."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if is_dataclass(value):
        return [type(value).__name__, *(describe(getattr(value, one.name)) for one in fields(value))]
    if isinstance(value, Mapping):
        return [[describe(key), describe(one)] for key, one in value.items()]
    if isinstance(value, set | frozenset):
        return sorted((describe(one) for one in value), key=repr)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [describe(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def stamp(path: Path) -> tuple[int, ...]:
    """Size and time of a file as the system tells them: one that was changed, replaced or removed has others."""
    try:
        facts = path.stat()
    except OSError:
        return ()
    return facts.st_size, facts.st_mtime_ns
