"""What holds for all tests: a busy machine is no failure of a property, and the slow suite looks at more examples."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("quick", deadline=None, max_examples=20)
settings.register_profile("thorough", deadline=None, max_examples=150)
settings.load_profile("quick")
