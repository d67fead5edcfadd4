"""What one deleted sentence moves elsewhere in a novel: `python -m benchmarks.edits CORPORA`.

CORPORA holds `quotes/pdnc` with three novels. In each, thirty sentences are deleted, one at a time; the story is
understood again, and cast with the voices that its characters had. Counted are the lines outside the edited scene that
go to another speaker or another voice: afresh, and with what a build remembers of unchanged scenes. Prints the table
and keeps it in `benchmarks/results/edits.md`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median

from rhapsode.attributing import attribute
from rhapsode.building.remembering import recall, remember
from rhapsode.casting import cast
from rhapsode.engines.espeak import EspeakEngine
from rhapsode.files import write_text
from rhapsode.language import fold_name
from rhapsode.model import VOICED_KINDS, Kind, Range, Story, Voice
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.text import find_ends
from rhapsode.voices_file import load_voices

RESULTS = Path(__file__).resolve().parent / "results" / "edits.md"
NOVELS = ("Emma", "APassageToIndia", "TheSignOfTheFour")
TRIES = 30
SEED = 11


@dataclass(frozen=True)
class Moved:
    """What one deletion moved: the words deleted, and lines elsewhere that moved, afresh and with what was kept."""

    words: str
    afresh: int
    kept: int


def measure(path: Path, tries: int, dice: random.Random) -> Iterator[Moved]:
    """One novel's tries."""
    manuscript = read(path)
    before = attribute(segment(manuscript))
    memory, voices = remember(before), choose_voices(before, {})
    for start, end in dice.sample(list(find_sentences(before)), tries):
        text = before.text[:start] + before.text[end:]
        after = attribute(segment(replace(manuscript, text=text)))
        edit = (start, end)
        counts = [count_moved(before, voices, told, edit) for told in (after, recall(after, memory))]
        yield Moved(" ".join(before.text[start:end].split()), *counts)


def find_sentences(story: Story) -> Iterator[Range]:
    """Where the sentences of a story's prose lie, each with the blank behind it."""
    for paragraph in story.paragraphs:
        words = story.text[paragraph.start : paragraph.end]
        if any(p.kind is Kind.HEADING for p in story.passages_between(paragraph.start, paragraph.end)):
            continue
        ends = find_ends(words, story.book.language)
        for left, right in zip([0, *ends], ends, strict=False):
            yield paragraph.start + left, paragraph.start + right


def choose_voices(story: Story, kept: Mapping[str, Voice]) -> Mapping[str, Voice]:
    """Everybody's voice; those whom `kept` knows have it from there, as in a second build."""
    return cast(story, load_voices(), {"espeak": OFFERED}, kept).cast


def count_moved(before: Story, voices: Mapping[str, Voice], after: Story, edit: Range) -> int:
    """How many lines outside the scene of `edit` have another speaker, or another voice."""
    new_voices = choose_voices(after, voices)
    scene = find_scene(before, edit[0])
    shift = edit[1] - edit[0]
    moved = 0
    for passage in before.passages:
        if passage.kind not in VOICED_KINDS or scene[0] <= passage.start < scene[1]:
            continue
        at = passage.start - (shift if passage.start >= edit[1] else 0)
        now = next((p for p in after.passages_between(at, at + 1)), None)
        speaker = now.speaker if now else None
        same = is_same(before, passage.speaker, after, speaker) and bool(now and now.kind is passage.kind)
        moved += not (same and voices.get(passage.speaker or "") == new_voices.get(speaker or ""))
    return moved


def find_scene(story: Story, at: int) -> Range:
    """From where to where the scene at `at` goes."""
    scenes = (scene for chapter in story.chapters for scene in chapter.scenes)
    return next((scene.start, scene.end) for scene in scenes if scene.start <= at < scene.end)


def is_same(before: Story, one: str | None, after: Story, other: str | None) -> bool:
    """Whether two names, each of its own state of the story, mean the same person: one name is enough."""
    if one is None or other is None:
        return one is other
    return not name_forms(before, one).isdisjoint(name_forms(after, other))


def name_forms(story: Story, name: str) -> set[str]:
    """All names of somebody, folded."""
    aliases = next((c.aliases for c in story.characters if c.name == name), ())
    return set(map(fold_name, (name, *aliases)))


OFFERED = EspeakEngine().voices()


def write_page(results: Mapping[str, Sequence[Moved]]) -> str:
    """The table as Markdown."""
    page = [
        "# What one deleted sentence moves elsewhere",
        "",
        f"`make bench-edits CORPORA=…`, {date.today()}: {TRIES} sentences of each novel (seed {SEED}), one at a time.",
        "Lines outside the edited scene with another speaker or voice; characters keep the voices of the first cast.",
        "",
        "| novel | most, afresh | median | tries that moved any | most, with what was kept |",
        "|---|---|---|---|---|",
    ]
    for novel, tries in results.items():
        counts = [one.afresh for one in tries]
        row = (novel, max(counts), f"{median(counts):g}", sum(map(bool, counts)), max(one.kept for one in tries))
        page.append("| " + " | ".join(map(str, row)) + " |")
    page += ["", "The five that moved most, afresh:", ""]
    worst = sorted((one for tries in results.values() for one in tries), key=lambda one: -one.afresh)[:5]
    page += [f"- {one.afresh}: {one.words[:160]}" for one in worst]
    return "\n".join(page) + "\n"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--tries", type=int, default=TRIES)
    parser.add_argument("--no-keep", action="store_true", help="write nothing")
    given = parser.parse_args()
    folder = given.corpora / "quotes" / "pdnc"
    results = {novel: list(measure(folder / f"{novel}.txt", given.tries, random.Random(SEED))) for novel in NOVELS}
    page = write_page(results)
    if not given.no_keep:
        write_text(RESULTS, page)
    print(page)


if __name__ == "__main__":
    main()
