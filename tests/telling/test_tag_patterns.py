"""What speech tags look like in several languages."""

from __future__ import annotations

import pytest

from rhapsode.telling import is_tag_after, is_tag_before, thinks


@pytest.mark.parametrize(
    ("language", "after"),
    [
        ("en", " said Ann."),
        ("en-GB", " the old man replied."),
        ("de", ", sagte der Koch."),
        ("fr", " dit-elle."),
        ("fr", ", répondit le chat."),
        ("es", " —dijo Ana—."),
        ("ru", " — сказал он."),
        ("it", " disse la zia."),
        ("pt", " perguntou o gato."),
        ("ja", "と老人は言った。"),
    ],
)
def test_tag_after(language: str, after: str) -> None:
    assert is_tag_after(after, language)


@pytest.mark.parametrize(
    ("language", "after"), [("en", " was on the door."), ("fr", " et il partit."), ("ja", "という本")]
)
def test_no_tag_after(language: str, after: str) -> None:
    assert not is_tag_after(after, language)


@pytest.mark.parametrize(("language", "before"), [("en", "Ann said,"), ("de", "Er fragte:"), ("fr", "Elle répondit :")])
def test_tag_before(language: str, before: str) -> None:
    assert is_tag_before(before, language)


@pytest.mark.parametrize(
    ("language", "after"),
    [("en", " thought Ann."), ("de", ", dachte er."), ("fr", ", pensa-t-il."), ("ja", "と彼は思った。")],
)
def test_thinks(language: str, after: str) -> None:
    assert thinks("", after, language)
    assert not thinks("", " said Ann.", "en")
