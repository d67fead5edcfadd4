"""Fits the weights of `rhapsode.segmenting.speech.evidence` to labelled novels and prints them beside those in use.

    python benchmarks/weigh_quotations.py CORPORA

A quotation counts as speech where the gold spans cover most of it; those that are letters are left out. Logistic
regression with a small penalty; "kept aside" is the accuracy on each novel by weights fitted to the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rhapsode.segmenting.blocks import find_blocks
from rhapsode.segmenting.speech.evidence import ALONE, BIAS, EVIDENCE, GOES_ON
from rhapsode.segmenting.speech.verdicts import find_quoted_letters, settings
from rhapsode.text.lines import find_lines, measure_layout
from rhapsode.text.quotations import find_quotations

NAMES = ("BIAS", "GOES_ON", *(e.name for e in ALONE), *(e.name for e in EVIDENCE))
IN_USE = (BIAS, GOES_ON, *(e.weight for e in ALONE), *(e.weight for e in EVIDENCE))
PENALTY = 1.0
STEPS = 30


def read_rows(gold: Path) -> Iterator[tuple[list[float], bool]]:
    """For each quotation of a novel what is seen of it, and whether it is speech."""
    labels = json.loads(gold.read_text(encoding="utf-8"))
    text = (gold.parent / labels["text_file"]).read_bytes().decode("utf-8")
    spoken = bytearray(len(text))
    for quote in labels["quotes"]:
        for start, end in quote["spans"]:
            spoken[start:end] = b"\1" * (end - start)
    lines = find_lines(text)
    rooms = [(b.start, b.end) for b in find_blocks(text, lines, measure_layout(text, lines))]
    found = find_quotations(text, rooms)
    for room, quotations, letter in zip(rooms, found, find_quoted_letters(text, rooms, found), strict=True):
        goes_on = letter
        for quotation, setting in settings(text, room, quotations, "en"):
            said = sum(spoken[quotation.start : quotation.end]) * 2 > quotation.end - quotation.start
            alone = [0.0] * len(ALONE) if goes_on else [float(e.test(setting)) for e in ALONE]
            if not letter:
                yield [1.0, float(goes_on), *alone, *(float(e.test(setting)) for e in EVIDENCE)], said
            goes_on = goes_on or said


def fit(seen: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Weights by Newton's method."""
    weights = np.zeros(seen.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (chance - said) + PENALTY * weights
        bend = (seen * (chance * (1 - chance))[:, None]).T @ seen + PENALTY * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    novels = sorted(Path(sys.argv[1], "quotes", "pdnc").glob("*.gold.json"))
    rows = [(number, *row) for number, gold in enumerate(novels) for row in read_rows(gold)]
    of = np.array([row[0] for row in rows])
    seen, said = np.array([row[1] for row in rows]), np.array([row[2] for row in rows], dtype=float)
    aside = np.zeros(len(rows), dtype=bool)
    for number in range(len(novels)):
        weights = fit(seen[of != number], said[of != number])
        aside[of == number] = (seen[of == number] @ weights > 0) == said[of == number]
    used = (seen @ np.array(IN_USE) > 0) == said
    print(f"{'evidence':36s} {'fitted':>7s} {'in use':>7s} {'seen':>6s} {'speech':>7s}")
    for index, (name, weight) in enumerate(zip(NAMES, fit(seen, said), strict=True)):
        column = seen[:, index] > 0
        share = said[column].mean() if column.any() else float("nan")
        print(f"{name:36s} {weight:7.2f} {IN_USE[index]:7.2f} {int(column.sum()):6d} {share:7.3f}")
    print(
        f"right, of {len(rows)}: all speech {said.mean():.4f}, kept aside {aside.mean():.4f}, in use {used.mean():.4f}"
    )


if __name__ == "__main__":
    main()
