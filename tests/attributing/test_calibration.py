"""Confidences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.attributing.choosing import calibrate, find_ground


def test_without_bends_nothing_changes() -> None:
    assert calibrate([0.7, 0.2, 0.1], "none", {}) == pytest.approx([0.7, 0.2, 0.1])


def test_a_factor_below_one_makes_less_sure() -> None:
    bent = calibrate([0.99, 0.01], "name", {"name": (0.5, 0.0)})
    assert 0.5 < bent[0] < 0.99
    assert sum(bent) == pytest.approx(1)


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=6), st.floats(0, 3), st.floats(-4, 4))
def test_confidences_are_probabilities_and_the_first_is_the_greatest(
    weights: list[float], factor: float, offset: float
) -> None:
    shares = sorted((weight / sum(weights) for weight in weights), reverse=True)
    bent = calibrate(shares, "x", {"x": (factor, offset)})
    assert len(bent) == len(shares)
    assert all(0 <= share <= 1 for share in bent)
    assert max(bent) == bent[0]


def test_nobody_has_no_confidence() -> None:
    assert calibrate([], "name", {}) == []


@pytest.mark.parametrize(
    ("kind", "evidence", "label", "ground"),
    [
        ("name", ("tag after named",), "Ada", "named after"),
        ("name", ("tag before named",), "the mayor", "named before of a role"),
        ("name", ("tag after names another",), "Ada", "against a name"),
        ("none", ("never tagged",), "Ada", "never tagged"),
        ("none", ("addressed at -1",), "Ada", "addressed"),
        ("pronoun", ("count 1",), "Ada", "pronoun"),
        ("pronoun", ("rank 0 pronoun",), "Ada", "pronoun of the last named"),
        ("none", ("spoke 2", "will speak 1"), "Ada", "none in turn"),
        ("none", ("spoke 2", "will speak 2"), "Ada", "in turn before and after"),
    ],
)
def test_ground(kind: str, evidence: tuple[str, ...], label: str, ground: str) -> None:
    assert find_ground(kind, evidence, label) == ground
