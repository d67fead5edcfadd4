"""A turn's probabilities as the chain gives them → confidences that mean what they say.

The chain is too sure: it takes its cast and its candidates for granted. Two numbers for each source of tag bend
its log-odds so that of the quotations at a confidence of 0.9, nine in ten are right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

BENDS: Mapping[str, tuple[float, float]] = {}
"""Source of tag → factor and offset of the log-odds; found over novels left out, see benchmarks/train_speakers.py."""
_EDGE = 1e-4


def calibrate(shares: Sequence[float], kind: str) -> list[float]:
    """`shares`, falling, as confidences: the first one bent, the others keeping their proportion to what is left."""
    if not shares:
        return []
    factor, offset = BENDS.get(kind, BENDS.get("other", (1.0, 0.0)))
    best = min(max(shares[0], _EDGE), 1 - _EDGE)
    bent = 1 / (1 + exp(-(factor * log(best / (1 - best)) + offset)))
    left = (1 - bent) / max(_EDGE, 1 - shares[0])
    return [bent, *(min(bent, share * left) for share in shares[1:])]
