"""A scene sound is read as the format its first bytes say, no further than it may last, and nothing else is opened."""

from __future__ import annotations

import os
import tracemalloc
import wave as wave_module
from pathlib import Path

import av
import numpy as np
import pytest

from rhapsode.audio import gated_rms_dbfs
from rhapsode.decoding import decode_file, digest_file
from rhapsode.errors import ChoiceError

RATE = 22_050
PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\ntone.wav\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile tone.wav\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>\n',
    "words": "this is no sound at all\n" * 99,
    "nothing": "",
}


def tone(seconds: float, rate: int = 44_100) -> np.ndarray:
    """A sine at −20 dBFS RMS."""
    time = np.arange(round(rate * seconds)) / rate
    return np.rint(np.sin(2 * np.pi * 440 * time) * 32768 * 0.1 * 2**0.5).astype("<i2")


def write_sound(path: Path, codec: str, container: str, seconds: float = 1) -> Path:
    rate = 48_000 if codec == "libopus" else 44_100
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=rate)
        frame = av.AudioFrame.from_ndarray(tone(seconds, rate)[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = rate
        fifo = av.AudioFifo()
        for part in resampler.resample(frame):
            part.pts = None
            fifo.write(part)
        while (piece := fifo.read(stream.codec_context.frame_size or 1_024, partial=True)) is not None:
            piece.pts = None
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return path


def write_wave(path: Path, rate: int, frames: bytes, channels: int = 1) -> Path:
    with wave_module.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(frames)
    return path


@pytest.mark.parametrize(
    ("codec", "container"),
    [
        ("pcm_s16le", "wav"),
        ("flac", "flac"),
        ("libmp3lame", "mp3"),
        ("libopus", "ogg"),
        ("aac", "ipod"),
    ],
)
@pytest.mark.parametrize("name", ["bell.wav", "bell", "bell.m3u8"])
def test_a_sound_is_known_by_its_first_bytes(tmp_path: Path, codec: str, container: str, name: str) -> None:
    pcm = decode_file(write_sound(tmp_path / name, codec, container), RATE, 30)
    assert len(pcm) // 2 == pytest.approx(RATE, rel=0.08)
    assert gated_rms_dbfs(pcm, RATE) == pytest.approx(-20, abs=0.5)


@pytest.mark.parametrize("codec", ["libmp3lame", "flac"])
def test_a_tag_in_front_hides_no_sound(tmp_path: Path, codec: str) -> None:
    path = write_sound(tmp_path / "x", codec, "mp3" if codec == "libmp3lame" else "flac")
    data = path.read_bytes()
    sound = data if codec == "flac" else data[data.index(b"\xff\xf3" if b"\xff\xf3" in data[:2000] else b"\xff\xfb") :]
    path.write_bytes(b"ID3\x03\x00\x00\x00\x00\x02\x00" + bytes(256) + sound)
    assert len(decode_file(path, RATE, 30)) // 2 == pytest.approx(RATE, rel=0.08)


def test_two_channels_become_one(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "bell.wav", 44_100, np.repeat(tone(1), 2).tobytes(), channels=2)
    pcm = decode_file(path, RATE, 30)
    assert len(pcm) == 2 * RATE
    assert gated_rms_dbfs(pcm, RATE) == pytest.approx(-20, abs=0.2)


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("name", ["bell.wav", "bell.m3u8", "bell.ffconcat", "bell.mpd"])
def test_what_is_no_sound_is_one_error(tmp_path: Path, kind: str, name: str) -> None:
    write_wave(tmp_path / "tone.wav", 44_100, tone(1).tobytes())
    (tmp_path / name).write_text(PLAYLISTS[kind], encoding="utf-8")
    with pytest.raises(ChoiceError, match="can't play this sound: it holds no sound that is known here") as caught:
        decode_file(tmp_path / name, RATE, 30)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "start", [b"RIFF....WAVE", b"fLaC", b"OggS", b"....ftypM4A ", b"ID3\x03", b"\xff\xfb", b"\xff"]
)
def test_a_sound_that_ends_where_it_began_is_one_error(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "bell").write_bytes(start)
    with pytest.raises(ChoiceError, match="can't play this sound"):
        decode_file(tmp_path / "bell", RATE, 30)


@pytest.mark.parametrize("name", ["nothing.wav", ".", "x" * 300, "nothing/there.wav"])
def test_what_is_no_file_is_one_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ChoiceError, match="can't play this sound"):
        decode_file(tmp_path / name, RATE, 30)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(ChoiceError, match="it is no plain file"):
        decode_file(tmp_path / "pipe.wav", RATE, 30)


def test_a_long_sound_is_left_where_it_becomes_too_long(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "hours.flac", "flac", "flac", 120)
    tracemalloc.start()
    with pytest.raises(ChoiceError, match=r"hours\.flac: this sound lasts longer than 30 s — cut it to 30 s or less"):
        decode_file(path, RATE, 30)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000  # two minutes have 5.3 MB, and 30 s 1.3


def test_a_sound_of_the_very_length_is_taken(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "bell.wav", RATE, tone(2, RATE).tobytes())
    assert len(decode_file(path, RATE, 2)) == 4 * RATE


@pytest.mark.parametrize("rate", [1, 100, 3_999])
def test_a_rate_that_would_blow_it_up_is_refused(tmp_path: Path, rate: int) -> None:
    path = write_wave(tmp_path / "bell.wav", rate, bytes(8_000))
    with pytest.raises(ChoiceError, match="can't play this sound"):
        decode_file(path, RATE, 30)


def test_a_file_too_large_for_a_sound_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bell.wav"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(ChoiceError, match="it has 100,000,001 bytes"):
        decode_file(path, RATE, 30)


def test_a_sound_is_told_from_another_by_its_bytes(tmp_path: Path) -> None:
    first, second = (write_wave(tmp_path / name, RATE, name.encode() * 9) for name in ("a1", "b2"))
    assert len({digest_file(first), digest_file(second), b""}) == 3
    assert digest_file(tmp_path / "nothing.wav") == digest_file(tmp_path / ("x" * 300)) == digest_file(tmp_path) == b""
