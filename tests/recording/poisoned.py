"""An engine for tests: it speaks as `tone` does, but some words kill, hang or fail it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from rhapsode.engines.tone import ToneEngine
from rhapsode.errors import EngineError
from rhapsode.model import Clip, Voice


class PoisonedEngine(ToneEngine):
    name = "poisoned"

    def speak(self, text: str, voice: Voice) -> Clip:
        words = text.split()
        if "exit" in words:
            os._exit(3)
        if "hang" in words:
            time.sleep(60)
        if "fail" in words:
            raise RuntimeError("out of breath")
        if "unvoiced" in words:
            raise EngineError("no such voice", hint="choose another")
        if "once" in words:  # fails the first time: the rest of the line is a folder where that is noted
            note = Path(words[-1]) / "tried"
            if not note.exists():
                note.touch()
                os._exit(4)
        if "slow" in words:
            time.sleep(0.05)
        return super().speak(text, voice)


class FaintingEngine(ToneEngine):
    """Takes its process with it when it is asked for its version, the first time: the folder is where that is noted."""

    @property
    def version(self) -> str:
        note = Path(os.environ["RHAPSODE_TEST_FOLDER"]) / "asked"
        if not note.exists():
            note.touch()
            os._exit(5)
        return "1"


class UnloadableEngine:
    def __init__(self) -> None:
        raise EngineError("its model is missing", hint="get it")
