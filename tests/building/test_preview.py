"""A scene or a voice by itself is heard as it will sound; what does not fit is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.building.preview import SceneChoice, preview, sample_voice
from rhapsode.building.session import BookOptions
from rhapsode.building.understanding import understand
from rhapsode.errors import ChoiceError, OutputError
from rhapsode.model import Kind
from tests.books import STORIES, TONE, open_session, write_story


def test_a_preview_speaks_one_scene_and_no_more(tmp_path: Path) -> None:
    path = next(p for p in STORIES if p.stem == "spare-key")
    voices = tmp_path / "tone.yaml"
    voices.write_text(TONE, encoding="utf-8")
    with open_session(tmp_path) as session:
        options = BookOptions(voices=(voices,))
        made = preview(path, SceneChoice(scene=2), options, tmp_path / "p.wav", False, session)
        assert session.pool.lines_spoken == len({(line.text, line.voice) for line in made.lines})
        story = understand(path, options, session.store).story
        assert made.scene == 2
        scene = story.chapters[0].scenes[1]
        assert all(scene.start <= start < scene.end for line in made.lines for start, _ in line.source)


def test_a_preview_finds_its_scene_by_words_kind_and_speaker(tmp_path: Path) -> None:
    story = write_story(tmp_path)
    with open_session(tmp_path) as session:
        choice = SceneChoice(text="gate is shut", kinds=frozenset({Kind.LYRIC}), speaker="maud")
        assert preview(story, choice, BookOptions(), tmp_path / "p.wav", False, session).scene == 1
        for wrong in (
            SceneChoice(chapter=7),
            SceneChoice(text="no such words"),
            SceneChoice(kinds=frozenset({Kind.LETTER})),
        ):
            with pytest.raises(ChoiceError, match=r"no scene fits|there is no chapter"):
                preview(story, wrong, BookOptions(), None, False, session)
        with pytest.raises(ChoiceError, match="did you mean"):
            preview(story, SceneChoice(speaker="Mau Perrin"), BookOptions(), None, False, session)


def test_a_voice_can_be_heard(tmp_path: Path) -> None:
    with open_session(tmp_path) as session:
        made = sample_voice("tone", "tone-f1", "Good evening.", tmp_path / "v.wav", session)
        assert made.duration_ms > 300
        with pytest.raises(ChoiceError, match=r"no voice 'tone-f9' — did you mean tone-f"):
            sample_voice("tone", "tone-f9", "Good evening.", tmp_path / "w.wav", session)


def test_a_sample_replaces_a_sample_and_nothing_else(tmp_path: Path) -> None:
    mine = tmp_path / "mine.wav"
    mine.write_bytes(b"somebody's own")
    with open_session(tmp_path) as session:
        for text in ("Good evening.", "Good morning."):
            sample_voice("tone", "tone-f1", text, tmp_path / "v.wav", session)
        with pytest.raises(OutputError, match="did not make this file"):
            sample_voice("tone", "tone-f1", "Good evening.", mine, session)
    assert mine.read_bytes() == b"somebody's own"
