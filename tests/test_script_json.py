"""A script comes back from JSON as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rhapsode.building.builds import write_script
from rhapsode.building.session import BookOptions, Session
from rhapsode.building.understanding import understand
from rhapsode.cli.progress import Silent
from rhapsode.model import Kind
from rhapsode.recording import WorkerPool
from rhapsode.script_json import from_json, to_json
from rhapsode.store import Store
from tests.books import STORIES


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_sample_story_comes_back(path: Path) -> None:
    with Store(None) as store, WorkerPool(1) as pool:
        understood = understand(path, BookOptions(), store)
        script = write_script(understood, BookOptions(speak=frozenset({Kind.NOTE})), Session(store, pool, Silent()))
    assert from_json(json.loads(json.dumps(to_json(script))), script.book) == script
    bare = replace(script, chapters=(), narrator=None, scene_sound=Path("bell.wav"))
    assert from_json(json.loads(json.dumps(to_json(bare))), script.book) == bare
