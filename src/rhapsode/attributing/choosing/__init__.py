"""Who is chosen for a turn: evidence, its weights, the chain over a conversation, and reasons."""

from __future__ import annotations

from rhapsode.attributing.choosing.calibration import Bends, calibrate, find_ground, find_log_odds
from rhapsode.attributing.choosing.chain import score_turns, split_chains
from rhapsode.attributing.choosing.evidence import CANDIDATES, Contest, gather_evidence
from rhapsode.attributing.choosing.reasons import explain
from rhapsode.attributing.choosing.vocabulary import declare

__all__ = [
    "CANDIDATES",
    "Bends",
    "Contest",
    "calibrate",
    "declare",
    "explain",
    "find_ground",
    "find_log_odds",
    "gather_evidence",
    "score_turns",
    "split_chains",
]
