"""The maker of small EPUBs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .books import parts_of, write_zip

sys.path.append(str(Path(__file__).parents[2]))  # for `benchmarks`, which is no part of the package

EpubMaker = Callable[..., Path]


@pytest.fixture
def make_epub(tmp_path: Path) -> EpubMaker:
    """Writes an EPUB of pages (name → XHTML), with other files and other parts of the package as told."""

    def make(pages: Mapping[str, str], files: Mapping[str, str | bytes] | None = None, **package_parts: str) -> Path:
        return write_zip(tmp_path / "story.epub", {**parts_of(pages, **package_parts), **(files or {})})

    return make
