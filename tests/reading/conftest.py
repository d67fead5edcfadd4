"""The maker of small EPUBs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .books import parts_of, write_zip

EpubMaker = Callable[..., Path]


@pytest.fixture
def make_epub(tmp_path: Path) -> EpubMaker:
    """Writes an EPUB of pages (name → XHTML), with other files and other parts of the package as told."""

    def make(pages: Mapping[str, str], files: Mapping[str, str | bytes] | None = None, **package_parts: str) -> Path:
        return write_zip(tmp_path / "story.epub", {**parts_of(pages, **package_parts), **(files or {})})

    return make
