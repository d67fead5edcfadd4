"""Labelled stories → the weights by which it is told through whose eyes a scene is told.

Learnt from the stories as people save them that have a viewpoint; judged with an eighth of them left out at a time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.training.labels import CREDIT, FOLDS
from benchmarks.training.logistic import Floats, fit_logistic
from benchmarks.training.weight_files import Learnt
from rhapsode.attributing import lay_groundwork, name_speakers
from rhapsode.attributing.choosing import score_turns
from rhapsode.attributing.unquoted import declare_viewpoints, gather_viewpoints
from rhapsode.language import fold_name
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.weighing import load_decision

RIDGE = 1.0
BELIEFS = {
    "named in a thought, here": -1.0,
    "named in a thought, in the story": -1.0,
    "speaks behind a thought, in the story": 1.0,
    "speaks before a thought, in the story": -1.0,
    "thought of by their sex, here": -1.0,
    "thought of by their sex, in the story": -0.5,
    "mind told by name, in the story": 1.0,
    "mind told of their sex, in the story": 1.0,
}
Scene = list[tuple[dict[str, float], bool]]


def read_scenes(path: Path) -> list[Scene]:
    """For each scene of a labelled story in which its viewpoint is named: everybody's evidence, and whose it is."""
    labels = json.loads(path.read_text(encoding="utf-8"))
    person = next((one for one in labels["characters"] if one["name"] == labels["pov"]), None)
    if person is None:
        return []
    story = segment(read(path.with_name(path.name.replace(".labels.json", ".txt"))))
    groundwork = lay_groundwork(story, {})
    model = load_decision("speakers")
    spoken = name_speakers(story, groundwork, score_turns(groundwork.contests, model.weights), model.bends)
    names = {fold_name(name) for name in (person["name"], *person["aliases"])}
    scenes = []
    for evidence in gather_viewpoints(spoken, groundwork.stage, groundwork.scenes):
        rows = [(dict(seen), fold_name(groundwork.members[member].label) in names) for member, seen in evidence.items()]
        if any(right for _, right in rows):
            scenes.append(rows)
    return scenes


def learn(corpora: Path) -> Learnt:
    """The weights that all stories teach, and how often they are right on stories left out."""
    paths = sorted((corpora / "fanfic").glob("*.labels.json"))
    scenes = [(number % FOLDS, scene) for number, path in enumerate(paths) for scene in read_scenes(path)]
    names = declare_viewpoints()
    believed = np.array([BELIEFS.get(name, 0.0) for name in names])
    right = 0
    for fold in range(FOLDS):
        weights = _fit([scene for other, scene in scenes if other != fold], names, believed)
        for _, scene in (each for each in scenes if each[0] == fold):
            right += max(scene, key=lambda row: sum(weights[name] * share for name, share in row[0].items()))[1]
    report = [f"viewpoints: {right} of {len(scenes)} scenes right, stories left out"]
    return Learnt("viewpoints", names, _fit([scene for _, scene in scenes], names, believed), CREDIT, report)


def _fit(scenes: Sequence[Scene], names: Sequence[str], believed: Floats) -> dict[str, float]:
    rows = [row for scene in scenes for row in scene]
    table = np.array([[seen.get(name, 0.0) for name in names] for seen, _ in rows])
    truth = np.array([float(is_right) for _, is_right in rows])
    return dict(zip(names, map(float, fit_logistic(table, truth, RIDGE, beliefs=believed)), strict=True))
