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


def play(path: Path) -> bool:
    """Play `path` to its end; False when there is no player, or none that could play it."""
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME)
        return True
    for program, *arguments in _PLAYERS:
        found = shutil.which(program)
        if found is None:
            continue
        command = [found, *arguments, str(path.resolve())]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            return True
    return False
