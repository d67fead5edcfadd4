"""Workers for the engines that must not be made in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rhapsode.engines.engine_host import Failed, Sound, unpack_marks
from rhapsode.model import Clip, Voice
from rhapsode.recording.worker_pool import WorkerPool

Speak = Callable[[str, Voice], Clip | Failed]


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1) as pool:
        yield pool


@pytest.fixture(scope="session")
def speak(pool: WorkerPool) -> Speak:
    def speak(text: str, voice: Voice) -> Clip | Failed:
        (answer,) = pool.speak([(text, voice)], list[Sound | Failed]).result()
        if isinstance(answer, Failed):
            return answer
        return Clip(answer.sample_rate, answer.pcm, unpack_marks(answer.marks))

    return speak
