"""`python -m rhapsode`, and the `rhapsode` script: the command line, quiet about Ctrl-C from its first moment on."""

import sys


def main() -> None:
    """Run the command line; an interruption while its modules are loaded (a tenth of a second) ends as a later one."""
    try:
        from rhapsode.cli import main as run_command_line

        run_command_line()
    except KeyboardInterrupt:
        sys.stderr.write("rhapsode: interrupted; what was spoken is kept for the next time\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
