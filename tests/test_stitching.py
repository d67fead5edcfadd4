"""Pieces, layouts and sound: promises over generated scripts, with takes whose every onset is known."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhapsode.errors import ChoiceError, StoreError
from rhapsode.model import Book, Join, Line, Piece, Script, Take, TakeFacts, WordMark, Words
from rhapsode.stitching import PIECE_MS, assemble, divide, lay_out, plan_pieces, render
from tests.sounds import (
    GUEST,
    JOINS,
    NARRATOR,
    PAUSES,
    RATE,
    lay_out_all,
    lines_of,
    make_line,
    make_script,
    make_take,
    make_takes,
    render_all,
    sounding,
    tale,
)

# --- plan ---------------------------------------------------------------------------------------------------


def guessed_ms(script: Script, piece: Piece) -> int:
    return sum(len(line.text) * 1_000 // 14 + line.pause_ms for line in lines_of(script, piece))


@pytest.mark.parametrize("paragraph", [1, 5, 10_000])
def test_pieces_tile_each_chapter_and_fit_in_five_minutes(paragraph: int) -> None:
    script = make_script(tale(9_000, paragraph), [], tale(40), tale(3_000))
    pieces = plan_pieces(script)
    for number, chapter in enumerate(script.chapters):
        own = [piece for piece in pieces if piece.chapter == number]
        bounds = [bound for piece in own for bound in (piece.first, piece.last)]
        assert bounds == sorted(bounds)
        assert [line for piece in own for line in lines_of(script, piece)] == list(chapter.lines)
    assert all(guessed_ms(script, piece) < PIECE_MS for piece in pieces)
    assert len(pieces) < sum(guessed_ms(script, piece) for piece in pieces) / 50_000  # not needlessly short


def test_where_there_are_paragraphs_pieces_end_at_them() -> None:
    script = make_script(tale(9_000))
    ends = [lines_of(script, piece)[-1].join for piece in plan_pieces(script)[:-1]]
    assert ends
    assert set(ends) == {Join.PARAGRAPH}


def test_a_changed_word_changes_one_piece() -> None:
    lines = tale(9_000)
    before = make_script(lines)

    def texts(script: Script) -> set[tuple[str, ...]]:
        return {tuple(line.text for line in lines_of(script, piece)) for piece in plan_pieces(script)}

    known = texts(before)
    new = []
    for i in range(0, len(lines), 7):
        edited = [*lines[:i], make_line(lines[i].text.replace("lantern", "old brass lamp"), 0, lines[i].join)]
        new.append(len(texts(make_script([*edited, *lines[i + 1 :]])) - known))
    assert min(new) == 1
    assert sum(new) / len(new) < 1.05
    assert max(new) <= 3


def test_a_chapter_put_before_others_moves_no_boundary_in_them() -> None:
    before, after = make_script(tale(5_000)), make_script(tale(900, word="harbour"), tale(5_000))
    moved = [replace(piece, chapter=0) for piece in plan_pieces(after) if piece.chapter == 1]
    assert moved == list(plan_pieces(before))


@given(
    st.lists(st.tuples(st.text(max_size=60), st.sampled_from(JOINS), st.integers(0, 90_000)), max_size=60),
)
def test_no_piece_is_longer_than_it_may_be_unless_it_is_one_line(parts: list[tuple[str, Join, int]]) -> None:
    script = make_script([make_line(text, 0, join, pause) for text, join, pause in parts])
    pieces = plan_pieces(script)
    assert [line for piece in pieces for line in lines_of(script, piece)] == list(script.chapters[0].lines)
    assert all(guessed_ms(script, piece) < PIECE_MS or piece.last - piece.first == 1 for piece in pieces)


def test_a_piece_whose_takes_are_too_long_is_divided() -> None:
    script = make_script(tale(1_000))
    piece = Piece(0, 0, len(script.chapters[0].lines))
    slow = [TakeFacts("k", RATE, 9 * RATE, 0, 9 * RATE) for _ in lines_of(script, piece)]
    parts = divide(script, piece, slow)
    assert len(parts) > 1
    assert (parts[0].first, parts[-1].last) == (piece.first, piece.last)
    assert all(before.last == after.first for before, after in pairwise(parts))
    assert all((part.last - part.first) * 9_600 < PIECE_MS for part in parts)
    assert divide(script, piece, [replace(fact, end_frame=RATE) for fact in slow]) == (piece,)


# --- lay out and render -------------------------------------------------------------------------------------


def test_the_gaps_that_sound_are_the_pauses_that_were_asked_for() -> None:
    joins = [*JOINS, Join.PARAGRAPH, Join.CLAUSE, Join.CLAUSE, Join.SENTENCE]
    script = make_script([make_line(f"Line number {i}.", 0, join) for i, join in enumerate(joins)])
    takes = make_takes(script)
    (layout,) = lay_out_all(script, takes)
    heard = sounding(render_all([layout], takes))
    assert len(heard) == len(joins)
    for (_, end), (start, _), join in zip(heard, heard[1:], joins, strict=False):
        assert abs((start - end) * 1_000 / RATE - PAUSES[join]) < 15
    assert heard[0][0] == pytest.approx(RATE // 2, abs=70)


def test_cues_are_where_the_sound_is() -> None:
    script = make_script(tale(600))
    takes = make_takes(script)
    layouts = lay_out_all(script, takes)
    (track,) = assemble(script, layouts)
    heard = sounding(render_all(layouts, takes))
    assert len(heard) == len(track.cues)
    for (start, end), cue in zip(heard, track.cues, strict=True):
        assert abs(start - cue.start_frame) < RATE * 0.003  # the fade hides the first samples
        assert abs(end - cue.end_frame) < RATE * 0.003


def test_between_pieces_the_pause_is_kept_but_for_the_padding() -> None:
    script = make_script(tale(9_000))
    takes = make_takes(script)
    layouts = lay_out_all(script, takes)
    assert len(layouts) > 3
    (track,) = assemble(script, layouts)
    for before, after in pairwise(track.cues):
        gap = after.start_frame - before.end_frame - before.line.pause_ms * RATE // 1_000
        assert -2 <= gap <= RATE * 12 // 1_000


@st.composite
def scripts_with_takes(draw: st.DrawFn) -> tuple[Script, dict[str, Take], int]:
    """Chapters of lines with all joins; takes of several rates, some silent, some without margins."""
    chapters, takes = [], {}
    for number in range(draw(st.integers(1, 3))):
        lines = []
        for i in range(draw(st.integers(1, 5))):
            text = f"word {number} {i}"
            pause = draw(st.sampled_from([0, 1, 90, 300, 2_200]))
            voice = draw(st.sampled_from([NARRATOR, GUEST]))
            lines.append(make_line(text, 0, draw(st.sampled_from(JOINS)), pause, voice))
            sound, before, after = (
                draw(st.sampled_from(choice)) for choice in ([0, 3, 120, 800], [0, 1, 40], [0, 290])
            )
            takes[text] = make_take(text, sound, before, after, draw(st.sampled_from([8_000, 16_000, RATE, 24_000])))
        chapters.append(lines)
    script = make_script(*chapters, head_ms=draw(st.sampled_from([0, 500])))
    return script, takes, draw(st.sampled_from([1, 441, 576, 1_024]))


@given(scripts_with_takes())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_promises_of_a_layout(made: tuple[Script, dict[str, Take], int]) -> None:
    script, takes, granule = made
    layouts = lay_out_all(script, takes, granule)
    for layout in layouts:
        edge, silence = 0, 0
        for placement in layout.placements:
            assert placement.at_frame >= edge
            silence += placement.at_frame - edge
            edge = placement.at_frame + placement.frames
        silence += layout.frames - edge
        assert silence + sum(placement.frames for placement in layout.placements) == layout.frames
        assert layout.frames % granule == 0
        pcm = render_all([layout], takes)
        assert len(pcm) == 2 * layout.frames
        assert not any(pcm[: 2 * 1_500])  # what a join drops is silent
    tracks = assemble(script, layouts)
    for track in tracks:
        assert track.frames == sum(layout.frames for layout in track.layouts)
        times = [time for cue in track.cues for time in (cue.start_frame, cue.end_frame)]
        assert times == sorted(times)
        assert times[-1] <= track.frames
        for cue in track.cues:
            inside = [time for word in cue.words for time in (word.start_frame, word.end_frame)]
            assert inside == sorted(inside)
            assert not inside or (cue.start_frame <= inside[0] and inside[-1] <= cue.end_frame)
    assert [cue.line for track in tracks for cue in track.cues] == [
        line for chapter in script.chapters for line in chapter.lines
    ]


def test_blocks_are_short_even_when_a_take_is_long() -> None:
    script = make_script([make_line("A very long line."), make_line("A short one.", 0, Join.SENTENCE, 90_000)])
    takes = {"A very long line.": make_take("long", 75_000), "A short one.": make_take("short", 500)}
    (layout,) = lay_out_all(script, takes)
    blocks = list(render(layout, lambda keys: {key: take for take in takes.values() for key in [take.facts.key]}))
    assert max(map(len, blocks)) <= 2 * 30 * RATE
    assert sum(map(len, blocks)) == 2 * layout.frames


def test_a_missing_take_is_one_clear_error() -> None:
    script = make_script([make_line("Nobody kept this.")])
    (layout,) = lay_out_all(script, make_takes(script))
    with pytest.raises(StoreError, match="a take is missing"):
        list(render(layout, lambda keys: {}))


def test_gains_of_voice_and_calibration_add_up() -> None:
    script = make_script([make_line("One.", voice=GUEST), make_line("Two.", voice=NARRATOR)])
    facts = [make_take("k", 300).facts] * 2
    layout = lay_out(script, Piece(0, 0, 2), facts, {GUEST: 5.5}, RATE)
    assert [placement.gain_db for placement in layout.placements] == [2.5, 0.0]


def test_of_the_pauses_around_a_silent_take_the_longer_counts() -> None:
    lines = [make_line("One."), make_line("…", 0, Join.PARAGRAPH), make_line("Two.")]
    takes = {"One.": make_take("One.", 300), "…": make_take("…", 0), "Two.": make_take("Two.", 300)}
    (layout,) = lay_out_all(make_script(lines), takes)
    one, silent, two = layout.cues
    assert silent.start_frame == silent.end_frame == one.end_frame
    assert 0 <= two.start_frame - one.end_frame - RATE * 600 // 1_000 <= RATE * 11 // 1_000


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_key_changes_with_all_that_sounds_and_nothing_else() -> None:
    lines = [make_line("One."), make_line("Two.")]
    facts = [make_take("a", 300).facts, make_take("b", 400).facts]

    def key(
        *, script: Script | None = None, facts_: Sequence[TakeFacts] = facts, gain: float = 0.0, rate: int = RATE
    ) -> str:
        return lay_out(script or make_script(lines), Piece(0, 0, 2), facts_, {NARRATOR: gain}, rate).key

    base = key()
    moved = [replace(line, source=((90, 94),), why="voices.yaml:3", speaker="Ann") for line in lines]
    assert key(script=make_script(moved)) == base
    assert key(script=replace(make_script(lines), book=Book("Another title"))) == base
    changed = {
        key(gain=1.0),
        key(rate=24_000),
        key(facts_=[replace(facts[0], key="c"), facts[1]]),
        key(facts_=[replace(facts[0], end_frame=facts[0].end_frame - 50), facts[1]]),
        key(script=make_script([replace(lines[0], pause_ms=350), lines[1]])),
        key(script=make_script(lines, head_ms=501)),
    }
    assert len(changed | {base}) == 7


# --- words --------------------------------------------------------------------------------------------------


def words_of(line: Line, marks: Sequence[WordMark]) -> list[tuple[int, int, int, int]]:
    fact = TakeFacts("k", RATE, RATE, 1_000, 20_000, tuple(marks))
    layout = lay_out(make_script([line]), Piece(0, 0, 1), [fact], {}, RATE)
    begin = layout.cues[0].start_frame
    return [(w.start, w.end, w.start_frame - begin, w.end_frame - begin) for w in layout.cues[0].words]


def test_words_map_back_to_the_shown_text() -> None:
    line = make_line("Two words", at=100)
    marks = [WordMark(0, 3, 1_000, 5_000), WordMark(4, 9, 5_000, 20_000)]
    assert words_of(line, marks) == [(100, 103, 0, 4_000), (104, 109, 4_000, 19_000)]


def test_cues_are_left_out_where_nobody_wants_them() -> None:
    fact = TakeFacts("k", RATE, RATE, 1_000, 20_000, (WordMark(0, 3, 1_000, 5_000),))
    script = make_script([make_line("Two words")])
    with_cues, without = (lay_out(script, Piece(0, 0, 1), [fact], {}, RATE, cues=wanted) for wanted in (True, False))
    assert with_cues.cues[0].words
    assert without == replace(with_cues, cues=())


def test_a_substituted_word_is_one_cue_and_an_unshown_one_is_none() -> None:
    spoken = (Words("At ", 10, 13), Words("ells worth", 13, 22), Words(" so to say", 22, 22), Words(".", 22, 23))
    line = replace(make_line("x"), spoken=spoken)
    marks = [
        WordMark(0, 2, 1_000, 2_000),
        WordMark(3, 7, 2_000, 3_000),
        WordMark(8, 13, 3_000, 4_000),
        WordMark(14, 16, 4_000, 9_000),
    ]
    assert words_of(line, marks) == [(10, 12, 0, 1_000), (13, 22, 1_000, 3_000)]


# --- scene sounds -------------------------------------------------------------------------------------------


@pytest.fixture
def chime(tmp_path: Path) -> Path:
    """Half a second of a wave, in a file."""
    path = tmp_path / "chime.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(make_take("chime", 500, 0, 0).pcm)
    return path


def test_a_scene_sound_lies_in_the_middle_of_the_pause(chime: Path) -> None:
    script = make_script([make_line("One.", 0, Join.SCENE), make_line("Two.", 0, Join.PARAGRAPH)], scene_sound=chime)
    takes = make_takes(script)
    (layout,) = lay_out_all(script, takes)
    one, sound, two = sounding(render_all([layout], takes))
    assert abs((two[0] - one[1]) / RATE - 2.2) < 0.015
    assert abs((sound[0] - one[1]) - (two[0] - sound[1])) < RATE * 0.005
    assert abs((sound[1] - sound[0]) / RATE - 0.5) < 0.005


def test_a_scene_pause_grows_to_hold_its_sound(chime: Path) -> None:
    script = make_script([make_line("One.", 0, Join.SCENE, 100), make_line("Two.")], scene_sound=chime)
    takes = make_takes(script)
    (layout,) = lay_out_all(script, takes)
    assert len(sounding(render_all([layout], takes))) == 3


def test_a_scene_sound_enters_the_key_only_where_it_sounds(chime: Path) -> None:
    with_scene = [make_line("One.", 0, Join.SCENE), make_line("Two.")]
    without = [make_line("One."), make_line("Two.")]
    for lines, differs in ((with_scene, True), (without, False)):
        takes = make_takes(make_script(lines))
        (plain,) = lay_out_all(make_script(lines), takes)
        (sounded,) = lay_out_all(make_script(lines, scene_sound=chime), takes)
        assert (plain.key != sounded.key) == differs


def test_a_scene_sound_that_is_missing_or_endless_is_one_error(tmp_path: Path) -> None:
    lines = [make_line("One.", 0, Join.SCENE), make_line("Two.")]
    takes = make_takes(make_script(lines))
    with pytest.raises(ChoiceError, match="can't play this sound"):
        lay_out_all(make_script(lines, scene_sound=tmp_path / "nothing.wav"), takes)
    long = tmp_path / "long.wav"
    with wave.open(str(long), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8_000 * 31))
    with pytest.raises(ChoiceError, match="lasts longer than 30 s"):
        lay_out_all(make_script(lines, scene_sound=long), takes)
