"""Scores which quotations are found in labelled novels: `python -m benchmarks.quotations CORPORA`.

CORPORA holds `quotes/<corpus>/<book>.txt` with `<book>.gold.json` and `tools/evaluate_quotes.py`, which defines every
score. Prints one table beside what is to be reached, and keeps it in `benchmarks/results/quotations.md`. With
`--each`, also every book's row; with `--no-keep`, nothing is written.

No speakers are known yet: each passage of dialogue and each quoted thought is given a speaker of its own, so that it
counts as spoken, and two quotations with nothing between them count as two. A song has no speaker and does not count.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from rhapsode.model import Kind, Manuscript, Passage
from rhapsode.segmenting import segment

RESULTS = Path(__file__).parent / "results" / "quotations.md"
REACH = (
    ("pdnc", "characters, F1, macro", 96.4, 98.0, 99.3),
    ("pdnc", "exact spans, F1, macro", 94.9, 97.0, 98.5),
    ("litbank", "characters, F1, all", 88.0, 96.0, 98.0),
)


def load_tool(corpora: Path) -> ModuleType:
    """The corpora's own scorer."""
    spec = importlib.util.spec_from_file_location("evaluate_quotes", corpora / "tools" / "evaluate_quotes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def is_heard(passage: Passage) -> bool:
    """Dialogue, or a quoted thought."""
    return passage.kind is Kind.DIALOGUE or passage.reason == "quoted thought"


def score_corpus(tool: ModuleType, folder: Path) -> tuple[list[Any], int, float]:
    """The tool's result for each book, the words read, and the seconds it took to segment them."""
    results, words, seconds = [], 0, 0.0
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (folder / gold["text_file"]).read_bytes().decode("utf-8")
        began = time.process_time()
        passages = segment(Manuscript(folder / gold["text_file"], text)).passages
        seconds += time.process_time() - began
        words += len(text.split())
        segments = [
            tool.Segment(p.start, p.end, str(p.kind), str(number) if is_heard(p) else p.speaker)
            for number, p in enumerate(passages)
        ]
        results.append(tool.evaluate(gold, text, segments))
    return results, words, seconds


def measure(tool: ModuleType, results: Sequence[Any], name: str) -> float:
    """One score in per cent."""
    part = "chars" if name.startswith("characters") else "exact"
    if name.endswith("macro"):
        return 100 * sum(float(getattr(r, part).f) for r in results) / len(results)
    return 100 * float(getattr(tool.pool(results), part).f)


def each_book(results: Sequence[Any]) -> Iterator[str]:
    """One row for each book."""
    yield "| book | quotations | characters P | R | F1 | exact spans P | R | F1 |"
    yield "|---|---|---|---|---|---|---|---|"
    for r in results:
        figures = " | ".join(f"{100 * x:.2f}" for prf in (r.chars, r.exact) for x in (prf.p, prf.r, prf.f))
        yield f"| {r.novel} | {r.exact.n_r} | {figures} |"


def report(tool: ModuleType, corpora: dict[str, tuple[list[Any], int, float]], command: str) -> Iterator[str]:
    """The lines of the page that is kept."""
    yield "# Quotations: what is measured"
    yield ""
    yield f"{time.strftime('%Y-%m-%d')}, `{command}`, Python {platform.python_version()}."
    yield "Scores are per cent and defined in the tool's docstring; `macro` is the mean of the novels. Every passage of"
    yield "dialogue and every quoted thought counts as spoken, by a speaker of its own; songs have no speaker yet."
    yield ""
    yield "| corpus | what | baseline | measured | reach at least | aim | |"
    yield "|---|---|---|---|---|---|---|"
    for corpus, name, baseline, reach, aim in REACH:
        figure = measure(tool, corpora[corpus][0], name)
        verdict = "aim met" if figure >= aim else "reached" if figure >= reach else "**short**"
        yield f"| {corpus} | {name} | {baseline:.1f} | {figure:.2f} | {reach:g} | {aim:g} | {verdict} |"
    yield ""
    yield from each_book(corpora["pdnc"][0])
    yield ""
    words, seconds = (sum(c[i] for c in corpora.values()) for i in (1, 2))
    yield f"Speed of the whole step: {words / max(seconds, 1e-9):,.0f} words a second on one core ({words:,} words)."
    yield ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--no-keep", action="store_true")
    options = parser.parse_args()
    tool = load_tool(options.corpora)
    corpora = {name: score_corpus(tool, options.corpora / "quotes" / name) for name in ("pdnc", "litbank")}
    page = "\n".join(report(tool, corpora, f"python -m benchmarks.quotations {options.corpora}"))
    print(page)
    if options.each:
        print("\n".join(each_book(corpora["litbank"][0])))
    if not options.no_keep:
        RESULTS.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
