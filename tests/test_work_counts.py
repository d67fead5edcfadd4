"""A rebuild costs what changed: lines spoken, pieces encoded and bytes written are counted, never seconds."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from PIL import Image

from rhapsode.building.builds import build, plan_build
from rhapsode.building.output_paths import Target
from rhapsode.building.plans import Built, Plan
from rhapsode.building.session import BookOptions, Session
from rhapsode.model import Script
from rhapsode.recording import WorkerPool
from rhapsode.stitching import plan_pieces
from rhapsode.store import Shelf, Store
from tests.books import PLAIN, TONE, build_story, decode, open_session, set_voices, write_story
from tests.sounds import RATE, make_take

pytestmark = pytest.mark.slow

VOICES = TONE + 'frame: {opening: "{title}."}\n'  # the author is a tag, and not spoken
CHAPTERS = 2
PARAGRAPHS = 25


def make_novel(chapters: int = CHAPTERS, paragraphs: int = PARAGRAPHS, headings: bool = True) -> str:
    """Enough for several pieces; no sentence twice."""
    blocks = []
    for chapter in range(1, chapters + 1):
        if headings:
            blocks.append(f"Chapter {chapter}")
        for number in range(paragraphs):
            place = f"mile {number} of road {chapter}"
            if number % 5 == 4:
                blocks.append(f"“We rest at {place},” said {'Maud Perrin' if number % 2 else 'Oskar Lind'}.")
            else:
                blocks.append(f"The carrier came by {place} in the rain. Nobody at {place} had seen the parcel.")
    return "\n\n".join(blocks) + "\n"


@dataclass(frozen=True)
class Kept:
    """A novel that was built once: its folder, and what came of it."""

    folder: Path
    story: Path
    plan: Plan
    built: Built


@pytest.fixture(scope="module", params=[True, False], ids=["chapters", "no chapters"])
def first(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("first")
    story = write_story(folder, make_novel(headings=request.param), VOICES)
    return Kept(folder, story, *build_story(story, folder))


@pytest.fixture
def kept(first: Kept, tmp_path: Path) -> Kept:
    """A copy of the built novel, its store and its file, to change."""
    shutil.copytree(first.folder, tmp_path, dirs_exist_ok=True)
    return Kept(tmp_path, tmp_path / first.story.name, first.plan, first.built)


def build_again(kept: Kept, options: BookOptions = PLAIN) -> Built:
    return build_story(kept.story, kept.folder, options=options)[1]


def counts(built: Built) -> tuple[int, int]:
    return built.lines_spoken, built.pieces_encoded


def texts_of(script: Script, speaker: str | None = None) -> set[str]:
    lines = [line for chapter in script.chapters for line in chapter.lines]
    return {line.text for line in lines if speaker is None or line.speaker == speaker}


def test_the_first_build_does_everything_once(first: Kept) -> None:
    assert first.built.pieces >= 4
    assert counts(first.built) == (len(texts_of(first.plan.script)), first.built.pieces)


def test_nothing_changed_costs_nothing(kept: Kept) -> None:
    again = build_again(kept)
    assert counts(again) == (0, 0)
    assert again.files[0].chapters == kept.built.files[0].chapters


def test_a_file_that_is_gone_is_written_again_and_nothing_spoken(kept: Kept) -> None:
    path = build_again(kept).files[0].path
    whole = path.read_bytes()
    path.unlink()
    assert counts(build_again(kept)) == (0, 0)
    assert path.read_bytes() == whole
    path.write_bytes(whole[:-1])
    assert counts(build_again(kept)) == (0, 0)
    assert path.read_bytes() == whole


def test_another_scene_sound_of_the_same_name_is_heard(tmp_path: Path) -> None:
    voices = TONE + "frame: {scene-sound: chime.wav}\n"
    story = write_story(tmp_path, "It rained.\n\n* * *\n\nIt stopped.\n", voices)
    chime = tmp_path / "chime.wav"
    write_wave(chime, 400)
    first = build_story(story, tmp_path)[1].files[0].path.read_bytes()
    write_wave(chime, 900)
    second = build_story(story, tmp_path)[1]
    assert second.lines_spoken == 0
    assert second.files[0].path.read_bytes() != first


def write_wave(path: Path, length_ms: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(make_take("chime", length_ms, 0, 0).pcm)


def test_a_tag_or_a_cover_touches_no_sound(kept: Kept) -> None:
    cover = kept.folder / "cover.png"
    Image.new("RGB", (300, 400), (90, 20, 20)).save(cover)
    assert counts(build_again(kept, BookOptions(author="Ann Author"))) == (0, 0)
    assert counts(build_again(kept, BookOptions(cover=cover))) == (0, 0)


def test_one_word_costs_its_line_and_its_piece(kept: Kept) -> None:
    text = kept.story.read_text(encoding="utf-8")
    for number in (1, 12, 23):
        place = f"by mile {number} of road {CHAPTERS // 2} "
        assert text.count(place) == 1
        kept.story.write_text(text.replace(place, f"past mile {number} of road {CHAPTERS // 2} "), encoding="utf-8")
        assert counts(build_again(kept)) == (1, 1)


def test_another_voice_costs_the_lines_of_its_character(kept: Kept) -> None:
    (hers,) = {line for line in texts_by_speaker(kept.plan.script) if "Maud" in line}
    set_voices(kept.story, VOICES + f"characters: {{{hers}: {{voice: tone-f5}}}}\n")
    again = build_again(kept)
    assert again.lines_spoken == len(texts_of(kept.plan.script, hers))
    assert again.pieces_encoded == len(pieces_with(kept, hers))


def texts_by_speaker(script: Script) -> set[str]:
    return {line.speaker for chapter in script.chapters for line in chapter.lines if line.speaker}


def pieces_with(kept: Kept, speaker: str) -> set[tuple[int, int]]:
    """The pieces in which `speaker` has a line, by chapter and first line."""
    return {
        (piece.chapter, piece.first)
        for piece in plan_pieces(kept.plan.script)
        if any(
            line.speaker == speaker for line in kept.plan.script.chapters[piece.chapter].lines[piece.first : piece.last]
        )
    }


def test_pauses_and_volume_speak_nothing(kept: Kept) -> None:
    set_voices(kept.story, VOICES + "pauses: {paragraph: 900ms}\nsections: {dialogue: {volume: -6dB}}\n")
    again = build_again(kept)
    assert counts(again) == (0, again.pieces)


# --- bytes --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(psutil.Process, "io_counters"), reason="the system does not count")
def test_bytes_are_written_about_once(tmp_path: Path) -> None:
    story = write_story(tmp_path, make_novel(), VOICES)
    built: list[Built] = []
    cold = count_written(lambda: built.append(build_story(story, tmp_path)[1]))
    book = built[0].files[0].size_bytes
    with Store(tmp_path / "store.sqlite") as store:
        stored = sum(size.size_bytes for size in store.sizes().values())
    assert cold < 4 * (stored + book)  # in so small a store the pages that every change touches weigh as much again
    warm = count_written(lambda: build_story(story, tmp_path))
    assert warm < 2 * book  # notes of what was used; the file is not written again


def count_written(work: Callable[[], object]) -> int:
    """Bytes that this process hands to the system for writing, to files and pipes."""
    process = psutil.Process()
    before = process.io_counters().write_chars
    work()
    return int(process.io_counters().write_chars - before)


# --- chapters stay where they are ---------------------------------------------------------------------------


def starts(built: Built) -> list[int]:
    """Where the chapters of a book begin, in frames: rounded to ms, equal shifts would differ by one."""
    return [mark.start_frame for mark in built.files[0].chapters]


def test_earlier_chapters_start_where_they_did(tmp_path: Path) -> None:
    """With a voice that never speaks a line twice alike: a listener's bookmark survives."""
    text = make_novel(5, 6)
    story = write_story(tmp_path, text, "defaults: {engine: espeak}\n")
    before = starts(build_story(story, tmp_path)[1])
    assert len(before) == 5
    assert starts(build_story(story, tmp_path)[1]) == before
    changed = text.replace("Nobody at mile 3 of road 3 had seen", "Nobody but the keeper at mile 3 of road 3 had seen")
    story.write_text(changed, encoding="utf-8")
    after = starts(build_story(story, tmp_path)[1])
    assert after[:3] == before[:3]
    assert after[3] > before[3]
    assert len({b - a for a, b in zip(before[3:], after[3:], strict=True)}) == 1, "the others move along"


