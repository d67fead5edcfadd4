"""The vocabulary: the values that the seven steps hand on. Frozen, of the standard library only.

Offsets count code points of `Story.text`, end exclusive. Time is an integer count with its unit in the name.
Samples are signed 16-bit, mono, little-endian.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import Literal

Range = tuple[int, int]
"""Start and end offset, end exclusive."""


class Kind(StrEnum):
    """What a passage is; the section types of `voices.yaml`."""

    NARRATION = "narration"
    DIALOGUE = "dialogue"
    THOUGHT = "thought"
    LYRIC = "lyric"
    LETTER = "letter"
    HEADING = "heading"
    NOTE = "note"
    SUMMARY = "summary"
    SCENE_BREAK = "scene-break"
    BOILERPLATE = "boilerplate"


UNSPOKEN_KINDS = frozenset({Kind.NOTE, Kind.SUMMARY, Kind.SCENE_BREAK, Kind.BOILERPLATE})
"""Kinds that are not read aloud unless the user asks."""

SILENT_FROM = 0.9
"""How sure it must be that a passage is none of the story's before it is left out."""

VOICED_KINDS = frozenset({Kind.DIALOGUE, Kind.THOUGHT, Kind.LYRIC, Kind.LETTER})
"""Kinds that somebody of the story may speak."""


# --- step 1: read -----------------------------------------------------------------------------------------


class Role(StrEnum):
    """What markup says about a span of a manuscript."""

    HEADING = "heading"  # `level` 1 is the outermost
    TITLE_PAGE = "title-page"  # title page, imprint, colophon, contents, licence: not the story
    EMPHASIS = "emphasis"
    STRONG = "strong"
    VERSE = "verse"
    LETTER = "letter"
    SCENE_BREAK = "scene-break"
    NOTE = "note"
    SUMMARY = "summary"
    FOOTNOTE = "footnote"
    FOOTNOTE_MARK = "footnote-mark"
    PAGE_NUMBER = "page-number"
    CAPTION = "caption"
    TABLE = "table"
    LIST = "list"
    EPIGRAPH = "epigraph"
    CHAPTER_START = "chapter-start"  # empty span: the navigation document starts a chapter here; `title` names it
    NAME = "name"  # a person's name, where the markup says so


@dataclass(frozen=True, slots=True)
class Mark:
    """What the markup says about one span, and which element of which file said it."""

    start: int
    end: int
    role: Role
    level: int = 0
    title: str = ""
    origin: str = ""  # "text/chapter-1.xhtml#h2"


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture as it stands in its file."""

    data: bytes
    media_type: str  # "image/jpeg" or "image/png"


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of the book as a whole; empty where unknown."""

    title: str = ""
    author: str = ""
    language: str = ""  # BCP 47: "en", "de-AT"
    date: str = ""
    description: str = ""
    publisher: str = ""
    genre: str = ""
    series: str = ""
    series_part: str = ""
    cover: Cover | None = None
    narrator: str = ""  # who speaks: the engines' names, for the tags
    part: int = 0  # which of `parts` files, from 1, where each chapter becomes a file; 0 where the book is one file
    parts: int = 0
    source: str = ""  # name of the story's file: two books of one title are told apart by it


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A story as read: plain text, what the markup says about spans of it, and what is known of the book.

    `marks` are sorted by start, then by falling end. `remarks` are for the user: a guessed encoding, say.
    """

    source: Path
    text: str
    book: Book = Book()
    marks: tuple[Mark, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reader takes before it calls a file broken or hostile."""

    file_bytes: int = 100_000_000
    archive_entries: int = 10_000
    archive_bytes: int = 200_000_000
    member_bytes: int = 100_000_000
    archive_ratio: int = 200


# --- steps 2 and 3: segment, attribute ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible speaker of a passage; `confidence` from 0 to 1."""

    name: str
    confidence: float
    reason: str = ""


class Inner(StrEnum):
    """Whose turn a thought is in a quarrel with an inner voice: the voice's, or that of whom it speaks to."""

    VOICE = "voice"
    ANSWER = "answer"


