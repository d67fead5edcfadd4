"""Takes in the store and back: a head of facts that is read often, and the sound that is read once."""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection

from rhapsode.engines.engine_host import MARK_BYTES, Sound, unpack_marks
from rhapsode.errors import StoreError
from rhapsode.model import Take, TakeFacts
from rhapsode.store import Entry, Shelf, Store

_HEAD = struct.Struct("<4I")  # sample rate, frames, first frame of sound, frame after its last; then the marks


def pack_take(key: str, sound: Sound) -> Entry:
    """What is kept of a line's sound."""
    from rhapsode.audio import find_sound  # with numpy, which a book that was spoken already does without

    start, end = find_sound(sound.pcm, sound.sample_rate)
    return Entry(key, _HEAD.pack(sound.sample_rate, len(sound.pcm) // 2, start, end) + sound.marks, sound.pcm)


def is_head(head: bytes) -> bool:
    """Whether `head` can be that of a take."""
    if len(head) < _HEAD.size or (len(head) - _HEAD.size) % MARK_BYTES:
        return False
    sample_rate, frames, start, end = _HEAD.unpack_from(head)
    return bool(sample_rate > 0 and start <= end <= frames)


def without_marks(head: bytes) -> bytes:
    """A head with all but the word marks, which are most of it."""
    return head[: _HEAD.size]


def unpack_facts(key: str, head: bytes) -> TakeFacts:
    """What a head says."""
    sample_rate, frames, start, end = _HEAD.unpack_from(head)
    return TakeFacts(key, sample_rate, frames, start, end, unpack_marks(head[_HEAD.size :]))


def load_takes(
    store: Store, keys: Collection[str], speak_again: Callable[[Collection[str]], object] | None = None
) -> dict[str, Take]:
    """The takes under `keys`, with their sound, without word marks.

    A take that can't be read back as it was written is a miss, and forgotten. `speak_again` is then called with the
    keys missed and must have them kept again; see `record_anew`. Raises StoreError when any is missing in the end.
    """
    found = _read(store, keys)
    lost = [key for key in keys if key not in found]
    if lost and speak_again is not None:
        speak_again(lost)
        found |= _read(store, lost)
        lost = [key for key in lost if key not in found]
    if lost:
        raise StoreError(
            f"{len(lost)} of {len(keys)} takes can't be read back",
            path=store.path,
            hint="build again to speak them anew",
        )
    return found


def _read(store: Store, keys: Collection[str]) -> dict[str, Take]:
    found: dict[str, Take] = {}
    for key, entry in store.get_many(Shelf.TAKES, list(keys)).items():
        if is_head(entry.head) and (facts := unpack_facts(key, without_marks(entry.head))).frames * 2 == len(
            entry.body
        ):
            found[key] = Take(facts, entry.body)
    return found
