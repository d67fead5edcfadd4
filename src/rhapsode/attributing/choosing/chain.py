"""Choices → who speaks each turn, with a probability: a linear chain over the conversation.

The score of a row of speakers is the sum of the weights of each one's evidence and of how each follows the two
before. The probability of a candidate is its share of all rows' scores, found by running forward and backward.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhapsode.attributing.choosing.evidence import Choice

Weights = Mapping[str, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: weights of the evidence, and how confidences are bent (see `calibration.py`)."""

    weights: Weights
    bends: Mapping[str, tuple[float, float]]


@cache
def load_model() -> Model:
    """The model that ships with the program."""
    data: dict[str, Any] = json.loads(files("rhapsode").joinpath("data/speakers.json").read_text(encoding="utf-8"))
    bends = {kind: (float(factor), float(offset)) for kind, (factor, offset) in data.get("bends", {}).items()}
    return Model(dict(data["weights"]), bends)


def split_chains(choices: Sequence[Choice]) -> list[tuple[int, int]]:
    """Stretches of turns that make one conversation, as index ranges."""
    starts = [i for i, choice in enumerate(choices) if choice.setting.lead == "new" or i == 0]
    return list(zip(starts, [*starts[1:], len(choices)], strict=False))


def score_turns(choices: Sequence[Choice], weights: Weights) -> list[Floats]:
    """For each turn the probability of each candidate."""
    results: list[Floats] = []
    for start, end in split_chains(choices):
        results += _run_chain(choices[start:end], weights)
    return results


def _run_chain(chain: Sequence[Choice], weights: Weights) -> list[Floats]:
    get = weights.get
    unary = [np.array([sum(get(e, 0.0) for e in row) for row in choice.evidence]) for choice in chain]
    if len(chain) == 1 or not all(len(row) for row in unary):
        return [_softmax(row) for row in unary]
    pairs = [None, *(_pair_scores(chain, t, weights) for t in range(1, len(chain)))]
    alphas = [unary[0][None, :]]  # over (speaker before, speaker here)
    for t in range(1, len(chain)):
        step = alphas[-1][:, :, None] + pairs[t]
        alphas.append(_log_sum(step, 0) + unary[t][None, :])
    betas = [np.zeros_like(alphas[-1])]
    for t in range(len(chain) - 1, 0, -1):
        step = pairs[t] + (unary[t][None, :] + betas[0])[None, :, :]
        betas.insert(0, _log_sum(step, 2))
    return [_softmax(_log_sum(a + b, 0)) for a, b in zip(alphas, betas, strict=True)]


def _pair_scores(chain: Sequence[Choice], t: int, weights: Weights) -> Floats:
    """Scores over (two before, before, here)."""
    key = chain[t].follows
    here = np.array(chain[t].members)
    before = np.array(chain[t - 1].members)
    same = before[:, None] == here[None, :]
    out = np.where(same, weights.get(f"follows {key} same", 0.0), 0.0)[None, :, :]
    if t >= 2:
        first = np.array(chain[t - 2].members)
        returns = (first[:, None] == here[None, :])[:, None, :] & ~same[None, :, :]
        out = out + np.where(returns, weights.get(f"follows {key} returns", 0.0), 0.0)
    return np.asarray(out)


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))


def _softmax(row: Floats) -> Floats:
    if not len(row):
        return row
    shifted = np.exp(row - row.max())
    return np.asarray(shifted / shifted.sum())
