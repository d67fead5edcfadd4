"""Pieces are encoded once, a few at a time, in order; what is damaged is encoded again."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.binding.encoding import _as_entry, _as_piece, encode_pieces, kept_pieces, piece_key
from rhapsode.binding.packet_buffer import as_packet_buffer
from rhapsode.errors import OutputError
from rhapsode.model import Book, ChapterMark, EncodedPiece, Layout, Piece
from rhapsode.store import Entry, Shelf, Store


class _Copying:
    """An encoder that keeps the samples, counts its work, and waits until it is let go on."""

    suffix = ".x"

    def __init__(self, settings: str = "plain") -> None:
        self.settings = settings
        self.go_on = threading.Event()
        self.go_on.set()
        self.encoded: list[str] = []

    def granule(self, sample_rate: int) -> int:
        return 1

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
        assert self.go_on.wait(20)
        self.encoded.append(key)
        return EncodedPiece(key, frames, tuple(blocks))

    def write(
        self, path: Path, sample_rate: int, pieces: Iterable[EncodedPiece], chapters: Sequence[ChapterMark], book: Book
    ) -> None: ...


def make_layouts(count: int) -> list[Layout]:
    return [Layout(Piece(0, i, i + 1), f"layout{i}", 8_000, 4, (), ()) for i in range(count)]


def sound(layout: Layout) -> list[bytes]:
    return [layout.key.encode(), b"--"]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as store:
        yield store


def test_each_piece_is_encoded_once_and_given_back_in_order(store: Store) -> None:
    binder, layouts = _Copying(), make_layouts(20)
    assert list(encode_pieces(layouts, binder, sound, store, 3)) == [(layout, True) for layout in layouts]
    assert list(encode_pieces(layouts, binder, sound, store, 3)) == [(layout, False) for layout in layouts]
    assert sorted(binder.encoded) == sorted(piece_key(layout, binder) for layout in layouts)
    packets = [tuple(piece.packets) for piece in kept_pieces(layouts, binder, sound, store)]
    assert packets == [tuple(sound(layout)) for layout in layouts]


def test_other_settings_are_other_pieces(store: Store) -> None:
    layouts = make_layouts(3)
    list(encode_pieces(layouts, _Copying(), sound, store, 1))
    assert all(made for _, made in encode_pieces(layouts, _Copying("louder"), sound, store, 1))


def test_pieces_are_taken_while_others_are_still_encoded_but_not_too_many(store: Store) -> None:
    binder = _Copying()
    binder.go_on.clear()
    asked: list[str] = []

    def arriving() -> Iterator[Layout]:
        for layout in make_layouts(30):
            asked.append(layout.key)
            if len(asked) == 4:  # two threads, two pieces each: now the first must be waited for
                threading.Timer(0.05, binder.go_on.set).start()
            yield layout

    results = encode_pieces(arriving(), binder, sound, store, 2)
    next(results)
    assert 1 < len(asked) <= 5
    assert len(list(results)) == 29


def test_an_encoder_that_fails_is_heard_of(store: Store) -> None:
    def broken(layout: Layout) -> list[bytes]:
        raise OutputError(f"no sound for {layout.key}")

    with pytest.raises(OutputError, match="no sound for layout0"):
        list(encode_pieces(make_layouts(9), _Copying(), broken, store, 2))


@pytest.mark.parametrize("head", [b"", b"short", bytes(16), b"\xff" * 16])
def test_a_damaged_piece_is_encoded_again(head: bytes, store: Store) -> None:
    binder, layouts = _Copying(), make_layouts(3)
    list(encode_pieces(layouts, binder, sound, store, 1))
    store.put(Shelf.PIECES, [Entry(piece_key(layouts[1], binder), head, b"dust")])
    pieces = list(kept_pieces(layouts, binder, sound, store))
    assert [tuple(piece.packets) for piece in pieces] == [tuple(sound(layout)) for layout in layouts]
    assert len(binder.encoded) == 4


@given(st.integers(0, 2**40), st.lists(st.binary(max_size=50), max_size=20), st.binary(max_size=30))
def test_a_piece_is_kept_as_it_is(frames: int, packets: list[bytes], levels: bytes) -> None:
    piece = EncodedPiece("key", frames, as_packet_buffer(packets), levels)
    assert _as_piece(_as_entry(piece)) == piece
    assert tuple(piece.packets) == tuple(packets)
