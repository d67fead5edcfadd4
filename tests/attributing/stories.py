"""Short stories for the tests, made by the program's own first steps."""

from __future__ import annotations

from pathlib import Path

from rhapsode.attributing import Groundwork, attribute, lay_groundwork
from rhapsode.model import Kind, Manuscript, Passage, Story
from rhapsode.segmenting import segment


def segment_text(text: str) -> Story:
    """The story before anybody is named."""
    return segment(Manuscript(Path("story.txt"), text))


def attribute_text(text: str) -> Story:
    """The story with its speakers."""
    return attribute(segment_text(text))


def read_text(text: str) -> Groundwork:
    """Cast and evidence."""
    return lay_groundwork(segment_text(text))


def find_passage(story: Story, words: str) -> Passage:
    """The passage that begins with `words`."""
    return next(p for p in story.passages if story.text[p.start : p.end].startswith(words))


def list_said(story: Story) -> list[tuple[str | None, str]]:
    """Who says what, in order."""
    return [(p.speaker, story.text[p.start : p.end]) for p in story.passages if p.kind == Kind.DIALOGUE]


QUARREL = """\
Mr. Orme had been told to wait, and Philomena had been told to hurry.

"You are late," said Mr. Orme.

"You are early," said Philomena. "It comes to the same."

"It does not come to the same at all," said Mr. Orme, who had been standing in the rain.

"Philomena," he added, "your shoe is on fire."

"So it is," she said.
"""
