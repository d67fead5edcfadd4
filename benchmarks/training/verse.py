"""Labelled books → the weights by which stanzas and lone lines of verse are told from prose.

Over all that is neither heading nor scene break. Stanzas are learnt from the variants whose line breaks are intact,
and from two more made here, in which each paragraph of prose is wrapped by itself at a slightly other width and some
lines have lost a word, as real files have; lone lines from the one with a blank line between verses.
"""

from __future__ import annotations

import json
import random
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training.logistic import fit_logistic
from benchmarks.training.weight_files import Learnt
from rhapsode.model import Kind
from rhapsode.segmenting import Block, Finding, Sheet, find_blocks
from rhapsode.segmenting.verse import gather_lone_evidence, gather_stanza_evidence
from rhapsode.text import find_lines, measure_layout

FEW_NEGATIVES = 3.0
"""The weight of prose where lines aren't wrapped: 30 paragraphs of several lines, against 550 stanzas."""
NARROWER = (0, 0, 0, 1, 2, 3, 4, 6)
"""By how many columns a paragraph of a ragged file is narrower; the spread seen in old files, roughly."""
LOSING = 0.4
"""The share of ragged paragraphs of which one line has lost a word."""


@dataclass(frozen=True)
class Sample:
    """One block: whose book, its evidence, whether it is verse, and how much it counts."""

    author: str
    variant: str
    evidence: dict[str, float]
    verse: bool
    weight: float
    lines: int


def read_books(folder: Path) -> Iterator[tuple[str, str, list[tuple[int, int, str]]]]:
    """Author, text and labelled stretches of each book of a variant."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (folder / gold["text_file"]).read_bytes().decode("utf-8")
        yield gold["novel"].split("_")[0], text, [(b["start"], b["end"], b["label"]) for b in gold["blocks"]]


def make_ragged(text: str, labels: Sequence[tuple[int, int, str]], wrap: int, seed: int) -> tuple[str, list[Any]]:
    """The text with every paragraph of prose wrapped by itself, and its labels where they then stand."""
    chance = random.Random(seed)
    parts: list[str] = []
    moved: list[tuple[int, int, str]] = []
    at = 0
    for start, end, label in labels:
        part = text[start:end]
        lines = part.split("\n")
        if label == "prose" and len(lines) > 1 and min(map(len, lines[:-1])) > 0.6 * wrap:
            width = wrap - chance.choice(NARROWER)
            lines = textwrap.wrap(" ".join(part.split()), width, break_long_words=False, break_on_hyphens=False)
            place = chance.randrange(len(lines))
            words = lines[place].split()
            if chance.random() < LOSING and len(words) > 3:
                del words[chance.randrange(1, len(words))]
                lines[place] = " ".join(words)
            part = "\n".join(lines)
        parts.append(part)
        moved.append((at, at + len(part), label))
        at += len(part) + 2
    return "\n\n".join(parts), moved


def gather(author: str, variant: str, text: str, labels: Sequence[Any], lone: bool) -> Iterator[Sample]:
    """What is neither heading nor scene break in a text, with its evidence and label."""
    lines = find_lines(text)
    sheet = Sheet(text, measure_layout(text, lines))
    blocks = find_blocks(text, lines, sheet.layout)
    blocks = tuple(_as_known(block, _label_of(block, labels)) for block in blocks)
    gathered = (gather_lone_evidence if lone else gather_stanza_evidence)(sheet, blocks)
    for index, evidence in gathered:
        label = _label_of(blocks[index], labels)
        if label not in ("drama", ""):
            weight = FEW_NEGATIVES if variant == "plain" and label != "verse" else 1.0
            yield Sample(author, variant, dict(evidence), label == "verse", weight, len(blocks[index].lines))


def _as_known(block: Block, label: str) -> Block:
    kind = {"heading": Kind.HEADING, "scene-break": Kind.SCENE_BREAK}.get(label)
    return replace(block, kind=kind, finding=Finding.MARKUP) if kind else block


def _label_of(block: Block, labels: Sequence[tuple[int, int, str]]) -> str:
    low, high = 0, len(labels)
    while low < high:
        middle = (low + high) // 2
        if labels[middle][1] <= block.start:
            low = middle + 1
        else:
            high = middle
    return labels[low][2] if low < len(labels) and labels[low][0] < block.end else ""


def gather_all(corpora: Path, lone: bool) -> list[Sample]:
    """All samples of one of the two kinds."""
    samples: list[Sample] = []
    for variant in ("double",) if lone else ("plain", "flush", "narrow"):
        for author, text, labels in read_books(corpora / "structure" / variant):
            samples.extend(gather(author, variant, text, labels, lone))
            if variant in ("flush", "narrow"):
                ragged, moved = make_ragged(text, labels, 72 if variant == "flush" else 50, len(samples))
                samples.extend(gather(author, f"ragged {variant}", ragged, moved, lone))
    return samples


CREDIT = "Learnt from the plain texts of Standard Ebooks' productions (public domain) by benchmarks/training."


def learn_stanzas(corpora: Path) -> Learnt:
    """The weights of paragraphs of several lines."""
    return _learn("stanzas", gather_all(corpora, lone=False), ridge=0.3)


def learn_lone_verse(corpora: Path) -> Learnt:
    """The weights of lines that are paragraphs."""
    return _learn("lone_verse", gather_all(corpora, lone=True), ridge=1.0)


def _learn(decision: str, samples: Sequence[Sample], ridge: float) -> Learnt:
    """The weights, and the score by lines on authors left out."""
    names = list(samples[0].evidence)
    rows = np.array([[sample.evidence[n] for n in names] for sample in samples])
    verse = np.array([float(sample.verse) for sample in samples])
    counts = np.array([sample.weight for sample in samples])
    authors = np.array([sample.author for sample in samples])
    scores = np.zeros(len(samples))
    for author in sorted(set(authors)):
        out = authors == author
        scores[out] = rows[out] @ fit_logistic(rows[~out], verse[~out], ridge, counts[~out])
    report = []
    for variant in sorted({sample.variant for sample in samples}):
        own = [(s.lines, s.verse, bool(x > 0)) for s, x in zip(samples, scores, strict=True) if s.variant == variant]
        hit = sum(n for n, true, said in own if true and said)
        both = sum(n * (true + said) for n, true, said in own)
        report.append(
            f"{decision}, {variant}: F1 by lines {200 * hit / max(1, both):.2f}, {len(own)} blocks, author left out"
        )
    learnt = fit_logistic(rows, verse, ridge, counts)
    return Learnt(decision, names, dict(zip(names, map(float, learnt), strict=True)), CREDIT, report)
