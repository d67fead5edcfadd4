"""Whatever the text, its passages tile it, chapters tile it and scenes tile their chapter."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.model import UNSPOKEN_KINDS, Manuscript, Mark, Role, Story
from rhapsode.segmenting import segment

_SNIPPETS = (
    "Chapter 1",
    "CHAPTER II",
    "I",
    "12",
    "* * *",
    "oOo",
    "A/N: hello",
    "Summary: a",
    "“Dear Sir,",
    "“Yours,",
    "Yours truly,",
    '"No," he said, "no."',
    "She said nothing, and the rain went on and on until there was no more of it to",
    "wander-",
    "ing about",
    "Nine posts under the moon,",
    "(A/N: aside)",
    "[1]",
    "*** START OF THE PROJECT GUTENBERG EBOOK X ***",
    "*** END OF THE PROJECT GUTENBERG EBOOK X ***",
    "Contents",
    "— Нет, — сказал он.",
    "「はい」と言った。",
    "♪ la la ♪",
    "שלום עולם",
    "😀",
    "3rd May",
    "by nobody",
    "Letter, A to B.",
)
_LINES = st.one_of(st.sampled_from(_SNIPPETS), st.text(max_size=60))
_TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.tuples(_LINES, st.sampled_from(["\n", "\n\n", "\n\n\n", "\n    ", " "])), max_size=40).map(
        lambda parts: "".join(line + gap for line, gap in parts)
    ),
)


def check_tiling(story: Story) -> None:
    """Every non-blank character is in exactly one passage, in order; chapters and scenes tile the text."""
    at = 0
    for passage in story.passages:
        assert passage.start >= at
        assert not story.text[at : passage.start].strip()
        assert story.text[passage.start : passage.end].strip()
        at = passage.end
    assert not story.text[at:].strip()
    assert story.chapters[0].start == 0
    assert story.chapters[-1].end == len(story.text)
    for chapter, after in pairwise(story.chapters):
        assert chapter.end == after.start > chapter.start
    for chapter in story.chapters:
        edges = [chapter.start, *(scene.end for scene in chapter.scenes)]
        assert [scene.start for scene in chapter.scenes] == edges[:-1]
        assert edges[-1] == chapter.end
    assert all(passage.reason for passage in story.passages if passage.kind in UNSPOKEN_KINDS)


@given(_TEXTS)
def test_passages_tile_any_text(text: str) -> None:
    check_tiling(segment(Manuscript(Path("x.txt"), text)))


@given(_TEXTS, st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200), st.sampled_from(Role)), max_size=8))
def test_passages_tile_any_text_with_any_marks(text: str, spans: list[tuple[int, int, Role]]) -> None:
    marks = [Mark(min(s, len(text)), min(s + n, len(text)), role, 1, "A title") for s, n, role in spans]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    check_tiling(segment(Manuscript(Path("x.epub"), text, marks=tuple(marks))))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "x" * 100_000,
        "“" * 2_000,
        "\n" * 50_000 + "a",
        "a\n" * 20_000,
        "I\n\n" * 5_000,
        "-" * 50_000,
        "( " * 20_000,
        "(A/N: " * 10_000,
        "\x00\x0b\x0c\x1c\x85\u2028 a \ufeff",
        "Chapter 1\n" * 3_000,
        "word, " * 50_000,
        "Dear " * 20_000,
        "[" * 30_000,
    ],
    ids=lambda text: repr(text[:12]) + str(len(text)),
)
def test_odd_texts_are_tiled(text: str) -> None:
    check_tiling(segment(Manuscript(Path("x.txt"), text)))
