"""Evidence by declared name → log odds, a confidence and the strongest reasons; and a chain over candidates.

Each decision that is weighed has a file in `data/weights`, which `benchmarks/training` writes: a row for every name
that the decision declares, 0 where it was too rare to learn. A name without a row is an error, not a silent 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, log
from operator import add
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
OPEN = -1
"""The candidate who is nobody known: someone else."""


class UnknownEvidenceError(LookupError):
    """Evidence that its decision does not declare: a fault of the program, never of a story."""


class Weights(dict[str, float]):
    """Names of evidence → weights, in log odds. A name that is not declared raises UnknownEvidenceError."""

    def __missing__(self, name: str) -> float:
        raise UnknownEvidenceError(f"no weight for the evidence {name!r}: declare it, then train the decision anew")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was learnt for one decision.

    `weights` has a row for every declared name. `given` are those of them that were set by hand and not learnt.
    `bends` make confidences of a chain mean what they say (see `attributing/choosing/calibration.py`).
    """

    weights: Weights
    given: frozenset[str] = frozenset()
    bends: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@cache
def load_decision(name: str) -> Decision:
    """The decision `name` as it ships: "speakers", "quotations", "stanzas", "lone_verse"."""
    data: dict[str, Any] = json.loads(files("rhapsode").joinpath(f"data/weights/{name}.json").read_text("utf-8"))
    bends = {ground: (float(factor), float(offset)) for ground, (factor, offset) in data.get("bends", {}).items()}
    given = data.get("given", {})
    return Decision(Weights({**data["weights"], **given}), frozenset(given), bends)


def weigh(evidence: Mapping[str, float], weights: Weights) -> float:
    """The log odds that evidence of some strength gives: 1 for what is there, 0 for what is not."""
    return sum(weights[name] * strength for name, strength in evidence.items())


def add_up(names: Iterable[str], weights: Weights) -> float:
    """The log odds that the evidence gives whose names are there."""
    return sum(map(weights.__getitem__, names))


def to_confidence(log_odds: float) -> float:
    """From 0 to 1: how sure that makes."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


def find_strongest(evidence: Mapping[str, float], weights: Weights, count: int = 3) -> list[tuple[str, float]]:
    """The names that add most for or against, strongest first, each with what it adds."""
    parts = [(name, weights[name] * strength) for name, strength in evidence.items() if weights[name] * strength]
    return sorted(parts, key=lambda part: (-abs(part[1]), part[0]))[:count]


class Link(NamedTuple):
    """One place of a chain: its candidates, what the evidence gives each, and how the place follows those before.

    `members` are numbers of people, `OPEN` for someone else; `scores` are log odds, one a member. `stays` is added
    where the member of the place before comes again, `returns` where the one before that does, and not the one before.
    """

    members: Sequence[int]
    scores: Floats
    stays: float = 0.0
    returns: float = 0.0


def run_chain(links: Sequence[Link]) -> list[Floats]:
    """For each link the probability of each of its members, over all rows of members that the chain can take.

    The score of a row is the sum of its members' scores and of how each follows the two before. A probability is the
    member's share of all rows, found by running forward and backward over pairs of neighbours.
    """
    if len(links) == 1 or not all(len(link.scores) for link in links):
        return [share_out(link.scores) for link in links]
    pairs = [_score_pairs(links, place) for place in range(len(links))]
    alphas = [links[0].scores[None, :]]  # over (member before, member here)
    for place in range(1, len(links)):
        step = alphas[-1][:, :, None] + pairs[place]
        alphas.append(_log_sum(step, 0) + links[place].scores[None, :])
    betas = [np.zeros_like(alphas[-1])]
    for place in range(len(links) - 1, 0, -1):
        step = pairs[place] + (links[place].scores[None, :] + betas[0])[None, :, :]
        betas.insert(0, _log_sum(step, 2))
    return [share_out(_log_sum(alpha + beta, 0)) for alpha, beta in zip(alphas, betas, strict=True)]


def _score_pairs(links: Sequence[Link], place: int) -> Floats:
    """Scores over (two before, before, here); the first place follows none."""
    if not place:
        return np.zeros((1, 1, 1))
    link = links[place]
    here, before = np.array(link.members), np.array(links[place - 1].members)
    same = before[:, None] == here[None, :]
    out = np.where(same, link.stays, 0.0)[None, :, :]
    if place >= 2:
        first = np.array(links[place - 2].members)
        returns = (first[:, None] == here[None, :])[:, None, :] & ~same[None, :, :]
        out = out + np.where(returns, link.returns, 0.0)
    return np.asarray(out)


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))


def share_out(scores: Floats) -> Floats:
    """Log odds → probabilities that sum to 1."""
    if not len(scores):
        return scores
    shifted = np.exp(scores - scores.max())
    return np.asarray(shifted / shifted.sum())


class LabelLink(NamedTuple):
    """One place of a chain over fixed labels: the log odds of each label, and of each label behind each before it.

    `steps[before][here]` is added where a label follows another; None where nothing is known of the place before.
    """

    scores: Sequence[float]
    steps: Sequence[Sequence[float]] | None = None


def run_labels(links: Sequence[LabelLink]) -> list[list[float]]:
    """For each link the probability of each label, over all rows of labels that the chain can take.

    In plain Python: labels are few, and a call of numpy for each place would cost more than the sums do.
    """
    ahead = [list(links[0].scores)] if links else []
    for link in links[1:]:
        ahead.append([score + reach for score, reach in zip(link.scores, _reach(ahead[-1], link.steps), strict=True)])
    shares: list[list[float]] = []
    behind = [0.0] * len(links[0].scores) if links else []
    for place in range(len(links) - 1, -1, -1):
        shares.append(_share(list(map(add, ahead[place], behind))))
        steps = links[place].steps
        back = None if steps is None else list(zip(*steps, strict=True))
        behind = _reach(list(map(add, links[place].scores, behind)), back)
    return shares[::-1]


def _reach(before: Sequence[float], steps: Sequence[Sequence[float]] | None) -> list[float]:
    """The log odds of each label here that those `before` give it."""
    if steps is None:
        return [_log_total(before)] * len(before)
    return [
        _log_total([score + row[here] for score, row in zip(before, steps, strict=True)]) for here in range(len(before))
    ]


def _log_total(values: Sequence[float]) -> float:
    top = max(values)
    return top + log(sum(exp(value - top) for value in values))


def _share(scores: Sequence[float]) -> list[float]:
    total = _log_total(scores)
    return [exp(score - total) for score in scores]
