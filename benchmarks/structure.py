"""Scores structure, kinds and quotations on labelled books: `python -m benchmarks.structure CORPORA`.

CORPORA holds `structure/<variant>/<book>.txt` and `quotes/<corpus>/<book>.txt`, each with `<book>.gold.json`,
`epub/<book>.epub`, and in `tools/` the scorers that define every figure. What is scored is what `rhapsode inspect
--json` gives. Prints one table beside what is to be reached, and keeps it in `benchmarks/results/structure.md`. With
`--each`, also every book's row; with `--no-keep`, nothing is written.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.align import carry_labels
from benchmarks.corpora import Inspected, inspect, load_tool, score_quotes

VARIANTS = ("plain", "flush", "gutenberg", "narrow", "double")
RESULTS = Path(__file__).parent / "results" / "structure.md"
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
QUOTED = (
    ("pdnc", "characters", "quoted characters, F1, mean of the novels", 98.0, 99.3),
    ("pdnc", "spans", "quotations exactly, F1, mean of the novels", 97.0, 98.5),
    ("litbank", "characters", "quoted characters, F1, over all", 96.0, 98.0),
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


@dataclass(frozen=True)
class Quoted:
    """The scorer's result for each book of a corpus."""

    books: Sequence[Any]
    words: int
    seconds: float


def score_variant(tool: ModuleType, folder: Path) -> Scored:
    """Inspect every book of one variant and count."""
    books: dict[str, Counter[str]] = {}
    inspected = []
    for gold, found in _inspect_all(folder):
        books[gold["novel"]] = tool.score(gold, found.story.text, found.json["segments"])
        inspected.append((found.words, found.seconds))
    words, seconds = map(sum, zip(*inspected, strict=True))
    return Scored(books, int(words), seconds, total=sum(books.values(), Counter()))


def score_quotations(tool: ModuleType, folder: Path) -> Quoted:
    """Inspect every book of one corpus and score its quotations."""
    results, words, seconds = [], 0, 0.0
    for gold, found in _inspect_all(folder):
        results.append(score_quotes(tool, found.json, found.story.text, gold))
        words += found.words
        seconds += found.seconds
    return Quoted(results, words, seconds)


def _inspect_all(folder: Path) -> Iterator[tuple[dict[str, Any], Inspected]]:
    """Each book's labels and what is understood of it. Offsets count in the text as it stands in the file."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        found = inspect(folder / gold["text_file"])
        if found.story.text != (folder / gold["text_file"]).read_bytes().decode("utf-8"):
            raise SystemExit(f"{path}: the text was not read as it stands there, so that no label fits")
        yield gold, found


def score_epubs(tool: ModuleType, corpora: Path) -> Scored:
    """Inspect every EPUB, carry what is found to the plain text of the same book, and count there."""
    books: dict[str, Counter[str]] = {}
    words, seconds, aligned = 0, 0.0, 1.0
    for path in sorted((corpora / "epub").glob("*.epub")):
        gold_path = corpora / "structure" / "plain" / f"{path.stem}.gold.json"
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        plain = (gold_path.parent / gold["text_file"]).read_bytes().decode("utf-8")
        found = inspect(path)
        seconds += found.seconds
        words += found.words
        segments, text = found.json["segments"], found.story.text
        places, _ = carry_labels(text, [(row["start"], row["end"]) for row in segments], plain)
        carried = [
            {**row, "start": start, "end": end}
            for row, (start, end) in zip(segments, places, strict=True)
            if start < end
        ]
        aligned = min(aligned, carry_labels(plain, [], text)[1])
        books[gold["novel"]] = tool.score(gold, plain, carried)
    return Scored(books, words, seconds, aligned, sum(books.values(), Counter()))


def measure_quotations(tool: ModuleType, corpus: str, part: str, quoted: Quoted) -> float:
    """One score in per cent: the mean of the novels of PDNC, all quotations of LitBank's excerpts together."""
    name = "chars" if part == "characters" else "exact"
    if corpus == "pdnc":
        return 100 * sum(float(getattr(result, name).f) for result in quoted.books) / len(quoted.books)
    return 100 * float(getattr(tool.pool(quoted.books), name).f)


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


