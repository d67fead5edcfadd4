"""Labelled books → the weights by which a quotation is told from words that are only mentioned.

A quotation counts as speech where the gold spans cover most of it; those that are letters are left out. Learnt from
LitBank, QuoteLi3, The Time Traders and the modern stories, each title counting alike whatever its length; judged
with titles left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.training.logistic import fit_logistic
from benchmarks.training.weight_files import Learnt
from rhapsode.segmenting import find_blocks
from rhapsode.segmenting.speech import MENTIONED, declare, find_quoted_letters, find_surroundings, gather_evidence
from rhapsode.text import find_lines, find_quotations, measure_layout

TRAINING = ("litbank", "quoteli3", "noveldialogues", "modern")
CREDIT = (
    "Learnt from LitBank and QuoteLi3 (both CC BY 4.0, see NOTICE), The Time Traders (labels CC0) and modern stories "
    "(public domain) by benchmarks/training."
)
RIDGE = 5.0
BELIEFS = {
    **dict.fromkeys(("begins the paragraph", "a speech stands before it", "after a verb of speech"), 2.0),
    **dict.fromkeys(
        ("who speaks is said before", "who speaks is said after", "first or second person", "after a sentence"), 1.0
    ),
    **dict.fromkeys(("never said", "in capitals", "a greeting on its own line"), -2.0),
    "begins a sentence of the narrator's": -2.0,
    **dict.fromkeys(("reports in the third person", "reports what would be", "something written", "title"), -1.0),
    **dict.fromkeys(("no stop at its end", "small first letter", "the sentence goes on behind it"), -1.0),
}
"""What is believed before anything is counted: 1 for a hint, 2 for what seldom deceives; of the rest nothing."""
MENTIONS_COUNT = 1.5
"""How much a quotation that is not speech counts: one in thirty is none here, one in eighteen in whole novels."""
NAMES = tuple(name for name in declare() if name != MENTIONED)


def read_rows(gold: Path) -> Iterator[tuple[list[float], bool]]:
    """For each quotation of a text what is seen of it, and whether it is speech."""
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
        for quotation, setting in find_surroundings(text, room, quotations, "en"):
            said = sum(spoken[quotation.start : quotation.end]) * 2 > quotation.end - quotation.start
            if not letter:
                seen = set(gather_evidence(setting, goes_on))
                yield [float(name in seen) for name in NAMES], said
            goes_on = goes_on or said


def learn(corpora: Path) -> Learnt:
    """The weights that all titles teach, and how often they are right on titles left out."""
    titles = [gold for corpus in TRAINING for gold in sorted((corpora / "quotes" / corpus).glob("*.gold.json"))]
    rows = [(number, *row) for number, gold in enumerate(titles) for row in read_rows(gold)]
    of = np.array([row[0] for row in rows])
    seen, said = np.array([row[1] for row in rows]), np.array([row[2] for row in rows], dtype=float)
    counts = (len(rows) / len(titles)) / np.bincount(of)[of]
    counts = np.minimum(counts, 1.0) * np.where(said > 0, 1.0, MENTIONS_COUNT)
    believed = np.array([BELIEFS.get(name, 0.0) for name in NAMES])
    aside = np.zeros(len(rows), dtype=bool)
    for number in range(len(titles)):
        weights = fit_logistic(seen[of != number], said[of != number], RIDGE, counts[of != number], believed)
        aside[of == number] = (seen[of == number] @ weights > 0) == said[of == number]
    found = dict(zip(NAMES, map(float, fit_logistic(seen, said, RIDGE, counts, believed)), strict=True))
    right = f"{len(rows)} quotations of {len(titles)} titles, {said.mean():.4f} speech; titles left out: "
    right += f"{aside.mean():.4f} right"
    return Learnt("quotations", declare(), found, CREDIT, [right])
