"""Reasons for the user."""

from __future__ import annotations

from rhapsode.attributing.choosing import explain


def test_the_strongest_evidence_is_told() -> None:
    assert explain(("weight 3", "addressed at -1", "tag after named")) == "named beside the speech"


def test_there_is_always_a_reason() -> None:
    assert explain(()) == "is present and may be speaking"
