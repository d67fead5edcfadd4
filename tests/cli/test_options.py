"""What the values of options turn into."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.cli.options import FILE, FOLDER, NEW_FILE, STORY, ChapterRange, FileFormat, KindList, LanguageParameter
from rhapsode.model import Kind
from rhapsode.plugins import BINDERS


@pytest.mark.parametrize(
    ("text", "chapters"),
    [("1", {0}), ("1-3", {0, 1, 2}), ("1-3,7", {0, 1, 2, 6}), (" 2 - 2 , 1 ", {0, 1}), ("3,3", {2})],
)
def test_chapters_are_counted_from_one(text: str, chapters: set[int]) -> None:
    assert ChapterRange().convert(text, None, None) == chapters


@pytest.mark.parametrize("text", ["", "0", "3-1", "-2", "1-", "one", "1;2", "1,,2", "1-999999999", "²"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no chapter or range"):
        ChapterRange().convert(text, None, None)


@given(st.sets(st.integers(0, 500), min_size=1))
def test_a_list_of_chapters_is_that_set(chapters: set[int]) -> None:
    text = ",".join(str(number + 1) for number in chapters)
    assert ChapterRange().convert(text, None, None) == chapters
    assert ChapterRange().convert(frozenset(chapters), None, None) == chapters


def test_every_kind_can_be_named() -> None:
    assert KindList().convert(", ".join(Kind), None, None) == tuple(Kind)
    assert KindList().convert("LYRIC, Scene-Break", None, None) == ("lyric", "scene-break")
    assert KindList().convert("", None, None) == ()
    with pytest.raises(click.BadParameter, match="'song' is no kind of passage"):
        KindList().convert("note,song", None, None)


@pytest.mark.parametrize("name", BINDERS)
def test_every_format_can_be_named(name: str) -> None:
    for written in (name, name.upper(), f".{name}"):
        assert FileFormat().convert(written, None, None) == name


def test_an_unknown_format_is_refused_with_what_was_meant() -> None:
    with pytest.raises(click.BadParameter, match=r"did you mean opus\?"):
        FileFormat().convert("opsu", None, None)


@pytest.mark.parametrize(
    ("text", "tag"), [("english", "en"), ("en_GB", "en-gb"), ("ger", "de"), ("", ""), ("und", ""), ("tlh", "tlh")]
)
def test_a_language_may_be_a_name_or_a_code(text: str, tag: str) -> None:
    assert LanguageParameter().convert(text, None, None) == tag


def test_what_is_no_language_is_refused_with_what_was_meant() -> None:
    with pytest.raises(click.BadParameter, match=r"did you mean en\?"):
        LanguageParameter().convert("Englsh", None, None)
    with pytest.raises(click.BadParameter, match="'zzzz' is no language that is known; write a code or a name"):
        LanguageParameter().convert("zzzz", None, None)


@pytest.mark.parametrize("kind", [STORY, FILE, NEW_FILE, FOLDER])
def test_an_empty_path_is_refused(kind: click.ParamType) -> None:  # type: ignore[type-arg, unused-ignore]
    with pytest.raises(click.BadParameter, match="an empty name is no path"):
        kind.convert("", None, None)


@pytest.mark.parametrize("kind", [NEW_FILE, FOLDER])
def test_what_is_to_be_made_has_a_name_that_a_file_can_have(kind: click.ParamType) -> None:  # type: ignore[type-arg, unused-ignore]
    with pytest.raises(click.BadParameter, match=r"'x{40}…' is longer than this system takes; choose a shorter name"):
        kind.convert("x" * 300, None, None)
    assert kind.convert("new/one.wav", None, None) == Path("new/one.wav")
