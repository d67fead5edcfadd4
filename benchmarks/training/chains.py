"""Labelled chains of choices → the weights that make their labels likeliest, by maximum likelihood with L-BFGS.

A place whose true member is not among its candidates is left open: any row of members will do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rhapsode.attributing.choosing import Contest

RIDGE = 8.0
"""Pull of the weights towards what is believed, from ENOUGH turns on; with half of them it is four times that.

At 3, scores of stories left out are half a point lower.
"""
ENOUGH = 2000
FAITH = 10  # times as strong is the pull where something is believed
RAREST = 3  # evidence seen in fewer rows is not learnt
BATCH = 48
STEPS = 150
Floats = NDArray[np.float64]
OPEN = -1  # the true member is not among the candidates


@dataclass(frozen=True)
class Batch:
    """Chains of about one length side by side: B chains, T turns, K candidates.

    `rows` and `columns` say which evidence stands for which (chain, turn, candidate); `allowed` and `told` are 0
    where a candidate is possible, and possible under the labels, else very low. `same` and `returns` are the
    columns of the weights for how a turn follows.
    """

    shape: tuple[int, int, int]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    allowed: Floats
    told: Floats
    members: NDArray[np.int64]
    same: NDArray[np.int64]
    returns: NDArray[np.int64]


Chain = tuple[Sequence[Contest], Sequence[int]]
NEVER = -1e9


def _number_evidence(chains: Sequence[Chain]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for choices, _ in chains:
        for choice in choices:
            counts.update(word for row in choice.evidence for word in set(row))
            counts.update((f"follows {choice.follows} same", f"follows {choice.follows} returns"))
    return {word: number for number, word in enumerate(sorted(w for w, n in counts.items() if n >= RAREST))}


def _make_batch(chains: Sequence[Chain], numbers: Mapping[str, int]) -> Batch:
    shape = len(chains), max(len(c) for c, _ in chains), max(len(x.members) for c, _ in chains for x in c)
    rows: list[int] = []
    columns: list[int] = []
    allowed, told = np.full(shape, NEVER), np.full(shape, NEVER)
    allowed[:, :, 0] = told[:, :, 0] = 0
    members = np.full(shape, -1)
    follows = np.full((2, *shape[:2]), -1)
    for b, (choices, answers) in enumerate(chains):
        for t, (choice, answer) in enumerate(zip(choices, answers, strict=True)):
            count = len(choice.members)
            allowed[b, t, :count] = told[b, t, :count] = 0
            members[b, t, :count] = choice.members
            if answer >= 0:
                told[b, t] = NEVER
                told[b, t, answer] = 0
            follows[:, b, t] = [numbers.get(f"follows {choice.follows} {how}", -1) for how in ("same", "returns")]
            for k, words in enumerate(choice.evidence):
                found = [numbers[word] for word in words if word in numbers]
                rows += [(b * shape[1] + t) * shape[2] + k] * len(found)
                columns += found
    return Batch(shape, np.array(rows), np.array(columns), allowed, told, members, follows[0], follows[1])


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))


def _relate(batch: Batch, t: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Over (chain, two before, before, here): whether the speaker stays, and whether the one before last returns."""
    here = batch.members[:, t]
    known = (here >= 0)[:, None, :]
    same = ((batch.members[:, t - 1][:, :, None] == here[:, None, :]) & known)[:, None]
    if t < 2:
        return same, np.zeros((1, 1, 1, 1), bool)
    returns = ((batch.members[:, t - 2][:, :, None] == here[:, None, :]) & known)[:, :, None] & ~same
    return same, returns


