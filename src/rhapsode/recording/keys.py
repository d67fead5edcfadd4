"""The key of a take: all that changes the sound an engine makes, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from rhapsode.model import Voice

_KEY_BYTES = 16  # 128 bits: no two of a billion lines meet


def find_key(text: str, version: str, voice: Voice) -> str:
    """The key of the take of `text` by `voice`, of an engine of that `version`. Volume is no part of it."""
    return _digest(_pack(text) + _pack_voice(version, voice))


def find_voice_key(version: str, voice: Voice) -> str:
    """The key of what is known of `voice` whatever it says, its level above all."""
    return _digest(_pack_voice(version, voice))


@lru_cache(maxsize=256)  # a book has a few voices and thousands of lines
def _pack_voice(version: str, voice: Voice) -> bytes:
    return _pack(voice.engine, version, voice.id, voice.language, voice.rate_percent, voice.pitch_cents)


def _pack(*parts: str | int) -> bytes:
    """`parts` one after the other, each told apart from its neighbours by its length."""
    packed = [str(part).encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(data).to_bytes(8, "little") + data for data in packed)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=_KEY_BYTES).hexdigest()
