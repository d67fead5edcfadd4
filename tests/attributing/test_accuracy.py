"""Accuracy on labelled novels, by the weights as shipped: a floor under what the benchmark measures in full."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.corpora


def test_most_quotations_of_each_kind_have_the_right_speaker(tmp_path: Path) -> None:
    from benchmarks.speakers import attribute_lesson, average, load_tool, score_story
    from benchmarks.train_speakers import load_lessons

    from rhapsode.attributing.scoring import load_model

    corpora = Path(os.environ["RHAPSODE_CORPORA"])
    tool, model = load_tool(corpora, "evaluate_quotes"), load_model()
    lessons = load_lessons(corpora, "pdnc")
    results = [score_story(tool, attribute_lesson(x, model.weights, model.bends), x.gold, tmp_path) for x in lessons]
    means = average(tool, results)
    floors = {"name": 79, "voice": 78, "name_explicit": 95, "name_anaphoric": 72, "name_implicit": 69}
    assert {score: mean for score, mean in means.items() if mean < floors[score]} == {}
