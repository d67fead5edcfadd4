"""Odd and broken inputs by the thousand, for every reader, front matter and voices files: `make fuzz SECONDS=60`."""
