"""`rhapsode cast`: a table that fits, JSON, and a voices file that can be edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rhapsode.errors import OutputError
from tests.books import SONG, TONE, write_story
from tests.cli.conftest import Rhapsode


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_names_and_voices_are_shown_whole(
    rhapsode: Rhapsode, story: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    done = rhapsode("cast", story)
    assert (done.code, done.err) == (0, "")
    rows = done.out.splitlines()
    assert all(len(row) <= columns for row in rows)
    assert rows[1].split() == ["the", "narrator", "tone-o1"]
    voices = {row["name"]: row["voice"]["id"] for row in json.loads(rhapsode("cast", story, "--json").out)["cast"]}
    assert len(voices) == 2
    for name, voice in voices.items():
        assert any(row.startswith(name) and f" {voice} " in row for row in rows), done.out
    assert any("“" in row for row in rows), "an example of what each says"


def test_json(rhapsode: Rhapsode, story: Path) -> None:
    data = json.loads(rhapsode("cast", story, "--json").out)
    assert data["schema"] == "rhapsode-cast/1"
    assert data["narrator"]["id"] == "tone-o1"
    row = data["cast"][0]
    assert {"name", "aliases", "gender", "lines", "words", "share", "scenes", "talks_to", "voice", "example"} <= set(
        row
    )
    assert 0 < row["share"] < 1


def test_a_written_cast_can_be_changed_and_is_heeded(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("cast", story, "--write")
    assert done.code == 0
    assert "lock.voices.yaml: added " in done.err
    own = Path("lock.voices.yaml")
    written = own.read_text("utf-8")
    assert written.startswith(TONE)
    cast = written.removeprefix(TONE)
    assert "Oskar" in cast and cast.count("voice: tone-") == 2
    own.write_text(cast.replace("voice: tone-f1", "voice: tone-f3") + TONE, "utf-8")
    voices = {row["name"]: row["voice"]["id"] for row in json.loads(rhapsode("cast", story, "--json").out)["cast"]}
    assert "tone-f3" in voices.values()
    assert rhapsode("cast", story, "--write").err == "lock.voices.yaml: nothing to add\n"


def test_a_name_that_matches_nobody_is_remarked(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, SONG, TONE + "characters: {Oskarr: {rate: 90%}}\n")
    done = rhapsode("cast", "lock.txt")
    assert done.code == 0
    assert "Oskarr" in done.err and "did you mean Oskar" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_cast_for_one_book_serves_the_next(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, SONG, TONE, name="two.txt")
    Path("one.voices.yaml").write_text("characters: {Oskar Lind: {voice: tone-m4}}\n", "utf-8")
    data = json.loads(rhapsode("cast", "two.txt", "--voices", "one.voices.yaml", "--json").out)
    assert "tone-m4" in [row["voice"]["id"] for row in data["cast"]]


def test_a_folder_that_takes_no_voices_file(rhapsode: Rhapsode, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, text: str) -> None:
        raise OutputError("can't write here: Read-only file system", path=path, hint="choose another folder with -o")

    monkeypatch.setattr("rhapsode.voices_file.writing.write_text", refuse)
    done = rhapsode("cast", story, "--write")
    assert done.code == 1
    hint = "make its folder writable, or copy the story to one that is"
    assert done.err == f"rhapsode: lock.voices.yaml: can't write here: Read-only file system — {hint}\n"
