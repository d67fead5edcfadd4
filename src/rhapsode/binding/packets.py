"""Sound in, packets out; packets in, a file out: what all formats share whose pieces are encoded apart.

An encoder looks ahead, so its first packets hold what came before the sound: nothing. A piece begins with silence,
so these packets are dropped from every piece but the first, and the packet that ends one piece is followed by the
one that a single encoder would have made, up to what the decoder remembers of silence. See
docs/decisions/pieces.md for the proof.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import gcd
from pathlib import Path
from struct import pack
from typing import Any

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet, PacketSideData

from rhapsode.binding.packet_buffer import PacketBuffer
from rhapsode.errors import OutputError
from rhapsode.model import EncodedPiece

LEVELS_PER_SECOND = 10
_ENCODERS = av.__version__  # other builds of the encoders may give other packets
QUIETEST = 120  # dB under full scale, and digital silence


@dataclass(frozen=True, slots=True)
class Coding:
    """An encoder and the container that its packets go into.

    `sample_rate` is that of the packets, `step` the frames in each; `priming` packets are dropped where pieces
    join; `delay` frames come before the first sound.
    """

    codec: str
    container: str
    sample_rate: int
    sample_format: str
    bit_rate: int
    step: int
    priming: int
    delay: int
    marks_edges: bool = False  # the container learns of delay and excess from side data of packets
    options: tuple[tuple[str, str], ...] = ()
    container_options: tuple[tuple[str, str], ...] = ()

    @property
    def settings(self) -> str:
        """All that changes the packets, but for the sound."""
        options = " ".join(f"{key}={value}" for key, value in self.options)
        return f"{self.codec} {self.bit_rate} {options} av {_ENCODERS}"


def granule_of(step: int, coded_rate: int, sample_rate: int) -> int:
    """The fewest frames at `sample_rate` that are a whole number of packets."""
    return step * sample_rate // gcd(step * sample_rate, coded_rate)


# --- encode -------------------------------------------------------------------------------------------------


def encode_piece(coding: Coding, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
    """Encode `frames` frames, given in blocks at `sample_rate`; they must be a multiple of the granule."""
    meter = Meter(sample_rate)
    encoder = open_encoder(coding)
    sizes, data = array("I"), bytearray()
    for frame in chain(_frames_at(coding.sample_rate, sample_rate, meter.watch(blocks)), [None]):
        for packet in encoder.encode(frame):
            sizes.append(packet.size)
            data += packet
    if meter.frames != frames:
        raise ValueError(f"a piece of {frames} frames came with {meter.frames}")
    wanted = coding.priming + frames * coding.sample_rate // (sample_rate * coding.step)
    if len(sizes) < wanted:
        raise OutputError(f"the {coding.codec} encoder gave {len(sizes)} packets instead of {wanted}")
    del sizes[wanted:], data[sum(sizes[:wanted]) :]
    return EncodedPiece(key, frames, PacketBuffer(sizes, bytes(data)), meter.levels())


def open_encoder(coding: Coding) -> AudioCodecContext:
    """A new encoder. Raises OutputError when it can't take the sample rate."""
    try:
        encoder = av.CodecContext.create(coding.codec, "w")
        if not isinstance(encoder, AudioCodecContext):
            raise OutputError(f"{coding.codec} is no encoder of sound")
        encoder.sample_rate = coding.sample_rate
        encoder.format = coding.sample_format
        encoder.layout = "mono"
        encoder.bit_rate = coding.bit_rate
        encoder.options = dict(coding.options)
        encoder.open()
    except (av.FFmpegError, ValueError) as error:
        hint = "choose another format with --format"
        raise OutputError(f"can't encode {coding.codec} at {coding.sample_rate} Hz: {error}", hint=hint) from error
    return encoder


def _frames_at(coded_rate: int, sample_rate: int, blocks: Iterable[bytes]) -> Iterator[av.AudioFrame]:
    """`blocks` as frames for an encoder, resampled where need be."""
    if coded_rate == sample_rate:
        yield from frames_of(blocks, sample_rate)
        return
    resampler = av.AudioResampler(format="s16", layout="mono", rate=coded_rate)
    for frame in frames_of(blocks, sample_rate):
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def frames_of(blocks: Iterable[bytes], sample_rate: int) -> Iterator[av.AudioFrame]:
    """Blocks of samples as frames with their times."""
    at = 0
    for block in blocks:
        samples = np.frombuffer(block, dtype="<i2")
        if not len(samples):
            continue
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = sample_rate
        frame.pts = at
        frame.time_base = Fraction(1, sample_rate)
        at += len(samples)
        yield frame


