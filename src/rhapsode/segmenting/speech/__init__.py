"""What is said and thought inside prose, by marks, dashes, labels or the telling alone."""

from __future__ import annotations

from rhapsode.segmenting.speech.asides import cut_asides
from rhapsode.segmenting.speech.dashes import find_dashed, speaks_by_dashes
from rhapsode.segmenting.speech.evidence import MENTIONED, declare, gather_evidence, is_written, read_surroundings
from rhapsode.segmenting.speech.finders import PASSES, Pass, find_parts, weigh_sentences
from rhapsode.segmenting.speech.inner_voice import find_inner_voices
from rhapsode.segmenting.speech.parts import Parts, Prose, gather_prose
from rhapsode.segmenting.speech.passages import split_speech
from rhapsode.segmenting.speech.script_lines import find_script_lines
from rhapsode.segmenting.speech.sentences import Spot
from rhapsode.segmenting.speech.signs import find_interruptions, find_signed
from rhapsode.segmenting.speech.spots import read_spots
from rhapsode.segmenting.speech.thoughts import find_emphasis, find_thoughts
from rhapsode.segmenting.speech.unmarked import Weighed, link_sentences
from rhapsode.segmenting.speech.unmarked_evidence import LINKS, STEPS, declare_unmarked, name_step
from rhapsode.segmenting.speech.verdicts import find_quoted_letters, find_surroundings, judge

__all__ = [
    "LINKS",
    "MENTIONED",
    "PASSES",
    "STEPS",
    "Parts",
    "Pass",
    "Prose",
    "Spot",
    "Weighed",
    "cut_asides",
    "declare",
    "declare_unmarked",
    "find_dashed",
    "find_emphasis",
    "find_inner_voices",
    "find_interruptions",
    "find_parts",
    "find_quoted_letters",
    "find_script_lines",
    "find_signed",
    "find_surroundings",
    "find_thoughts",
    "gather_evidence",
    "gather_prose",
    "is_written",
    "judge",
    "link_sentences",
    "name_step",
    "read_spots",
    "read_surroundings",
    "speaks_by_dashes",
    "split_speech",
    "weigh_sentences",
]
