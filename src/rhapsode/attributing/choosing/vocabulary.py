"""Every name of evidence for a speaker: what `evidence.py` may say of a candidate, and how turns follow each other.

A template stands for all names that its slots make. What is not declared here has no weight, and is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

SLOTS = {
    # the surest tag of a turn
    "kind": ("name", "none", "beat", "I", "they", "pronoun", "noun"),
    "step": ("-2", "-1", "1", "2"),
    "near": ("-1", "1"),
    "fit": ("gender fits", "gender clashes", "gender unknown"),
    "side": (
        *("lead", "trail", "beat between"),
        *("tag before", "tag after", "beat before", "beat after"),
    ),
    "when": ("spoke", "will speak"),
    "lead": ("new", "same", "next", "next?", "short", "long"),
    "tagged": ("name", "none", "beat", "pronoun"),
}
TEMPLATES = (
    # tags and beats around the speech
    *("{side} named", "{side} names another", "{side} I", "{side} not I", "{side} he or she, not I", "{side} they"),
    *("{side} {fit}", "{side} noun {fit}", "{side} kin {fit}"),
    *("{side} noun itself", "{side} kin itself", "{side} owner", "leads to pronoun"),
    # what the speech says, and the telling of its paragraph
    *("introduces", "addresses", "talks of", "styles {fit}", "speaks to", "told {kind}", "told alone {kind}"),
    # how large a part somebody has
    *("weight {0-9}", "never tagged", "place-like", "narrator {kind}", "noun only {kind}"),
    # who was told of last, how long ago, how often
    *("acted - {kind}", "acted {0-3} {kind}", "rank - {kind}", "rank {0-5} {kind}", "since {0-9} any"),
    *("since {0-9} pronoun", "count {0-5}", "other scene {kind}", "only heard", "not told of yet {kind}"),
    *("first before {kind}", "last before {kind}", "first after {kind}"),
    # the turns around
    *("addressed at {step}", "talked of at {step}", "verse answered at -1", "styled at {near} {fit}"),
    *("spoken to at {near}", "tagged at {step} name", "tagged at {step} other", "pronoun at {step} {fit}"),
    *("{when} never", "{when} {1-6}", "{when} 12", "{when} order {0-3}"),
    # how a turn follows the two before: the same speaker again, or the one before the last
    *("follows {lead} {tagged} same", "follows {lead} {tagged} returns"),
)
_SLOT = re.compile(r"\{(\w+|\d-\d)\}")


def declare() -> Iterator[str]:
    """All names, in the order of the templates."""
    for template in TEMPLATES:
        slots = [_fill(slot) for slot in _SLOT.findall(template)]
        pattern = _SLOT.sub("{}", template)
        yield from (pattern.format(*values) for values in product(*slots))


def _fill(slot: str) -> tuple[str, ...]:
    if "-" in slot:
        first, last = map(int, slot.split("-"))
        return tuple(map(str, range(first, last + 1)))
    return SLOTS[slot]
