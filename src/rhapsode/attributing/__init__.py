"""Step 3, attribute: who speaks. A `Story` whose passages are known → the same with speakers and characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rhapsode.attributing.candidates import Groundwork, lay_groundwork
from rhapsode.attributing.choosing.chain import score_turns
from rhapsode.attributing.deliveries import tell_deliveries
from rhapsode.attributing.speakers import name_speakers
from rhapsode.corrections import correct_speakers
from rhapsode.model import Correction, Story
from rhapsode.weighing import load_decision

__all__ = [
    "Groundwork",
    "attribute",
    "lay_groundwork",
    "name_speakers",
]


def attribute(
    story: Story, aliases: Mapping[str, tuple[str, ...]] = {}, corrections: Sequence[Correction] = ()
) -> Story:
    """Give each speech, thought and song its speaker, `story` its characters, and speeches their delivery.

    `aliases` are names that the user says are one character: its name → the others.
    """
    groundwork = lay_groundwork(story, aliases)
    model = load_decision("speakers")
    spoken = name_speakers(story, groundwork, score_turns(groundwork.contests, model.weights), model.bends)
    return correct_speakers(tell_deliveries(spoken), corrections)
