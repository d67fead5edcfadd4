"""What is fuzzed, as one table: to add a reader or a route, add a row.

A row has seeds, a way to spoil them, and a function that takes the spoilt bytes and an empty folder. That function may
raise RhapsodeError, of one line a fault; all else that it raises is a find.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from rhapsode.attributing import attribute
from rhapsode.casting import cast
from rhapsode.engines.tone import ToneEngine
from rhapsode.errors import RhapsodeError, StoryError
from rhapsode.model import Limits, Manuscript, Script, Story
from rhapsode.reading import read
from rhapsode.reading.front_matter import read_front_matter
from rhapsode.segmenting import segment
from rhapsode.story_json import from_json, to_json
from rhapsode.voices_file import load_voices

from ..reading.books import item, nav, page, parts_of
from ..segmenting.test_tiling import check_tiling
from .mutations import Mutate, mutate_archive, mutate_bytes, mutate_text, mutate_text_file, write_archive
from .voices import write_voices

ROOT = Path(__file__).parent.parent.parent
_TONE = "defaults: {engine: tone, voice: tone-o1}\ncasting: {female: [], male: [], plain: {}}\n"
_LIMITS = Limits(file_bytes=5_000_000, member_bytes=5_000_000, archive_bytes=20_000_000)
_LONGEST = 60_000  # characters of a text that are understood: what is fuzzed is oddness, not length


@dataclass(frozen=True, slots=True)
class Target:
    """One row; `suffix` is the ending of the files that crashers are kept in."""

    name: str
    suffix: str
    seeds: tuple[bytes, ...]
    mutate: Mutate
    run: Callable[[bytes, Path], None]


def _read_as(suffix: str) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        path = folder / f"story{suffix}"
        path.write_bytes(data)
        manuscript = read(path, _LIMITS)
        check_manuscript(manuscript)
        cut = replace(manuscript, text=manuscript.text[:_LONGEST], marks=_marks_within(manuscript))
        if cut.text.strip():
            understand(cut)

    return run


def _marks_within(manuscript: Manuscript) -> tuple[object, ...]:
    return tuple(mark for mark in manuscript.marks if mark.end <= _LONGEST)


def understand(manuscript: Manuscript) -> Story:
    """Steps 2 to 4 and the JSON of a story, and whether they keep what they promise."""
    story = attribute(segment(manuscript))
    check_tiling(story)
    written = json.dumps(to_json(story))
    assert json.dumps(to_json(from_json(json.loads(written)))) == written
    try:
        script = cast(story, load_voices(), _OFFERED)
    except StoryError:  # nothing but marks
        return story
    check_script(story, script)
    return story


def check_manuscript(manuscript: Manuscript) -> None:
    """What every reader promises."""
    text, marks = manuscript.text, manuscript.marks
    assert text.encode("utf-8").decode("utf-8") == text
    assert "\0" not in text
    assert list(marks) == sorted(marks, key=lambda mark: (mark.start, -mark.end))
    assert all(0 <= mark.start <= mark.end <= len(text) for mark in marks)
    assert all(len(remark.splitlines()) == 1 for remark in manuscript.remarks)
    assert repr(manuscript.book).encode("utf-8")


def check_script(story: Story, script: Script) -> None:
    """Each letter and digit is spoken once or listed."""
    spoken = [one for chapter in script.chapters for line in chapter.lines for one in line.source]
    in_order = [index for start, end in spoken for index in range(start, end)]
    covered = set(in_order)
    listed = {index for one in script.unspoken for index in range(one.start, one.end)}
    assert in_order == sorted(covered)
    assert listed.isdisjoint(covered)
    assert {index for index, c in enumerate(story.text) if c.isalnum()} <= covered | listed


def _read_front_matter(data: bytes, folder: Path) -> None:
    text = data.decode("utf-8", "replace")
    book, rest, remarks = read_front_matter(text)
    assert text.endswith(rest)
    assert all(len(remark.splitlines()) == 1 for remark in remarks)
    assert repr(book).encode("utf-8")


def _mutate_front_matter(random: Random, data: bytes) -> bytes:
    return f"---\n{mutate_text(random, data.decode())}\n---\nTom ran.\n".encode("utf-8", "replace")


def _read_voices(data: bytes, folder: Path) -> None:
    story = folder / "story.txt"
    story.write_text(_TOLD, encoding="utf-8")
    (folder / "tone.yaml").write_text("defaults: {engine: tone, voice: tone-o1}\n", encoding="utf-8")
    (folder / "story.voices.yaml").write_bytes(data)
    settings = load_voices((folder / "tone.yaml",), story=story)
    told = attribute(segment(read(story), settings.corrections), settings.aliases, settings.corrections)
    check_tiling(told)
    check_script(told, cast(told, settings, _OFFERED))


def _mutate_voices(random: Random, data: bytes) -> bytes:
    whole = write_voices(random) if random.random() < 0.8 else data.decode()
    if random.random() < 0.5:
        return whole.encode()
    return mutate_text(random, whole).encode("utf-8", "surrogatepass")


def _book() -> bytes:
    pages = {
        "one.xhtml": page(
            "<h1>One</h1><p>“I know,” said <i>Tom</i>.</p><p>It rained&nbsp;on.</p>", attributes=' id="a"'
        ),
        "two.xhtml": page(
            '<section epub:type="chapter"><h2 id="b">Two</h2><blockquote class="verse"><p>The gate is shut,<br/>'
            'the rope is cut.</p></blockquote><hr/><p>Dear Ann<a epub:type="noteref" href="#n">1</a></p>'
            '<aside id="n" epub:type="footnote"><p>A note.</p></aside></section>',
            '<style>.hide {display: none}</style><link rel="stylesheet" href="s.css"/>',
        ),
    }
    entries = '<li><a href="one.xhtml#a">One</a><ol><li><a href="two.xhtml#b">Two</a></li></ol></li>'
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>One</text></navLabel>'
        '<content src="one.xhtml"/></navPoint></navMap></ncx>'
    )
    manifest = (
        item("nav.xhtml", more='properties="nav"')
        + item("t.ncx", "application/x-dtbncx+xml")
        + item("s.css", "text/css")
        + item("c.png", "image/png", 'properties="cover-image"')
    )
    parts = parts_of(pages, manifest=manifest, toc=' toc="t.ncx"')
    parts |= {"book/nav.xhtml": nav(entries), "book/t.ncx": ncx, "book/s.css": ".x {font-style: italic}"}
    parts |= {"book/c.png": b"\x89PNG\r\n\x1a\n" + bytes(40)}
    whole = {"mimetype": "application/epub+zip", **parts}
    return write_archive([(name, data if isinstance(data, bytes) else data.encode()) for name, data in whole.items()])


def _stories(suffix: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes()[:6_000] for path in sorted((ROOT / "stories").glob(f"*{suffix}")))


_TOLD = """Chapter 1

