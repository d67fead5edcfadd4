"""Playing with whatever the system has: the first that can, or none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rhapsode.cli.playing import play
from tests.cli.conftest import make_program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by itself")


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "players").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/players:/bin:/usr/bin")
    path = tmp_path / "a sound; rm -rf $HOME.wav"
    path.write_bytes(b"RIFF")
    return path


def test_the_first_player_that_works_is_taken(sound: Path, tmp_path: Path) -> None:
    make_program(tmp_path / "players", "pw-play", "exit 1")
    make_program(tmp_path / "players", "paplay", f'echo "paplay $1" >> {tmp_path}/played')
    make_program(tmp_path / "players", "aplay", f'echo "aplay $*" >> {tmp_path}/played')
    assert play(sound) == ""
    assert (tmp_path / "played").read_text() == f"paplay {sound}\n"


def test_ffplay_shows_no_window(sound: Path, tmp_path: Path) -> None:
    make_program(tmp_path / "players", "ffplay", f'echo "$*" >> {tmp_path}/played')
    assert play(sound) == ""
    assert (tmp_path / "played").read_text() == f"-nodisp -autoexit -loglevel error {sound}\n"


def test_none_is_none(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert play(sound) == "no player found"


def test_a_player_that_fails_is_not_called_missing(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}/players")
    make_program(tmp_path / "players", "paplay", "exit 1")
    assert play(sound) == "paplay could not play it"
    make_program(tmp_path / "players", "aplay", "exit 1")
    assert play(sound) == "paplay and aplay could not play it"


def test_what_a_player_says_stays_out_of_the_output(
    sound: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make_program(tmp_path / "players", "ffplay", "echo said; echo told >&2")
    assert play(sound) == ""
    assert capfd.readouterr() == ("", "")
