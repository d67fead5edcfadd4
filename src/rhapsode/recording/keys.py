"""The key of a take: all that changes the sound an engine makes, and nothing else."""

from __future__ import annotations

from hashlib import blake2b

from rhapsode.model import Voice

_KEY_BYTES = 16  # 128 bits: no two of a billion lines meet


def find_key(text: str, version: str, voice: Voice) -> str:
    """The key of the take of `text` by `voice`, of an engine of that `version`. Volume is no part of it."""
    return _digest(text, voice.engine, version, voice.id, voice.language, voice.rate_percent, voice.pitch_cents)


def find_voice_key(version: str, voice: Voice) -> str:
    """The key of what is known of `voice` whatever it says, its level above all."""
    return _digest(voice.engine, version, voice.id, voice.language, voice.rate_percent, voice.pitch_cents)


def _digest(*parts: str | int) -> str:
    """A hash of `parts`, each told apart from its neighbours by its length."""
    digest = blake2b(digest_size=_KEY_BYTES)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()
