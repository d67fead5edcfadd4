"""Scores the segmenting on labelled books: `python -m benchmarks.structure CORPORA`.

CORPORA holds `structure/<variant>/<book>.txt` with `<book>.gold.json`, `epub/<book>.epub` and
`tools/evaluate_structure.py`, which defines every score. Prints one table beside what is to be reached, and keeps it
in `benchmarks/results/structure.md`. With `--each`, also every book's row; with `--no-keep`, nothing is written.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from benchmarks.align import carry_labels
from rhapsode.model import Manuscript
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.story_json import to_json

VARIANTS = ("plain", "flush", "gutenberg", "narrow", "double")
RESULTS = Path(__file__).parent / "results" / "structure.md"
INTACT = (("verse", 98, 99.5), ("blocks", 95, 98), ("prose", 99.8, 99.95))
REACH: tuple[tuple[str, str, float, float], ...] = (
    *(
        (v, m, r, a)
        for v in VARIANTS[:3]
        for m, r, a in (("verse", 98, 99.5), ("blocks", 95, 98), ("prose", 99.8, 99.95))
    ),
    ("narrow", "verse", 92, 97),
    ("narrow", "prose", 99.5, 99.9),
    ("double", "verse", 75, 90),
    ("double", "prose", 99.4, 99.9),
    *((v, "heading", 97, 99) for v in VARIANTS),
    *((v, "scene-break", 99.5, 100) for v in VARIANTS[:4]),
    *((v, "letter", 60, 85) for v in VARIANTS),
    ("epub", "verse", 99, 99.8),
    ("epub", "heading", 99, 99.8),
)
NAMES = {
    "verse": "verse by line, F1",
    "blocks": "whole blocks of verse",
    "prose": "prose kept",
    "heading": "headings, F1",
    "scene-break": "scene breaks, F1",
    "letter": "letters by line, F1",
}
FEW_LINES = 30
"""A book with fewer lines of verse says too little of its own."""


@dataclass(frozen=True)
class Scored:
    """The counts of each book of a variant."""

    books: Mapping[str, Counter[str]]
    words: int
    seconds: float
    aligned: float = 1.0
    total: Counter[str] = field(default_factory=Counter)


def load_tool(corpora: Path) -> ModuleType:
    """The corpora's own scorer."""
    spec = importlib.util.spec_from_file_location("evaluate_structure", corpora / "tools" / "evaluate_structure.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def score_variant(tool: ModuleType, folder: Path) -> Scored:
    """Segment every book of one variant and count."""
    books: dict[str, Counter[str]] = {}
    words, seconds = 0, 0.0
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (folder / gold["text_file"]).read_bytes().decode("utf-8")
        began = time.process_time()
        story = segment(Manuscript(folder / gold["text_file"], text))
        seconds += time.process_time() - began
        words += len(text.split())
        books[gold["novel"]] = tool.score(gold, text, to_json(story)["segments"])
    return Scored(books, words, seconds, total=sum(books.values(), Counter()))


def score_epubs(tool: ModuleType, corpora: Path) -> Scored:
    """Segment every EPUB, carry what is found to the plain text of the same book, and count there."""
    books: dict[str, Counter[str]] = {}
    words, seconds, aligned = 0, 0.0, 1.0
    for path in sorted((corpora / "epub").glob("*.epub")):
        gold_path = corpora / "structure" / "plain" / f"{path.stem}.gold.json"
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        plain = (gold_path.parent / gold["text_file"]).read_bytes().decode("utf-8")
        manuscript = read(path)
        began = time.process_time()
        story = segment(manuscript)
        seconds += time.process_time() - began
        words += len(manuscript.text.split())
        segments = to_json(story)["segments"]
        places, _ = carry_labels(story.text, [(row["start"], row["end"]) for row in segments], plain)
        carried = [
            {**row, "start": start, "end": end}
            for row, (start, end) in zip(segments, places, strict=True)
            if start < end
        ]
        aligned = min(aligned, carry_labels(plain, [], story.text)[1])
        books[gold["novel"]] = tool.score(gold, plain, carried)
    return Scored(books, words, seconds, aligned, sum(books.values(), Counter()))


def measure(tool: ModuleType, counts: Counter[str], name: str) -> float:
    """One score in per cent."""
    if name == "blocks":
        return 100 * counts["blocks right"] / max(1, counts["blocks"])
    if name == "prose":
        return 100 * counts["prose kept"] / max(1, counts["prose"])
    return float(100 * tool.prf(counts[f"{name} hit"], counts[f"{name} pred"], counts[f"{name} gold"])[2])


def having(scored: Scored, name: str) -> Counter[str]:
    """The counts over the books that have any of `name` (only letters are scored so)."""
    if name != "letter":
        return scored.total
    return sum((c for c in scored.books.values() if c["letter gold"]), Counter())


def table(tool: ModuleType, results: Mapping[str, Scored]) -> Iterator[str]:
    """The rows that are printed and kept."""
    yield "| text | what | measured | reach at least | aim | |"
    yield "|---|---|---|---|---|---|"
    for variant, name, reach, aim in REACH:
        if variant in results:
            figure = measure(tool, having(results[variant], name), name)
            verdict = "aim met" if figure >= aim else "reached" if figure >= reach else "**short**"
            yield f"| `{variant}` | {NAMES[name]} | {figure:.2f} | {reach:g} | {aim:g} | {verdict} |"


def worst_books(tool: ModuleType, results: Mapping[str, Scored]) -> Iterator[str]:
    """The book that falls deepest under its row's verse score, for each variant."""
    for variant, scored in results.items():
        row = measure(tool, scored.total, "verse")
        scores = {b: measure(tool, c, "verse") for b, c in scored.books.items() if c["verse gold"] >= FEW_LINES}
        if scores:
            worst = min(scores, key=scores.__getitem__)
            yield f"- `{variant}`: {worst}, {scores[worst]:.1f} ({scores[worst] - row:+.1f} points to its row)"


def each_book(tool: ModuleType, results: Mapping[str, Scored]) -> Iterator[str]:
    """One row for each book and variant."""
    for variant, scored in results.items():
        for book, counts in scored.books.items():
            figures = "  ".join(f"{name} {measure(tool, counts, name):6.2f}" for name in NAMES)
            yield f"{variant:10s} {book[:30]:30s} {figures}"


def report(tool: ModuleType, results: Mapping[str, Scored], command: str) -> str:
    """The page that is kept."""
    words = sum(scored.words for scored in results.values())
    seconds = sum(scored.seconds for scored in results.values())
    shares = [f"- `{v}`: {100 * s.aligned:.2f} % of the worst book" for v, s in results.items() if v == "epub"]
    return "\n".join(
        [
            "# Structure: what is measured",
            "",
            f"{time.strftime('%Y-%m-%d')}, `{command}`, Python {platform.python_version()}.",
            "Scores are per cent over all books of a row (the tool's `ALL`), defined in its docstring.",
            "",
            *table(tool, results),
            "",
            "Worst book with 30 lines of verse or more:",
            "",
            *worst_books(tool, results),
            "",
            *(
                ["Letters and digits of the plain text found in what is read from EPUB:", "", *shares, ""]
                if shares
                else []
            ),
            f"Speed: {words / max(seconds, 1e-9):,.0f} words a second on one core ({words:,} words).",
            "",
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--only", default="", help="variants, parted by commas")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--no-keep", action="store_true")
    options = parser.parse_args()
    tool = load_tool(options.corpora)
    wanted = [v for v in VARIANTS if not options.only or v in options.only.split(",")]
    results = {v: score_variant(tool, options.corpora / "structure" / v) for v in wanted}
    if not options.only or "epub" in options.only.split(","):
        results["epub"] = score_epubs(tool, options.corpora)
    if options.each:
        print("\n".join(each_book(tool, results)))
    page = report(tool, results, f"python -m benchmarks.structure {options.corpora}")
    print(page)
    if not options.no_keep and not options.only:
        RESULTS.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
