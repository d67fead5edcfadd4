"""Markdown → text and marks: golden cases of `cases/*.md`, and promises.

A case is a story, a line `%%%`, the text that it gives, a line `%%%`, and its marks.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhapsode.errors import StoryError
from rhapsode.model import Limits
from rhapsode.reading.markdown import MarkdownReader

from .books import marks_of

CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))


def write(folder: Path, text: str) -> Path:
    path = folder / "story.md"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_case_gives_its_text_and_marks(case: Path, tmp_path: Path) -> None:
    story, text, marks = case.read_text(encoding="utf-8").split("\n%%%\n")
    manuscript = MarkdownReader().read(write(tmp_path, story), Limits())
    assert manuscript.text == text
    assert marks_of(manuscript) == marks.strip().splitlines()
    assert manuscript.remarks == ()


def test_the_block_at_the_top_is_the_books(tmp_path: Path) -> None:
    manuscript = MarkdownReader().read(write(tmp_path, "---\ntitle: Salt\nmood: grey\n---\n# One\n\nText.\n"), Limits())
    assert (manuscript.book.title, manuscript.text) == ("Salt", "One\n\nText.")
    assert manuscript.remarks == ("not used of the lines at the top: mood",)
    assert manuscript.marks[0].origin == "story.md#h1"


def test_a_story_of_tags_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="nothing to read"):
        MarkdownReader().read(write(tmp_path, "<!-- only this -->\n"), Limits())


def test_a_comment_without_end_is_words_and_remarked_on(tmp_path: Path) -> None:
    manuscript = MarkdownReader().read(write(tmp_path, "---\ntitle: T\n---\nOne.\n\n<!-- a\n\nTwo.\n"), Limits())
    assert manuscript.text == "One.\n\n<!-- a\n\nTwo."
    assert manuscript.remarks == ("the comment that begins in line 6 is never closed: it is read as words",)


@pytest.mark.parametrize("depth", [300, 2000])
@pytest.mark.parametrize("kind", ["list", "numbers", "quotes", "one line", "footnotes", "html"])
def test_what_is_nested_too_deep_keeps_its_words(tmp_path: Path, kind: str, depth: int) -> None:
    words = [f"w{n}" for n in range(min(depth, 500))]
    story = {
        "list": "\n".join(f"{'  ' * n}- {word}" for n, word in enumerate(words)),
        "numbers": "\n".join(f"{'   ' * n}1. {word}" for n, word in enumerate(words)),
        "quotes": "\n".join(f"{'> ' * (n + 1)}{word}\n{'> ' * (n + 1)}" for n, word in enumerate(words)),
        "one line": "> - " * depth + " ".join(words),
        "footnotes": "\n\n".join(f"{'    ' * n}[^{n}]: {word}" for n, word in enumerate(words)),
        "html": "<div>" * 3 * depth + " ".join(words) + "</div>" * 3 * depth,
    }[kind]
    manuscript = MarkdownReader().read(write(tmp_path, f"Before.\n\n{story}\n\nAfter *all*.\n"), Limits())
    assert re.findall(r"\bw\d+\b", manuscript.text) == words
    assert manuscript.text.startswith("Before.")
    assert manuscript.text.endswith("After all.")
    if kind != "html" or depth == 2000:
        assert len(manuscript.remarks) == 1
        assert "nested more than 120 deep" in manuscript.remarks[0]


def test_quotes_in_quotes_keep_their_words(tmp_path: Path) -> None:
    story = "\n".join("> " * depth + f"w{depth}" for depth in range(1, 60)) + "\n" + "- " * 60 + "end"
    text = MarkdownReader().read(write(tmp_path, story), Limits()).text
    assert text.split() == [f"w{depth}" for depth in range(1, 60)] + ["end"]


WORDS = st.text(alphabet="abcdefgh", min_size=1, max_size=6)
MARKUP = st.sampled_from(
    ["{}", "*{}*", "**{}**", "# {}", "> {}", "- {}", "1. {}", "~~{}~~", "<i>{}</i>", "{}\\", "`{}`"]
)


@given(st.lists(st.tuples(MARKUP, WORDS), min_size=1, max_size=15), st.sampled_from([" ", "\n", "\n\n"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_word_is_lost_or_moved(tmp_path: Path, parts: list[tuple[str, str]], gap: str) -> None:
    story = "start\n\n" + gap.join(markup.format(word) for markup, word in parts)
    manuscript = MarkdownReader().read(write(tmp_path, story), Limits())
    letters = "".join(filter(str.isalpha, manuscript.text))
    assert letters == "start" + "".join(word for _, word in parts)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    try:
        manuscript = MarkdownReader().read(write(tmp_path, text), Limits())
    except StoryError as error:
        assert error.fault.hint
        return
    marks = manuscript.marks
    assert list(marks) == sorted(marks, key=lambda mark: (mark.start, -mark.end))
    assert all(0 <= mark.start < mark.end <= len(manuscript.text) for mark in marks)
