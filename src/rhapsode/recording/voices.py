"""What is known of engines and voices, asked once and kept: versions, voices offered, and a gain for each voice.

Voices differ by 17 dB in level. Each gets one gain, from a few sentences in its language, to a common level; never one
per sentence, which would make a whisper as loud as a shout.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import astuple, replace
from zlib import crc32

from rhapsode.audio import gated_rms_dbfs
from rhapsode.engines.engine_host import Failed, Sound
from rhapsode.errors import EngineError
from rhapsode.language.loading import load
from rhapsode.model import EngineVoice, Voice
from rhapsode.recording.keys import find_voice_key
from rhapsode.recording.worker_pool import WorkerPool
from rhapsode.store import Entry, Shelf, Store

LEVEL_DBFS = -20.0
"""The gated level that every voice is brought to: the middle of what audiobook publishers accept (−23 to −18)."""
_MOST_DB = 30.0  # a voice so far off is broken, not quiet: its noise would come up with it
_GAIN = struct.Struct("<d")


def list_voices(engine: str, pool: WorkerPool, store: Store) -> tuple[EngineVoice, ...]:
    """The voices that `engine` offers, kept by its version. Raises EngineError when it can't be had."""
    key = _listing_key(engine, find_version(engine, pool))
    kept = store.revive(Shelf.CALIBRATIONS, key, _read_voices)
    if kept is not None:
        return kept
    voices = pool.describe(engine, voices=True).voices
    body = json.dumps([astuple(voice) for voice in voices], ensure_ascii=False).encode("utf-8")
    store.put(Shelf.CALIBRATIONS, [Entry(key, b"", body)])
    return voices


def _read_voices(entry: Entry) -> tuple[EngineVoice, ...]:
    rows = json.loads(entry.body)
    if not rows or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("this is no list of voices")
    return tuple(EngineVoice(*row) for row in rows)


def identify_voices(engine: str, pool: WorkerPool, store: Store) -> str:
    """Names what `engine` offers: its version, and the list of its voices that is kept. Raises EngineError."""
    version = find_version(engine, pool)
    key = _listing_key(engine, version)
    if (kept := store.get(Shelf.CALIBRATIONS, key)) is None:
        list_voices(engine, pool, store)
        kept = store.get(Shelf.CALIBRATIONS, key)
    return f"{version} {crc32(kept.body):x}" if kept else version


def expect_engines(engines: Collection[str], pool: WorkerPool, store: Store) -> None:
    """Start `engines` while there is something else to do; those whose lists of voices are not kept make them."""

    def needs_voices(engine: str, version: str) -> bool:
        return store.get(Shelf.CALIBRATIONS, _listing_key(engine, version)) is None

    pool.expect(engines, needs_voices)


def _listing_key(engine: str, version: str) -> str:
    return f"voices|{engine}|{version}"


def find_version(engine: str, pool: WorkerPool) -> str:
    """The version of `engine`, asked of a worker once for each pool. Raises EngineError when it can't be had."""
    return pool.describe(engine).version


def find_gains(voices: Collection[Voice], pool: WorkerPool, store: Store) -> Mapping[Voice, float]:
    """The gain in dB that brings each of `voices` to the common level; volume, which is the user's, is not in it.

    Raises EngineError when a voice can't be had.
    """
    keys = {voice: find_voice_key(find_version(voice.engine, pool), voice) for voice in voices}
    heads = store.heads(Shelf.CALIBRATIONS, _distinct(keys))
    kept = {key: _GAIN.unpack(head)[0] for key, head in heads.items() if len(head) == _GAIN.size}
    found = {key: gain for key, gain in kept.items() if abs(gain) <= _MOST_DB}
    wanted = {key: replace(voice, volume_db=0.0) for voice, key in keys.items() if key not in found}
    asked = {key: _measure(voice, pool) for key, voice in wanted.items()}
    for key, future in asked.items():
        found[key] = future.result()
    store.put(Shelf.CALIBRATIONS, [Entry(key, _GAIN.pack(found[key])) for key in asked])
    return {voice: found[key] for voice, key in keys.items()}


def _distinct(keys: Mapping[Voice, str]) -> Sequence[str]:
    return list(dict.fromkeys(keys.values()))


def _measure(voice: Voice, pool: WorkerPool) -> Future[float]:
    """Have `voice` speak the sample of its language, and find the gain for that."""
    text = load(voice.language).sample

    def judge(told: list[Sound | Failed]) -> float:
        (answer,) = told
        if isinstance(answer, Failed):
            raise EngineError(
                f"voice {voice.id} of {voice.engine} can't be used: {answer.message}",
                hint=answer.hint,
                details=answer.details,
            )
        return find_gain(answer.pcm, answer.sample_rate)

    return pool.speak([(text, voice)], judge, counted=False)


def find_gain(pcm: bytes, sample_rate: int) -> float:
    """The gain in dB that brings `pcm` to the common level, to a tenth; 0 for silence.

    Whole tenths, so that a voice measured twice (an engine may vary by a hundredth) has one gain and pieces one key.
    """
    level = gated_rms_dbfs(pcm, sample_rate)
    if not math.isfinite(level):
        return 0.0
    return round(min(max(LEVEL_DBFS - level, -_MOST_DB), _MOST_DB), 1)
