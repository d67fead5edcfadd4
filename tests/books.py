"""What tests of whole builds share: a session with the tone engine, and sound decoded from finished files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from rhapsode.building.builds import build, plan_build
from rhapsode.building.output_paths import Target
from rhapsode.building.plans import Built, Plan
from rhapsode.building.session import BookOptions, Session
from rhapsode.cli.progress import Silent
from rhapsode.recording import WorkerPool
from rhapsode.store import Store

ROOT = Path(__file__).parent.parent
STORIES = tuple(sorted(p for p in (ROOT / "stories").iterdir() if p.suffix in (".txt", ".md", ".epub")))
TONE = """\
defaults: {engine: tone, voice: tone-o1}
casting:
  female: [tone-f1, tone-f2, tone-f3, tone-f4]
  male: [tone-m1, tone-m2, tone-m3, tone-m4]
  plain: {female: tone-f5, male: tone-m5, other: tone-o1}
"""
PLAIN = BookOptions()
SONG = """\
The Lock-keeper

It rained on the lock, and nobody came through.

"You are early," said Maud Perrin.

"I am late," said Oskar Lind. "By a year."

The water is low and the gate is shut,
The rope is frayed and the rope is cut.

"Then sit down," said Maud. She filled the kettle, and the rain went on.

"I will not stay," said Oskar.

"Nobody said that you would," said Maud.
"""


@contextmanager
def open_session(folder: Path, jobs: int = 2) -> Iterator[Session]:
    """A session whose store lies in `folder`."""
    with Store(folder / "store.sqlite") as store, WorkerPool(jobs) as pool:
        yield Session(store, pool, Silent())


def write_story(folder: Path, text: str = SONG, voices: str = TONE, name: str = "lock.txt") -> Path:
    """A story with its own voices file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    set_voices(path, voices)
    return path


def set_voices(story: Path, voices: str) -> None:
    story.with_name(f"{story.stem}.voices.yaml").write_text(voices, encoding="utf-8")


def build_story(story: Path, folder: Path, format: str = "m4b", options: BookOptions = PLAIN) -> tuple[Plan, Built]:
    """Build `story` into `folder`/out with the store of `folder`."""
    with open_session(folder) as session:
        target = Target(folder / "out", format)
        plan = plan_build(story, options, target, session)
        return plan, build(plan, target, session)


def decode(path: Path, sample_rate: int) -> NDArray[np.float64]:
    """The sound of a file as a player hears it, at `sample_rate`, from -1 to 1."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=sample_rate)
    blocks = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            blocks += [out.to_ndarray()[0] for out in resampler.resample(frame)]
        blocks += [out.to_ndarray()[0] for out in resampler.resample(None)]
    return np.concatenate(blocks).astype(np.float64) / 32_768


def find_onset(sound: NDArray[np.float64], near: int, sample_rate: int) -> int:
    """The first frame after the silence before `near` where the sound rises above -40 dBFS."""
    reach = sample_rate // 20
    stretch = np.abs(sound[max(0, near - reach) : near + reach])
    loud = np.flatnonzero(stretch > 0.01)
    assert len(loud), f"silence around frame {near}"
    return max(0, near - reach) + int(loud[0])
