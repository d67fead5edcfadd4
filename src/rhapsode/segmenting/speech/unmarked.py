"""Prose in, what is thought in it without a mark out: by how each sentence is put, against the story's habit.

In a story that is told of others and in the past, "He hasn't even washed his hands." is nobody's telling. Each sentence
is weighed by its person, tense and mood, by where it stands and by its neighbours; a chain through the scene decides
them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rhapsode.model import Kind
from rhapsode.segmenting.speech.habits import measure_habits
from rhapsode.segmenting.speech.sentences import Sentence, Spot
from rhapsode.segmenting.speech.unmarked_evidence import (
    LINKS,
    NEXT,
    OVER_PARAGRAPHS,
    OVER_SPEECH,
    OVER_TAG,
    SAME,
    STEPS,
    gather_evidence,
    name_step,
)
from rhapsode.text.spans import Stretch
from rhapsode.weighing import LabelLink, Weights, add_up, load_decision, run_labels

DECISION = "unmarked_thoughts"
_SURE = 20.0
_HOPELESS = -2.0
"""Log odds: in a scene where no sentence has more, none is thought whatever its neighbours are."""
"""Log odds of what other signs have told."""
_REASON = "as nobody tells here, but thinks"


class Weighed(NamedTuple):
    """A sentence with its evidence and how it follows the one before it in its scene, "" for the first."""

    sentence: Sentence
    evidence: list[str]
    link: str


def link_sentences(spots: Sequence[Spot], first_persons: Sequence[bool]) -> Iterator[list[Weighed]]:
    """The sentences of each scene in order, with their evidence."""
    habits = measure_habits(spots, first_persons)
    gathered = zip(spots, gather_evidence(spots, habits), strict=True)
    for _, scene in groupby(gathered, lambda pair: pair[0].scene):
        chain: list[Weighed] = []
        near = False  # the paragraph above holds nothing but telling
        for spot, evidence in scene:
            for at, (sentence, names) in enumerate(zip(spot.sentences, evidence, strict=True)):
                if not sentence.tags:
                    chain.append(Weighed(sentence, names, _name_link(spot, at, near) if chain else ""))
            near = bool(spot.sentences) and not spot.speech
        if chain:
            yield chain


def _name_link(spot: Spot, at: int, near: bool) -> str:
    """How a sentence follows the last one that is no tag."""
    if at and spot.sentences[at - 1].tags:
        return OVER_TAG
    if at:
        return OVER_SPEECH if spot.sentences[at].behind_speech else SAME
    return NEXT if near else OVER_PARAGRAPHS


def find_unmarked(spots: Sequence[Spot], first_persons: Sequence[bool]) -> list[Stretch]:
    """The thoughts among the sentences of `spots`, in order, that other signs have not told."""
    found: list[Stretch] = []
    weights = load_decision(DECISION).weights
    steps = {link: ((0.0, _step(0, link)), (_step(1, link), _step(2, link))) for link in LINKS}
    for chain in link_sentences(spots, first_persons):
        links = [LabelLink((0.0, _weigh(each, weights)), steps.get(each.link)) for each in chain]
        if all(link.scores[1] < _HOPELESS for link in links):
            continue
        thought = [(w.sentence, share[1]) for w, share in zip(chain, run_labels(links), strict=True) if share[1] > 0.5]
        found += _join([each for each in thought if each[0].settled is None])
    return found


def _weigh(each: Weighed, weights: Weights) -> float:
    """The log odds of a sentence's being thought."""
    if each.sentence.settled is not None:
        return _SURE if each.sentence.settled else -_SURE
    return add_up(each.evidence, weights)


def _step(step: int, link: str) -> float:
    return load_decision(DECISION).weights[name_step(STEPS[step], link)]


def _join(thought: Sequence[tuple[Sentence, float]]) -> Iterator[Stretch]:
    """Sentences of one paragraph that nothing parts are one thought."""
    at = 0
    while at < len(thought):
        first, sure = thought[at]
        last = first
        while at + 1 < len(thought) and _follows(last, thought[at + 1][0]):
            at += 1
            last, sure = thought[at][0], min(sure, thought[at][1])
        yield Stretch(first.start, last.end, _REASON, Kind.THOUGHT, confidence=round(sure, 2))
        at += 1


def _follows(before: Sentence, sentence: Sentence) -> bool:
    return (
        sentence.paragraph == before.paragraph and sentence.number == before.number + 1 and not sentence.behind_speech
    )
