"""One chapter of a script: a story's chapter and the rules of voices in, its lines and what they leave out, out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rhapsode.casting.credits import Framing, close_story, frame_chapter, translate_frame, word_opening
from rhapsode.casting.lines import Draft, draft_lines
from rhapsode.casting.paragraphs import gather_paragraphs
from rhapsode.casting.pauses import Voiced, find_head, join_lines
from rhapsode.casting.voice_rules import Cascade
from rhapsode.casting.wording import prepare_pronunciation
from rhapsode.model import UNSPOKEN_KINDS, Chapter, Kind, Passage, Range, ScriptChapter, Story, Unspoken
from rhapsode.voices_file import Settings


def choose_spoken(settings: Settings, speak: Collection[Kind]) -> Callable[[Passage], bool]:
    """Which passages are read: by the rules, or because the user asks for their kind in `speak`.

    What may be the story after all is read too. What stands inside something that isn't read (a song in a note) isn't
    read either. A hyphen that divides a word at the end of a line never is.
    """
    spoken = {kind for kind in Kind if kind not in UNSPOKEN_KINDS}
    for kind, style in settings.sections.items():
        if style.speak is not None:
            (spoken.add if style.speak else spoken.discard)(kind)
    spoken |= set(speak)

    def is_spoken(passage: Passage) -> bool:
        if passage.kind is Kind.BOILERPLATE and passage.end - passage.start == 1:
            return False
        read = passage.kind in spoken or passage.may_be_story
        return read and (passage.within is None or passage.within in spoken)

    return is_spoken


@dataclass
class ChapterWriter:
    """Writes chapters of one story, all by the same rules."""

    story: Story
    settings: Settings
    cascade: Cascade
    is_spoken: Callable[[Passage], bool]
    framing: Framing = field(init=False)

    def __post_init__(self) -> None:
        frame = translate_frame(self.settings.frame, self.story.book.language)
        if not self.is_spoken(Passage(Kind.HEADING, 0, 0)):  # who wants no headings wants none announced either
            frame = replace(frame, announce=False)
        pronunciation = prepare_pronunciation(self.settings.pronounce)
        opening = word_opening(frame.opening, self.story.book)
        self.framing = Framing(self.story, frame, opening, pronunciation)

    def write(self, number: int) -> tuple[ScriptChapter, tuple[Unspoken, ...]]:
        """Chapter `number` (from 0), and what of it nobody reads. It has no lines where nothing in it is read."""
        chapter = self.story.chapters[number]
        drafts, silent = self._draft(chapter)
        left_out = [*self._list_unspoken(chapter), *_explain(silent, "nothing to say")]
        if drafts:
            framed = frame_chapter(drafts, chapter, self.framing, number == 0)
            left_out += _explain(framed.left_out, "chapters are not announced", Kind.HEADING)
            drafts = list(framed.drafts)
            if number == len(self.story.chapters) - 1:
                drafts = list(close_story(drafts, self.framing, chapter.end))
        voiced = list(self._voice(drafts, number))
        pauses = self.settings.pauses
        lines = join_lines(voiced, number, pauses)
        written = ScriptChapter(number, chapter.title, find_head(voiced, pauses), lines)
        return written, tuple(sorted(left_out, key=lambda one: one.start))

    def _draft(self, chapter: Chapter) -> tuple[list[Draft], list[Range]]:
        drafts: list[Draft] = []
        silent: list[Range] = []
        for paragraph in gather_paragraphs(self.story, chapter.scenes, self.is_spoken):
            found, nothing = draft_lines(paragraph, self.framing.pronunciation, self.story.book.language)
            silent += nothing
            drafts += found
        return drafts, silent

    def _voice(self, drafts: Sequence[Draft], number: int) -> Iterator[Voiced]:
        first = sum(len(chapter.scenes) for chapter in self.story.chapters[:number])
        narrators = self.cascade.people.narrators
        for draft in drafts:
            at = first + draft.scene
            narrator = narrators[at] if at < len(narrators) else None
            by_speaker = self.settings.casting.tags_by_speaker and draft.tag_of is not None
            passage = draft.tag_of if by_speaker and draft.tag_of is not None else draft.passage
            yield Voiced(draft, self.cascade.tone(passage, narrator))

    def _list_unspoken(self, chapter: Chapter) -> Iterator[Unspoken]:
        for passage in self.story.passages_between(chapter.start, chapter.end):
            if not self.is_spoken(passage):
                yield Unspoken(passage.start, passage.end, passage.kind, passage.reason or passage.kind.value)


def _explain(ranges: Iterable[Range], reason: str, kind: Kind = Kind.NARRATION) -> Iterator[Unspoken]:
    return (Unspoken(start, end, kind, reason) for start, end in ranges)
