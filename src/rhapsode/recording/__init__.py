"""Step 5, record: a script in, takes out. A take is a line's sound as its engine gave it, spoken once and kept."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import NoReturn

from rhapsode.engines.engine_host import Failed, Sound
from rhapsode.errors import EngineError, SpeakingError
from rhapsode.model import Line, Piece, Script, TakeFacts, Voice
from rhapsode.protocols import Watcher
from rhapsode.recording.keys import find_key
from rhapsode.recording.takes import is_head, load_takes, pack_take, unpack_facts, without_marks
from rhapsode.recording.voices import expect_engines, find_gains, find_version, identify_voices, list_voices
from rhapsode.recording.worker import Patience
from rhapsode.recording.worker_pool import WorkerPool
from rhapsode.store import Shelf, Store

__all__ = [
    "Patience",
    "WorkerPool",
    "expect_engines",
    "find_gains",
    "find_take_keys",
    "identify_voices",
    "list_voices",
    "load_takes",
    "record",
    "record_anew",
]

# A batch of 2,000 characters is some 0.1 s of work and 6 MB of sound for the default engine: handing it over costs
# nothing beside it, one transaction keeps it, and a killed build has lost no more than that.
_BATCH_CHARACTERS = 2_000
_BATCHES_A_WORKER = 4  # at least so many when there is little to say, so that all workers have their share
_KEYS_AT_ONCE = 5_000
_PATIENCE_SECONDS = 10.0  # with another build: there is nothing else to do then than to speak its lines too
_LOOK_SECONDS = 0.05
_MOST_FAILURES = 20  # after so many lines that can't be spoken it is not the lines

# What a character takes on disk: measured 3,100 bytes of sound for the default engine, and its journal on top.
_BYTES_A_CHARACTER = 3_500
_SPARE_BYTES = 200_000_000


def record(
    script: Script, pieces: Sequence[Piece], pool: WorkerPool, store: Store, watcher: Watcher, marks: bool = True
) -> Iterator[tuple[Piece, tuple[TakeFacts, ...]]]:
    """Have every line of `pieces` in the store, and yield each piece with its lines' facts, in order.

    Only what the store lacks is spoken, each text of a voice once, and every finished batch is kept at once: an
    interrupted build goes on where it was. The workers do not wait for whoever takes the pieces. Without `marks`, facts
    lack their word marks, which take most of the time that kept ones need.
    Raises SpeakingError for lines that could not be spoken, once all others are kept; EngineError; StoreError.
    """
    finder = _KeyFinder(pool)
    wanted = {piece: [finder.find(line) for line in _lines_of(script, piece)] for piece in pieces}
    lines = {
        key: line for piece, keys in wanted.items() for key, line in zip(keys, _lines_of(script, piece), strict=True)
    }
    recording = _Recording(pool, store, lines, marks)
    watcher.begin("record", sum(map(len, wanted.values())), "lines")
    try:
        for piece, keys in wanted.items():
            facts, new_ms = recording.collect(keys)
            watcher.advance("record", len(keys), new_ms)
            yield piece, facts
    finally:
        recording.cancel()


def find_take_keys(lines: Iterable[Line], pool: WorkerPool) -> tuple[str, ...]:
    """The keys of the takes of `lines`. Raises EngineError when an engine can't be had."""
    finder = _KeyFinder(pool)
    return tuple(finder.find(line) for line in lines)


def record_anew(lines: Iterable[Line], keys: Collection[str], pool: WorkerPool, store: Store) -> None:
    """Speak those of `lines` whose takes lie under `keys`, whatever the store holds: what it holds is damaged."""
    finder = _KeyFinder(pool)
    by_key = {finder.find(line): line for line in lines}
    recording = _Recording(pool, store, {key: by_key[key] for key in keys if key in by_key}, marks=False, anew=True)
    recording.collect([key for key in keys if key in by_key])


def _lines_of(script: Script, piece: Piece) -> tuple[Line, ...]:
    return script.chapters[piece.chapter].lines[piece.first : piece.last]