class Meter:
    """Counts the frames that go by, and notes their level ten times a second."""

    def __init__(self, sample_rate: int) -> None:
        self.frames = 0
        self._window = max(1, sample_rate // LEVELS_PER_SECOND)
        self._rest = b""
        self._levels: list[bytes] = []

    def watch(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The same blocks."""
        for block in blocks:
            self.frames += len(block) // 2
            self._note(self._rest + block)
            yield block

    def _note(self, pcm: bytes) -> None:
        whole = len(pcm) // (2 * self._window) * 2 * self._window
        self._rest = pcm[whole:]
        self._levels.append(measure_levels(np.frombuffer(pcm[:whole], dtype="<i2"), self._window))

    def levels(self) -> bytes:
        """The levels so far; what is left of a tenth of a second at the end counts as one."""
        last = np.frombuffer(self._rest, dtype="<i2")
        return b"".join([*self._levels, measure_levels(last, len(last))])


def measure_levels(samples: np.typing.NDArray[Any], window: int) -> bytes:
    """For each window of `samples` (in 16-bit units), dB under full scale in whole numbers, 120 for silence."""
    if not len(samples) or not window:
        return b""
    wave = samples.astype(np.float32).reshape(-1, window)
    power = np.einsum("ij,ij->i", wave, wave) / window / 32_768**2
    levels = -10 * np.log10(np.maximum(power, 10 ** (-QUIETEST / 10)))
    whole: np.typing.NDArray[np.uint8] = np.rint(np.clip(levels, 0, QUIETEST)).astype(np.uint8)
    return whole.tobytes()


# --- mux ----------------------------------------------------------------------------------------------------


def mux_pieces(path: Path, coding: Coding, pieces: Iterable[EncodedPiece]) -> None:
    """Join pieces by copying their packets into a new file without tags."""
    with av.open(str(path), "w", format=coding.container, options=dict(coding.container_options)) as container:
        stream = add_sound(container, coding.codec, coding.sample_rate, dict(coding.options))
        stream.bit_rate = coding.bit_rate
        container.start_encoding()
        for packet in _timed_packets(coding, pieces):
            packet.stream = stream
            container.mux_one(packet)


def drop_priming(pieces: Iterable[EncodedPiece], priming: int) -> Iterator[Sequence[bytes]]:
    """Each piece's packets; all but the first piece's without those that hold nothing."""
    for number, piece in enumerate(pieces):
        yield piece.packets[priming if number else 0 :]


def add_sound(container: OutputContainer, codec: str, sample_rate: int, options: dict[str, str]) -> AudioStream:
    """A new mono stream in a file that is being written."""
    stream = container.add_stream(codec, sample_rate, options=options, layout="mono")
    if not isinstance(stream, AudioStream):
        raise OutputError(f"{codec} is no encoder of sound")
    return stream


def _timed_packets(coding: Coding, pieces: Iterable[EncodedPiece]) -> Iterator[Packet[Any]]:
    """The packets of all pieces with their times; the last is cut to where the sound ends."""
    time_base = Fraction(1, coding.sample_rate)
    at = -coding.delay
    held: Packet[Any] | None = None
    for packets in drop_priming(pieces, coding.priming):
        for data in packets:
            if held is not None:
                yield held
            first, held = held is None, Packet(data)
            held.time_base = time_base
            held.pts = held.dts = at
            held.duration = coding.step
            if first and coding.marks_edges:
                held.set_sidedata(_edge(coding, coding.delay, 0))
            at += coding.step
    if held is None:
        raise OutputError("there is no sound to bind", hint="is there anything to speak in this story?")
    excess = coding.priming * coding.step - coding.delay
    held.duration = coding.step - excess
    if coding.marks_edges:
        held.set_sidedata(_edge(coding, 0, excess))
    yield held


def _edge(coding: Coding, skip: int, discard: int) -> PacketSideData:
    """Says how many frames a decoder skips at the start of a packet or discards at its end.

    Only an encoder makes such data from nothing: so one is asked for a packet that has some, and that is rewritten.
    """
    encoder = open_encoder(coding)
    silence = frames_of([bytes(8 * coding.step)], coding.sample_rate)
    packets = [packet for frame in [*silence, None] for packet in encoder.encode(frame)]
    data = PacketSideData.from_packet(packets[0], "skip_samples")
    data.update(pack("<IIBB", skip, discard, 0, 0))
    return data
