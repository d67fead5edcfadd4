"""A turn's probabilities as the chain gives them → confidences that mean what they say.

The chain is too sure: it takes its cast and its candidates for granted. Two numbers for each ground of an answer bend
its log-odds so that of the quotations at a confidence of 0.9, nine in ten are right. `benchmarks/speakers.py` finds
them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import exp, log

Bends = Mapping[str, tuple[float, float]]
"""Ground of an answer (see `find_ground`) → factor and offset of the log-odds."""
EDGE = 1e-4  # nothing is surer than one in ten thousand


def find_log_odds(share: float) -> float:
    """The log-odds of a probability, kept off the ends."""
    kept = min(max(share, EDGE), 1 - EDGE)
    return log(kept / (1 - kept))


def find_ground(kind: str, evidence: Collection[str], label: str) -> str:
    """On what an answer rests: answers of one ground are right about equally often at equal log-odds."""
    role = " of a role" if label.startswith("the ") else ""
    if "tag after named" in evidence:
        return f"named after{role}"
    if "tag before named" in evidence:
        return f"named before{role}"
    if kind == "name":
        return "against a name"
    if "never tagged" in evidence:
        return "never tagged"
    if "addressed at -1" in evidence:
        return "addressed"
    turns = ("spoke 2" in evidence) + ("will speak 2" in evidence)
    if turns and kind != "I":
        return f"{kind} in turn" if turns == 1 else "in turn before and after"
    return f"{kind} of the last named" if "rank 0 pronoun" in evidence else kind


def calibrate(shares: Sequence[float], ground: str, bends: Bends) -> list[float]:
    """`shares`, falling, as confidences: the first one bent, the others keeping their part of what is left."""
    if not shares:
        return []
    factor, offset = bends.get(ground, (1.0, 0.0))
    best = 1 / (1 + exp(-(factor * find_log_odds(shares[0]) + offset)))
    left = (1 - best) / max(EDGE, 1 - shares[0])
    return [best, *(min(best, share * left) for share in shares[1:])]