# --- one store, several builds ------------------------------------------------------------------------------


def test_two_builds_at_once_on_one_store_both_finish_right(tmp_path: Path) -> None:
    alone = build_story(write_story(tmp_path / "alone", make_novel()), tmp_path / "alone")[1].files[0]
    stories = [write_story(tmp_path / name, make_novel()) for name in ("one", "two")]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "rhapsode", "build", story, "-o", story.parent, "--store", tmp_path, "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for story in stories
    ]
    told = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    for answer in told:
        (book,) = json.loads(answer)["books"]
        (file,) = book["files"]
        assert file["milliseconds"] == alone.duration_ms
        assert (decode(Path(file["path"]), 22_050) == decode(alone.path, 22_050)).all()
    with Store(tmp_path / "store.sqlite") as store:
        kept = store.sizes()
    assert kept[Shelf.PIECES].entries == json.loads(told[0])["books"][0]["pieces"]


def test_a_full_store_gives_up_what_was_used_longest_ago(tmp_path: Path) -> None:
    text = make_novel(1)
    old = write_story(tmp_path / "old", text, name="old.txt")
    new = write_story(tmp_path / "new", text.replace("mile", "stone"), name="new.txt")
    first = build_with_limit(old, tmp_path)
    age_entries(tmp_path / "store.sqlite")
    with Store(tmp_path / "store.sqlite") as store:
        limit = sum(size.size_bytes for size in store.sizes().values()) * 3 // 2
    second = build_with_limit(new, tmp_path, limit)
    with Store(tmp_path / "store.sqlite") as store:
        assert sum(size.size_bytes for size in store.sizes().values()) <= limit
    assert counts(build_with_limit(new, tmp_path)) == (0, 0), "the younger book is kept whole"
    first.files[0].path.unlink()
    again = build_with_limit(old, tmp_path)
    assert again.lines_spoken > 0, "of the older one something had to go"
    assert starts(again) == starts(first)
    assert second.files[0].path.exists()


def build_with_limit(story: Path, folder: Path, limit: int = 10**10) -> Built:
    """Build `story` with a store in `folder` that is kept to its limit, as the command does."""
    with Store(folder / "store.sqlite", limit) as store, WorkerPool(1) as pool, open_session(story.parent) as spare:
        session = Session(store, pool, spare.watcher)
        target = Target(story.parent / "out")
        built = build(plan_build(story, PLAIN, target, session), target, session)
        store.evict()
    return built


def age_entries(path: Path) -> None:
    """As if a day had passed."""
    with sqlite3.connect(path) as base:
        base.execute("UPDATE entries SET used = used - 86400")
    base.close()
