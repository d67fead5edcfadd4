"""What holds for all tests: a busy machine is no failure of a property."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rhapsode", deadline=None)
settings.load_profile("rhapsode")
