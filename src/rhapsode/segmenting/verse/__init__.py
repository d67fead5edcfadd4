"""Songs and poems: the evidence for them, and where they stand."""

from __future__ import annotations

from rhapsode.segmenting.verse.evidence import NOTHING, announces, look_at, measure_room, stanza_evidence
from rhapsode.segmenting.verse.metre import count_syllables, hear, rhymes
from rhapsode.segmenting.verse.places import (
    as_verse,
    find_announced_verse,
    find_set_off_verse,
    find_shaped_verse,
)
from rhapsode.segmenting.verse.stanzas import find_verse, gather_lone_evidence, gather_stanza_evidence
from rhapsode.segmenting.verse.surroundings import survey

__all__ = [
    "NOTHING",
    "announces",
    "as_verse",
    "count_syllables",
    "find_announced_verse",
    "find_set_off_verse",
    "find_shaped_verse",
    "find_verse",
    "gather_lone_evidence",
    "gather_stanza_evidence",
    "hear",
    "look_at",
    "measure_room",
    "rhymes",
    "stanza_evidence",
    "survey",
]
