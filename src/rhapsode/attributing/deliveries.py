"""Who speaks is known: how each speech is said, as the telling around it has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rhapsode.model import Kind, Passage, Range, Story
from rhapsode.telling.deliveries import tell_delivery


def tell_deliveries(story: Story) -> Story:
    """`story` with the delivery of each speech that it tells."""
    return replace(story, passages=tuple(_tell_each(story)))


def _tell_each(story: Story) -> Iterator[Passage]:
    passages = story.passages
    for at, passage in enumerate(passages):
        if passage.kind is not Kind.DIALOGUE:
            yield passage
            continue
        place = _find_paragraph(story, passage)
        before = _told(story, passages[at - 1], place) if at else ""
        after = _told(story, passages[at + 1], place) if at + 1 < len(passages) else ""
        told = tell_delivery(story.text[passage.start : passage.end], before, after, story.book.language)
        yield replace(passage, delivery=told.delivery, manner=told.manner) if told else passage


def _find_paragraph(story: Story, passage: Passage) -> Range:
    at = story.paragraph_at(passage.start)
    return (passage.start, passage.end) if at is None else (story.paragraphs[at].start, story.paragraphs[at].end)


def _told(story: Story, passage: Passage, place: Range) -> str:
    """What a passage beside a speech tells in the same paragraph; "" where it is no telling."""
    if passage.kind is not Kind.NARRATION:
        return ""
    return story.text[max(passage.start, place[0]) : min(passage.end, place[1])].replace("\n", " ")
