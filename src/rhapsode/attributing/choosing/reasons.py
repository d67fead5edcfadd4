"""The evidence for a candidate → a phrase for the user: the strongest of it, in words."""

from __future__ import annotations

from collections.abc import Iterable

_PHRASES = (
    ("tag after named", "named beside the speech"),
    ("tag before named", "named before the speech"),
    ("introduces", "gives this name as the speaker's own"),
    ("tag after I", "the narrator says so"),
    ("tag before I", "the narrator says so"),
    ("tag after noun itself", "meant by the noun beside the speech"),
    ("tag before noun itself", "meant by the noun before the speech"),
    ("beat after named", "acts beside the speech"),
    ("beat before named", "acts before the speech"),
    ("tag after gender fits", "a pronoun beside the speech fits"),
    ("tag before gender fits", "a pronoun before the speech fits"),
    ("addressed at -1", "was addressed just before"),
    ("addressed at 1", "is addressed in answer"),
    ("spoken to at -1", "was spoken to just before"),
    ("spoke 2", "takes turns"),
    ("will speak 2", "takes turns"),
    ("lead named", "was told of just before"),
    ("trail named", "is told of just after"),
)


def explain(evidence: Iterable[str]) -> str:
    """What speaks most for a candidate."""
    found = set(evidence)
    return next((phrase for feature, phrase in _PHRASES if feature in found), "is present and may be speaking")
