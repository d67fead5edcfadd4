"""A turn's probabilities as the chain gives them → confidences that mean what they say.

The chain is too sure: it takes its cast and its candidates for granted. Two numbers for each source of tag bend
its log-odds so that of the quotations at a confidence of 0.9, nine in ten are right. `benchmarks/speakers.py` finds
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

Bends = Mapping[str, tuple[float, float]]
"""Source of tag → factor and offset of the log-odds."""
EDGE = 1e-4  # nothing is surer than one in ten thousand


def find_log_odds(share: float) -> float:
    """The log-odds of a probability, kept off the ends."""
    kept = min(max(share, EDGE), 1 - EDGE)
    return log(kept / (1 - kept))


def calibrate(shares: Sequence[float], kind: str, bends: Bends) -> list[float]:
    """`shares`, falling, as confidences: the first one bent, the others keeping their part of what is left."""
    if not shares:
        return []
    factor, offset = bends.get(kind, (1.0, 0.0))
    best = 1 / (1 + exp(-(factor * find_log_odds(shares[0]) + offset)))
    left = (1 - best) / max(EDGE, 1 - shares[0])
    return [best, *(min(best, share * left) for share in shares[1:])]
