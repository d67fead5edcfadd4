"""Takes and pauses in, tracks with cues out: plans pieces, lays them out by the frame, renders their sound.

A piece is laid out from what is known of its takes alone, so that an unchanged one is found by its key without
touching any sound. Its sound is then rendered a few seconds at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from string import digits
from unicodedata import east_asian_width

from rhapsode.audio import (
    FADE_MS,
    Segment,
    blocks_of,
    fit,
    gated_rms_dbfs,
    join_clips,
    level,
    make_clip,
    make_silence,
    resample,
)
from rhapsode.decoding import decode_file
from rhapsode.errors import StoreError
from rhapsode.model import (
    Cue,
    Join,
    Layout,
    Line,
    Piece,
    Placement,
    Range,
    Script,
    Take,
    TakeFacts,
    Track,
    Voice,
    WordCue,
)

VERSION = "2"
"""Enters every layout's key: raised when the same layout sounds different."""
GRANULE = 1_024  # an AAC frame
PIECE_MS = 300_000
_PLANNED_MS = 200_000  # by a guess at the speed: takes may be half as long again and still fit
_MARKS_PER_SECOND = 14  # characters of plain text that the default engine says at 100 %
_LEAD_FRAMES = 2_048
"""Silence before the first sound of a piece: its encoder's first packets hold nothing else, and can be dropped."""
_MARGIN_MS = 10  # kept of a take around its sound: what is under −60 dBFS may still be a breath
_BLOCK_SECONDS = 10  # joined at once: pydub copies all that is joined for each clip that is added
_LONGEST_BLOCK_SECONDS = 30
_STRETCH_MS = 10  # by which a pause may grow to fill a granule: half of what is promised of pauses
_AIR_MS = 300  # silence around a scene sound
_SCENE_DBFS = -26.0  # 6 dB under the voices
_LONGEST_SCENE_SECONDS = 30


# --- plan ---------------------------------------------------------------------------------------------------


def plan_pieces(script: Script) -> tuple[Piece, ...]:
    """Pieces of at most 5 minutes by a guess at their length, cut at paragraphs and scenes where there are any.

    Where a chapter is cut follows from the few letters on either side of its pauses, so that a changed word
    moves no boundary but, seldom, the nearest.
    """
    return tuple(
        Piece(number, first, last)
        for number, chapter in enumerate(script.chapters)
        for first, last in _stretches(chapter.lines, [guess_ms(line) for line in chapter.lines], _PLANNED_MS)
    )


def divide(script: Script, piece: Piece, facts: Sequence[TakeFacts]) -> tuple[Piece, ...]:
    """The piece, or its parts when its takes turn out longer than 5 minutes."""
    lines = script.chapters[piece.chapter].lines[piece.first : piece.last]
    lengths = [_sound_ms(fact) + line.pause_ms for line, fact in zip(lines, facts, strict=True)]
    if sum(lengths) <= PIECE_MS:
        return (piece,)
    stretches = _stretches(lines, lengths, PIECE_MS)
    return tuple(Piece(piece.chapter, piece.first + first, piece.first + last) for first, last in stretches)


def _stretches(lines: Sequence[Line], lengths_ms: Sequence[int], limit_ms: int) -> Iterator[Range]:
    """First and last line of stretches that are no longer than the limit (a longer line is one of its own).

    The joint after a line is cut when all between the next better joints before and after it would be too long
    for one stretch: so a cut depends on what is within one stretch of it, and on nothing else.
    """
    if not lines:
        return
    grades = [(_rank(before), _fingerprint(before, after), i) for i, (before, after) in enumerate(pairwise(lines))]
    before, after = _next_better(grades)
    reached = [0, *accumulate(lengths_ms)]
    cuts = [i + 1 for i in range(len(grades)) if reached[after[i] + 1] - reached[before[i] + 1] > limit_ms]
    yield from pairwise([0, *cuts, len(lines)])


def _next_better(grades: Sequence[tuple[int, int, int]]) -> tuple[list[int], list[int]]:
    """For each joint, the nearest one with a lower grade before it (−1: none) and after it (their number: none)."""
    before, after = [-1] * len(grades), [len(grades)] * len(grades)
    open_: list[int] = []
    for i, grade in enumerate(grades):
        while open_ and grades[open_[-1]] > grade:
            after[open_.pop()] = i
        before[i] = open_[-1] if open_ else -1
        open_.append(i)
    return before, after


