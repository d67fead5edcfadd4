"""`rhapsode preview`: one scene, heard or kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.books import SONG, write_story
from tests.cli.conftest import Rhapsode, make_program

SCENES = SONG + "\n* * *\n\nIn the morning the lock was open.\n\n* * *\n\n" + SONG.split("\n", 2)[2]


def test_the_first_scene_with_who_says_what(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("preview", story)
    assert (done.code, done.err) == (0, "")
    rows = done.out.splitlines()
    assert rows[0].endswith("─") and "scene 1" in rows[0]
    assert any(re.match(r"dialogue +Maud.* tone-\w+  You are early,", row) for row in rows), done.out
    (file,) = Path("output").glob("*.wav")
    assert rows[-1].startswith(f"→ {file} (")
    assert all(len(row) <= 80 for row in rows[:-1])


def test_json_and_a_file_of_ones_own(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, SCENES)
    done = rhapsode("preview", "lock.txt", "--find", "in the  MORNING", "-o", "one.mp3", "--json")
    data = json.loads(done.out)
    assert data["schema"] == "rhapsode-preview/1"
    assert (data["path"], data["chapter"], data["scene"]) == ("one.mp3", 1, 2)
    assert [line["text"].strip() for line in data["lines"]] == ["In the morning the lock was open."]
    assert set(data["lines"][0]) == {"kind", "speaker", "voice", "text"}
    assert Path("one.mp3").stat().st_size > 5_000


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--chapter", 7), "there is no chapter 7 — there is one: see rhapsode inspect --brief"),
        (("--scene", 9), "no scene fits"),
        (("--kind", "letter"), "no scene fits"),
        (("--find", "no such words"), "no scene fits"),
        (("--speaker", "Maude Perin"), "did you mean Maud"),
        (("--speaker", "Zzz"), "see who speaks with: rhapsode cast"),
    ],
)
def test_a_scene_that_is_not_there(rhapsode: Rhapsode, story: Path, asked: tuple[str, object], told: str) -> None:
    done = rhapsode("preview", story, *asked)
    assert (done.code, done.out) == (1, "")
    assert told in done.err and len(done.err.splitlines()) == 1
    assert not Path("output").exists()


def test_it_is_played_to_its_end(rhapsode: Rhapsode, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("players").resolve()
    make_program(folder, "paplay", f'echo "$1" > {folder}/heard; test -s "$1"')
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    done = rhapsode("preview", story, "--play", "-o", "one.wav")
    assert done.code == 0
    assert (folder / "heard").read_text().strip() == str(Path("one.wav").resolve())
    assert "no player" not in done.out


def test_without_a_player_it_says_where_the_scene_is(
    rhapsode: Rhapsode, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = rhapsode("preview", story, "--play", "-o", "one.wav")
    assert done.code == 0
    assert done.err == "no player found; the scene is one.wav\n"
    done = rhapsode("preview", story, "--play", "-o", "one.wav", "--json")
    assert json.loads(done.out)["path"] == "one.wav"


def test_a_kind_that_is_not_spoken_says_how_to_hear_it(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, "A/N: A note for Ann, who asked for more rain.\n\n" + SONG)
    done = rhapsode("preview", "lock.txt", "--kind", "Note")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "rhapsode: lock.txt: no scene fits, since these are not spoken: note — have them read too: --speak note\n"
    )
    assert rhapsode("preview", "lock.txt", "--kind", "note", "--speak", "NOTE").code == 0
