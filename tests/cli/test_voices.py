"""`rhapsode voices`: lists and samples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Rhapsode, make_program


def test_the_voices_of_an_engine(rhapsode: Rhapsode) -> None:
    done = rhapsode("voices", "--engine", "tone")
    assert done.code == 0
    assert any(row.split()[0] == "tone-f1" and "female" in row for row in done.out.splitlines())
    assert done.err.splitlines() == [
        f"{len(done.out.splitlines())} voices of tone; hear one: rhapsode voices --engine tone --sample VOICE"
    ]


def test_variants_are_listed_when_asked_for(rhapsode: Rhapsode) -> None:
    few = rhapsode("voices")
    assert 100 < len(few.out.splitlines()) < 200
    assert "+" not in few.out and "variants" in few.err
    some = rhapsode("voices", "--language", "EN_GB").out.splitlines()
    assert all(row.startswith("en-gb") for row in some) and len(some) > 50
    assert len(rhapsode("voices", "--all").out.splitlines()) > 5_000


def test_json(rhapsode: Rhapsode) -> None:
    data = json.loads(rhapsode("voices", "--engine", "tone", "--json").out)
    assert data["schema"] == "rhapsode-voices/1"
    assert set(data["voices"][0]) == {"engine", "id", "name", "language", "gender", "age"}


def test_a_sample_is_written_or_played(rhapsode: Rhapsode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = rhapsode("voices", "--engine", "tone", "--sample", "tone-f1", "--text", "Good evening.", "-o", "f1.wav")
    assert (done.code, done.out) == (0, "f1.wav\n")
    assert Path("f1.wav").read_bytes()[:4] == b"RIFF"
    make_program(tmp_path / "players", "aplay", f'cp "$2" {tmp_path}/heard.wav')
    monkeypatch.setenv("PATH", f"{tmp_path}/players:/bin:/usr/bin")
    assert rhapsode("voices", "--engine", "tone", "--sample", "tone-f1").code == 0
    assert (tmp_path / "heard.wav").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--engine", "espeek"), "no engine called 'espeek' — did you mean espeak?"),
        (("--language", "english"), "espeak has no voice for the language 'english' — name it by its code, e.g. en"),
        (("--engine", "tone", "--sample", "tone-f"), "tone has no voice 'tone-f' — did you mean tone-f"),
    ],
)
def test_what_is_not_there(rhapsode: Rhapsode, asked: tuple[str, ...], told: str) -> None:
    done = rhapsode("voices", *asked)
    assert (done.code, done.out) == (1, "")
    assert told in done.err and len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("-o", "v.wav"), "--output says how a sample is made; name its voice with --sample"),
        (("--text", "Good evening."), "--text says how a sample is made; name its voice with --sample"),
        (("--sample", "en-us", "-o", "s.mp3"), "a sample is a WAV file; call it s.wav"),
    ],
)
def test_what_would_be_ignored_is_refused(rhapsode: Rhapsode, asked: tuple[str, ...], told: str) -> None:
    done = rhapsode("voices", *asked)
    assert (done.code, done.out) == (2, "")
    assert told in done.err and len(done.err.splitlines()) == 1
    assert not Path("s.mp3").exists()


def test_a_variant_alone_is_one_of_the_usual_voice(rhapsode: Rhapsode) -> None:
    for name, path in (("+f3", "short.wav"), ("en-us+f3", "long.wav")):
        assert rhapsode("voices", "--sample", name, "--text", "Good evening.", "-o", path).code == 0
    assert Path("short.wav").read_bytes()[-1_000:] == Path("long.wav").read_bytes()[-1_000:]