def table(
    tool: ModuleType, results: Mapping[str, Scored], quotes_tool: ModuleType, quoted: Mapping[str, Quoted]
) -> Iterator[str]:
    """The rows that are printed and kept."""
    yield "| text | what | measured | reach at least | aim | |"
    yield "|---|---|---|---|---|---|"
    for variant, name, reach, aim in REACH:
        if variant in results:
            figure = measure(tool, having(results[variant], name), name)
            yield _row(variant, NAMES[name], figure, reach, aim)
    for corpus, part, what, reach, aim in QUOTED:
        if corpus in quoted:
            yield _row(corpus, what, measure_quotations(quotes_tool, corpus, part, quoted[corpus]), reach, aim)


def _row(text: str, what: str, figure: float, reach: float, aim: float) -> str:
    verdict = "aim met" if figure >= aim else "reached" if figure >= reach else "**short**"
    return f"| `{text}` | {what} | {figure:.2f} | {reach:g} | {aim:g} | {verdict} |"


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


def each_novel(quoted: Quoted) -> Iterator[str]:
    """One row for each book with labelled quotations."""
    yield "| book | quotations | characters P | R | F1 | exactly P | R | F1 |"
    yield "|---|---|---|---|---|---|---|---|"
    for result in quoted.books:
        scores = [100 * score for part in (result.chars, result.exact) for score in (part.p, part.r, part.f)]
        yield f"| {result.novel} | {result.exact.n_r} | {' | '.join(f'{score:.2f}' for score in scores)} |"


def report(
    tool: ModuleType,
    results: Mapping[str, Scored],
    quotes_tool: ModuleType,
    quoted: Mapping[str, Quoted],
    command: str,
) -> Iterator[str]:
    """The lines of the page that is kept."""
    yield "# Structure, kinds and quotations: what is measured"
    yield ""
    yield f"{time.strftime('%Y-%m-%d')}, `{command}`, Python {platform.python_version()}."
    yield "Scores are per cent, of what `rhapsode inspect --json` gives, and defined in the tools' docstrings."
    yield "Structure is over all books of a row (the tool's `ALL`). What was tried for quotations:"
    yield "[quotations-notes.md](quotations-notes.md)."
    yield ""
    yield from table(tool, results, quotes_tool, quoted)
    yield ""
    yield "Worst book with 30 lines of verse or more:"
    yield ""
    yield from worst_books(tool, results)
    yield ""
    if "epub" in results:
        yield "Letters and digits of the plain text found in what is read from EPUB:"
        yield ""
        yield f"- `epub`: {100 * results['epub'].aligned:.2f} % of the worst book"
        yield ""
    if "pdnc" in quoted:
        yield from each_novel(quoted["pdnc"])
        yield ""
    all_of_them = [*results.values(), *quoted.values()]
    words, seconds = sum(one.words for one in all_of_them), sum(one.seconds for one in all_of_them)
    yield f"Speed, speakers included: {words / max(seconds, 1e-9):,.0f} words a second on one core ({words:,} words)."
    yield ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--only", default="", help="rows, parted by commas: plain, …, epub, pdnc, litbank")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--no-keep", action="store_true")
    options = parser.parse_args()
    corpora, only = options.corpora, options.only.split(",") if options.only else ()
    tool, quotes_tool = load_tool(corpora, "evaluate_structure"), load_tool(corpora, "evaluate_quotes")
    results = {v: score_variant(tool, corpora / "structure" / v) for v in VARIANTS if not only or v in only}
    if not only or "epub" in only:
        results["epub"] = score_epubs(tool, corpora)
    folders = {name: corpora / "quotes" / name for name in ("pdnc", "litbank") if not only or name in only}
    quoted = {name: score_quotations(quotes_tool, folder) for name, folder in folders.items()}
    if options.each:
        print("\n".join([*each_book(tool, results), *(row for one in quoted.values() for row in each_novel(one))]))
    page = "\n".join(report(tool, results, quotes_tool, quoted, f"make bench-structure CORPORA={corpora}"))
    print(page)
    if not options.no_keep and not only:
        RESULTS.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
