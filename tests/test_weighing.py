"""Evidence by declared name, its weights, and the chain over candidates."""

from __future__ import annotations

import itertools
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.attributing.choosing import declare as declare_speakers
from rhapsode.attributing.unquoted import declare_viewpoints
from rhapsode.model import Kind, Manuscript
from rhapsode.segmenting import Finding, segment
from rhapsode.segmenting.letters import declare_messages
from rhapsode.segmenting.speech import declare as declare_quotations
from rhapsode.segmenting.speech import declare_unmarked
from rhapsode.weighing import (
    OPEN,
    LabelLink,
    Link,
    UnknownEvidenceError,
    Weights,
    add_up,
    find_strongest,
    load_decision,
    run_chain,
    run_labels,
    to_confidence,
    weigh,
)

DECISIONS = (
    "speakers",
    "quotations",
    "stanzas",
    "lone_verse",
    "findings",
    "unmarked_thoughts",
    "messages",
    "viewpoints",
)


DECLARED = {
    "speakers": declare_speakers,
    "quotations": declare_quotations,
    "unmarked_thoughts": declare_unmarked,
    "messages": declare_messages,
    "viewpoints": declare_viewpoints,
    "findings": lambda: [finding.name for finding in Finding],
}


@pytest.mark.parametrize(("decision", "declare"), DECLARED.items())
def test_each_declared_name_has_a_row_and_each_row_a_name(decision: str, declare: object) -> None:
    assert callable(declare)
    names = list(declare())
    assert len(names) == len(set(names))
    assert set(names) == load_decision(decision).weights.keys()


@pytest.mark.parametrize("decision", DECISIONS)
def test_what_is_given_by_hand_is_not_learnt_too(decision: str) -> None:
    data = json.loads(files("rhapsode").joinpath(f"data/weights/{decision}.json").read_text("utf-8"))
    assert data["credit"]
    assert not data.get("given", {}).keys() & data["weights"].keys()


def test_an_unknown_name_is_an_error() -> None:
    weights = Weights({"rhymes": 2.0})
    with pytest.raises(UnknownEvidenceError, match="'rhyme'"):
        weigh({"rhyme": 1.0}, weights)
    with pytest.raises(UnknownEvidenceError):
        add_up(["rhyme"], weights)


def test_log_odds_confidence_and_reasons() -> None:
    weights = Weights({"bias": -1.0, "rhymes": 3.0, "digits": -4.0, "tagged": 0.0})
    seen = {"bias": 1.0, "rhymes": 0.5, "digits": 0.25, "tagged": 1.0}
    assert weigh(seen, weights) == pytest.approx(-0.5)
    assert add_up(["bias", "rhymes"], weights) == pytest.approx(2.0)
    assert to_confidence(0.0) == 0.5
    assert find_strongest(seen, weights, 2) == [("rhymes", 1.5), ("bias", -1.0)]


LINKS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([OPEN, 0, 1, 2]), min_size=1, max_size=3, unique=True),
        st.lists(st.floats(-3, 3), min_size=3, max_size=3),
        st.floats(-2, 2),
        st.floats(-2, 2),
    ),
    min_size=1,
    max_size=4,
)


@given(LINKS)
def test_a_chain_shares_out_all_rows_of_members(rows: list[tuple[list[int], list[float], float, float]]) -> None:
    links = [Link(members, np.array(scores[: len(members)]), stays, back) for members, scores, stays, back in rows]
    shares = [[0.0] * len(link.members) for link in links]
    for row in itertools.product(*(range(len(link.members)) for link in links)):
        who = [link.members[at] for link, at in zip(links, row, strict=True)]
        score = sum(float(link.scores[at]) for link, at in zip(links, row, strict=True))
        for place in range(1, len(links)):
            if who[place] == who[place - 1]:
                score += links[place].stays
            elif place > 1 and who[place] == who[place - 2]:
                score += links[place].returns
        for place, at in enumerate(row):
            shares[place][at] += float(np.exp(score))
    for mine, theirs in zip(run_chain(links), shares, strict=True):
        assert mine == pytest.approx([share / sum(theirs) for share in theirs])


def test_someone_else_may_speak() -> None:
    links = [Link((0, OPEN), np.array([2.0, 0.0])), Link((0, OPEN), np.array([0.0, 3.0]), stays=-1.0)]
    first, second = run_chain(links)
    assert first.argmax() == 0 and second.argmax() == 1


def test_every_kind_that_is_found_has_a_confidence() -> None:
    song = "Oh, the pump is in the yard,\nAnd the yard is in the rain"
    text = f"Chapter 1\n\nHe sang:\n\n{song}\n\nChapter 2\n\nIt rained.\n"
    story = segment(Manuscript(Path("pump.txt"), text))
    sure = {passage.kind: passage.confidence for passage in story.passages if passage.reason}
    assert {Kind.HEADING, Kind.LYRIC} <= sure.keys()
    assert all(0 < confidence < 1 for confidence in sure.values())


LABELLED = st.lists(
    st.tuples(
        st.lists(st.floats(-3, 3), min_size=2, max_size=2),
        st.lists(st.lists(st.floats(-2, 2), min_size=2, max_size=2), min_size=2, max_size=2),
    ),
    min_size=1,
    max_size=5,
)


@given(LABELLED)
def test_a_chain_over_labels_is_the_sum_over_all_rows_of_labels(
    drawn: list[tuple[list[float], list[list[float]]]],
) -> None:
    links = [LabelLink(scores, steps if place else None) for place, (scores, steps) in enumerate(drawn)]
    odds = {}
    for row in itertools.product(range(2), repeat=len(links)):
        total = sum(link.scores[label] for link, label in zip(links, row, strict=True))
        total += sum(
            link.steps[before][here]
            for link, before, here in zip(links[1:], row, row[1:], strict=False)
            if link.steps is not None
        )
        odds[row] = np.exp(total)
    for place, shares in enumerate(run_labels(links)):
        expected = [
            sum(odd for row, odd in odds.items() if row[place] == label) / sum(odds.values()) for label in range(2)
        ]
        assert shares == pytest.approx(expected)


def test_a_place_that_follows_nothing_known_is_told_by_itself() -> None:
    sure, doubtful = run_labels([LabelLink([0.0, 9.0]), LabelLink([0.0, 0.0])])
    assert sure[1] > 0.99
    assert doubtful[1] == pytest.approx(0.5)
    assert run_labels([]) == []
