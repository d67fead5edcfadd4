"""What was learnt for a decision → its file in `src/rhapsode/data/weights`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "src" / "rhapsode" / "data" / "weights"
DIGITS = 3


@dataclass(frozen=True)
class Learnt:
    """The weights of one decision, the names that it declares, whose labels they come from, and how good they are."""

    decision: str
    declared: Sequence[str]
    weights: Mapping[str, float]
    credit: str
    report: Sequence[str]


def write_weights(learnt: Learnt) -> Path:
    """A row for every declared name, 0 where it was too rare to learn. What was given by hand, and bends, are kept."""
    path = FOLDER / f"{learnt.decision}.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    given = kept.get("given", {})
    if unknown := learnt.weights.keys() - set(learnt.declared):
        raise SystemExit(f"{learnt.decision}: learnt but not declared: {', '.join(sorted(unknown))}")
    rows = {name: round(learnt.weights.get(name, 0.0), DIGITS) for name in sorted(learnt.declared) if name not in given}
    data = {"credit": learnt.credit, **{key: kept[key] for key in ("given", "bends") if key in kept}, "weights": rows}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
