"""Links that were saved with a story are told from its words."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.furniture import find_page_links
from tests.segmenting.sheets import kinds_after

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


@pytest.mark.parametrize(
    "links",
    [
        "Skip to content\nHome | Stories | Log in",
        "Share this:\nFacebook  Twitter\nComments (3)",
        "← Previous Chapter | Index | Next Chapter →",
        "« Previous Chapter",
        "Leave a comment",
        "Follow/Fav",
        "Home · About Ida · Archive",
        "Loading...",
        "12 Comments",
    ],
)
def test_links(links: str) -> None:
    assert kinds_after(find_page_links, f"{STORY}\n\n{links}\n\n{STORY}") == ["narration", "boilerplate", "narration"]


@pytest.mark.parametrize(
    "words",
    [
        "Home.\nShe had not thought of it for years.",
        "“Log in,” said Ida.",
        "Home is the sailor\nhome from sea",
        "hens | eggs",
        "He printed it.",
        "Search the house, she thought, search it all.",
        "Comments were made.",
        "The next chapter began badly.",
    ],
)
def test_words(words: str) -> None:
    assert "boilerplate" not in kinds_after(find_page_links, f"{STORY}\n\n{words}\n\n{STORY}")
