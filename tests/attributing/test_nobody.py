"""Somebody who is not named: where a pronoun rules out everybody who is known, nobody known speaks."""

from __future__ import annotations

import pytest

from tests.attributing.stories import attribute_text, find_passage

ALONE = """Katelyn had the shop to herself. She counted the tins, and then her change.

“{}” {} said.

Katelyn put down her pencil."""


@pytest.mark.parametrize("words", ["Are you closed?", "Open the till.", "Your uncle sent me."])
def test_a_man_where_only_a_woman_is_known(words: str) -> None:
    passage = find_passage(attribute_text(ALONE.format(words, "he")), "“" + words[:8])
    assert passage.speaker is None
    assert passage.confidence <= 0.2


@pytest.mark.parametrize("words", ["Nineteen and a half.", "I am not closed."])
def test_the_woman_herself(words: str) -> None:
    assert find_passage(attribute_text(ALONE.format(words, "she")), "“" + words[:8]).speaker == "Katelyn"


def test_a_man_who_came_in() -> None:
    text = ALONE.replace("Katelyn put", "Trask smiled. He put").format("Are you closed?", "he")
    assert find_passage(attribute_text(text), "“Are you").speaker == "Trask"
