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
from rhapsode.model import Kind, Limits
from rhapsode.reading import read
from rhapsode.segmenting import Block, Finding, Sheet, find_blocks, tell_blocks
from rhapsode.segmenting.verse import find_verse, gather_lone_evidence, gather_stanza_evidence
from rhapsode.text import find_lines, measure_layout

FEW_NEGATIVES = 3.0
"""The weight of prose where lines aren't wrapped: 30 paragraphs of several lines, against 550 stanzas."""
NARROWER = (0, 0, 0, 1, 2, 3, 4, 6)
"""By how many columns a paragraph of a ragged file is narrower; the spread seen in old files, roughly."""
LOSING = 0.4
"""The share of ragged paragraphs of which one line has lost a word."""


SMALL = 0.5
"""The share of stanzas that are given small letters where their authors wrote capitals."""
COUNTS = {"plain": 2.0, "double": 3.0, "crowded": 0.3}
"""How much a block of some variants counts: what was made of a text for lack of a better one counts less."""
LONE_PAGE, PAGE, CROWDED_PAGE = 2.0, 4.0, 0.5
"""How much a block of a page as people save it counts: there are fifty of verse, against thousands in books."""
MIXED = 0.2
"""A block of which a larger share is verse, and as large a one is not, teaches nothing."""


@dataclass(frozen=True)
class Sample:
    """One block: whose book, its evidence, whether it is verse, and how much it counts."""

    author: str
    variant: str
    evidence: dict[str, float]
    verse: bool
    weight: float
    lines: int
    wrapped: bool
    words: str


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


def make_modern(text: str, labels: Sequence[tuple[int, int, str]], single: bool, seed: int) -> tuple[str, list[Any]]:
    """The text with its verse as stories quote it today, and its labels where they then stand.

    Half of the stanzas begin their lines with small letters, as free verse and many songs do; if `single`, one line is
    left of each.
    """
    chance = random.Random(seed)
    parts: list[str] = []
    moved: list[tuple[int, int, str]] = []
    at = 0
    for start, end, label in labels:
        part = text[start:end]
        if label == "verse":
            lines = part.split("\n")
            if single:
                lines = [chance.choice(lines)]
            if chance.random() < SMALL:
                lines = [line if line.startswith(("I ", "I'", "I’")) else _begin_small(line) for line in lines]
            part = "\n".join(lines)
        parts.append(part)
        moved.append((at, at + len(part), label))
        at += len(part) + 2
    return "\n\n".join(parts), moved


def make_crowded(text: str, labels: Sequence[tuple[int, int, str]], short: int = 76) -> tuple[str, list[Any]]:
    """The text with no blank line between short lines of a kind, as songs, chats, turns and headers are saved."""
    parts: list[str] = []
    moved: list[tuple[int, int, str]] = []
    at = 0
    crowded = ""  # what the short lines are that are saved so
    for start, end, label in labels:
        part = text[start:end]
        close = label if label in ("prose", "letter", "verse") and end - start <= short else ""
        if parts:
            parts.append("\n" if close and close == crowded else "\n\n")
            at += len(parts[-1])
        parts.append(part)
        moved.append((at, at + len(part), label))
        at += len(part)
        crowded = close
    return "".join(parts), moved


def _begin_small(line: str) -> str:
    first = next((at for at, char in enumerate(line) if char.isalpha()), 0)
    return line[:first] + line[first : first + 1].lower() + line[first + 1 :]


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
            weight = COUNTS.get(variant, 1.0)
            if variant in ("plain", "modern") and not lone and label != "verse":
                weight *= FEW_NEGATIVES
            if variant == "crowded pages":
                weight = CROWDED_PAGE
            count, words = len(blocks[index].lines), text[blocks[index].start : blocks[index].end]
            yield Sample(
                author, variant, dict(evidence), label == "verse", weight, count, bool(sheet.layout.wrap), words
            )


def gather_page(path: Path, lone: bool) -> Iterator[Sample]:
    """What the rules before those of verse leave unknown in a story as people save it; a file is an author."""
    labels = json.loads(path.read_text(encoding="utf-8"))
    manuscript = read(path.with_name(path.name.replace(".labels.json", ".txt")), Limits())
    sheet, blocks, _ = tell_blocks(manuscript, "en", before=find_verse)
    sung = sing(manuscript.text, labels["spans"])
    for index, evidence in (gather_lone_evidence if lone else gather_stanza_evidence)(sheet, blocks):
        block = blocks[index]
        share = sum(sung[block.start : block.end]) / (block.end - block.start)
        if not MIXED < share < 1 - MIXED:
            verse = share > MIXED
            yield Sample(
                path.name[:2],
                "pages",
                dict(evidence),
                verse,
                PAGE,
                len(block.lines),
                bool(sheet.layout.wrap),
                manuscript.text[block.start : block.end],
            )


