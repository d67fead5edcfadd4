"""Accuracy on labelled novels, by the weights as shipped: a floor under what the benchmark measures in full."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.corpora


def test_most_quotations_of_each_kind_have_the_right_speaker() -> None:
    from benchmarks.corpora import load_tool, score_quotes
    from benchmarks.speakers import attribute_lesson, average
    from benchmarks.training.speakers import load_lessons

    from rhapsode.story_json import to_json
    from rhapsode.weighing import load_decision

    corpora = Path(os.environ["RHAPSODE_CORPORA"])
    tool, model = load_tool(corpora, "evaluate_quotes"), load_decision("speakers")
    lessons = load_lessons(corpora, "pdnc")
    stories = [attribute_lesson(x, model.weights, model.bends) for x in lessons]
    results = [score_quotes(tool, to_json(y), y.text, x.gold) for x, y in zip(lessons, stories, strict=True)]
    means = average(tool, results)
    floors = {"name": 79, "voice": 78, "name_explicit": 95, "name_anaphoric": 72, "name_implicit": 69}
    assert {score: mean for score, mean in means.items() if mean < floors[score]} == {}
