"""A file that lies there as it was made is known; any other is not."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rhapsode.binding.flac import FlacBinder
from rhapsode.binding.labels import Labels, label
from rhapsode.binding.m4b import M4bBinder
from rhapsode.binding.receipts import digest_content, is_unchanged, keep_receipt
from rhapsode.model import Book, ChapterMark, Cover, Layout, Piece
from rhapsode.store import Store

LAYOUT = Layout(Piece(0, 0, 1), "key-1", 22_050, 1_024, (), ())
BOOK = Book(title="The Lock-keeper", author="Ann Author", cover=Cover(b"picture", "image/jpeg"))
MARK = ChapterMark("One", 0, 1_024)


def labels_of(book: Book = BOOK, mark: ChapterMark = MARK) -> Labels:
    return label(book, [mark], 22_050)


def test_the_same_content_has_the_same_digest() -> None:
    assert digest_content(M4bBinder(), [LAYOUT], labels_of()) == digest_content(M4bBinder(), [LAYOUT], labels_of())


@pytest.mark.parametrize(
    "labels",
    [
        labels_of(replace(BOOK, title="The Lock")),
        labels_of(replace(BOOK, author="")),
        labels_of(replace(BOOK, cover=Cover(b"another", "image/jpeg"))),
        labels_of(mark=replace(MARK, title="Two")),
        labels_of(mark=replace(MARK, end_frame=2_048)),
    ],
)
def test_other_labels_are_other_content(labels: Labels) -> None:
    assert digest_content(M4bBinder(), [LAYOUT], labels) != digest_content(M4bBinder(), [LAYOUT], labels_of())


def test_other_sound_or_another_format_is_other_content() -> None:
    known = digest_content(M4bBinder(), [LAYOUT], labels_of())
    assert digest_content(M4bBinder(), [replace(LAYOUT, key="key-2")], labels_of()) != known
    assert digest_content(M4bBinder(), [LAYOUT, LAYOUT], labels_of()) != known
    assert digest_content(FlacBinder(), [LAYOUT], labels_of()) != known


def later(path: Path) -> None:
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))


@pytest.mark.parametrize("change", [later, lambda path: path.write_bytes(b"longer sound"), Path.unlink])
def test_a_file_that_was_touched_is_not_known(change: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "book.m4b"
    path.write_bytes(b"sound")
    with Store(None) as store:
        assert not is_unchanged(path, b"content", store)
        keep_receipt(path, b"content", store)
        assert is_unchanged(path, b"content", store)
        assert not is_unchanged(path, b"other content", store)
        change(path)
        assert not is_unchanged(path, b"content", store)