def label_page(path: Path) -> tuple[str, list[tuple[int, int, str]]]:
    """A story as people save it and its lines, each as verse, as a heading, as prose, or "" where it is mixed."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = read(path.with_name(path.name.replace(".labels.json", ".txt")), Limits()).text
    sung = sing(text, gold["spans"])
    titles = [span["text"] for span in gold["spans"] if span["kind"] in ("heading", "scene-break")]
    labels = []
    for line in find_lines(text):
        share = sum(sung[line.start : line.end]) / (line.end - line.start)
        label = "verse" if share > 1 - MIXED else "prose" if share < MIXED else ""
        labels.append((line.start, line.end, "heading" if text[line.start : line.end] in titles else label))
    return text, labels


def sing(text: str, spans: Sequence[Any]) -> bytearray:
    """For each character of `text` whether it is sung."""
    sung = bytearray(len(text))
    for span in spans:
        at = -1
        for _ in range(span["nth"]):
            at = text.index(span["text"], at + 1)
        if span["kind"] == "lyric":
            sung[at : at + len(span["text"])] = b"\1" * len(span["text"])
    return sung


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
    for author, text, labels in read_books(corpora / "structure" / "plain"):
        modern, moved = make_modern(text, labels, lone, len(samples))
        samples.extend(gather(author, "modern", modern, moved, lone))
        if not lone:
            samples.extend(gather(author, "crowded", *make_crowded(text, labels), lone))
    for path in sorted((corpora / "fanfic").glob("*.labels.json")):
        samples.extend(gather_page(path, lone))
        if not lone:
            samples.extend(gather(path.name[:2], "crowded pages", *make_crowded(*label_page(path)), lone))
    return samples


CREDIT = "Learnt from the plain texts of Standard Ebooks' productions (public domain) by benchmarks/training."


def learn_stanzas(corpora: Path) -> Learnt:
    """The weights of paragraphs of several lines in a file that is wrapped."""
    return _learn("stanzas", [s for s in gather_all(corpora, lone=False) if s.wrapped], ridge=0.3)


def learn_open_stanzas(corpora: Path) -> Learnt:
    """The weights of paragraphs of several lines where line ends are the author's."""
    return _learn("open_stanzas", [s for s in gather_all(corpora, lone=False) if not s.wrapped], ridge=0.3)


def learn_lone_verse(corpora: Path) -> Learnt:
    """The weights of lines that are paragraphs."""
    return _learn("lone_verse", gather_all(corpora, lone=True), ridge=1.0)


def _folds(authors: Sequence[str]) -> Iterator[list[str]]:
    """Each author of books alone, and the pages in groups of six."""
    pages = [author for author in authors if author[0].isdigit()]
    yield from ([author] for author in authors if author not in pages)
    yield from (pages[first::8] for first in range(8))


def _learn(decision: str, samples: Sequence[Sample], ridge: float) -> Learnt:
    """The weights, and the score by lines on authors left out."""
    names = list(samples[0].evidence)
    rows = np.array([[sample.evidence[n] for n in names] for sample in samples])
    verse = np.array([float(sample.verse) for sample in samples])
    counts = np.array([sample.weight for sample in samples])
    authors = np.array([sample.author for sample in samples])
    scores = np.zeros(len(samples))
    for left_out in _folds(sorted(set(authors))):
        out = np.isin(authors, left_out)
        scores[out] = rows[out] @ fit_logistic(rows[~out], verse[~out], ridge, counts[~out])
    report = []
    for variant in sorted({sample.variant for sample in samples}):
        own = [(s.lines, s.verse, bool(x > 0)) for s, x in zip(samples, scores, strict=True) if s.variant == variant]
        hit = sum(n for n, true, said in own if true and said)
        claimed, verses = sum(n for n, _, said in own if said), sum(n for n, true, _ in own if true)
        both = sum(n * (true + said) for n, true, said in own)
        report.append(
            f"{decision}, {variant}: F1 by lines {200 * hit / max(1, both):.2f}, {len(own)} blocks, author left out"
            f"; of {verses} lines of verse {hit} found, {claimed - hit} other lines taken for verse"
        )
    learnt = fit_logistic(rows, verse, ridge, counts)
    return Learnt(decision, names, dict(zip(names, map(float, learnt), strict=True)), CREDIT, report)
