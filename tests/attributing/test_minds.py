"""Thoughts."""

from __future__ import annotations

from rhapsode.model import Kind
from tests.attributing.stories import attribute_text


def thinkers(text: str) -> list[str | None]:
    return [p.speaker for p in attribute_text(text).passages if p.kind == Kind.THOUGHT]


def test_a_thought_is_its_tags() -> None:
    text = "Ada and Tom sat down. Ada looked at him.\n\n_He has forgotten the salt_, Ada thought. Tom ate on.\n"
    assert thinkers(text) == ["Ada"]


def test_a_thought_without_a_tag_is_the_point_of_views() -> None:
    text = (
        "Ada opened the tin. Ada looked inside. Ada shut it again, and she sat down on the step beside Tom.\n\n"
        "_I should never have asked him to bring the goat._\n"
    )
    assert thinkers(text) == ["Ada"]