class _KeyFinder:
    """Finds keys of takes; each engine is asked for its version once."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._versions: dict[str, str] = {}

    def find(self, line: Line) -> str:
        engine = line.voice.engine
        if engine not in self._versions:
            self._versions[engine] = find_version(engine, self._pool)
        return find_key(line.text, self._versions[engine], line.voice)


class _Recording:
    """The takes of some lines on their way into the store. Batches finish in the pool's threads."""

    def __init__(
        self, pool: WorkerPool, store: Store, lines: Mapping[str, Line], marks: bool, anew: bool = False
    ) -> None:
        self._pool = pool
        self._store = store
        self._lines = lines
        self._marks = marks
        self._anew = anew
        self._heads: dict[str, bytes] = {}
        self._spoken: set[str] = set()
        if not anew:
            self._note_kept(list(lines))
        new = {key: line for key, line in lines.items() if key not in self._heads}
        _check_space(store, new.values())
        self._failures: dict[str, Failed] = {}
        self._batches: dict[str, Future[None]] = {}
        for keys in _make_batches(new, pool.jobs):
            self._batches.update(dict.fromkeys(keys, self._submit(keys)))

    def _submit(self, keys: Sequence[str]) -> Future[None]:
        """Have a worker speak those of `keys` that nobody has spoken, or is speaking, by the time it begins."""
        own: list[str] = []
        return self._pool.speak(self._begin(keys, own), partial(self._finish, own))

    def _begin(self, keys: Sequence[str], own: list[str]) -> Iterator[tuple[str, Voice]]:
        """The lines of a batch that this build speaks, `own` by name: those of another build at this store are left."""
        claimed = frozenset(keys) if self._anew else self._store.claim(Shelf.TAKES, keys)
        if not self._anew:
            self._note_kept(keys)
        own.extend(key for key in keys if key in claimed and key not in self._heads)
        self._store.release(Shelf.TAKES, claimed.difference(own))
        yield from map(self._look_up, own)

    def _finish(self, own: Sequence[str], told: Sequence[Sound | Failed]) -> None:
        """Keep what was spoken of a batch; runs in the pool's threads."""
        try:
            self._keep(own, told)
        finally:
            self._store.release(Shelf.TAKES, own)

    def _look_up(self, key: str) -> tuple[str, Voice]:
        """What is to be said: not known beforehand for all lines, since that is the whole text once more."""
        return self._lines[key].text, self._lines[key].voice

    def _note_kept(self, keys: Sequence[str]) -> None:
        """Remember what the store has."""
        for at in range(0, len(keys), _KEYS_AT_ONCE):
            self._note(_good_heads(self._store, keys[at : at + _KEYS_AT_ONCE]))

    def _note(self, heads: Mapping[str, bytes]) -> None:
        """Remember heads up to the end: without marks they are a tenth as large."""
        self._heads.update(heads if self._marks else {key: without_marks(head) for key, head in heads.items()})

    def collect(self, keys: Sequence[str]) -> tuple[tuple[TakeFacts, ...], int]:
        """The facts of `keys`, once they are kept, and how many ms of them were spoken in this recording."""
        for batch in {id(self._batches[key]): self._batches[key] for key in keys if key in self._batches}.values():
            batch.result()
        self._wait_for_others(keys)
        if any(key in self._failures for key in keys):
            self._finish_and_raise()
        facts = {key: unpack_facts(key, self._heads[key]) for key in dict.fromkeys(keys)}
        new_ms = sum(
            found.frames * 1000 // found.sample_rate
            for key, found in facts.items()
            if self._batches.pop(key, None) and key in self._spoken
        )
        return tuple(facts[key] for key in keys), new_ms

    def _wait_for_others(self, keys: Sequence[str]) -> None:
        """Until all of `keys` are kept: another build at this store is speaking some.

        What that one gives up is spoken here, and so is what takes it too long (it may be stopped), line by line, since
        it may come yet.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while missing := self._look_for(keys):
            mine = self._store.claim(Shelf.TAKES, missing)
            self._store.release(Shelf.TAKES, mine)  # to be claimed anew by the batch
            if mine:
                self._submit(sorted(mine)).result()
            elif time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)
            else:
                line = self._look_up(missing[0])
                self._pool.speak([line], partial(self._keep, missing[:1])).result()

    def _look_for(self, keys: Sequence[str]) -> list[str]:
        """Those of `keys` that have neither been kept nor failed, by anybody, up to now."""
        missing = [key for key in keys if key not in self._heads and key not in self._failures]
        self._note_kept(missing)
        return [key for key in missing if key not in self._heads]

    def cancel(self) -> None:
        """Take back what no worker has begun."""
        for batch in self._batches.values():
            batch.cancel()

    def _keep(self, keys: Sequence[str], told: Sequence[Sound | Failed]) -> None:
        """Put what was spoken into the store at once.

        What another build has put there meanwhile stays, and is used here too: an engine says a line some ms longer or
        shorter each time, and the other's layout is made for its own.
        """
        entries = [pack_take(key, sound) for key, sound in zip(keys, told, strict=True) if isinstance(sound, Sound)]
        there = self._store.put(Shelf.TAKES, entries, replace=self._anew)
        heads = _good_heads(self._store, list(there))
        self._store.put(Shelf.TAKES, [entry for entry in entries if entry.key in there - heads.keys()])  # damaged ones
        self._spoken.update(entry.key for entry in entries)
        self._note({entry.key: entry.head for entry in entries} | heads)
        self._failures.update((key, sound) for key, sound in zip(keys, told, strict=True) if isinstance(sound, Failed))

    def _finish_and_raise(self) -> NoReturn:
        """Let the other lines be kept, unless nothing can be spoken at all, and name those that were not."""
        for batch in self._batches.values():
            if len(self._failures) > _MOST_FAILURES or any(failed.whole for failed in self._failures.values()):
                batch.cancel()
            else:
                batch.result()
        key, failed = next(iter(sorted(self._failures.items(), key=lambda item: not item[1].whole)))
        if failed.whole:
            raise EngineError(failed.message, hint=failed.hint, details=failed.details)
        line = self._lines[key]
        others = f" (and {len(self._failures) - 1} more lines)" if len(self._failures) > 1 else ""
        raise SpeakingError(
            f"{line.voice.engine} can't speak a line of chapter {line.chapter + 1}{others}, {failed.message}",
            text=line.text,
            hint=failed.hint or "change its text or give it another voice; all other lines are kept",
            details=failed.details,
        )


def _good_heads(store: Store, keys: Sequence[str]) -> dict[str, bytes]:
    """The heads that the store has under `keys`, less those that make no sense."""
    return {key: head for key, head in store.heads(Shelf.TAKES, keys).items() if is_head(head)}


def _make_batches(lines: Mapping[str, Line], jobs: int) -> Iterator[tuple[str, ...]]:
    """The keys of `lines` by the batch, each of one engine, nearly in order."""
    total = sum(len(line.text) for line in lines.values())
    most = min(_BATCH_CHARACTERS, total // (jobs * _BATCHES_A_WORKER) + 1)
    filling: dict[str, list[str]] = {}
    characters: Counter[str] = Counter()
    for key, line in lines.items():
        engine = line.voice.engine
        filling.setdefault(engine, []).append(key)
        characters[engine] += len(line.text)
        if characters[engine] >= most:
            yield _by_voice(filling.pop(engine), lines)
            characters[engine] = 0
    for batch in filling.values():
        yield _by_voice(batch, lines)


def _by_voice(batch: Sequence[str], lines: Mapping[str, Line]) -> tuple[str, ...]:
    """Sorted by voice, since changing it costs the default engine 0.2 ms."""
    return tuple(sorted(batch, key=lambda key: repr(lines[key].voice)))


def _check_space(store: Store, lines: Iterable[Line]) -> None:
    """Raise StoreError when the disk is too small for what will be spoken."""
    sound = sum(len(line.text) * 100 // line.voice.rate_percent for line in lines) * _BYTES_A_CHARACTER
    if sound:
        store.reserve(sound, _SPARE_BYTES)
