"""Brackets inside speech: the narrator's, or the speaker's own."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.speech import cut_asides
from rhapsode.text import Stretch


@pytest.mark.parametrize(
    ("text", "asides"),
    [
        ('"You (turning to the clerk) may go."', 1),
        ('"Well! (with a sigh) I suppose so."', 1),
        ('"And you (in a low voice) are late."', 1),
        ('"No (rather sharply) thank you (to the waiter), no."', 2),
        ('"My aunt (she is ninety, and I love her) is well."', 0),
        ('"The goat (the brown one) is yours."', 0),
        ('"It was (do you see?) a mistake."', 0),
    ],
)
def test_asides(text: str, asides: int) -> None:
    assert len(list(cut_asides(text, Stretch(0, len(text), "double quotes")))) == asides + 1
