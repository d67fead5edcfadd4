"""The command line: one command per file; the only place that prints or exits."""


def main() -> None:
    """Run the command line."""
    raise SystemExit(0)
