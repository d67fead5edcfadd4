"""Labelled stories → the weights by which a line is told to be a message that somebody in the story reads or writes.

Learnt from the stories as people save them, and from stretches of old novels, in which no line is one; judged with an
eighth of the stories left out at a time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from types import ModuleType

from benchmarks.fanfic import load_scorer
from benchmarks.training.labels import CLOSED, FOLDS, UNKNOWN, Chains, Place, learn_labels
from benchmarks.training.thoughts import FROM_EACH, MOSTLY, cut_chain, read_labels
from benchmarks.training.weight_files import Learnt
from rhapsode.reading import read
from rhapsode.segmenting import find_messages, tell_blocks
from rhapsode.segmenting.letters import (
    MESSAGE_LINKS,
    MESSAGE_STEPS,
    declare_messages,
    gather_message_evidence,
    name_message_step,
    read_message_lines,
)

NOVELS_COUNT = 0.3
RIDGE = 4.0
BELIEFS = {
    "bias": -3.0,
    "announced, as nobody tells": 4.0,
    "announced": 0.5,
    "announced, right there": 1.5,
    "hinted at, as nobody tells": 1.0,
    "told of below, as nobody tells": 1.0,
    "signed": 3.0,
    "signed, as others are": 3.0,
    "a handle before a colon": 4.0,
    "begins with a time": 2.0,
    "in square brackets": 1.0,
    "small letters and no stop": 1.0,
    "casual spelling": 1.0,
    "no stop": 0.5,
    "messages go on, the next line": 3.0,
    "messages go on, the next paragraph": 2.5,
    "past, told in the past": -1.5,
    "third person": -0.5,
    "in capitals": -2.0,
    "a comma at its end": -1.5,
    "one of several lines": -1.5,
    "more words": -1.0,
    "in the case of titles": -1.0,
    "before anything is told": -1.0,
    "behind all that is told": -1.0,
}
"""What is believed before anything is counted: each story shows but one or two of the shapes that messages have."""
STEP_NAMES = tuple(name_message_step(step, link) for link, step in product(MESSAGE_LINKS, MESSAGE_STEPS))
NAMES = tuple(name for name in declare_messages() if name not in STEP_NAMES)


def read_places(path: Path, scorer: ModuleType | None) -> Iterator[list[Place]]:
    """The lines of a story with their evidence, labelled where there is a `scorer`; of a novel none is a message."""
    sheet, blocks, _ = tell_blocks(read(path), "en", find_messages)
    lines = read_message_lines(sheet, blocks)
    kinds = read_labels(scorer, path, sheet.text) if scorer else []
    chain: list[Place] = []
    for line, names in zip(lines, gather_message_evidence(lines), strict=True):
        label = label_line(line.start, line.end, sheet.text, kinds) if kinds else 0
        chain.append(Place(names, line.link, label if line.open else CLOSED))
    yield from cut_chain(chain)


def label_line(start: int, end: int, text: str, kinds: Sequence[str]) -> int:
    seen = Counter(kinds[at] for at in range(start, end) if not text[at].isspace())
    kind, count = seen.most_common(1)[0]
    return UNKNOWN if kind == "ignore" or count < MOSTLY * seen.total() else int(kind == "letter")


def learn(corpora: Path) -> Learnt:
    """The weights that all stories teach, and how often they are right on stories left out."""
    scorer = load_scorer(corpora / "fanfic")
    chains: list[list[Place]] = []
    folds: list[int] = []
    for number, path in enumerate(sorted((corpora / "fanfic").glob("*.txt"))):
        own = list(read_places(path, scorer))
        chains += own
        folds += [number % FOLDS] * len(own)
    for path in sorted((corpora / "structure").glob("[pd][lo][au]*/*.txt")):
        own = list(read_places(path, None))
        random.Random(path.name).shuffle(own)
        chains += own[:FROM_EACH]
        folds += [FOLDS] * len(own[:FROM_EACH])
    return learn_labels(
        "messages", Chains(chains, folds, NAMES, MESSAGE_LINKS), STEP_NAMES, NOVELS_COUNT, BELIEFS, RIDGE
    )
