"""Chains of evidence with their labels → the weights of the evidence and of how labels follow each other.

Two labels: what is looked for, and anything else. A place whose label is not known counts as either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.training.weight_files import Learnt

Floats = NDArray[np.float64]
UNKNOWN, CLOSED = -1, -2
"""Labels of places of which nothing is known, and of those that can't be what is looked for: neither teaches."""
FOLDS = 8
"""Stories are left out an eighth at a time; chains of this fold, novels', always teach."""
RIDGE = 1.0
CREDIT = (
    "Learnt from stories in the shapes of archives and journals (invented), and from plain texts of Standard Ebooks' "
    "productions (public domain), by benchmarks/training."
)
STEPS = 60
KEPT = 8
"""Steps whose change of slope is remembered."""
NEVER = -1e9


class Place(NamedTuple):
    """One place of a chain: its evidence, how it follows the place before ("" for the first), and its label."""

    evidence: Sequence[str]
    link: str
    label: int


class Chains(NamedTuple):
    """What is learnt from: chains, the fold of each, and the names of their evidence and links."""

    chains: Sequence[Sequence[Place]]
    folds: Sequence[int]
    names: Sequence[str]
    links: Sequence[str]


@dataclass(frozen=True)
class Table:
    """Chains side by side, filled up to one length: the labels, links and places that are there, and the evidence."""

    names: Sequence[str]
    links: Sequence[str]
    labels: NDArray[np.int64]
    follows: NDArray[np.int64]
    there: NDArray[np.bool_]
    places: NDArray[np.int64]
    columns: NDArray[np.int64]


def make_table(chains: Sequence[Sequence[Place]], names: Sequence[str], links: Sequence[str]) -> Table:
    """The table of `chains`, whose evidence is of `names`."""
    number, link_number = {name: n for n, name in enumerate(names)}, {link: n for n, link in enumerate(links)}
    shape = (max(map(len, chains)), len(chains))
    labels, follows = np.full(shape, UNKNOWN), np.full(shape, -1)
    there = np.zeros(shape, dtype=bool)
    places, columns = [], []
    for n, chain in enumerate(chains):
        for at, place in enumerate(chain):
            labels[at, n], there[at, n] = place.label, True
            follows[at, n] = link_number.get(place.link, -1)
            places += [at * len(chains) + n] * len(place.evidence)
            columns += [number[name] for name in place.evidence]
    return Table(names, links, labels, follows, there, np.array(places), np.array(columns))


def find_chances(table: Table, weights: Floats) -> Floats:
    """The probability of what is looked for, at each place."""
    return _run(table, weights, known=False)[1][..., 1]


def fit_labels(table: Table, counts: Floats, ridge: float, believed: Floats) -> Floats:
    """The weights: of each name of `table`, then for each link of turning to the label, from it, and staying.

    `ridge` is the pull towards what is `believed` of each.
    """

    def measure(weights: Floats) -> tuple[float, Floats]:
        loss, slope = _measure(table, weights, counts)
        away = weights - believed
        return loss + 0.5 * ridge * float(away @ away), slope + ridge * away

    return _descend(measure, believed.copy())


def _measure(table: Table, weights: Floats, counts: Floats) -> tuple[float, Floats]:
    """How unlikely the labels are, and how that changes with each weight."""
    total, chance, pairs = _run(table, weights, known=False)
    true_total, true_chance, true_pairs = _run(table, weights, known=True)
    change = ((chance - true_chance)[..., 1] * counts).ravel()
    slope = np.bincount(table.columns, weights=change[table.places], minlength=len(table.names))
    steps = (pairs - true_pairs) * counts[None, :, None, None]
    for link in range(len(table.links)):
        summed = steps[table.follows == link].sum(axis=0)
        slope = np.append(slope, [summed[0, 1], summed[1, 0], summed[1, 1]])
    return float(((total - true_total) * counts).sum()), slope


