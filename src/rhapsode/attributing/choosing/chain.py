"""Choices → who speaks each turn, with a probability: one chain a conversation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rhapsode.attributing.choosing.evidence import Contest
from rhapsode.attributing.turns.conversations import Lead
from rhapsode.weighing import Floats, Link, Weights, add_up, run_chain


def split_chains(choices: Sequence[Contest]) -> list[tuple[int, int]]:
    """Stretches of turns that make one conversation, as index ranges."""
    starts = [i for i, choice in enumerate(choices) if choice.setting.lead is Lead.NEW or i == 0]
    return list(zip(starts, [*starts[1:], len(choices)], strict=False))


def score_turns(choices: Sequence[Contest], weights: Weights) -> list[Floats]:
    """For each turn the probability of each candidate."""
    results: list[Floats] = []
    for start, end in split_chains(choices):
        results += run_chain([_make_link(choice, weights) for choice in choices[start:end]])
    return results


def _make_link(choice: Contest, weights: Weights) -> Link:
    scores = np.array([add_up(row, weights) for row in choice.evidence])
    stays, returns = (weights[f"follows {choice.follows} {how}"] for how in ("same", "returns"))
    return Link(choice.members, scores, stays, returns)
