"""Files of equal facts are equal; whatever changes a file is a fact."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rhapsode.binding.books import PlannedFile, identify
from rhapsode.binding.flac import FlacBinder
from rhapsode.binding.m4b import M4bBinder
from rhapsode.model import Book, Cover, Layout, Piece, Track

LAYOUT = Layout(Piece(0, 0, 1), "key-1", 22_050, 1_024, (), ())
TRACK = Track("One", 22_050, 1_024, (LAYOUT,))
BOOK = Book(title="The Lock-keeper", author="Ann Author", cover=Cover(b"picture", "image/jpeg"))
FILE = PlannedFile(Path("lock.m4b"), (TRACK,), BOOK)


def test_equal_files_have_equal_facts() -> None:
    assert identify(FILE, M4bBinder()) == identify(replace(FILE, tracks=(replace(TRACK),)), M4bBinder())


@pytest.mark.parametrize(
    "changed",
    [
        replace(FILE, path=Path("other.m4b")),
        replace(FILE, book=replace(BOOK, title="The Lock")),
        replace(FILE, book=replace(BOOK, author="")),
        replace(FILE, book=replace(BOOK, cover=Cover(b"another", "image/jpeg"))),
        replace(FILE, tracks=(replace(TRACK, title="Two"),)),
        replace(FILE, tracks=(replace(TRACK, frames=2_048),)),
        replace(FILE, tracks=(replace(TRACK, layouts=(replace(LAYOUT, key="key-2"),)),)),
        replace(FILE, tracks=(replace(TRACK, layouts=(LAYOUT, LAYOUT)),)),
        replace(FILE, tracks=(TRACK, TRACK)),
    ],
)
def test_any_change_is_another_file(changed: PlannedFile) -> None:
    assert identify(changed, M4bBinder()) != identify(FILE, M4bBinder())


def test_so_is_another_format() -> None:
    assert identify(FILE, FlacBinder()) != identify(FILE, M4bBinder())
