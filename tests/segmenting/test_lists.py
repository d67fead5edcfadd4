"""Short lines that are no verse."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.structure import find_lists
from tests.segmenting.sheets import lay_out

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


def reason_of(lines: str) -> str:
    _, block = find_lists(*lay_out(f"{STORY}\n\n{lines}"))
    return block.reason


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("1. Corn\n2. Rope\n3. A new pump", "a list"),
        ("* corn\n* rope", "a list"),
        ("(a) the corn,\n(b) the rope.", "a list"),
        ("Corn\nOne long rope\nBran", "a list"),
        ("Corn ........ 4\nRope ........ 11", "a table"),
        ("Corn\t4\nRope\t11", "a table"),
        ("Mrs. Ida Brand,\n4 Hill Road,\nSaltby", "an address"),
        ("NO HENS\nBY ORDER", "a notice"),
        ("— No.\n— Yes.\n— Why?", "turns of a dialogue"),
        ("“No,” said Ida.\n“Yes,” said Tom.", "turns of a dialogue"),
        ("The hens are at the water,\nThe pump is at the wall.", ""),
        ("HENS IN THE HAY\nHAPPY ALL DAY", ""),
        ("Feather and bone\nBucket and stone\nAll on my own", ""),
    ],
)
def test_short_lines(lines: str, reason: str) -> None:
    assert reason_of(lines) == reason
