"""Which passages are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.casting.chapters import choose_spoken
from rhapsode.model import Kind, Passage
from rhapsode.voices_file import load_voices
from tests.casting.stories import settings_of

SILENT = {Kind.NOTE, Kind.SUMMARY, Kind.SCENE_BREAK, Kind.BOILERPLATE}


@pytest.mark.parametrize("kind", list(Kind))
def test_notes_summaries_marks_and_boilerplate_are_not_read(kind: Kind) -> None:
    is_spoken = choose_spoken(load_voices(), ())
    assert is_spoken(Passage(kind, 0, 9)) is (kind not in SILENT)
    assert choose_spoken(load_voices(), {kind})(Passage(kind, 0, 9))


def test_the_voices_file_decides(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "sections: {summary: {speak: true}, letter: {speak: false}}")
    is_spoken = choose_spoken(settings, ())
    assert is_spoken(Passage(Kind.SUMMARY, 0, 9)) and not is_spoken(Passage(Kind.LETTER, 0, 9))
    assert choose_spoken(settings, {Kind.LETTER})(Passage(Kind.LETTER, 0, 9))


def test_what_stands_in_a_note_is_read_with_it() -> None:
    song = Passage(Kind.LYRIC, 0, 9, within=Kind.NOTE)
    assert not choose_spoken(load_voices(), ())(song)
    assert choose_spoken(load_voices(), {Kind.NOTE})(song)


def test_a_dividing_hyphen_is_never_read() -> None:
    assert not choose_spoken(load_voices(), {Kind.BOILERPLATE})(Passage(Kind.BOILERPLATE, 3, 4))