def _rank(line: Line) -> int:
    """How good it is to cut after a line; 0 is best."""
    if line.pause_ms < 100:  # the silence before a piece's first sound would lengthen it
        return 4
    return {Join.SCENE: 0, Join.CHAPTER: 0, Join.PARAGRAPH: 0, Join.SPEAKER: 1, Join.SENTENCE: 2}.get(line.join, 3)


def _fingerprint(before: Line, after: Line) -> int:
    letters = f"{before.text[-8:]}\n{after.text[:8]}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(letters, digest_size=8).digest())


def guess_ms(line: Line) -> int:
    text = line.text
    marks = len(text) + 3 * sum(map(text.count, digits))  # a digit is said as a word
    if not text.isascii():
        marks += 2 * sum(east_asian_width(c) in "WF" for c in text)  # and a han character as a syllable or two
    return marks * 100_000 // (_MARKS_PER_SECOND * line.voice.rate_percent) + line.pause_ms


def _sound_ms(fact: TakeFacts) -> int:
    return (fact.end_frame - fact.start_frame) * 1_000 // fact.sample_rate


# --- lay out ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is kept of a take: its frames from and to, their number on the track, and where in them sound is."""

    from_frame: int
    to_frame: int
    frames: int
    sound_from: int
    sound_to: int


@dataclass(frozen=True, slots=True)
class _SceneSound:
    path: Path
    frames: int
    digest: str


