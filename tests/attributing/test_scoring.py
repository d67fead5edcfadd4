"""The chain."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rhapsode.attributing.choosing import Contest, declare, score_turns, split_chains
from rhapsode.weighing import Weights, load_decision
from tests.attributing.stories import QUARREL, read_text

CHOICES = read_text(QUARREL).contests


def sum_by_hand(chain: tuple[Contest, ...], weights: Weights) -> list[list[float]]:
    """The share of each candidate over all rows of speakers, by going through all of them."""
    shares = [[0.0] * len(choice.members) for choice in chain]
    for row in itertools.product(*(range(len(choice.members)) for choice in chain)):
        score = 0.0
        for t, (choice, at) in enumerate(zip(chain, row, strict=True)):
            score += sum(weights[word] for word in choice.evidence[at])
            here = choice.members[at]
            if t and chain[t - 1].members[row[t - 1]] == here:
                score += weights[f"follows {choice.follows} same"]
            elif t > 1 and chain[t - 2].members[row[t - 2]] == here:
                score += weights[f"follows {choice.follows} returns"]
        for t, at in enumerate(row):
            shares[t][at] += float(np.exp(score))
    return [[share / sum(shares[t]) for share in shares[t]] for t in range(len(chain))]


def test_shares_are_those_of_all_rows_of_speakers() -> None:
    weights = load_decision("speakers").weights
    found = score_turns(CHOICES, weights)
    for mine, theirs in zip(found, sum_by_hand(CHOICES, weights), strict=True):
        assert mine == pytest.approx(theirs)


def test_shares_sum_to_one() -> None:
    for shares in score_turns(CHOICES, load_decision("speakers").weights):
        assert sum(shares) == pytest.approx(1)


def test_without_weights_all_are_alike() -> None:
    for choice, shares in zip(CHOICES, score_turns(CHOICES, Weights(dict.fromkeys(declare(), 0.0))), strict=True):
        assert shares == pytest.approx([1 / len(choice.members)] * len(choice.members))


def test_chains_cover_all_turns_in_order() -> None:
    chains = split_chains(CHOICES)
    assert [at for start, end in chains for at in range(start, end)] == list(range(len(CHOICES)))
    assert split_chains(()) == []
