"""`rhapsode inspect`: the understanding for people and for scripts, with its reasons."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rhapsode.model import Kind
from tests.books import SONG, TONE, write_story
from tests.cli.conftest import Rhapsode

DOUBTFUL = SONG + '\n\n"Somebody should," said a voice.\n\n"Who said that?"\n\n"I did not."\n'


def test_it_shows_every_passage_with_kind_and_speaker(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("inspect", story)
    assert (done.code, done.err) == (0, "")
    rows = done.out.splitlines()
    assert any(row.split()[:2] == ["dialogue", "Maud"] and '"You are early,"' in row for row in rows)
    assert any(row.startswith("lyric") and "The water is low" in row for row in rows)
    assert all(len(row) <= 80 for row in rows)
    text = " ".join(" ".join(rows).split())
    assert "She filled the kettle, and the rain went on." in text
    assert "\x1b" not in done.out


def test_it_says_why(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("inspect", story, "--why")
    told = " ".join(done.out.split())
    assert "↳ dialogue: double quotes" in told
    assert "↳ Maud 1" in told or "↳ Maud 9" in told or "↳ Maud Perrin 9" in told or "↳ Maud Perrin 1" in told
    assert "↳ voice tone-o1: defaults: voice (lock.voices.yaml:1)" in told
    assert "casting: female" in told


def test_what_the_user_set_is_named_with_file_and_line(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, SONG, TONE + "characters:\n  Maud: {voice: tone-f4}\n")
    told = " ".join(rhapsode("inspect", "lock.txt", "--why").out.split())
    assert "voice tone-f4: characters: Maud: voice (lock.voices.yaml:7)" in told


def test_json_holds_the_text_and_its_passages(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("inspect", story, "--json")
    data = json.loads(done.out)
    assert data["schema"] == "rhapsode-story/1"
    assert data["text"] == story.read_text("utf-8")
    assert {"title", "author", "language", "characters", "chapters", "segments"} <= data.keys()
    for segment in data["segments"]:
        keys = {"start", "end", "kind", "speaker", "confidence", "within", "spoken", "reason", "chapter", "scene"}
        assert keys <= segment.keys()
        assert segment["kind"] in list(Kind)
        assert 0 <= segment["confidence"] <= 1
    assert data["chapters"][0]["scenes"][0]["start"] == 0
    assert {"name", "aliases", "gender", "lines"} <= data["characters"][0].keys()


def test_the_overview_alone(rhapsode: Rhapsode, story: Path) -> None:
    rows = rhapsode("inspect", story, "--brief").out.splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["size", "passages", "speakers"]
    assert len(rows) == 4


def test_only_some_chapters(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, "CHAPTER 1\n\nIt rained on the lock.\n\nCHAPTER 2\n\nIt snowed on the weir.\n")
    done = rhapsode("inspect", "lock.txt", "--chapters", "2")
    assert "snowed" in done.out and "rained" not in done.out
    done = rhapsode("inspect", "lock.txt", "--chapters", "3")
    assert (done.code, done.out) == (1, "")
    assert done.err == "rhapsode: lock.txt: there is no chapter 3 — there are 2: see rhapsode inspect --brief\n"


def test_the_doubtful_are_listed_with_who_else_it_may_be(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, DOUBTFUL, TONE + "  doubt-below: 1\n")
    done = rhapsode("inspect", "lock.txt", "--doubtful")
    assert done.code == 0
    place = DOUBTFUL[: DOUBTFUL.index('"I did not."')].count("\n") + 1
    assert '"I did not."' in done.out
    assert "%" in done.out and f"↳ line {place}" in done.out
    assert "lock.voices.yaml" in done.out.splitlines()[-1]
    assert "?" in rhapsode("inspect", "lock.txt").out


@pytest.mark.parametrize("kind", ["note", "summary"])
def test_what_is_not_spoken_says_so(rhapsode: Rhapsode, tmp_path: Path, kind: str) -> None:
    text = {"note": "A/N: For Ann.\n\n", "summary": "SUMMARY: A lock, and rain.\n\n"}[kind]
    write_story(tmp_path, text + SONG)
    done = rhapsode("inspect", "lock.txt")
    assert kind in done.out and "↳ not spoken" in done.out


def test_corrections_win(rhapsode: Rhapsode, tmp_path: Path) -> None:
    corrections = (
        'corrections:\n  - {text: "By a year.", set: {speaker: Maud Perrin}}\n'
        '  - {text: "Then sit down", set: {kind: narration}}\n  - {text: "You are early", set: {speaker: The Heron}}\n'
    )
    write_story(tmp_path, SONG, TONE + corrections)
    done = rhapsode("inspect", "lock.txt", "--json")
    data = json.loads(done.out)
    said = {data["text"][s["start"] : s["end"]]: (s["kind"], s["speaker"]) for s in data["segments"]}
    assert said['"By a year."'] == ("dialogue", said['"Nobody said that you would,"'][1])
    assert said['"Then sit down,"'] == ("narration", None)
    assert said['"You are early,"'] == ("dialogue", "The Heron")
    assert "The Heron" in [character["name"] for character in data["characters"]]
    assert "corrected" in rhapsode("inspect", "lock.txt", "--why").out


def test_the_first_heading_of_a_markdown_story_is_its_title(rhapsode: Rhapsode, tmp_path: Path) -> None:
    (tmp_path / "serial.md").write_text("# The Weir\n\n## One\n\nIt rained.\n\n## Two\n\nIt snowed.\n", "utf-8")
    data = json.loads(rhapsode("inspect", "serial.md", "--json").out)
    assert data["title"] == "The Weir"
    assert [chapter["title"] for chapter in data["chapters"]] == ["One", "Two"]


def test_what_is_no_language_is_a_usage_error(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("inspect", story, "--language", "Englsh")
    assert (done.code, done.out) == (2, "")
    assert "did you mean en?" in " ".join(done.err.split())
    assert json.loads(rhapsode("inspect", story, "--json", "--language", "en_GB").out)["language"] == "en-gb"


def test_nothing_in_doubt_says_so(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, "It rained on the lock, and nobody came through.\n")
    done = rhapsode("inspect", "lock.txt", "--doubtful")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"No passage's speaker is less sure than \d+%\.\n", done.out)