def _sum_chains(batch: Batch, unary: Floats, stay: Floats, back: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Log of the sum over all rows of speakers; and what is expected of candidates, staying and returning."""
    length = batch.shape[1]
    forward = [unary[:, 0][:, None, :]]
    pairs: list[Floats] = [np.zeros(1)]
    relations = [_relate(batch, t) for t in range(1, length)]
    for t, (same, returns) in enumerate(relations, start=1):
        pairs.append(same * stay[:, t][:, None, None, None] + returns * back[:, t][:, None, None, None])
        forward.append(_log_sum(forward[-1][:, :, :, None] + pairs[t], 1) + unary[:, t][:, None, :])
    total = _log_sum(forward[-1].reshape(batch.shape[0], -1), 1)
    backward = np.zeros_like(forward[-1])
    shares = np.zeros(batch.shape)
    expected = np.zeros((2, *batch.shape[:2]))
    for t in range(length - 1, -1, -1):
        shares[:, t] = np.exp(_log_sum(forward[t] + backward, 1) - total[:, None])
        if t:
            ahead = pairs[t] + (unary[:, t][:, None, :] + backward)[:, None]
            joint = np.exp(forward[t - 1][:, :, :, None] + ahead - total[:, None, None, None])
            expected[0, :, t] = (joint * relations[t - 1][0]).sum((1, 2, 3))
            expected[1, :, t] = (joint * relations[t - 1][1]).sum((1, 2, 3))
            backward = _log_sum(ahead, 3)
    return total, shares, expected[0], expected[1]


def _pick(weights: Floats, columns: NDArray[np.int64]) -> Floats:
    return np.where(columns >= 0, weights[columns], 0.0)


def _measure(batch: Batch, weights: Floats) -> tuple[float, Floats]:
    """How unlikely the labels are, and the slope of that."""
    evidence = np.bincount(batch.rows, weights=weights[batch.columns], minlength=int(np.prod(batch.shape)))
    unary = evidence.reshape(batch.shape)
    stay, back = _pick(weights, batch.same), _pick(weights, batch.returns)
    free = _sum_chains(batch, unary + batch.allowed, stay, back)
    tied = _sum_chains(batch, unary + batch.told, stay, back)
    slope = np.bincount(
        batch.columns, weights=(free[1] - tied[1]).reshape(-1)[batch.rows], minlength=len(weights)
    ).astype(float)
    for columns, at in ((batch.same, 2), (batch.returns, 3)):
        known = columns >= 0
        np.add.at(slope, columns[known], (free[at] - tied[at])[known])
    return float((free[0] - tied[0]).sum()), slope


def fit_chains(chains: Sequence[Chain], turns: int, beliefs: Mapping[str, float]) -> dict[str, float]:
    """The weights by name; `beliefs` are what is believed before anything is counted, `turns` how many are labelled."""
    chains = sorted(chains, key=lambda chain: len(chain[0]))
    numbers = _number_evidence(chains)
    batches = [_make_batch(chains[at : at + BATCH], numbers) for at in range(0, len(chains), BATCH)]

    pull = RIDGE * max(1.0, ENOUGH / turns) ** 2
    ridge = np.array([pull * (FAITH if word in beliefs else 1) for word in sorted(numbers, key=numbers.__getitem__)])
    believed = np.array([beliefs.get(word, 0.0) for word in sorted(numbers, key=numbers.__getitem__)])

    def measure(weights: Floats) -> tuple[float, Floats]:
        parts = [_measure(batch, weights) for batch in batches]
        away = weights - believed
        back = ridge * away
        return sum(part[0] for part in parts) + float(back @ away) / 2, sum((part[1] for part in parts), back)

    weights = descend(measure, believed)
    return {**beliefs, **{word: float(weights[number]) for word, number in numbers.items()}}


def descend(measure: Callable[[Floats], tuple[float, Floats]], weights: Floats) -> Floats:
    """L-BFGS with a memory of ten steps."""
    loss, slope = measure(weights)
    memory: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        direction = _turn(slope, memory)
        size = 1.0
        while True:
            ahead = weights - size * direction
            new_loss, new_slope = measure(ahead)
            if new_loss <= loss - 1e-4 * size * float(slope @ direction) or size < 1e-4:
                break
            size /= 2
        step, change = ahead - weights, new_slope - slope
        if float(step @ change) > 1e-10:
            memory = [*memory, (step, change)][-10:]
        settled = abs(loss - new_loss) < 1e-4 * abs(loss)
        weights, loss, slope = ahead, new_loss, new_slope
        if settled:
            break
    return weights


def _turn(slope: Floats, memory: Sequence[tuple[Floats, Floats]]) -> Floats:
    direction = slope.copy()
    shares = []
    for step, change in reversed(memory):
        share = float(step @ direction) / float(step @ change)
        shares.append(share)
        direction -= share * change
    if memory:
        step, change = memory[-1]
        direction *= float(step @ change) / float(change @ change)
    else:
        direction /= max(1.0, float(np.linalg.norm(slope)))
    for (step, change), share in zip(memory, reversed(shares), strict=True):
        direction += step * (share - float(change @ direction) / float(step @ change))
    return direction
