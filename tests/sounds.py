"""Scripts and takes made up for tests, with every onset known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from rhapsode.audio import find_sound
from rhapsode.model import (
    Book,
    Join,
    Kind,
    Layout,
    Line,
    Piece,
    Script,
    ScriptChapter,
    Take,
    TakeFacts,
    Voice,
    WordMark,
    Words,
)
from rhapsode.stitching import lay_out, plan_pieces, render

RATE = 22_050
NARRATOR = Voice("tone", "low", "en")
GUEST = Voice("tone", "high", "en", rate_percent=120, volume_db=-3.0)
JOINS = [Join.CLAUSE, Join.SENTENCE, Join.SPEAKER, Join.PARAGRAPH, Join.SCENE]
PAUSES = {Join.CLAUSE: 90, Join.SENTENCE: 300, Join.SPEAKER: 450, Join.PARAGRAPH: 600, Join.SCENE: 2_200}


def make_line(
    text: str, at: int = 0, join: Join = Join.SENTENCE, pause_ms: int | None = None, voice: Voice = NARRATOR
) -> Line:
    source = (at, at + len(text))
    pause = PAUSES[join] if pause_ms is None else pause_ms
    return Line(0, 0, Kind.NARRATION, None, voice, (source,), (Words(text, *source),), join, pause)


def make_script(*chapters: Sequence[Line], head_ms: int = 500, scene_sound: Path | None = None) -> Script:
    made = tuple(ScriptChapter(i, f"Chapter {i + 1}", head_ms, tuple(lines)) for i, lines in enumerate(chapters))
    return Script(Book("The Lantern"), made, scene_sound=scene_sound)


def make_take(key: str, sound_ms: int, before_ms: int = 20, after_ms: int = 290, rate: int = RATE) -> Take:
    """A steady wave that begins and ends at full level, with silence around it; one mark over all of it."""
    before, sound, after = (ms * rate // 1_000 for ms in (before_ms, sound_ms, after_ms))
    tone = np.rint(np.cos(np.arange(sound) * 2 * math.pi * 500 / rate) * 8_000).astype("<i2")
    pcm = bytes(2 * before) + tone.tobytes() + bytes(2 * after)
    start, end = find_sound(pcm, rate)
    marks = (WordMark(0, 4, start, end),) if sound else ()
    return Take(TakeFacts(key, rate, len(pcm) // 2, start, end, marks), pcm)


def make_takes(script: Script, sound_ms: int = 700) -> dict[str, Take]:
    """A take for each line, longer for longer text."""
    texts = {line.text for chapter in script.chapters for line in chapter.lines}
    return {text: make_take(text, sound_ms + len(text) * 7) for text in texts}


def lay_out_all(script: Script, takes: Mapping[str, Take], granule: int = 1_024) -> list[Layout]:
    return [
        lay_out(script, piece, [takes[line.text].facts for line in lines_of(script, piece)], {}, RATE, granule)
        for piece in plan_pieces(script)
    ]


def lines_of(script: Script, piece: Piece) -> tuple[Line, ...]:
    return script.chapters[piece.chapter].lines[piece.first : piece.last]


def loader(takes: Mapping[str, Take]) -> Callable[[Sequence[str]], dict[str, Take]]:
    return lambda keys: {key: takes[key] for key in keys}


def render_all(layouts: Sequence[Layout], takes: Mapping[str, Take]) -> bytes:
    return b"".join(block for layout in layouts for block in render(layout, loader(takes)))


def sounding(pcm: bytes, gap_ms: int = 40) -> list[tuple[int, int]]:
    """Stretches of sound in `pcm` with at least `gap_ms` of silence between them."""
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 40)
    breaks = np.flatnonzero(np.diff(loud) > gap_ms * RATE // 1_000)
    starts, ends = np.append(loud[:1], loud[breaks + 1]), np.append(loud[breaks], loud[-1:])
    return list(zip(starts.tolist(), (ends + 1).tolist(), strict=True))


def tale(words: int, paragraph: int = 5, word: str = "lantern") -> list[Line]:
    """Lines of different text, with a paragraph's end now and then."""
    lines, at = [], 0
    for i in range(words // 12):
        text = f"Line {i} of the keeper's {word} tale number {i * i % 977} ends at dusk."
        lines.append(make_line(text, at, Join.PARAGRAPH if i % paragraph == paragraph - 1 else Join.SENTENCE))
        at += len(text) + 1
    return lines
