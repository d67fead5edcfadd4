"""Rows of evidence with their labels → the weights of a logistic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 40


def fit_logistic(
    rows: Floats, truth: Floats, ridge: float, counts: Floats | None = None, beliefs: Floats | None = None
) -> Floats:
    """The weights of the columns of `rows`, by Newton's steps.

    `truth` is 1 or 0 a row, `counts` how much a row counts (1 where it is None), `ridge` the pull towards
    `beliefs` (0 where it is None): what is believed before anything is counted, which decides where little is.
    """
    counts = np.ones(len(rows)) if counts is None else counts
    believed = np.zeros(rows.shape[1]) if beliefs is None else beliefs
    found = believed.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (counts * (chance - truth)) + ridge * (found - believed)
        bend = (rows.T * (counts * chance * (1 - chance) + 1e-9)) @ rows + ridge * np.eye(len(found))
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    return found
