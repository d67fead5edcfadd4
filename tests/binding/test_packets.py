"""The rule by which pieces join, proven by decoding sixty short ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.audio import resample
from rhapsode.binding.packets import LEVELS_PER_SECOND, Meter, granule_of, measure_levels
from rhapsode.errors import OutputError
from rhapsode.model import ChapterMark, EncodedPiece
from rhapsode.protocols import PieceBinder
from tests.binding import books

LEAD = 2_048


def make_binder(name: str) -> PieceBinder:
    binder = books.make_binder(name)
    assert isinstance(binder, PieceBinder)
    return binder


def make_pieces(granule: int, rate: int, count: int) -> list[np.ndarray]:
    """Short pieces that begin with silence: tones of many pitches with gaps, the last one up to the very end."""
    random = np.random.default_rng(rate)
    pieces = []
    for _ in range(count):
        wave = np.zeros(int(random.integers(20, 40)) * 1_024 // granule * granule)
        at = LEAD
        while at < len(wave):
            length = min(int(random.integers(2_000, 6_000)), len(wave) - at)
            slope = np.minimum(1, np.minimum(np.arange(length), length - np.arange(length)) / 66)
            wave[at : at + length] = 8_000 * np.sin(np.arange(length) * random.uniform(0.05, 0.3)) * slope
            at += length + int(random.integers(1_000, 4_000))
        pieces.append(np.rint(wave).astype("<i2"))
    return pieces


def encode(binder: PieceBinder, piece: np.ndarray, rate: int) -> EncodedPiece:
    return binder.encode("key", len(piece), rate, [piece.tobytes()])


def decoded(binder: PieceBinder, path: Path, rate: int, pieces: list[EncodedPiece]) -> tuple[np.ndarray, int]:
    end = sum(piece.frames for piece in pieces)
    binder.write(path, rate, pieces, [ChapterMark("All", 0, end)], books.BOOK)
    return books.decode(path)


@pytest.mark.parametrize(
    "rate", [22_050, *(pytest.param(rate, marks=pytest.mark.slow) for rate in (16_000, 24_000, 44_100))]
)
@pytest.mark.parametrize("name", books.PIECEWISE)
def test_sixty_joined_pieces_decode_as_each_alone_without_drift(name: str, rate: int, tmp_path: Path) -> None:
    binder = make_binder(name)
    pieces = make_pieces(binder.granule(rate), rate, 60)
    encoded = [encode(binder, piece, rate) for piece in pieces]
    joined, coded_rate = decoded(binder, tmp_path / f"joined.{name}", rate, encoded)
    source = np.frombuffer(resample(np.concatenate(pieces).tobytes(), rate, coded_rate), "<i2").astype(float)
    assert len(joined) == len(source)  # not a frame too many or too few
    assert lag(joined, source, coded_rate) == 0
    at = 0
    for number, piece in enumerate(pieces):
        start, end = at * coded_rate // rate, (at + len(piece)) * coded_rate // rate
        lead = LEAD * coded_rate // rate
        if number:
            assert np.abs(joined[start + lead // 3 : start + lead * 4 // 5]).max() < 60  # −55 dBFS, as encoders ring
        if number % 10 == 9:
            alone, _ = decoded(binder, tmp_path / f"alone.{name}", rate, encoded[number : number + 1])
            error = rms(alone - source[start:end])
            assert rms(joined[start:end] - source[start:end]) < 1.05 * error + 1
            assert np.abs((joined[start:end] - alone)[lead:]).max() < 200  # −44 dBFS
        at += len(piece)


def lag(found: np.ndarray, wanted: np.ndarray, rate: int) -> int:
    """By how many frames `found` lies behind `wanted`, by their correlation over the last second."""
    tail = wanted[-rate - 200 : -200]
    span = range(-60, 61)
    fits = [float(np.dot(found[len(found) - rate - 200 + k : len(found) - 200 + k], tail)) for k in span]
    return span[int(np.argmax(fits))]


def rms(wave: np.ndarray) -> float:
    return math.sqrt(float(np.mean(np.square(wave))))


@pytest.mark.parametrize("name", books.PIECEWISE)
def test_a_piece_has_a_packet_for_each_step_besides_its_priming(name: str) -> None:
    binder = make_binder(name)
    granule = binder.granule(22_050)
    short, longer = (encode(binder, np.zeros(granule * n, "<i2"), 22_050) for n in (10, 25))
    packets_per_granule = (len(longer.packets) - len(short.packets)) / 15
    assert packets_per_granule == int(packets_per_granule) >= 1
    assert short.frames == granule * 10


@pytest.mark.parametrize("name", books.PIECEWISE)
def test_blocks_of_any_size_give_the_same_packets(name: str) -> None:
    binder = make_binder(name)
    (piece,) = make_pieces(binder.granule(22_050), 22_050, 1)
    pcm = piece.tobytes()

    def in_blocks(size: int) -> Iterator[bytes]:
        return (pcm[at : at + size] for at in range(0, len(pcm), size))

    results = [binder.encode("k", len(piece), 22_050, in_blocks(size)) for size in (2_000, 7_778, len(pcm))]
    assert results[1:] == results[:-1]


def test_a_piece_that_is_not_as_long_as_said_is_a_bug() -> None:
    with pytest.raises(ValueError, match="came with"):
        make_binder("m4b").encode("k", 2_048, 22_050, [bytes(2 * 1_024)])


@pytest.mark.parametrize("name", ["m4b", "mp3"])
def test_a_rate_that_the_encoder_refuses_is_one_error(name: str) -> None:
    with pytest.raises(OutputError, match="at 17000 Hz"):
        make_binder(name).encode("k", 1_152 * 2, 17_000, [bytes(2 * 2 * 1_152)])


def test_no_pieces_are_one_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no sound to bind"):
        make_binder("mp3").write(tmp_path / "x.mp3", 22_050, [], (), books.BOOK)


@given(st.sampled_from([960, 1_024]), st.sampled_from([8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000]))
def test_a_granule_is_a_whole_number_of_packets(step: int, rate: int) -> None:
    granule = granule_of(step, 48_000, rate)
    assert granule * 48_000 % (rate * step) == 0


def test_settings_tell_all_binders_apart() -> None:
    settings: set[Any] = {make_binder(name).settings for name in books.PIECEWISE}
    assert len(settings) == len(books.PIECEWISE)


# --- levels -------------------------------------------------------------------------------------------------


def test_levels_are_decibels_under_full_scale() -> None:
    loud, quiet = np.full(2_205, 32_767), np.full(2_205, 3_277)
    assert list(measure_levels(np.concatenate([loud, quiet, 0 * loud]), 2_205)) == [0, 20, 120]


@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=8))
def test_a_meter_notes_ten_levels_a_second_whatever_the_blocks(sizes: list[int]) -> None:
    random = np.random.default_rng(len(sizes))
    pcm = random.integers(-9_000, 9_000, sum(sizes)).astype("<i2").tobytes()
    meter, all_at_once = Meter(22_050), Meter(22_050)
    bounds = [0, *np.cumsum(sizes).tolist()]
    blocks = [pcm[2 * a : 2 * b] for a, b in pairwise(bounds)]
    assert b"".join(meter.watch(blocks)) == pcm
    assert list(all_at_once.watch([pcm])) == [pcm]
    assert meter.levels() == all_at_once.levels()
    assert meter.frames == sum(sizes)
    assert len(meter.levels()) == -(-sum(sizes) // (22_050 // LEVELS_PER_SECOND))
