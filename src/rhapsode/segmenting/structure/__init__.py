"""The story's own parts: headings, titles, chapters, scene breaks and lists."""

from __future__ import annotations

from rhapsode.segmenting.structure.headings import find_headings, find_views, read_view
from rhapsode.segmenting.structure.lists import find_lists
from rhapsode.segmenting.structure.scene_breaks import is_scene_mark

__all__ = [
    "find_headings",
    "find_lists",
    "find_views",
    "is_scene_mark",
    "read_view",
]
