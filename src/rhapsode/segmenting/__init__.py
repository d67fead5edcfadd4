"""Step 2: a manuscript in, a story out, whose passages are each of a kind and tile the text."""

from __future__ import annotations

from collections.abc import Sequence

from rhapsode.model import Correction, Manuscript, Story
from rhapsode.segmenting.blocks import Rule, Sheet, find_blocks
from rhapsode.segmenting.chapters import build_chapters
from rhapsode.segmenting.headings import find_headings, find_views
from rhapsode.segmenting.layout import find_lines, measure_layout
from rhapsode.segmenting.letters import find_letters, settle_letters
from rhapsode.segmenting.scenes import find_scene_marks
from rhapsode.segmenting.speech import split_speech
from rhapsode.segmenting.verse import find_verse

RULES: tuple[Rule, ...] = (
    find_headings,
    find_scene_marks,
    find_views,
    find_letters,
    find_verse,
    settle_letters,
)


def segment(manuscript: Manuscript, corrections: Sequence[Correction] = ()) -> Story:
    """What every passage of `manuscript` is."""
    text, book = manuscript.text, manuscript.book
    lines = find_lines(text)
    sheet = Sheet(text, measure_layout(text, lines), manuscript.marks, book.language or "en")
    blocks = find_blocks(text, lines, sheet.layout)
    for rule in RULES:
        blocks = rule(sheet, blocks)
    passages = split_speech(text, blocks, sheet.marks, sheet.language)
    chapters = build_chapters(sheet, blocks, book.title)
    return Story(manuscript.source, text, book, chapters, passages, remarks=manuscript.remarks)
