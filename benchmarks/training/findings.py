"""Labelled texts → how sure each finding of a rule is: how often a block that was found so is of that kind.

Counted on the plain texts of books and on the fan-fiction set. What is seen nowhere there is as sure as all findings
of its kind together, and nothing is surer than its examples allow: a few of each are held against it. Of what
isn't read it counts whether it is none of the story's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import log
from pathlib import Path
from typing import Any

from benchmarks.training.weight_files import Learnt
from rhapsode.model import UNSPOKEN_KINDS, Kind, Limits
from rhapsode.reading import read
from rhapsode.segmenting import Finding, tell_blocks

CREDIT = (
    "Counted on plain texts of Standard Ebooks' productions (public domain) and on pages written for this project by "
    "benchmarks/training."
)
VARIANTS = ("plain", "gutenberg")
DOUBT = 2.0
"""Examples at the mean of all findings that each is given beside its own."""
KINDS = {"heading": Kind.HEADING, "verse": Kind.LYRIC, "scene-break": Kind.SCENE_BREAK, "prose": Kind.NARRATION}
Kinds = frozenset[Kind]
PROSE = frozenset({Kind.NARRATION, Kind.DIALOGUE, Kind.THOUGHT})


def learn(corpora: Path) -> Learnt:
    """The log odds of each finding."""
    right: Counter[Finding] = Counter()
    seen: Counter[Finding] = Counter()
    for source, wanted in _read_all(corpora):
        _, blocks, _ = tell_blocks(read(source, Limits()), "en")
        for block in blocks:
            kinds = Counter(kinds for kinds in wanted[block.start : block.end] if kinds)
            if block.finding is not None and kinds:
                kind = Kind.NARRATION if block.kind in PROSE else block.kind
                seen[block.finding] += 1
                most = kinds.most_common(1)[0][0]
                right[block.finding] += kind in most or (kind in UNSPOKEN_KINDS and bool(most & UNSPOKEN_KINDS))
    mean = right.total() / seen.total()
    shares = {finding: (right[finding] + DOUBT * mean) / (seen[finding] + DOUBT) for finding in Finding}
    weights = {finding.name: log(share / (1 - share)) for finding, share in shares.items()}
    report = [f"{f.name}: {right[f]} of {seen[f]} right, {shares[f]:.3f}" for f in Finding if seen[f]]
    return Learnt("findings", [finding.name for finding in Finding], weights, CREDIT, report)


def _read_all(corpora: Path) -> Iterator[tuple[Path, list[Kinds]]]:
    """Each text with the kinds that are right for each of its characters, none where nothing is said."""
    for variant in VARIANTS:
        for path in sorted((corpora / "structure" / variant).glob("*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            yield path.parent / gold["text_file"], _label_book(gold)
    for path in sorted((corpora / "fanfic").glob("*.labels.json")):
        source = path.with_name(path.name.replace(".labels.json", ".txt"))
        yield source, _label_page(source.read_bytes().decode("utf-8"), json.loads(path.read_text(encoding="utf-8")))


def _label_book(gold: Mapping[str, Any]) -> list[Kinds]:
    kinds: list[Kinds] = [frozenset()] * max(block["end"] for block in gold["blocks"])
    for block in gold["blocks"]:
        kind = KINDS.get(block["label"])
        if block["container"] == "letter" and kind is Kind.NARRATION:
            kind = Kind.LETTER
        kinds[block["start"] : block["end"]] = [frozenset({kind} - {None})] * (block["end"] - block["start"])
    return kinds


def _label_page(text: str, labels: Mapping[str, Any]) -> list[Kinds]:
    kinds: list[Kinds] = [frozenset({Kind.NARRATION})] * len(text)
    for span in [*labels["spans"], *({**one, "kind": None} for one in labels["ignore"])]:
        at = -1
        for _ in range(span["nth"]):
            at = text.index(span["text"], at + 1)
        told = {Kind(kind) for kind in (span["kind"], *span.get("also", [])) if kind}
        right = frozenset(Kind.NARRATION if kind in PROSE else kind for kind in told)
        kinds[at : at + len(span["text"])] = [right] * len(span["text"])
    return kinds
