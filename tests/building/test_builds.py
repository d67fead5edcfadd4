"""Whole builds: nothing is lost, nothing is spoken twice, cues tell the truth, a killed build goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import av
import mutagen.mp4
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhapsode.building.builds import build, plan_build, write_script
from rhapsode.building.output_paths import Target
from rhapsode.building.plans import Plan
from rhapsode.building.producing import produce
from rhapsode.building.session import BookOptions, Session
from rhapsode.building.understanding import understand
from rhapsode.errors import ChoiceError, OutputError, StoryError
from rhapsode.model import Cue, Kind, Story
from rhapsode.plugins import load
from rhapsode.store import Shelf
from tests.books import (
    PLAIN,
    ROOT,
    SONG,
    STORIES,
    TONE,
    build_story,
    decode,
    find_onset,
    open_session,
    set_voices,
    write_story,
)


def rest(at: int) -> tuple[pytest.MarkDecorator, ...]:
    """The first of a row stands for all in the default run; the slow suite has every one."""
    return (pytest.mark.slow,) if at else ()


FORMATS = [pytest.param(name, marks=rest(at)) for at, name in enumerate("m4b mp3 opus flac wav".split())]


def count_spoken(story: Path, folder: Path, format: str = "m4b", options: BookOptions = PLAIN) -> int:
    return build_story(story, folder, format, options)[1].lines_spoken


# --- promises -----------------------------------------------------------------------------------------------


def check_tiling(story: Story) -> None:
    """Every character that is not white space is in exactly one passage, in order."""
    at = 0
    for passage in story.passages:
        assert passage.start < passage.end
        assert not story.text[at : passage.start].strip(), story.text[at : passage.start]
        at = passage.end
    assert not story.text[at:].strip()


def check_lines(plan: Plan) -> None:
    """Each word outside what is left out is in exactly one line, and none of what is left out is in any."""
    text = plan.understood.story.text
    said: Counter[int] = Counter()
    for chapter in plan.script.chapters:
        for line in chapter.lines:
            for start, end in line.source:
                said.update(at for at in range(start, end) if text[at].isalnum())
    silent = {at for one in plan.script.unspoken for at in range(one.start, one.end)}
    assert not [at for at, times in said.items() if times > 1]
    assert not silent & said.keys()
    assert [text[at] for at in range(len(text)) if text[at].isalnum() and at not in said and at not in silent] == []


def check_tracks(plan: Plan, session: Session) -> None:
    """Cues are in order and inside the track; takes and pauses make up its length."""
    binder = load("binders", "m4b")()
    tracks, sound, _ = produce(plan.script, binder, session, cues=True)
    for track in tracks:
        assert track.frames == sum(layout.frames for layout in track.layouts)
        ends = [0]
        for cue in track.cues:
            assert ends[-1] <= cue.start_frame <= cue.end_frame <= track.frames
            ends.append(cue.end_frame)
            check_words(cue)
        for layout in track.layouts:
            assert sum(len(block) // 2 for block in sound(layout)) == layout.frames
            taken = sum(placement.frames for placement in layout.placements)
            assert 0 < taken <= layout.frames


def check_words(cue: Cue) -> None:
    at = cue.start_frame
    for word in cue.words:
        assert at <= word.start_frame <= word.end_frame <= cue.end_frame
        assert any(start <= word.start <= word.end <= end for start, end in cue.line.source)
        at = word.start_frame


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem, marks=rest(at)) for at, path in enumerate(STORIES)])
def test_every_sample_story_is_spoken_whole(path: Path, tmp_path: Path) -> None:
    voices = tmp_path / "tone.yaml"
    voices.write_text(TONE, encoding="utf-8")
    with open_session(tmp_path) as session:
        plan = plan_build(path, BookOptions(voices=(voices,)), Target(tmp_path), session)
        check_tiling(plan.understood.story)
        check_lines(plan)
        check_tracks(plan, session)


WORDS = st.sampled_from(
    'rain Maud said Oskar “Stay,” “No.” "Well?" *** * * * --- CHAPTER II A/N: _never_ [1] ♪ … -- don\'t 12.50 '
    "https://a.example/b 'tis x\ny \n\n \n\n\n — \t • Dear yours ::yes:: (laughs) é 雨 \u202e 😀 <b> &amp; [[x]]".split(
        " "
    )
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=1, max_size=60))
def test_any_text_is_spoken_whole(words: list[str], tmp_path: Path) -> None:
    path = write_story(tmp_path, " ".join(words))
    with open_session(tmp_path, jobs=1) as session:
        try:
            plan = plan_build(path, BookOptions(recast=True), Target(tmp_path), session)
        except StoryError as error:
            assert "aloud" in str(error) or "spoken" in str(error) or "blank" in str(error) or "empty" in str(error)
            return
        check_tiling(plan.understood.story)
        check_lines(plan)
        check_tracks(plan, session)


@pytest.mark.parametrize("format", FORMATS)
def test_cues_of_tones_are_within_5_ms_of_the_decoded_sound(format: str, tmp_path: Path) -> None:
    story = write_story(tmp_path)
    with open_session(tmp_path) as session:
        target = Target(tmp_path / "out", format)
        plan = plan_build(story, BookOptions(), target, session)
        built = build(plan, target, session)
        (track,), _, _ = produce(plan.script, load("binders", format)(), session, cues=True)
    sound = decode(built.files[0].path, track.sample_rate)
    assert track.cues
    for cue in track.cues:
        onset = find_onset(sound, cue.start_frame, track.sample_rate)
        assert abs(onset - cue.start_frame) <= track.sample_rate * 0.005, cue.line.text
    assert abs(len(sound) - track.frames) <= 2_048


def test_sentences_of_espeak_begin_within_20_ms_of_their_cues(tmp_path: Path) -> None:
    story = write_story(tmp_path, voices="defaults: {engine: espeak}\n")
    with open_session(tmp_path) as session:
        target = Target(tmp_path / "out")
        plan = plan_build(story, BookOptions(), target, session)
        built = build(plan, target, session)
        (track,), _, _ = produce(plan.script, load("binders", "m4b")(), session, cues=True)
    sound = decode(built.files[0].path, track.sample_rate)
    assert track.cues
    for cue in track.cues:
        before = sound[cue.start_frame - track.sample_rate // 50 : cue.start_frame - track.sample_rate // 50 + 64]
        assert abs(before).max() < 0.01, f"sound before {cue.line.text!r}"
        onset = find_onset(sound, cue.start_frame, track.sample_rate)
        assert abs(onset - cue.start_frame) <= track.sample_rate * 0.020, cue.line.text


# --- what is spoken again -----------------------------------------------------------------------------------


def test_a_second_build_speaks_nothing(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    plan, first = build_story(story, tmp_path)
    assert first.lines_spoken == len({line.text for chapter in plan.script.chapters for line in chapter.lines})
    _, second = build_story(story, tmp_path)
    assert (second.lines_spoken, second.pieces_encoded) == (0, 0)
    assert second.files == first.files


@pytest.mark.slow
def test_volume_pauses_cover_and_format_speak_nothing(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    build_story(story, tmp_path)
    set_voices(story, TONE + "sections: {dialogue: {volume: -6dB}}\n")
    assert count_spoken(story, tmp_path) == 0
    set_voices(story, TONE + "pauses: {sentence: 800ms}\n")
    assert count_spoken(story, tmp_path) == 0
    cover = ROOT / "stories" / "seven-minutes" / "cover.png"
    covers = [p for p in cover.parent.rglob("cover.*") if p.suffix in (".png", ".jpg", ".jpeg")]
    assert count_spoken(story, tmp_path, options=BookOptions(cover=covers[0])) == 0
    assert [count_spoken(story, tmp_path, format) for format in ("mp3", "opus", "flac", "wav")] == [0, 0, 0, 0]


@pytest.mark.slow
def test_another_voice_for_one_character_speaks_exactly_her_lines(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    plan, _ = build_story(story, tmp_path)
    hers = [
        line for chapter in plan.script.chapters for line in chapter.lines if line.speaker and "Maud" in line.speaker
    ]
    set_voices(story, TONE + f"characters: {{{hers[0].speaker}: {{voice: tone-f5}}}}\n")
    assert len(hers) >= 3
    assert count_spoken(story, tmp_path) == len({line.text for line in hers})


def test_one_changed_word_speaks_one_line(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    build_story(story, tmp_path)
    story.write_text(SONG.replace("filled the kettle", "emptied the kettle"), encoding="utf-8")
    assert count_spoken(story, tmp_path) == 1


# --- files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS[:3])
def test_chapters_tags_and_cover_are_read_back_alike(format: str, tmp_path: Path) -> None:
    path = next(p for p in STORIES if p.suffix == ".md")
    voices = tmp_path / "tone.yaml"
    voices.write_text(TONE, encoding="utf-8")
    with open_session(tmp_path) as session:
        target = Target(tmp_path / "out", format)
        plan = plan_build(path, BookOptions(voices=(voices,), author="Ann Author"), target, session)
        built = build(plan, target, session)
    marks = built.files[0].chapters
    assert len(marks) == len(plan.script.chapters) >= 4
    with av.open(str(built.files[0].path)) as container:
        found = [(c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in container.chapters()]
        tags = {**container.metadata, **container.streams.audio[0].metadata}
        pictures = [stream for stream in container.streams if stream.type == "video"]
    assert [title for title, _ in found] == [mark.title for mark in marks]
    for (_, start), mark in zip(found, marks, strict=True):
        assert abs(start - mark.start_frame / built.files[0].sample_rate) < 0.05
    lowered = {key.lower(): value for key, value in tags.items()}
    assert lowered["album"] == plan.script.book.title
    assert lowered["artist"] == "Ann Author"
    assert len(pictures) == 1


def test_an_m4b_says_the_same_through_mutagen(tmp_path: Path) -> None:
    plan, built = build_story(write_story(tmp_path), tmp_path)
    tagged = mutagen.mp4.MP4(built.files[0].path)
    assert tagged.tags is not None
    assert tagged.tags["©alb"] == [plan.script.book.title]
    assert len(tagged.tags["covr"]) == 1
    assert [chapter.title for chapter in tagged.chapters or ()] == [mark.title for mark in built.files[0].chapters]


def test_tags_name_the_engine_as_people_do(tmp_path: Path) -> None:
    voices = "defaults: {engine: espeak}\ncharacters: {Maud Perrin: {engine: tone, voice: tone-f1}}\n"
    _, built = build_story(write_story(tmp_path, voices=voices), tmp_path)
    tags = mutagen.mp4.MP4(built.files[0].path).tags
    assert tags is not None
    assert tags["©wrt"] == ["eSpeak NG, tone"]


@pytest.mark.slow
def test_chapters_that_did_not_change_are_left_alone(tmp_path: Path) -> None:
    text = "Chapter 1: Out\n\nIt rained.\n\nChapter 2: Home\n\nIt stopped.\n"
    story = write_story(tmp_path, text)
    target = Target(tmp_path / "out", "wav", per_chapter=True)

    def times() -> list[int]:
        with open_session(tmp_path) as session:
            built = build(plan_build(story, PLAIN, target, session), target, session)
        return [file.path.stat().st_mtime_ns for file in built.files]

    before = times()
    story.write_text(text.replace("It stopped", "The rain stopped"))
    after = times()
    assert [then == now for then, now in zip(before, after, strict=True)] == [True, False]


def test_a_foreign_file_is_not_replaced_unless_asked(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    goal = build_story(story, tmp_path)[1].files[0].path
    goal.write_bytes(b"somebody's own")
    with pytest.raises(OutputError, match="did not make this file"):
        build_story(story, tmp_path)
    assert goal.read_bytes() == b"somebody's own"
    with open_session(tmp_path) as session:
        target = Target(tmp_path / "out", force=True)
        build(plan_build(story, BookOptions(), target, session), target, session)
    assert goal.stat().st_size > 10_000


def test_two_stories_of_one_title_get_two_files(tmp_path: Path) -> None:
    first = write_story(tmp_path, name="one.txt")
    second = write_story(tmp_path, name="two.txt")
    with open_session(tmp_path) as session:
        target = Target(tmp_path / "out")
        one = plan_build(first, BookOptions(title="Same"), target, session)
        two = plan_build(second, BookOptions(title="Same"), target, session, [one.path])
    assert [one.path.name, two.path.name] == ["Same.m4b", "Same (two).m4b"]


def test_no_story_of_a_run_replaces_the_book_of_another(tmp_path: Path) -> None:
    stories = [write_story(tmp_path / folder) for folder in ("one", "two", "three", "four")]
    titles = ["Same", "Same", "SAME", "Same"]
    paths: list[Path] = []
    with open_session(tmp_path) as session:
        for story, title in zip(stories, titles, strict=True):
            paths.append(plan_build(story, BookOptions(title=title), Target(tmp_path / "out"), session, paths).path)
    names = ["Same.m4b", "Same (lock).m4b", "SAME (lock 2).m4b", "Same (lock 3).m4b"]
    assert [path.name for path in paths] == names


def test_chapters_replace_no_foreign_sound_but_may_lie_beside_other_files(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    folder = tmp_path / "out" / "Lock"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    target = Target(tmp_path / "out", "wav", per_chapter=True)
    with open_session(tmp_path) as session:
        plan_build(story, BookOptions(title="Lock"), target, session)
        (folder / "01 - mine.wav").write_bytes(b"somebody's own")
        with pytest.raises(OutputError, match="did not make this file"):
            plan_build(story, BookOptions(title="Lock"), target, session)


@pytest.mark.parametrize("force", [False, True])
def test_what_is_in_the_way_and_no_book_stays(tmp_path: Path, force: bool) -> None:
    story = write_story(tmp_path)
    (tmp_path / "out" / "Lock.m4b").mkdir(parents=True)
    (tmp_path / "out" / "Lock").write_text("mine")
    with open_session(tmp_path) as session:
        with pytest.raises(OutputError, match="a folder is in the way"):
            plan_build(story, BookOptions(title="Lock"), Target(tmp_path / "out", force=force), session)
        with pytest.raises(OutputError, match="a file is in the way"):
            plan_build(
                story, BookOptions(title="Lock"), Target(tmp_path / "out", per_chapter=True, force=force), session
            )


def test_what_is_usually_not_read_can_be_understood_and_asked_for(tmp_path: Path) -> None:
    story = write_story(tmp_path, "A/N: I am still alive, and the next part is for Friday.\n")
    with open_session(tmp_path) as session:
        assert understand(story, BookOptions(), session.store).story.passages
        with pytest.raises(StoryError, match="nothing in it would be spoken"):
            plan_build(story, BookOptions(), Target(tmp_path / "out"), session)
        assert plan_build(story, BookOptions(speak=frozenset({Kind.NOTE})), Target(tmp_path / "out"), session).lines


@pytest.mark.slow
def test_a_book_of_another_story_is_not_replaced_in_a_later_run(tmp_path: Path) -> None:
    same = BookOptions(title="Same")
    one, two = write_story(tmp_path, name="one.txt"), write_story(tmp_path, name="two.txt")
    first, again, second = (build_story(story, tmp_path, options=same)[1] for story in (one, one, two))
    assert [built.files[0].path.name for built in (first, again, second)] == ["Same.m4b", "Same.m4b", "Same (two).m4b"]


def test_a_story_without_chapters_is_one_called_as_the_book(tmp_path: Path) -> None:
    _, built = build_story(
        write_story(tmp_path, "It rained. Nobody came.\n\nIt rained on.", name="untitled.txt"), tmp_path
    )
    assert [mark.title for mark in built.files[0].chapters] == ["untitled"]


def test_a_file_for_each_chapter(tmp_path: Path) -> None:
    path = next(p for p in STORIES if p.suffix == ".md")
    voices = tmp_path / "tone.yaml"
    voices.write_text(TONE, encoding="utf-8")
    with open_session(tmp_path) as session:
        target = Target(tmp_path / "out", "mp3", per_chapter=True)
        plan = plan_build(path, BookOptions(voices=(voices,)), target, session)
        built = build(plan, target, session)
        again = build(plan_build(path, BookOptions(voices=(voices,)), target, session), target, session)
    assert len(built.files) == len(plan.script.chapters) == len(again.files)
    assert all(file.path.parent == plan.path and file.path.name[:2].isdigit() for file in built.files)
    assert again.lines_spoken == 0


def test_only_the_chapters_asked_for(tmp_path: Path) -> None:
    path = next(p for p in STORIES if p.suffix == ".md")
    voices = tmp_path / "tone.yaml"
    voices.write_text(TONE, encoding="utf-8")
    with open_session(tmp_path) as session:
        options = BookOptions(voices=(voices,), chapters=frozenset({1}))
        script = write_script(understand(path, options, session.store), options, session)
        assert [chapter.number for chapter in script.chapters] == [1]
        with pytest.raises(ChoiceError, match="99"):
            options = BookOptions(voices=(voices,), chapters=frozenset({98}))
            write_script(understand(path, options, session.store), options, session)


# --- crashes ------------------------------------------------------------------------------------------------


def count_takes(store: Path) -> int:
    """How many takes another process has kept for good so far: the file's size says nothing, it grows before that."""
    if not store.exists():
        return 0
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True, timeout=10)) as base:
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
            return 0
        (count,) = base.execute("SELECT COUNT(*) FROM entries WHERE shelf = ?", (Shelf.TAKES.value,)).fetchone()
    return int(count)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    lines = [f"Sentence number {n} is about the weather, the water and the lock." for n in range(600)]
    text = "\n\n".join(lines)
    story = write_story(tmp_path, text, "defaults: {engine: espeak}\n")
    store, out = tmp_path / "kept", tmp_path / "out"
    command = [sys.executable, "-m", "rhapsode", "build", str(story), "-o", str(out), "--store", str(store), "--json"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    last = time.monotonic() + 120
    while child.poll() is None and not count_takes(store / "store.sqlite") and time.monotonic() < last:
        time.sleep(0.01)  # until some takes are there, and not all
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert not list(out.glob("*.m4b")) if out.exists() else True
    with open_session(store) as session:
        target = Target(out)
        plan = plan_build(story, BookOptions(), target, session)
        built = build(plan, target, session)
        kept = plan.lines - built.lines_spoken
    assert kept > 0, "the killed build had kept nothing"
    assert built.files[0].path.exists()
    assert [p.name for p in out.iterdir() if not p.name.startswith(".")] == [built.files[0].path.name]
