"""Workers for the engines that must not be made in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rhapsode.engines.booth import Failed, Sound, unpack_marks
from rhapsode.model import Clip, Voice
from rhapsode.recording.crew import Crew

Speak = Callable[[str, Voice], Clip | Failed]


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    with Crew(1) as crew:
        yield crew


@pytest.fixture(scope="session")
def speak(crew: Crew) -> Speak:
    def speak(text: str, voice: Voice) -> Clip | Failed:
        (answer,) = crew.speak([(text, voice)], list[Sound | Failed]).result()
        if isinstance(answer, Failed):
            return answer
        return Clip(answer.sample_rate, answer.pcm, unpack_marks(answer.marks))

    return speak
