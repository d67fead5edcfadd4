"""`rhapsode build`: what it makes, what it says, what it refuses."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.books import SONG, TONE, set_voices, write_story
from tests.cli.conftest import Rhapsode

_open = Path.open
NOTED = "A/N: A note for Ann, who asked for more rain.\n\n"
CHAPTERS = "\n\n".join(f"CHAPTER {n}\n\nIt rained on day {n}, and the lock was shut." for n in (1, 2, 3)) + "\n"


def test_a_build_says_what_was_made(rhapsode: Rhapsode, story: Path) -> None:
    done = rhapsode("build", story)
    assert done.code == 0
    assert done.err == "", "no bars where nobody looks"
    (book,) = Path("output").glob("*.m4b")
    rows = done.out.splitlines()
    assert rows[-1] == f"  → {book}"
    for label in ("to come", "length", "made in", "chapters", "passages", "cast"):
        assert any(row.startswith(f"  {label}  ") for row in rows), label
    assert "Maud" in done.out and "tone-f" in done.out
    assert "2 lyric" in done.out or "1 lyric" in done.out
    assert "\x1b" not in done.out


def test_a_second_build_says_that_all_was_kept(rhapsode: Rhapsode, story: Path) -> None:
    assert "; spoke " in rhapsode("build", story).out
    assert "; had every line from before" in rhapsode("build", story).out
    set_voices(story, TONE.replace("voice: tone-o1", "voice: tone-f5"))
    assert re.search(r"; spoke \d+ of \d+ lines, \d+ were repeats or kept$", rhapsode("build", story).out, re.M)


def build_json(rhapsode: Rhapsode, *arguments: Any) -> dict[str, Any]:
    done = rhapsode("build", *arguments, "--json")
    data: dict[str, Any] = json.loads(done.out)
    assert data["schema"] == "rhapsode-build/1"
    return data


def test_json_and_nothing_else(rhapsode: Rhapsode, story: Path) -> None:
    (book,) = build_json(rhapsode, story)["books"]
    assert set(book) == {
        "story", "title", "author", "files", "cast", "passages", "unspoken", "remarks", "lines", "lines_spoken",
        "pieces", "pieces_encoded", "seconds",
    }  # fmt: skip
    (file,) = book["files"]
    assert Path(file["path"]).stat().st_size == file["bytes"]
    assert file["milliseconds"] > 5_000
    assert file["chapters"][0]["start_ms"] == 0
    assert 10 < book["lines_spoken"] <= book["lines"]  # what is said twice is spoken once
    assert all(voice["engine"] == "tone" for voice in book["cast"].values())


def test_one_story_that_fails_does_not_stop_the_others(rhapsode: Rhapsode, story: Path, tmp_path: Path) -> None:
    write_story(tmp_path, "Another tale.\n\nIt was short.", name="short.txt")
    done = rhapsode("build", story, "missing.txt", "short.txt")
    assert done.code == 1
    assert done.err.splitlines() == ["rhapsode: missing.txt: no such file — check the name and the folder"]
    assert len(list(Path("output").glob("*.m4b"))) == 2
    done = rhapsode("build", "missing.txt", "short.txt", "--json")
    assert done.code == 1
    assert ["error" in book for book in json.loads(done.out)["books"]] == [True, False]
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("format", ["mp3", "opus", "flac", "wav"])
def test_every_format(rhapsode: Rhapsode, story: Path, format: str) -> None:
    assert rhapsode("build", story, "--format", format).code == 0
    assert [path.suffix for path in Path("output").iterdir()] == [f".{format}"]


def test_title_author_folder(rhapsode: Rhapsode, story: Path) -> None:
    (book,) = build_json(rhapsode, story, "--title", "Rain: Part 1/2", "--author", "Ann", "-o", "books/new")["books"]
    assert (book["title"], book["author"]) == ("Rain: Part 1/2", "Ann")
    assert book["files"][0]["path"] == str(Path("books/new/Rain- Part 1-2.m4b"))


def test_a_file_for_each_chapter(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, CHAPTERS)
    done = rhapsode("build", "lock.txt", "--per-chapter", "--format", "mp3")
    assert done.code == 0
    assert len(list(Path("output/lock").glob("*.mp3"))) == 3
    assert done.out.splitlines()[-1] == f"  → {Path('output/lock')}"


def test_only_some_chapters(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, CHAPTERS)
    (book,) = build_json(rhapsode, "lock.txt", "--chapters", "2-3")["books"]
    assert len(book["files"][0]["chapters"]) == 2
    done = rhapsode("build", "lock.txt", "--chapters", "9")
    assert done.code == 1
    assert "9" in done.err and len(done.err.splitlines()) == 1


def test_notes_are_spoken_when_asked_for(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, NOTED + SONG)
    (silent,) = build_json(rhapsode, "lock.txt")["books"]
    (spoken,) = build_json(rhapsode, "lock.txt", "--speak", "note")["books"]
    assert [one["kind"] for one in silent["unspoken"]] == ["note"]
    assert spoken["unspoken"] == []
    assert spoken["lines"] > silent["lines"]
    assert spoken["files"][0]["milliseconds"] > silent["files"][0]["milliseconds"] + 1_000
    assert "“A/N: A note for Ann" in rhapsode("build", "lock.txt").out


def test_without_a_store_nothing_is_kept(rhapsode: Rhapsode, story: Path, tmp_path: Path) -> None:
    for _ in range(2):
        (book,) = build_json(rhapsode, story, "--no-store")["books"]
        assert book["lines_spoken"] > 10
    assert not (tmp_path / "cache").exists()


def test_a_store_of_ones_own(rhapsode: Rhapsode, story: Path, tmp_path: Path) -> None:
    build_json(rhapsode, story, "--store", "mine")
    assert Path("mine/store.sqlite").exists()
    assert not (tmp_path / "cache").exists()
    assert build_json(rhapsode, story, "--store", "mine")["books"][0]["lines_spoken"] == 0


def test_a_cast_is_kept_until_it_is_made_anew(rhapsode: Rhapsode, story: Path) -> None:
    before = build_json(rhapsode, story)["books"][0]["cast"]
    set_voices(
        story, TONE.replace("[tone-f1, tone-f2,", "[tone-f4, tone-f3,").replace("[tone-m1, tone-m2,", "[tone-m3,")
    )
    assert build_json(rhapsode, story)["books"][0]["cast"] == before
    after = build_json(rhapsode, story, "--recast")["books"][0]["cast"]
    assert {name: voice["id"] for name, voice in after.items()} != {n: v["id"] for n, v in before.items()}


def test_a_foreign_file_is_replaced_only_by_force(rhapsode: Rhapsode, story: Path) -> None:
    rhapsode("build", story)
    (book,) = Path("output").glob("*.m4b")
    book.write_bytes(b"somebody's own")
    done = rhapsode("build", story)
    assert done.code == 1
    hint = "rename it, choose another folder with -o, or replace it with --force"
    assert done.err == f"rhapsode: {book}: rhapsode did not make this file — {hint}\n"
    assert book.read_bytes() == b"somebody's own"
    assert rhapsode("build", story, "--force").code == 0
    assert book.stat().st_size > 10_000


def test_two_stories_of_one_title(rhapsode: Rhapsode, tmp_path: Path) -> None:
    write_story(tmp_path, "It rained.", name="one.txt")
    write_story(tmp_path, "It snowed.", name="two.txt")
    assert rhapsode("build", "one.txt", "two.txt", "--title", "Weather").code == 0
    assert sorted(path.name for path in Path("output").iterdir()) == ["Weather (two).m4b", "Weather.m4b"]


def test_a_long_cast_and_many_notes_are_cut_short(rhapsode: Rhapsode, tmp_path: Path) -> None:
    names = "Ada Bea Cora Dora Edna Flora Greta Hilda Ida Jana Karla Lena Mina Nora Olga".split()
    turns = [
        f'"The rope is frayed and the gate is shut today," said {name} {name}son.' for name in names for _ in "123"
    ]
    told = "It rained on, and they stood in the shed and waited for it to stop."
    notes = [f"A/N: note number {n} is for those who waited.\n\n{told}" for n in range(9)]
    write_story(tmp_path, "\n\n".join(turns + notes))
    done = rhapsode("build", "lock.txt")
    assert "more: rhapsode cast lock.txt" in done.out
    assert "more: rhapsode inspect lock.txt" in done.out
    assert len(done.out.splitlines()) < 32


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("command", ["build", "preview", "inspect", "cast"])
def test_a_name_that_is_not_utf_8(rhapsode: Rhapsode, tmp_path: Path, command: str) -> None:
    name = os.fsdecode(b"\xff-rain.txt")
    write_story(tmp_path, "It rained on the lock, and nobody came through.\n", name="rain.txt").rename(name)
    Path("voices.yaml").write_text(TONE, encoding="utf-8")
    assert rhapsode(command, name).code == 0
    if command == "build":
        assert [path.name for path in Path("output").iterdir()] == ["\ufffd-rain.m4b"]
        assert rhapsode(command, name, "--author", os.fsdecode(b"\xe4")).code == 0


def test_stories_that_cannot_be_read_do_not_stop_the_others(rhapsode: Rhapsode, story: Path) -> None:
    Path("folder").mkdir()
    done = rhapsode("build", "folder", ".", story)
    assert done.code == 1
    hint = "this is a folder — name the story's file"
    assert done.err.splitlines() == [f"rhapsode: folder: {hint}", f"rhapsode: .: {hint}"]
    assert len(list(Path("output").glob("*.m4b"))) == 1


def test_a_story_without_the_right_to_read_it_does_not_stop_the_others(
    rhapsode: Rhapsode, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_closed(path: str, mode: int) -> bool:  # as for all but root, who may read anything
        return not (mode & os.R_OK and Path(path).name == "closed.txt") and Path(path).exists()

    def refuse(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == "closed.txt":
            raise PermissionError(13, "Permission denied")
        return _open(path, *how, **more)

    Path("closed.txt").write_text("It rained.", encoding="utf-8")
    monkeypatch.setattr("os.access", is_closed)
    monkeypatch.setattr(Path, "open", refuse)
    done = rhapsode("build", "closed.txt", story)
    assert done.code == 1
    told = "can't read this file: Permission denied — check the name and its rights"
    assert done.err == f"rhapsode: closed.txt: {told}\n"
    assert len(list(Path("output").glob("*.m4b"))) == 1


def test_columns_stay_apart_from_a_thousand_lines_on(rhapsode: Rhapsode, tmp_path: Path) -> None:
    turns = [f'"The gate is shut, for the {n}th day," said Maud Perrin.' for n in range(1_000)]
    write_story(tmp_path, "\n\n".join(turns) + '\n\n"Is it?" said Oskar Lind. "Is it?"')
    done = rhapsode("build", "lock.txt", "--format", "wav", "--no-store")
    assert done.code == 0
    (maud,) = re.findall(r"Maud Perrin .*", done.out)
    (oskar,) = re.findall(r"Oskar Lind .*", done.out)
    assert re.search(r" +[fmo?] 1,\d{3} lines  tone-", maud)
    assert maud.index("tone-") == oskar.index("tone-")


def test_a_story_that_is_named_twice_is_made_once(rhapsode: Rhapsode, story: Path) -> None:
    write_story(Path(), "It rained.", name="rain.txt")
    books = build_json(rhapsode, story, "rain.txt", story.resolve(), "missing.txt")["books"]
    assert [book["story"] for book in books] == ["lock.txt", "rain.txt", "missing.txt"]
    assert len(list(Path("output").iterdir())) == 2
