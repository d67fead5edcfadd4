"""Plays a sound file with whatever player the system has."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# In the order of how likely each is to be set up for the user's own speakers; aplay plays nothing but WAV.
_PLAYERS = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
)


def play(path: Path) -> str:
    """Play `path` to its end; empty when that went well, else why not: "no player found", or which ones failed."""
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME)
        return ""
    failed = []
    for program, *arguments in _PLAYERS:
        found = shutil.which(program)
        if found is None:
            continue
        command = [found, *arguments, str(path.resolve())]
        quiet = subprocess.DEVNULL  # ours is for JSON alone, and ffplay tells of its own on either
        done = subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, check=False)
        if done.returncode == 0:
            return ""
        failed.append(program)
    return f"{' and '.join(failed)} could not play it" if failed else "no player found"
