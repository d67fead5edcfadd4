"""Packets end to end are the same packets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.binding.slabs import as_slab

PACKETS = st.lists(st.binary(max_size=9), max_size=12)


@given(PACKETS, st.integers(0, 14), st.integers(0, 14))
def test_a_slab_reads_as_the_packets_it_was_made_of(packets: list[bytes], first: int, last: int) -> None:
    slab = as_slab(packets)
    assert list(slab) == packets
    assert len(slab) == len(packets)
    assert list(slab[first:last]) == packets[first:last]
    assert [slab[i] for i in range(len(packets))] == packets
    assert list(reversed(slab)) == packets[::-1]


@given(PACKETS)
def test_a_slab_of_a_slab_is_itself(packets: list[bytes]) -> None:
    slab = as_slab(packets)
    assert as_slab(slab) is slab
    assert as_slab(slab[1:]).data == b"".join(packets[1:])
