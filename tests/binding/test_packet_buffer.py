"""Packets end to end are the same packets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.binding.packet_buffer import as_packet_buffer

PACKETS = st.lists(st.binary(max_size=9), max_size=12)


@given(PACKETS, st.integers(0, 14), st.integers(0, 14))
def test_a_slab_reads_as_the_packets_it_was_made_of(packets: list[bytes], first: int, last: int) -> None:
    buffer = as_packet_buffer(packets)
    assert list(buffer) == packets
    assert len(buffer) == len(packets)
    assert list(buffer[first:last]) == packets[first:last]
    assert [buffer[i] for i in range(len(packets))] == packets
    assert list(reversed(buffer)) == packets[::-1]


@given(PACKETS)
def test_a_slab_of_a_slab_is_itself(packets: list[bytes]) -> None:
    buffer = as_packet_buffer(packets)
    assert as_packet_buffer(buffer) is buffer
    assert as_packet_buffer(buffer[1:]).data == b"".join(packets[1:])
