"""What must be reached on labelled books, where RHAPSODE_CORPORA names a folder of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.corpora import load_tool
from benchmarks.structure import FEW_LINES, REACH, having, measure, score_epubs, score_variant

pytestmark = [pytest.mark.corpora, pytest.mark.slow]


@pytest.mark.parametrize("variant", sorted({row[0] for row in REACH}))
def test_reach(variant: str) -> None:
    corpora = Path(os.environ["RHAPSODE_CORPORA"])
    tool = load_tool(corpora, "evaluate_structure")
    if variant == "epub":
        scored = score_epubs(tool, corpora)
        assert scored.aligned >= 0.995
    else:
        scored = score_variant(tool, corpora / "structure" / variant)
    short = {
        name: (figure, least)
        for row, name, least, _ in REACH
        if row == variant and (figure := measure(tool, having(scored, name), name)) < least
    }
    assert not short
    floor = measure(tool, scored.total, "verse") - 10
    assert all(measure(tool, c, "verse") >= floor for c in scored.books.values() if c["verse gold"] >= FEW_LINES)
