"""A folder of labelled books in, what rhapsode makes of them out; and the scorers that the folder brings along."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from rhapsode.attributing import attribute
from rhapsode.model import Story
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.story_json import to_json


@dataclass(frozen=True)
class Inspected:
    """A story as `rhapsode inspect --json` gives it, and the seconds of processor time from its file to there."""

    story: Story
    json: dict[str, Any]
    seconds: float

    @property
    def words(self) -> int:
        return len(self.story.text.split())


def inspect(path: Path) -> Inspected:
    """Understand one book, with the weights as shipped."""
    began = time.process_time()
    story = attribute(segment(read(path)))
    seconds = time.process_time() - began
    return Inspected(story, to_json(story), seconds)


def load_tool(corpora: Path, name: str) -> ModuleType:
    """One of the corpora's own tools."""
    spec = importlib.util.spec_from_file_location(name, corpora / "tools" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{corpora / 'tools'} has no {name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def score_quotes(tool: ModuleType, found: Mapping[str, Any], text: str, gold: Mapping[str, Any]) -> Any:
    """What `evaluate_quotes` says of the JSON that `inspect` prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prediction.json"
        path.write_text(json.dumps(found), encoding="utf-8")
        return tool.evaluate(gold, text, tool.load_segments(path))
