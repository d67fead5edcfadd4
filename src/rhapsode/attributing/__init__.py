"""Step 3, attribute: who speaks. A `Story` whose passages are known → the same with speakers and characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rhapsode.attributing.choosing.chain import score_turns
from rhapsode.attributing.speakers import name_speakers
from rhapsode.attributing.understanding import read_story
from rhapsode.corrections import correct_speakers
from rhapsode.model import Correction, Story
from rhapsode.weighing import load_decision

__all__ = ["attribute"]


def attribute(
    story: Story, aliases: Mapping[str, tuple[str, ...]] = {}, corrections: Sequence[Correction] = ()
) -> Story:
    """Give every speech, thought and song of `story` its speaker, and the story its characters.

    `aliases` are names that the user says are one character: its name → the others.
    """
    reading = read_story(story, aliases)
    model = load_decision("speakers")
    spoken = name_speakers(story, reading, score_turns(reading.choices, model.weights), model.bends)
    return correct_speakers(spoken, corrections)
