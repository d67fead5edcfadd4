"""rhapsode turns a story into an audiobook, offline. The public names, and nothing else."""

from importlib.metadata import version as _version

__version__ = _version("rhapsode")
