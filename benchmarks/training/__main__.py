"""`python -m benchmarks.training DECISION CORPORA` learns a decision anew and writes its file of weights."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.training import findings, messages, pages, quotations, speakers, thoughts, verse, viewpoints
from benchmarks.training.weight_files import write_weights

DECISIONS = {
    "speakers": speakers.learn,
    "quotations": quotations.learn,
    "stanzas": verse.learn_stanzas,
    "open_stanzas": verse.learn_open_stanzas,
    "lone_verse": verse.learn_lone_verse,
    "findings": findings.learn,
    "messages": messages.learn,
    "unmarked_thoughts": thoughts.learn,
    "viewpoints": viewpoints.learn,
    "pages": pages.learn,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("decision", choices=DECISIONS)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--report", action="store_true", help="print what is learnt and write nothing")
    options = parser.parse_args()
    learnt = DECISIONS[options.decision](options.corpora)
    print("\n".join(learnt.report))
    if not options.report:
        print(write_weights(learnt))
    return 0


if __name__ == "__main__":
    sys.exit(main())