class Delivery(StrEnum):
    """How a speech is said, where the story tells. Asking is none: engines hear the question mark."""

    WHISPER = "whisper"
    MURMUR = "murmur"
    SHOUT = "shout"
    CRY = "cry"
    LAUGH = "laugh"
    SING = "sing"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text of one kind. The passages of a story tile its non-blank text, in order.

    `within` is the kind around it (a dialogue in a letter). `writer` is who wrote a letter; its `speaker` is
    None unless somebody reads it out. `confidence` is that of the speaker where there is one, else of the kind; of a
    kind that isn't read, how sure it is that it is none of the story's.
    `inner` is set for the turns of a quarrel with an inner voice. `delivery` is how a speech is said, where the story
    tells, and `manner` the words that tell. `reason` is for people: nothing compares it.
    """

    kind: Kind
    start: int
    end: int
    speaker: str | None = None
    confidence: float = 1.0
    within: Kind | None = None
    reason: str = ""
    writer: str | None = None
    candidates: tuple[Candidate, ...] = ()
    inner: Inner | None = None
    delivery: Delivery | None = None
    manner: str = ""

    @property
    def may_be_story(self) -> bool:
        """Whether it is of a kind that isn't read, and may be the story after all: then it is read."""
        return self.kind in UNSPOKEN_KINDS and self.confidence < SILENT_FROM

    def is_silent(self, silent: Collection[Kind]) -> bool:
        """Whether it isn't read, where the kinds in `silent` aren't."""
        return self.kind in silent and not self.may_be_story


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Where a paragraph of prose lies, from its first printed character to its last.

    Line ends inside it are the typesetter's and read as blanks; what stands on a line of its own because its author
    meant it so (an address, a line of chat) is a paragraph. A page number may stand inside; a passage that begins
    in one paragraph may end in another.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of a chapter between scene breaks.

    `first_person` says that its telling has an I. `narrator` is who tells it: as segmented, whom a heading names
    (`Ada's POV`), until another heading does; as attributed, who that I is, and None without one.
    """

    start: int
    end: int
    narrator: str | None = None
    first_person: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the text with a title; its scenes tile it."""

    title: str
    start: int
    end: int
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who speaks: `gender` is "f", "m" or "" where unknown, `age` "child", "young", "old" or ""."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    lines: int = 0
    age: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A story understood: chapters tile the text, scenes their chapter, passages the non-blank text.

    `paragraphs` are in order and don't overlap. Each printed character of narration, dialogue, thought and letters
    lies in one; so do headings, notes and front matter, but no verse, scene break or page number of its own.
    """

    source: Path
    text: str
    book: Book
    chapters: tuple[Chapter, ...]
    passages: tuple[Passage, ...]
    characters: tuple[Character, ...] = ()
    remarks: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()

    def passages_between(self, start: int, end: int) -> tuple[Passage, ...]:
        """The passages that begin at or after `start` and before `end`."""
        first = bisect_left(self.passages, start, key=lambda p: p.start)
        last = bisect_left(self.passages, end, key=lambda p: p.start)
        return self.passages[first:last]

    def paragraph_at(self, offset: int) -> int | None:
        """Which of `paragraphs` holds the character at `offset`; None where it stands in none."""
        at = bisect_right(self.paragraphs, offset, key=lambda p: p.start) - 1
        return at if at >= 0 and offset < self.paragraphs[at].end else None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user says of one passage, found again by its words: see `corrections.py`.

    `kind`, `speaker` and `delivery` are None where nothing is said of them, and `delivery` is "" for a plain one; `nth`
    counts from 1.
    """

    text: str
    before: str = ""
    after: str = ""
    nth: int | None = None
    kind: Kind | None = None
    speaker: str | None = None
    delivery: Delivery | Literal[""] | None = None
    path: Path | None = None
    line: int | None = None


# --- step 4: cast -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EngineVoice:
    """A voice that an engine offers."""

    engine: str
    id: str
    name: str
    language: str  # BCP 47, lower case: "en-us"
    gender: str = ""  # "f", "m" or ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a line is spoken. 100 % is the engine's normal speaking rate; pitch is relative to the voice's own."""

    engine: str
    id: str
    language: str
    rate_percent: int = 100
    pitch_cents: int = 0
    volume_db: float = 0.0


class Join(StrEnum):
    """How a line meets the next."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    SPEAKER = "speaker"
    SCENE = "scene"
    CHAPTER = "chapter"


@dataclass(frozen=True, slots=True)
class Words:
    """Something said, and the source range that it stands for (start == end where nothing is shown)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of one speaker, or one line of verse.

    `source` are the ranges of the story's text that it speaks (none for an announcement); `pause_ms` is the
    silence after it, already the largest of all that meet there; the last of a chapter holds the chapter's tail.
    """

    chapter: int
    scene: int
    kind: Kind
    speaker: str | None
    voice: Voice
    source: tuple[Range, ...]
    spoken: tuple[Words, ...]
    join: Join
    pause_ms: int
    why: str = ""  # which file and rule gave the voice

    @property
    def text(self) -> str:
        """What the engine is given."""
        return "".join(words.text for words in self.spoken)


@dataclass(frozen=True, slots=True)
class ScriptChapter:
    """The lines of one chapter; `head_ms` is the silence before the first. `number` counts from 0 in the story."""

    number: int
    title: str
    head_ms: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Unspoken:
    """A stretch of the story that no line speaks, and why."""

    start: int
    end: int
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Script:
    """All that will be said, and by whom. `cast` is each character's voice as chosen or set."""

    book: Book
    chapters: tuple[ScriptChapter, ...]
    cast: Mapping[str, Voice] = field(default_factory=dict)
    narrator: Voice | None = None
    unspoken: tuple[Unspoken, ...] = ()
    scene_sound: Path | None = None
    remarks: tuple[str, ...] = ()
    kept: Mapping[str, Voice] = field(default_factory=dict)  # the voices that casting chose, for the next time


