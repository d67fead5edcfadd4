"""Foreign text is shown: nothing in it steers a terminal, forges a line or reorders one; what is innocent stays."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.errors import Fault, RhapsodeError, SpeakingError, VoicesFileError
from rhapsode.shown import show, show_json, show_page, show_title

OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
hostile = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\x1b\x07\x9b\x85\u2028\u202e\u200f\u2069א🏴\U000e0067"))
)


def steers(text: str, allowed: str = "") -> set[str]:
    """The characters of `text` that do something to a terminal or to a line."""
    return {
        c for c in text if c not in allowed and (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in OVERRIDES)
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;cm0gLXJm\x07", "␛]52;c;cm0gLXJm␇"),  # writes the clipboard
        ("\x9b2J", "⟨U+009B⟩2J"),
        ("a\x7f\x08b", "a␡␈b"),
        ("one\nrhapsode: two", "one␊rhapsode: two"),
        ("one\r\ntwo\tthree", "one␍␊two␉three"),
        ("one\x85two\u2028three\u2029", "one⟨U+0085⟩two⟨U+2028⟩three⟨U+2029⟩"),
        ("evil\u202egnp.exe", "evil⟨U+202E⟩gnp.exe"),
        ("\u2067name\u2069", "⟨U+2067⟩name⟨U+2069⟩"),
        ("left\u200fright", "left⟨U+200F⟩right"),  # a mark that no text around it calls for
        ("\ud83d alone, and a name's byte \udcff", "\ufffd alone, and a name's byte \ufffd"),
        ("x\U000e0048\U000e0049", "x⟨U+E0048⟩⟨U+E0049⟩"),
        ("🏴\U000e0048\U000e007f", "🏴⟨U+E0048⟩⟨U+E007F⟩"),  # no flag's tags
        ("\x00", "␀"),
    ],
)
def test_what_steers_is_a_symbol(text: str, shown: str) -> None:
    assert show(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩‍🚀 👨‍👩‍👧 ❤️",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
        "שלום, עולם (abc\u200e!)",
        "قال: «مرحبا»\u200f، ثم",
        "می‌روم",
        "e\u0301 q\u0323\u0307",
        "hy\u00adphen, no\u00a0break, \u3000wide",
        "“quotes” — dashes … 你好 ␛ ⟨U+202E⟩ \ufffd",
        "",
    ],
)
def test_what_is_innocent_stays(text: str) -> None:
    assert show(text) == show_page(text) == text


@given(hostile)
def test_any_text_is_one_line_that_steers_nothing(text: str) -> None:
    shown = show(text)
    assert not steers(shown)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert show(shown) == shown


@given(hostile)
def test_a_page_keeps_its_line_ends_and_tabs_alone(text: str) -> None:
    assert not steers(show_page(text), "\n\t")
    plain = "".join(c for c in text if c not in "\t\u200e\u200f\u061c")  # a mark stays for the letters of any line
    assert show_page(plain).split("\n") == [show(line) for line in plain.split("\n")]


@given(hostile)
def test_a_title_has_blanks_for_white_space(text: str) -> None:
    title = show_title(text)
    assert not steers(title)
    assert title == title.strip()
    assert "  " not in title


@given(st.dictionaries(hostile, st.lists(hostile | st.integers() | st.none())))
def test_json_steers_nothing_and_is_read_back_as_it_was(value: dict[str, list[object]]) -> None:
    dumped = show_json(json.dumps(value, ensure_ascii=False))
    assert not steers(dumped)
    known = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert json.loads(dumped) == json.loads(known)


@given(hostile, hostile, hostile)
def test_an_error_is_one_line_whatever_it_quotes(message: str, name: str, hint: str) -> None:
    path = Path(name.replace("\x00", "x") or "x")
    for error in (RhapsodeError(message, path=path, line=3, hint=hint), SpeakingError(message, text=hint, path=path)):
        assert not steers(str(error))
        assert len(str(error).splitlines()) == 1
    two = VoicesFileError((Fault(message, path), Fault(name, None, None, hint)))
    assert not steers(str(two), "\n")
    assert len(str(two).split("\n")) == 2


def test_an_error_quotes_no_more_than_somebody_reads() -> None:
    assert len(str(RhapsodeError("x" * 100_000, hint="y" * 100_000))) < 2_100


def test_of_very_many_faults_the_first_twenty_are_told() -> None:
    faults = tuple(Fault(f"no passage says “{number}”", Path("x.voices.yaml"), number) for number in range(1, 24_001))
    lines = str(VoicesFileError(faults)).splitlines()
    assert lines[19] == "x.voices.yaml:20: no passage says “20”"
    assert lines[20:] == ["and 23,980 more"]
    assert len(str(VoicesFileError(faults[:20])).splitlines()) == 20


def test_an_error_carries_what_a_developer_wants_to_read() -> None:
    error = SpeakingError("it failed", text="Hm.", details="Traceback (most recent call last): …")
    assert error.details.startswith("Traceback")
    assert "Traceback" not in str(error)
    assert RhapsodeError("it failed").details == ""
