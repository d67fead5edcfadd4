"""`python -m rhapsode`."""

from rhapsode.cli import main

main()