# --- step 5: record -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordMark:
    """When a word of the spoken text sounds: character range in the text, frame range in the clip.

    `guessed` where the engine gave no time and it was put between its neighbours.
    """

    start: int
    end: int
    start_frame: int
    end_frame: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Clip:
    """Sound as an engine gives it: 16-bit mono samples and word marks, which are monotone and inside the clip."""

    sample_rate: int
    pcm: bytes
    marks: tuple[WordMark, ...] = ()

    @property
    def frames(self) -> int:
        return len(self.pcm) // 2


@dataclass(frozen=True, slots=True)
class TakeFacts:
    """What is known of a take without its sound; enough to lay out a track.

    `start_frame` and `end_frame` bound what is louder than silence (equal where nothing is).
    """

    key: str
    sample_rate: int
    frames: int
    start_frame: int
    end_frame: int
    marks: tuple[WordMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """A line's sound as the engine gave it, before gain, trim and pauses."""

    facts: TakeFacts
    pcm: bytes


# --- step 6: stitch -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a chapter that is stitched, encoded and kept as a whole: lines `first` to `last`, end exclusive.

    `chapter` indexes `Script.chapters`.
    """

    chapter: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class WordCue:
    """When a shown word sounds on the track."""

    start: int
    end: int
    start_frame: int
    end_frame: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """When a line sounds: frames from the start of its track, at the book's sample rate."""

    line: Line
    start_frame: int
    end_frame: int
    words: tuple[WordCue, ...] = ()

    def moved(self, frames: int) -> Cue:
        """The same so many frames later."""
        words = tuple(
            WordCue(word.start, word.end, word.start_frame + frames, word.end_frame + frames, word.guessed)
            for word in self.words
        )
        return Cue(self.line, self.start_frame + frames, self.end_frame + frames, words)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a take goes in a piece: its frames `from_frame` to `to_frame` (take's own rate), with a gain."""

    key: str
    at_frame: int
    frames: int  # at the book's sample rate
    from_frame: int
    to_frame: int
    sample_rate: int
    gain_db: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A piece laid out without its sound: frames count from the start of the piece; `key` names its sound.

    The last pauses are some ms longer, so that `frames` is a multiple of the binder's granule (1,024 frames for AAC)
    and encoded pieces join without drift.
    """

    piece: Piece
    key: str
    sample_rate: int
    frames: int
    placements: tuple[Placement, ...]
    cues: tuple[Cue, ...]
    sounds: tuple[tuple[Path, int], ...] = ()  # scene sounds and the frames where they begin


@dataclass(frozen=True, slots=True)
class Track:
    """A chapter laid out: its pieces in order."""

    title: str
    sample_rate: int
    frames: int
    layouts: tuple[Layout, ...]

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Those of all pieces in order, counted from the track's own start; made when they are asked for."""
        begins = accumulate((layout.frames for layout in self.layouts), initial=0)
        pairs = zip(self.layouts, begins, strict=False)
        return tuple(cue.moved(begin) for layout, begin in pairs for cue in layout.cues)


# --- step 7: bind -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EncodedPiece:
    """Packets of one piece: each entry is one packet's bytes; `frames` is what they decode to once joined.

    `levels` has a byte for each tenth of a second that went in: how many dB its mean lies under full scale. It
    proves later that the sound is where it belongs, without the takes.
    """

    key: str
    frames: int
    packets: Sequence[bytes]
    levels: bytes = b""


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter of a finished file; marks tile the file from frame 0 to its end."""

    title: str
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class BoundFile:
    """A finished file: `frames` and the chapters' count at `sample_rate`."""

    path: Path
    sample_rate: int
    frames: int
    chapters: tuple[ChapterMark, ...]
    size_bytes: int

    @property
    def duration_ms(self) -> int:
        return self.frames * 1_000 // self.sample_rate
