"""The casts of novels, for a reader who knows them to nod at: files of stories in, a page of tables out.

    python -m benchmarks.casts CORPORA/epub/one.epub CORPORA/epub/two.epub …

Writes benchmarks/results/casts.md: who speaks, how much, with whom, in which voice, and how many of those who share a
scene could be taken for each other. What a reader found wrong, at the end of the page, is kept.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

from rhapsode.attributing import attribute
from rhapsode.casting import cast
from rhapsode.casting.cast_table import CastRow, cast_table
from rhapsode.casting.people import gather_people
from rhapsode.casting.timbres import OffsetVoice, load_timbres
from rhapsode.engines.espeak import EspeakEngine
from rhapsode.files import write_text
from rhapsode.model import EngineVoice, Story, Voice
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.voices_file import load_voices

RESULTS = Path(__file__).resolve().parent / "results" / "casts.md"
ROWS = 20
NOTES = "## What a reader would still strike out"


def describe(path: Path, offered: Mapping[str, tuple[EngineVoice, ...]]) -> Iterator[str]:
    """The cast of one novel as Markdown."""
    story = attribute(segment(read(path)))
    settings = load_voices(story=path)
    began = time.perf_counter()
    script = cast(story, settings, offered)
    seconds = time.perf_counter() - began
    rows = cast_table(story, script, settings)
    met, confusable = count_confusable(story, script.cast)
    yield f"## {story.book.title or path.stem}"
    yield ""
    yield f"{len(rows)} speakers, {len(script.kept)} with a voice of their own; cast in {seconds:.2f} s."
    yield f"Of {met} pairs of those who share a scene, {confusable} could be taken for each other."
    yield ""
    yield "| name | also | gender | lines | words | share | scenes | talks to | voice |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield from map(show, rows[:ROWS])
    yield ""


def count_confusable(story: Story, voices: Mapping[str, Voice]) -> tuple[int, int]:
    """Pairs of people with voices of their own who share a scene, and how many of them are confusable."""
    people = gather_people(story, ()).persons
    own = [p for p in people.values() if p.lines >= load_voices().casting.minimum_lines and p.name in voices]
    pairs = [(a, b) for a, b in combinations(own, 2) if a.scenes & b.scenes]
    sounds = {name: OffsetVoice(v.engine, v.id, v.pitch_cents, v.rate_percent) for name, v in voices.items()}
    ratio = load_timbres().ratio
    return len(pairs), sum(ratio(sounds[a.name], sounds[b.name]) <= 1 for a, b in pairs)


def show(row: CastRow) -> str:
    """One row of the table."""
    pitch = f" {row.voice.pitch_cents / 100:+g}st" if row.voice.pitch_cents else ""
    figures = f"{row.lines} | {row.words} | {row.share:.1%} | {row.scenes} | {row.talks_to or ''}"
    return f"| {row.name} | {', '.join(row.aliases[:4])} | {row.gender} | {figures} | {row.voice.id}{pitch} |"


def read_notes(path: Path) -> str:
    """The end of the page, written by hand; "" where there is none."""
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    return kept[kept.index(NOTES) :] if NOTES in kept else ""


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("novels", nargs="+", type=Path)
    novels = parser.parse_args().novels
    offered = {"espeak": EspeakEngine().voices()}
    page = ["# Casts", "", f"`python -m benchmarks.casts NOVELS…`, {date.today()}.", ""]
    for novel in novels:
        page += describe(novel, offered)
    page.append(read_notes(RESULTS))
    write_text(RESULTS, "\n".join(page))
    print("\n".join(page))


if __name__ == "__main__":
    main()
