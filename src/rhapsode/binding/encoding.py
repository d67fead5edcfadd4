"""Layouts in, encoded pieces kept in the store: each once, a few at a time, while the next are still being spoken."""

from __future__ import annotations

import struct
import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b

from rhapsode.binding.encoders import Encode, Encoders
from rhapsode.binding.packet_buffer import PacketBuffer, as_packet_buffer
from rhapsode.model import EncodedPiece, Layout
from rhapsode.protocols import PieceBinder
from rhapsode.store import Entry, Shelf, Store

Sound = Callable[[Layout], Iterable[bytes]]
"""Gives the samples of a laid out piece in blocks."""
_HEAD = struct.Struct("<QII")  # frames, packets, bytes of levels
_Work = Future[EncodedPiece] | None  # None where nothing has to be done
_WAITING = 2  # pieces for each thread that are encoded or wait for it, at most


def encode_pieces(
    layouts: Iterable[Layout], binder: PieceBinder, sound: Sound, store: Store, jobs: int, apart: bool = False
) -> Iterator[tuple[Layout, bool]]:
    """Make sure that each layout's piece is kept, and give it back in order, with whether it was encoded just now.

    `layouts` may take its time: pieces are rendered in `jobs` threads meanwhile, and encoded there or, with `apart`, in
    as many processes.
    """
    jobs = max(1, jobs)
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="encode")
    encoders = Encoders(binder, apart)
    waiting: deque[tuple[Layout, _Work]] = deque()
    try:
        for layout in layouts:
            known = store.heads(Shelf.PIECES, [piece_key(layout, binder)])
            future = None if known else pool.submit(_encode, layout, binder, encoders.encode, sound, store)
            waiting.append((layout, future))
            while waiting and (_is_done(waiting[0][1]) or _in_work(waiting) >= _WAITING * jobs):
                yield _take(waiting)
        while waiting:
            yield _take(waiting)
    finally:
        encoders.close()  # first, or a thread might wait for a process that is stopped
        pool.shutdown(cancel_futures=True)


def _take(waiting: deque[tuple[Layout, _Work]]) -> tuple[Layout, bool]:
    layout, future = waiting.popleft()
    if future is None:
        return layout, False
    future.result()
    return layout, True


def _is_done(future: _Work) -> bool:
    return future is None or future.done()


def _in_work(waiting: Iterable[tuple[Layout, _Work]]) -> int:
    return sum(future is not None for _, future in waiting)


def _encode(layout: Layout, binder: PieceBinder, encode: Encode, sound: Sound, store: Store) -> EncodedPiece:
    """Encode a piece and keep it."""
    piece = encode(piece_key(layout, binder), layout.frames, layout.sample_rate, lambda: sound(layout))
    store.put(Shelf.PIECES, [_as_entry(piece)])
    return piece


def kept_pieces(layouts: Iterable[Layout], binder: PieceBinder, sound: Sound, store: Store) -> Iterator[EncodedPiece]:
    """The encoded pieces in order, one at a time; one that is missing or damaged is encoded again."""
    encoders = Encoders(binder, apart=False)
    for layout in layouts:
        entry = store.get(Shelf.PIECES, piece_key(layout, binder))
        piece = _as_piece(entry) if entry is not None else None
        if piece is None or piece.frames != layout.frames:
            piece = _encode(layout, binder, encoders.encode, sound, store)
        yield piece


def piece_key(layout: Layout, binder: PieceBinder) -> str:
    """Names a piece's packets: its sound, and how it is encoded."""
    return f"{layout.key}-{blake2b(binder.settings.encode(), digest_size=6).hexdigest()}"


# --- as kept ------------------------------------------------------------------------------------------------


def _as_entry(piece: EncodedPiece) -> Entry:
    """Head: frames and number of packets; body: the packets' sizes, the levels, the packets."""
    buffer = as_packet_buffer(piece.packets)
    head = _HEAD.pack(piece.frames, len(buffer), len(piece.levels))
    return Entry(piece.key, head, b"".join([_little(buffer.sizes).tobytes(), piece.levels, buffer.data]))


def _as_piece(entry: Entry) -> EncodedPiece | None:
    """None where the entry isn't such a piece."""
    sizes = array("I")
    try:
        frames, count, levels_size = _HEAD.unpack(entry.head)
        sizes.frombytes(entry.body[: 4 * count])
    except (struct.error, ValueError):
        return None
    at = 4 * count + levels_size
    sizes = _little(sizes)
    if len(sizes) != count or at + sum(sizes) != len(entry.body):
        return None
    packets = PacketBuffer(sizes, memoryview(entry.body)[at:])
    return EncodedPiece(entry.key, frames, packets, entry.body[4 * count : at])


def _little(sizes: array[int]) -> array[int]:
    """The same numbers with the lowest byte first, or back."""
    if sys.byteorder == "little":
        return sizes
    turned = array("I", sizes)
    turned.byteswap()
    return turned
