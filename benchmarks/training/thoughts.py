"""Labelled stories → the weights by which a sentence without any mark is told to be thought.

Learnt from the stories as people save them, and from stretches of old novels, in which nothing is thought without a
mark; judged with an eighth of the stories left out at a time. Notes, headings, songs and letters stand outside the
chains.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import ModuleType

from benchmarks.fanfic import load_scorer
from benchmarks.training.labels import FOLDS, UNKNOWN, Chains, Place, learn_labels
from benchmarks.training.weight_files import Learnt
from rhapsode.reading import read
from rhapsode.segmenting import build_chapters, tell_blocks
from rhapsode.segmenting.speech import (
    LINKS,
    STEPS,
    Spot,
    Weighed,
    declare_unmarked,
    find_parts,
    gather_prose,
    link_sentences,
    name_step,
    read_spots,
    weigh_sentences,
)
from rhapsode.telling import find_first_persons

LONGEST = 80
"""Sentences of a chain that is learnt from."""
FROM_EACH = 25
"""Chains of each novel."""
TORN = 60
"""Pieces of each novel that stand for short stories."""
NOVELS_COUNT = 0.5
"""How much a chain of a novel counts: the stories are few, and are what is to be told."""
BELIEFS = {"in capitals": -3.0, "in brackets": -1.0, "little is told": -1.0}
"""What is believed before anything is counted, of what is rare here: signs on walls, asides, scraps."""
MOSTLY = 0.7
"""The share of a sentence's characters that must be thought, or telling, to teach."""
LEFT_OUT = -2
LABELS = {"narration": 0, "thought": 1}
LINK_NAMES = tuple(name_step(step, link) for link, step in product(LINKS, STEPS))
NAMES = tuple(name for name in declare_unmarked() if name not in LINK_NAMES)


def read_story(path: Path) -> tuple[str, list[Spot], tuple[bool, ...]]:
    """A story's text, its paragraphs of telling, and for each scene whether an I tells it."""
    manuscript = read(path)
    sheet, blocks, _ = tell_blocks(manuscript, "en")
    starts = [scene.start for chapter in build_chapters(sheet, blocks, "") for scene in chapter.scenes]
    prose = gather_prose(sheet.text, blocks, starts, sheet.marks, "en")
    parts = find_parts(prose, weigh_sentences)
    return sheet.text, read_spots(prose, parts), parts.first_persons


def tear(text: str, spots: Sequence[Spot], chance: random.Random) -> Iterator[list[Weighed]]:
    """Pieces of a novel as if each were all that is saved of a story: of such, little is known."""
    at = 0
    while at < len(spots):
        piece = [replace(spot, scene=0) for spot in spots[at : at + chance.randint(2, 9)]]
        at += len(piece)
        told = " ".join(text[s.start : s.end] for spot in piece for s in spot.sentences)
        yield from link_sentences(piece, find_first_persons([told]))


def read_labels(scorer: ModuleType, path: Path, text: str) -> list[str]:
    """The kind of each character."""
    labels = json.loads(path.with_suffix(".labels.json").read_text(encoding="utf-8"))
    kinds = ["narration"] * len(text)
    for span in [*({**each, "kind": "ignore"} for each in labels["ignore"]), *labels["spans"]]:
        start = scorer.find_nth(text, span["text"], span["nth"])
        kinds[start : start + len(span["text"])] = [span["kind"]] * len(span["text"])
    return kinds


def label_chain(chain: Sequence[Weighed], text: str, kinds: Sequence[str]) -> Iterator[list[Place]]:
    """The parts of a chain between what is neither told nor thought, labelled."""
    part: list[Place] = []
    for sentence, evidence, link in chain:
        seen = Counter(kinds[at] for at in range(sentence.start, sentence.end) if not text[at].isspace())
        kind, count = seen.most_common(1)[0]
        label = LABELS.get(kind, LEFT_OUT)
        if label == LEFT_OUT:
            yield from filter(None, [part])
            part = []
            continue
        part.append(Place(evidence, link if part else "", label if count >= MOSTLY * seen.total() else UNKNOWN))
    yield from filter(None, [part])


def cut_chain(chain: Sequence[Place]) -> Iterator[list[Place]]:
    for at in range(0, len(chain), LONGEST):
        first, *rest = chain[at : at + LONGEST]
        yield [first._replace(link=""), *rest]


def gather_chains(corpora: Path) -> tuple[list[list[Place]], list[int]]:
    """All chains, and for each the fold that it is left out of: `FOLDS` for those of novels, which always teach."""
    scorer = load_scorer(corpora / "fanfic")
    chains: list[list[Place]] = []
    folds: list[int] = []
    for number, path in enumerate(sorted((corpora / "fanfic").glob("*.txt"))):
        text, spots, first_persons = read_story(path)
        kinds = read_labels(scorer, path, text)
        scenes = link_sentences(spots, first_persons)
        own = [cut for scene in scenes for part in label_chain(scene, text, kinds) for cut in cut_chain(part)]
        chains += own
        folds += [number % FOLDS] * len(own)
    for path in sorted((corpora / "structure" / "plain").glob("*.txt")):
        text, spots, first_persons = read_story(path)
        chance = random.Random(path.name)
        for scenes, most in ((link_sentences(spots, first_persons), FROM_EACH), (tear(text, spots, chance), TORN)):
            own = [cut for scene in scenes for cut in cut_chain([Place(w.evidence, w.link, 0) for w in scene])]
            chance.shuffle(own)
            chains += own[:most]
            folds += [FOLDS] * len(own[:most])
    return chains, folds


def learn(corpora: Path) -> Learnt:
    """The weights that all stories teach, and how often they are right on stories left out."""
    chains = Chains(*gather_chains(corpora), NAMES, LINKS)
    return learn_labels("unmarked_thoughts", chains, LINK_NAMES, NOVELS_COUNT, BELIEFS)