“I know,” said Tom Brook.

“You do?” asked Ann.

It rained. “Yes,” said Tom.

My dear Ann,

I ran.
"""
_OFFERED = {"tone": ToneEngine().voices(), "espeak": ToneEngine().voices()}
_MARKDOWN = b"""---
title: The *Lamp*
author: [Ada Brook, N. Teal]
---
# One

"I know," said Tom.  He <sigh> ran[^1].

> The gate is shut,\\
> the rope is cut.

- a
  - b

<div class="letter">Dear Ann,</div>

| a | b |
|---|---|
| 1 | 2 |

***

[^1]: A note.
"""
_FRONT = b"""title: "The Lamp"
author: [Ada Brook, &a N. Teal]
language: en-GB
date: 2021-03-04
series: {name: x}
summary: |
  Two lines,
  both kept.
tags: [*a, 1, true, ~]
"""

TARGETS: tuple[Target, ...] = (
    Target("text", ".txt", (*_stories(".txt"), _TOLD.encode()), mutate_text_file, _read_as(".txt")),
    Target("markdown", ".md", (*_stories(".md"), _MARKDOWN), mutate_text_file, _read_as(".md")),
    Target("epub", ".epub", (_book(),), mutate_archive, _read_as(".epub")),
    Target("bytes without an ending", "", (_TOLD.encode(), _book()[:3_000], b"%PDF-1.4\n"), mutate_bytes, _read_as("")),
    Target("front matter", ".yaml", (_FRONT,), _mutate_front_matter, _read_front_matter),
    Target("voices file", ".voices.yaml", (b"defaults: {rate: 90%}\n",), _mutate_voices, _read_voices),
)
BY_NAME: Mapping[str, Target] = {target.name: target for target in TARGETS}


def is_one_line_a_fault(error: RhapsodeError) -> bool:
    """Whether a refusal is one line, or at most as many as it has faults."""
    faults = getattr(error, "faults", (error.fault,))
    return str(error).count("\n") < len(faults) and all(fault.message and "\n" not in str(fault) for fault in faults)