def lay_out(
    script: Script,
    piece: Piece,
    facts: Sequence[TakeFacts],
    gains: Mapping[Voice, float],
    sample_rate: int,
    granule: int = GRANULE,
    cues: bool = True,
) -> Layout:
    """Where each take of a piece goes, and each word's frames; `facts` has one entry for each of its lines.

    Pauses are measured from sound to sound. `gains` brings voices to one level (0 dB where missing); a voice's
    own volume is added. The piece is padded to a multiple of `granule`, which is the binder's. There are none
    of the `cues` unless they are wanted: in a long book they and their words are most of the memory.
    """
    chapter = script.chapters[piece.chapter]
    lines = chapter.lines[piece.first : piece.last]
    cuts = [_cut(fact, sample_rate) for fact in facts]
    scene_sound = _find_scene_sound(script, lines, sample_rate)
    pauses = [_pause_frames(line, sample_rate, scene_sound) for line in lines]
    lead = max(_LEAD_FRAMES, chapter.head_ms * sample_rate // 1_000) if piece.first == 0 else _LEAD_FRAMES
    kept_back = 0 if piece.last == len(chapter.lines) else _LEAD_FRAMES  # the next piece begins with it
    _, edge, due = _set_out(cuts, pauses, lead)
    pauses = _stretch(lines, cuts, pauses, -max(edge, due - kept_back) % granule, sample_rate)
    starts, edge, due = _set_out(cuts, pauses, lead)
    frames = -(-max(edge, due - kept_back) // granule) * granule
    placements = tuple(
        Placement(
            fact.key,
            at,
            cut.frames,
            cut.from_frame,
            cut.to_frame,
            fact.sample_rate,
            round(gains.get(line.voice, 0.0) + line.voice.volume_db, 3),
        )
        for line, fact, cut, at in zip(lines, facts, cuts, starts, strict=True)
        if cut.frames
    )
    heard = tuple(
        Cue(line, at + cut.sound_from, at + cut.sound_to, _word_cues(line, fact, cut, at))
        for line, fact, cut, at in zip(lines, facts, cuts, starts, strict=True)
        if cues
    )
    ends = [at + cut.sound_to for cut, at in zip(cuts, starts, strict=True)]
    sounds = _place_scene_sounds(lines, ends, pauses, scene_sound)
    key = _key(sample_rate, frames, placements, sounds, scene_sound)
    return Layout(piece, key, sample_rate, frames, placements, heard, sounds)


def _cut(fact: TakeFacts, sample_rate: int) -> _Cut:
    """Trim a take to its sound and a margin."""
    if fact.start_frame >= fact.end_frame:
        return _Cut(0, 0, 0, 0, 0)
    margin = fact.sample_rate * _MARGIN_MS // 1_000
    from_frame = max(0, fact.start_frame - margin)
    to_frame = min(fact.frames, fact.end_frame + margin)
    return _Cut(
        from_frame,
        to_frame,
        _at_rate(to_frame - from_frame, fact, sample_rate),
        _at_rate(fact.start_frame - from_frame, fact, sample_rate),
        _at_rate(fact.end_frame - from_frame, fact, sample_rate),
    )


def _at_rate(frames: int, fact: TakeFacts, sample_rate: int) -> int:
    return round(frames * sample_rate / fact.sample_rate)


def _set_out(cuts: Sequence[_Cut], pauses: Sequence[int], lead: int) -> tuple[list[int], int, int]:
    """Where each cut begins, where the last one ends, and where the next sound would be due.

    A take without sound takes no room, and of the pauses around it the longer counts.
    """
    starts: list[int] = []
    edge, due = 0, lead
    sound_end = 0
    for cut, pause in zip(cuts, pauses, strict=True):
        if not cut.frames:
            starts.append(sound_end)
            due = max(due, sound_end + pause)
            continue
        starts.append(max(edge, due - cut.sound_from))
        edge = starts[-1] + cut.frames
        sound_end = starts[-1] + cut.sound_to
        due = sound_end + pause
    return starts, edge, due


def _pause_frames(line: Line, sample_rate: int, scene_sound: _SceneSound | None) -> int:
    pause = line.pause_ms * sample_rate // 1_000
    if scene_sound is not None and line.join is Join.SCENE:
        return max(pause, scene_sound.frames + 2 * _AIR_MS * sample_rate // 1_000)
    return pause


def _stretch(
    lines: Sequence[Line], cuts: Sequence[_Cut], pauses: Sequence[int], frames: int, sample_rate: int
) -> list[int]:
    """The pauses, of which the last grow by `frames` in all, a little each; what is left is for the very last."""
    stretched = list(pauses)
    most = _STRETCH_MS * sample_rate // 1_000
    for i in range(len(lines) - 1, -1, -1):
        if lines[i].join is not Join.CLAUSE and cuts[i].frames:
            share = min(frames, most)
            stretched[i] += share
            frames -= share
    return stretched


def _word_cues(line: Line, fact: TakeFacts, cut: _Cut, at: int) -> tuple[WordCue, ...]:
    """The take's word marks on the track, for the words that are shown; parts of one shown word become one."""
    cues: list[WordCue] = []
    scale = cut.frames / max(1, cut.to_frame - cut.from_frame)
    for mark in fact.marks:
        shown = _shown_range(line, mark.start, mark.end)
        if shown is None:
            continue
        start, end = (
            at + min(max(round((frame - cut.from_frame) * scale), cut.sound_from), cut.sound_to)
            for frame in (mark.start_frame, mark.end_frame)
        )
        if cues and (cues[-1].start, cues[-1].end) == shown:
            cues[-1] = replace(cues[-1], end_frame=end, guessed=cues[-1].guessed or mark.guessed)
        else:
            cues.append(WordCue(*shown, start, end, mark.guessed))
    return tuple(cues)


def _shown_range(line: Line, start: int, end: int) -> Range | None:
    """The range of the story that a range of the spoken text stands for; None where nothing is shown.

    Words spoken as they are shown map letter by letter; substituted ones as a whole.
    """
    found: list[Range] = []
    at = 0
    for words in line.spoken:
        low, high = max(start - at, 0), min(end - at, len(words.text))
        if low < high and words.start < words.end:
            as_shown = len(words.text) == words.end - words.start
            found.append((words.start + low, words.start + high) if as_shown else (words.start, words.end))
        at += len(words.text)
        if at >= end:
            break
    return (found[0][0], found[-1][1]) if found else None


def _find_scene_sound(script: Script, lines: Sequence[Line], sample_rate: int) -> _SceneSound | None:
    """The sound between scenes, where one is wanted and these lines have such a pause. Raises ChoiceError."""
    path = script.scene_sound
    if path is None or all(line.join is not Join.SCENE for line in lines):
        return None
    pcm = decode_file(path, sample_rate, _LONGEST_SCENE_SECONDS)
    return _SceneSound(path, len(pcm) // 2, blake2b(pcm, digest_size=16).hexdigest())


def _place_scene_sounds(
    lines: Sequence[Line], ends: Sequence[int], pauses: Sequence[int], scene_sound: _SceneSound | None
) -> tuple[tuple[Path, int], ...]:
    """The scene sound in the middle of each pause between scenes; `ends` are where the lines' sounds end."""
    if scene_sound is None:
        return ()
    return tuple(
        (scene_sound.path, end + (pause - scene_sound.frames) // 2)
        for line, end, pause in zip(lines, ends, pauses, strict=True)
        if line.join is Join.SCENE
    )


def _key(
    sample_rate: int,
    frames: int,
    placements: tuple[Placement, ...],
    sounds: tuple[tuple[Path, int], ...],
    scene_sound: _SceneSound | None,
) -> str:
    """Names all that changes the sound of a piece, and nothing else."""
    takes = [(p.key, p.at_frame, p.frames, p.from_frame, p.to_frame, p.sample_rate, p.gain_db) for p in placements]
    between = [(scene_sound.digest, at) for _, at in sounds] if scene_sound else []
    return blake2b(repr((VERSION, sample_rate, frames, takes, between)).encode(), digest_size=20).hexdigest()


# --- render -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that sounds in a piece: a take, or (without a placement) the scene sound."""

    at_frame: int
    frames: int
    gain_db: float
    placement: Placement | None


def render(layout: Layout, load: Callable[[Sequence[str]], Mapping[str, Take]]) -> Iterator[bytes]:
    """The sound of a piece: `layout.frames` frames in blocks of at most 30 s, 16-bit mono.

    `load` gives takes by their keys, and is asked for those of a few seconds at a time. Raises StoreError when
    one is missing.
    """
    scene_pcm = decode_file(layout.sounds[0][0], layout.sample_rate, _LONGEST_SCENE_SECONDS) if layout.sounds else b""
    longest = _LONGEST_BLOCK_SECONDS * layout.sample_rate
    at = 0
    for items in _batches(_items(layout, scene_pcm), _BLOCK_SECONDS * layout.sample_rate):
        takes = load([item.placement.key for item in items if item.placement])
        end = items[-1].at_frame + items[-1].frames
        pcm = _render_items(items, at, layout.sample_rate, takes, scene_pcm)
        yield from blocks_of(pcm, longest)
        at = end
    yield from blocks_of(bytes(2 * (layout.frames - at)), longest)


def _items(layout: Layout, scene_pcm: bytes) -> list[_Item]:
    items = [_Item(p.at_frame, p.frames, p.gain_db, p) for p in layout.placements]
    if layout.sounds:
        gain_db = min(0.0, _SCENE_DBFS - gated_rms_dbfs(scene_pcm, layout.sample_rate))
        items += [_Item(at, len(scene_pcm) // 2, gain_db, None) for _, at in layout.sounds]
    return sorted(items, key=lambda item: item.at_frame)


def _batches(items: Iterable[_Item], frames: int) -> Iterator[list[_Item]]:
    """Consecutive items that end within so many frames; a longer one is alone."""
    batch: list[_Item] = []
    for item in items:
        if batch and item.at_frame + item.frames - batch[0].at_frame > frames:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _render_items(
    items: Sequence[_Item], start: int, sample_rate: int, takes: Mapping[str, Take], scene_pcm: bytes
) -> bytes:
    """From frame `start` to the end of the last item, silence between items."""
    clips: list[Segment] = []
    at = start
    for item in items:
        if item.at_frame > at:
            clips.append(make_silence(item.at_frame - at, sample_rate))
        pcm = scene_pcm if item.placement is None else _trimmed(item.placement, takes, sample_rate)
        clips.append(make_clip(pcm, sample_rate))
        at = item.at_frame + item.frames
    gains = [(item.at_frame - start, item.at_frame - start + item.frames, item.gain_db) for item in items]
    return level(join_clips(clips).raw_data, gains, FADE_MS * sample_rate // 1_000)


def _trimmed(placement: Placement, takes: Mapping[str, Take], sample_rate: int) -> bytes:
    take = takes.get(placement.key)
    if take is None:
        raise StoreError(f"a take is missing: {placement.key}", hint="build again: it is then spoken anew")
    pcm = take.pcm[2 * placement.from_frame : 2 * placement.to_frame]
    return fit(resample(pcm, placement.sample_rate, sample_rate), placement.frames)


# --- assemble -----------------------------------------------------------------------------------------------


def assemble(script: Script, layouts: Iterable[Layout]) -> tuple[Track, ...]:
    """A track for each chapter that has pieces; `layouts` in order."""
    tracks = []
    for number, group in groupby(layouts, key=lambda layout: layout.piece.chapter):
        pieces = tuple(group)
        frames = sum(piece.frames for piece in pieces)
        tracks.append(Track(script.chapters[number].title, pieces[0].sample_rate, frames, pieces))
    return tuple(tracks)