def _run(table: Table, weights: Floats, known: bool) -> tuple[Floats, Floats, Floats]:
    """For each chain its total in logarithms; the chance of each label at each place, and of each pair of labels."""
    scores, steps = _score(table, weights, known)
    length = len(scores)
    ahead, behind = scores.copy(), np.zeros_like(scores)
    for at in range(1, length):
        reach = np.logaddexp.reduce(ahead[at - 1][:, :, None] + steps[at], axis=1)
        ahead[at] = np.where(table.there[at][:, None], reach + scores[at], ahead[at - 1])
    for at in range(length - 2, -1, -1):
        reach = np.logaddexp.reduce(steps[at + 1] + (scores[at + 1] + behind[at + 1])[:, None, :], axis=2)
        behind[at] = np.where(table.there[at + 1][:, None], reach, 0.0)
    total = np.logaddexp.reduce(ahead[-1], axis=1)
    there = table.there[..., None]
    chance = np.exp(ahead + behind - total[None, :, None]) * there
    pairs = np.zeros(steps.shape)
    pairs[1:] = ahead[:-1][..., None] + steps[1:] + (scores + behind)[1:][:, :, None, :] - total[None, :, None, None]
    pairs[1:] = np.exp(np.minimum(pairs[1:], 0.0)) * there[1:][..., None]
    return total, chance, pairs


def _score(table: Table, weights: Floats, known: bool) -> tuple[Floats, Floats]:
    """The log odds of each label at each place, and of each pair; where labels are `known` no other can stand."""
    names = len(table.names)
    own = np.bincount(table.places, weights=weights[table.columns], minlength=table.labels.size)
    scores = np.stack([np.zeros(table.labels.shape), own.reshape(table.labels.shape)], axis=-1)
    scores[..., 1][table.labels == CLOSED] = NEVER
    if known:
        for label in (0, 1):
            scores[..., 1 - label][table.labels == label] = NEVER
    turns = np.zeros((len(table.links) + 1, 2, 2))
    turns[:-1, 0, 1], turns[:-1, 1, 0], turns[:-1, 1, 1] = weights[names:].reshape(-1, 3).T
    return scores, turns[table.follows]


def _descend(measure: Callable[[Floats], tuple[float, Floats]], weights: Floats) -> Floats:
    """Where `measure` is least, by steps that remember how the slope has changed (L-BFGS)."""
    past: list[tuple[Floats, Floats]] = []
    loss, slope = measure(weights)
    for step in range(STEPS):
        way = _point(slope, past)
        size, new = 1.0, measure(weights - way)
        while new[0] > loss - 1e-4 * size * float(slope @ way) and size > 1e-4:
            size /= 2
            new = measure(weights - size * way)
        moved, turned = -size * way, new[1] - slope
        past = [*past, (moved, turned)][-KEPT:] if moved @ turned > 1e-10 else past
        still = step > KEPT and abs(loss - new[0]) < 1e-5 * abs(loss)
        weights, (loss, slope) = weights + moved, new
        if still:
            break
    return weights


def _point(slope: Floats, past: Sequence[tuple[Floats, Floats]]) -> Floats:
    way, shares = slope.copy(), []
    for moved, turned in reversed(past):
        shares.append(float(moved @ way) / float(turned @ moved))
        way -= shares[-1] * turned
    if not past:
        return way / max(1.0, float(np.abs(slope).sum()))
    moved, turned = past[-1]
    way *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned), share in zip(past, reversed(shares), strict=True):
        way += moved * (share - float(turned @ way) / float(turned @ moved))
    return way


def learn_labels(
    decision: str,
    given: Chains,
    steps: Sequence[str],
    novels_count: float,
    beliefs: Mapping[str, float],
    ridge: float = RIDGE,
) -> Learnt:
    """The weights of a decision, `steps` the names of those of links; and how often they are right on stories left out.

    `novels_count` is how much a chain of a novel counts: the stories are few, and are what is to be told.
    """
    of = np.array(given.folds)
    counts = np.where(of < FOLDS, 1.0, novels_count)
    table = make_table(given.chains, given.names, given.links)
    believed = np.array([beliefs.get(name, 0.0) for name in (*given.names, *steps)])
    chances = np.zeros(table.labels.shape)
    for fold in range(FOLDS):
        weights = fit_labels(table, counts * (of != fold), ridge, believed)
        chances[:, of == fold] = find_chances(table, weights)[:, of == fold]
    learnt = fit_labels(table, counts, ridge, believed)
    chances[:, of == FOLDS] = find_chances(table, learnt)[:, of == FOLDS]
    report = []
    for which, own in (("stories left out", of < FOLDS), ("novels, learnt from", of == FOLDS)):
        wanted, other, said = table.labels[:, own] == 1, table.labels[:, own] == 0, chances[:, own] > 0.5
        found = f"{(wanted & said).sum()} of {wanted.sum()} found"
        report.append(f"{decision}, {which}: {found}, {(other & said).sum()} of {other.sum()} others taken for such")
    named = dict(zip((*given.names, *steps), map(float, learnt), strict=True))
    return Learnt(decision, (*given.names, *steps), named, CREDIT, report)
