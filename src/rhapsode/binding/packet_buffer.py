"""Packets end to end in one block of bytes: a novel's 700,000 need not become as many objects to be written again."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import overload


@dataclass(frozen=True, slots=True)
class PacketBuffer(Sequence[bytes]):
    """A sequence of packets; `sizes` has the bytes of each, in order, and `data` is as long as all of them.

    A part of a buffer shows the same data: nothing is copied.
    """

    sizes: array[int]
    data: bytes | memoryview

    def __len__(self) -> int:
        return len(self.sizes)

    def __iter__(self) -> Iterator[bytes]:
        return (bytes(self.data[start:end]) for start, end in pairwise(accumulate(self.sizes, initial=0)))

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, int) or place.step is not None:
            return tuple(self)[place]
        first, last, _ = place.indices(len(self.sizes))
        start, sizes = sum(self.sizes[:first]), self.sizes[first:last]
        return PacketBuffer(sizes, memoryview(self.data)[start : start + sum(sizes)])


def as_packet_buffer(packets: Sequence[bytes]) -> PacketBuffer:
    """The same packets end to end."""
    if isinstance(packets, PacketBuffer):
        return packets
    return PacketBuffer(array("I", map(len, packets)), b"".join(packets))
