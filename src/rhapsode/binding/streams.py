"""Sound in, a file out by one encoder over the whole stream: what FLAC and WAV share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av

from rhapsode.binding.packets import add_sound, frames_of
from rhapsode.errors import OutputError


def encode_stream(path: Path, container: str, codec: str, sample_rate: int, blocks: Iterable[bytes]) -> None:
    """Encode `blocks` of 16-bit mono samples into a new file without tags."""
    try:
        with av.open(str(path), "w", format=container) as file:
            stream = add_sound(file, codec, sample_rate, {})
            for frame in frames_of(blocks, sample_rate):
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
    except ValueError as error:  # PyAV's for what the encoder refuses; the system's errors are OSErrors
        hint = "choose another format with --format"
        raise OutputError(f"can't encode {codec} at {sample_rate} Hz: {error}", path=path, hint=hint) from error
