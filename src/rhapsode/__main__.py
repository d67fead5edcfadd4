"""`python -m rhapsode`, and the `rhapsode` script: the command line, which Ctrl-C ends as it should from the first."""

import os
import signal
import sys
from types import FrameType

ENDS = {
    signal.SIGINT: "rhapsode: interrupted; what was spoken is kept for the next time",
    signal.SIGTERM: "rhapsode: ended; what was spoken is kept for the next time",
}
"""What asks this program to end, and its last line then."""


def main() -> None:
    """Run the command line; a signal while its modules are loaded (a tenth of a second) ends it as a later one does."""
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as a shell has it for what runs in the background
            signal.signal(number, _end)
    from rhapsode.cli import main as run_command_line

    run_command_line()


def _end(number: int, _: FrameType | None) -> None:
    """End at once: nothing was begun. An exception would be lost in whatever is imported just now."""
    if sys.stderr is not None:
        sys.stderr.write(f"{ENDS[signal.Signals(number)]}\n")
        sys.stderr.flush()
    os._exit(128 + number)


if __name__ == "__main__":
    main()
