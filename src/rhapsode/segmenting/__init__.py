"""Step 2: a manuscript in, a story out, whose passages are each of a kind and tile the text."""

from __future__ import annotations

from collections.abc import Sequence

from rhapsode.model import Chapter, Correction, Manuscript, Scene, Story
from rhapsode.segmenting.blocks import find_blocks
from rhapsode.segmenting.speech import split_speech


def segment(manuscript: Manuscript, corrections: Sequence[Correction] = ()) -> Story:
    """What every passage of `manuscript` is."""
    text = manuscript.text
    blocks = find_blocks(text)
    passages = split_speech(text, blocks, manuscript.marks, manuscript.book.language or "en")
    chapter = Chapter(manuscript.book.title, 0, len(text), (Scene(0, len(text)),))
    return Story(manuscript.source, text, manuscript.book, (chapter,), passages, remarks=manuscript.remarks)
