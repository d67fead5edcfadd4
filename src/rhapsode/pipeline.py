"""The seven steps in order: a story's path in, an audiobook's facts out.

1 read  2 segment  3 attribute   `understand`: once for an unchanged file
4 cast                           `write_script`: the rest point, which can be looked at and corrected
5 record  6 stitch  7 bind       `produce`: they overlap, a piece of at most 5 minutes at a time
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from hashlib import sha256
from pathlib import Path

from rhapsode.binding.books import (
    Binder,
    BoundFile,
    Sound,
    bind,
    bind_each,
    encode_pieces,
    is_ours,
    prepare_book,
    read_cover,
)
from rhapsode.casting import cast
from rhapsode.errors import ChoiceError, OutputError
from rhapsode.files import safe_name
from rhapsode.keeping import Made, books_once, keep_cast, load_cast, script_once, understand_once
from rhapsode.language.folding import fold_name
from rhapsode.memory import give_back
from rhapsode.metadata_bounds import bound_book, bound_chapters
from rhapsode.model import (
    UNSPOKEN_KINDS,
    Book,
    Chapter,
    Join,
    Kind,
    Layout,
    Line,
    Passage,
    Piece,
    Script,
    ScriptChapter,
    Story,
    Take,
    TakeFacts,
    Track,
    Voice,
    Words,
)
from rhapsode.output_paths import Target, check_output_path, claim_output_path, clear_leftovers, find_output_path
from rhapsode.plugins import load
from rhapsode.protocols import PieceBinder, Watcher
from rhapsode.recording import (
    WorkerPool,
    expect_engines,
    find_gains,
    identify_voices,
    list_voices,
    load_takes,
    record,
    record_anew,
)
from rhapsode.stitching import GRANULE, assemble, divide, guess_ms, lay_out, plan_pieces, render
from rhapsode.store import Store
from rhapsode.voices_file import Settings, load_voices

_CAREFUL_PERCENT = 133
"""How long `guess_ms` is, which no piece may outgrow, beside what is spoken: measured 130 to 137 on seven stories."""


@dataclass(frozen=True, slots=True)
class BookOptions:
    """What the user asks of a book beside its voices files; `chapters` count from 0."""

    voices: tuple[Path, ...] = ()
    title: str = ""
    author: str = ""
    language: str = ""
    cover: Path | None = None
    chapters: frozenset[int] | None = None
    speak: frozenset[Kind] = frozenset()
    recast: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """What the steps work with: where takes are kept, who speaks, and who watches."""

    store: Store
    pool: WorkerPool
    watcher: Watcher


@dataclass(frozen=True, slots=True)
class Understood:
    """A story after step 3, with the settings that its voices files give; `key` names the text and how it was read."""

    story: Story
    settings: Settings
    key: str = ""

    def unspoken_kinds(self, speak: frozenset[Kind] = frozenset()) -> frozenset[Kind]:
        """The kinds that are not read aloud, as the voices files and the user say."""
        said = {kind: style.speak for kind, style in self.settings.sections.items() if style.speak is not None}
        silent = {kind for kind in Kind if not said.get(kind, kind not in UNSPOKEN_KINDS)}
        return frozenset(silent - speak)


@dataclass(frozen=True, slots=True)
class Plan:
    """A book about to be built: its script, and the file (or the folder, where each chapter is a file) it becomes.

    `key` names all that the script is made of; empty where that can't be said. `whole` says that it has all chapters.
    """

    understood: Understood
    script: Script
    path: Path
    key: str = ""
    whole: bool = True

    @property
    def lines(self) -> int:
        return sum(len(chapter.lines) for chapter in self.script.chapters)

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for chapter in self.script.chapters for line in chapter.lines)

    @property
    def expected_ms(self) -> int:
        """By a guess at the voices' speed, good to a tenth or so."""
        lines = [line for chapter in self.script.chapters for line in chapter.lines]
        pauses_ms = sum(line.pause_ms for line in lines)
        return pauses_ms + (sum(map(guess_ms, lines)) - pauses_ms) * 100 // _CAREFUL_PERCENT


@dataclass(frozen=True, slots=True)
class Built:
    """What was made, and what it took: `lines_spoken` and `pieces_encoded` are 0 where all was kept."""

    files: tuple[BoundFile, ...]
    lines_spoken: int
    pieces: int
    pieces_encoded: int

    @property
    def duration_ms(self) -> int:
        return sum(file.duration_ms for file in self.files)

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class SceneChoice:
    """Which scene is wanted: the first that fits all that is given. `chapter` and `scene` count from 1."""

    chapter: int | None = None
    scene: int | None = None
    text: str = ""
    kinds: frozenset[Kind] = frozenset()
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Previewed:
    """One scene as it sounds in the book; `chapter` and `scene` count from 1."""

    file: BoundFile
    chapter: int
    chapter_title: str
    scene: int
    lines: tuple[Line, ...]


def understand(path: Path, options: BookOptions, store: Store, pool: WorkerPool | None = None) -> Understood:
    """Steps 1 to 3. The engines that will be needed start meanwhile, where there is a `pool` for them.

    Raises StoryError, VoicesFileError, CorrectionError.
    """
    settings = load_voices(options.voices, path, Path.cwd())
    if pool is not None:
        expect_engines(settings.engines, pool, store)

    def understand_anew() -> Story:
        # Here, since they take a quarter of a second to load, and most stories are understood already.
        from rhapsode.attributing import attribute
        from rhapsode.reading import read
        from rhapsode.segmenting import segment

        manuscript = read(path)
        if options.language:
            manuscript = replace(manuscript, book=replace(manuscript.book, language=options.language))
        story = segment(manuscript, settings.corrections)
        return attribute(story, settings.aliases, settings.corrections)

    story, key = understand_once(path, options.language, settings.aliases, settings.corrections, store, understand_anew)
    give_back()
    book, remarks = bound_book(_describe_book(story, options))
    story = replace(story, book=book, chapters=_title_chapters(story, book), remarks=(*story.remarks, *remarks))
    return Understood(bound_chapters(story), settings, key)


def _title_chapters(story: Story, book: Book) -> tuple[Chapter, ...]:
    """A story without chapters is one, which is called as the book."""
    if len(story.chapters) == 1 and not story.chapters[0].title:
        return (replace(story.chapters[0], title=book.title),)
    return story.chapters


def _describe_book(story: Story, options: BookOptions) -> Book:
    """What the story says of itself, unless the user says otherwise; a story without a title is called by its file."""
    book = story.book
    return replace(
        book,
        title=options.title or book.title or story.source.stem,
        author=options.author or book.author,
        source=story.source.name,
        cover=read_cover(options.cover) if options.cover else book.cover,
    )


def write_script(understood: Understood, options: BookOptions, session: Session) -> Script:
    """Step 4: every line with its voice. The cast is kept for the next time. Raises ChoiceError, EngineError."""
    story, settings = understood.story, understood.settings
    offered = {engine: list_voices(engine, session.pool, session.store) for engine in settings.engines}
    kept = {} if options.recast else load_cast(story.source, session.store)
    script = cast(story, settings, offered, kept, options.speak, options.chapters)
    keep_cast(story.source, script.kept, session.store)
    return script


def _write_script_once(understood: Understood, options: BookOptions, session: Session) -> tuple[Script, str]:
    """Step 4 for a book, and its key: the script of the last time where all that it was made of is as it was."""
    story, settings = understood.story, understood.settings
    if not understood.key:
        return write_script(understood, options, session), ""
    kept = {} if options.recast else load_cast(story.source, session.store)
    offered = {engine: identify_voices(engine, session.pool, session.store) for engine in settings.engines}
    said = (story.book.title, _spoken_author(understood), story.book.language)
    facts = (understood.key, said, settings, offered, options.speak, options.chapters)
    return script_once(story.book, facts, kept, session.store, lambda: write_script(understood, options, session))


def _spoken_author(understood: Understood) -> str:
    """The author, where the script may depend on it: in the opening, and where a heading may say it too."""
    story, author = understood.story, understood.story.book.author
    names = set(author.casefold().split())
    headings = (story.text[p.start : p.end] for p in story.passages if p.kind is Kind.HEADING)
    printed = any(names & set(re.findall(r"\w+", heading.casefold())) for heading in headings)
    return author if printed or "{author}" in understood.settings.frame.opening else ""


def plan_build(
    path: Path, options: BookOptions, target: Target, session: Session, taken: Collection[Path] = ()
) -> Plan:
    """Steps 1 to 4, and where the book will lie. `taken` are the paths of other books of this run.

    Raises RhapsodeError; OutputError when a file that rhapsode did not make is in the way.
    """
    session.watcher.begin("read", 0, path.name)
    understood = understand(path, options, session.store, session.pool)
    script, key = _write_script_once(understood, options, session)
    _pass_on_remarks(understood.story, script, session.watcher)
    goal = find_output_path(understood.story, target, options.chapters, session.store, taken)
    check_output_path(goal, target)
    give_back()
    return Plan(understood, script, goal, key, options.chapters is None)


def _pass_on_remarks(story: Story, script: Script, watcher: Watcher) -> None:
    """What reading and casting found worth saying, to whoever watches."""
    for remark in (*story.remarks, *script.remarks):
        watcher.remark(f"{story.source.name}: {remark}")


def build(plan: Plan, target: Target, session: Session) -> Built:
    """Steps 5 to 7: make the book of `plan`, unless the very same lies there already.

    Raises RhapsodeError; the file is whole or as it was.
    """
    binder: Binder = load("binders", target.format)()
    spoken_before = session.pool.lines_spoken
    encoded = 0

    def make() -> Made:
        nonlocal encoded
        with _preparing_book(plan.script) as prepared:
            tracks, sound, encoded = produce(plan.script, binder, session)
        book = prepared.result()
        session.watcher.begin("bind", 0, "writing and reading back")
        if target.per_chapter:
            numbers, of = _number_chapters(plan, tracks)
            files = bind_each(plan.path, binder, tracks, book, sound, session.store, numbers, of)
        else:
            files = (bind(plan.path, binder, tracks, book, sound, session.store),)
        return files, sum(len(track.layouts) for track in tracks)

    files, pieces = books_once(_describe_target(plan, target, binder), session.store, make) if plan.key else make()
    _tidy_up(plan, target, [file.path for file in files], session)
    return Built(files, session.pool.lines_spoken - spoken_before, pieces, encoded)


def _number_chapters(plan: Plan, tracks: Sequence[Track]) -> tuple[Sequence[int], int]:
    """The numbers from 1 of the chapters that `tracks` are, and of how many; of some, those that they have in all."""
    if plan.whole:
        return range(1, len(tracks) + 1), len(tracks)
    chapters = [plan.script.chapters[track.layouts[0].piece.chapter].number + 1 for track in tracks]
    return chapters, len(plan.understood.story.chapters)


def _tidy_up(plan: Plan, target: Target, made: Sequence[Path], session: Session) -> None:
    """Note whose book this is, and remove what an earlier build of it left."""
    story = plan.understood.story
    claim_output_path(plan.path, story, session.store)
    if target.per_chapter and plan.whole:
        for name in clear_leftovers(plan.path, made, story):
            session.watcher.remark(f"{story.source.name}: removed {name}, a chapter of an earlier build")


def _describe_target(plan: Plan, target: Target, binder: Binder) -> tuple[object, ...]:
    """All that decides what becomes of a plan, and where."""
    coded = binder.settings if isinstance(binder, PieceBinder) else type(binder).__qualname__
    scene_sound = plan.script.scene_sound
    between = sha256(scene_sound.read_bytes()).hexdigest() if scene_sound and scene_sound.is_file() else ""
    cover = plan.script.book.cover
    book = (replace(plan.script.book, cover=None), sha256(cover.data).hexdigest() if cover else "")
    return plan.key, plan.path.resolve(), target.format, target.per_chapter, coded, between, book


@contextmanager
def _preparing_book(script: Script) -> Iterator[Future[Book]]:
    """The book with its cover, which takes a tenth of a second, made while the body of this is at work."""
    with ThreadPoolExecutor(1) as aside:
        yield aside.submit(prepare_book, script.book, name_narrators(script))


def produce(
    script: Script, binder: Binder, session: Session, cues: bool = False
) -> tuple[tuple[Track, ...], Sound, int]:
    """Steps 5 and 6, and the encoding of pieces, which overlap: tracks, their sound, and how many were encoded.

    Tracks have cues, and those their words' times, only with `cues`: a long book has millions.
    """
    pieces = plan_pieces(script)
    voices = {line.voice for chapter in script.chapters for line in chapter.lines}
    gains = find_gains(voices, session.pool, session.store)
    recorded = record(script, pieces, session.pool, session.store, session.watcher, cues)
    layouts = _lay_out_all(script, recorded, gains, binder, cues)
    sound = partial(_render, script, session)
    if not isinstance(binder, PieceBinder):
        return assemble(script, layouts), sound, 0
    session.watcher.begin("encode", len(pieces), "pieces")
    done, encoded = [], 0
    for layout, anew in encode_pieces(layouts, binder, sound, session.store, session.pool.jobs, apart=True):
        done.append(layout)
        encoded += anew
        session.watcher.advance("encode", 1, layout.frames * 1000 // layout.sample_rate if anew else 0)
    return assemble(script, done), sound, encoded


def _lay_out_all(
    script: Script,
    recorded: Iterator[tuple[Piece, tuple[TakeFacts, ...]]],
    gains: Mapping[Voice, float],
    binder: Binder,
    cues: bool,
) -> Iterator[Layout]:
    sample_rate = 0
    for piece, facts in recorded:
        sample_rate = sample_rate or _find_sample_rate(script, piece, facts)
        granule = binder.granule(sample_rate) if isinstance(binder, PieceBinder) else GRANULE
        at = 0
        for part in divide(script, piece, facts):
            length = part.last - part.first
            yield lay_out(script, part, facts[at : at + length], gains, sample_rate, granule, cues)
            at += length


def _find_sample_rate(script: Script, piece: Piece, facts: Sequence[TakeFacts]) -> int:
    """The book's: that of its narrator, who speaks in almost any piece."""
    lines = script.chapters[piece.chapter].lines[piece.first : piece.last]
    told = [fact for line, fact in zip(lines, facts, strict=True) if line.voice == script.narrator]
    return (told or facts)[0].sample_rate


def _render(script: Script, session: Session, layout: Layout) -> Iterator[bytes]:
    """The sound of a piece; a take that the store has lost meanwhile is spoken again."""
    lines = script.chapters[layout.piece.chapter].lines[layout.piece.first : layout.piece.last]

    def load_again(keys: Sequence[str]) -> Mapping[str, Take]:
        return load_takes(session.store, keys, lambda lost: record_anew(lines, lost, session.pool, session.store))

    return render(layout, load_again)


def name_narrators(script: Script) -> str:
    """The engines that speak, for the tags: "eSpeak NG"."""
    names = {"espeak": "eSpeak NG", "pyttsx3": "the system's voices"}
    engines = dict.fromkeys(line.voice.engine for chapter in script.chapters for line in chapter.lines)
    return ", ".join(names.get(engine, engine) for engine in engines)


def preview(
    path: Path, choice: SceneChoice, options: BookOptions, goal: Path | None, force: bool, session: Session
) -> Previewed:
    """One scene of the story at `path`, as it sounds in the book. Raises ChoiceError when no scene fits."""
    understood = understand(path, options, session.store, session.pool)
    number, scene = _choose_scene(understood, choice, options.speak)
    script = write_script(understood, replace(options, chapters=frozenset({number})), session)
    _pass_on_remarks(understood.story, script, session.watcher)
    chapter = next(chapter for chapter in script.chapters if chapter.number == number)
    lines = tuple(line for line in chapter.lines if line.scene == scene)
    title = understood.story.book.title
    goal = goal or Path("output", f"{safe_name(f'{title} - chapter {number + 1} scene {scene + 1}')}.wav")
    target = Target(goal.parent, goal.suffix.lower().removeprefix(".") or "wav", force=force)
    check_output_path(goal, target)
    alone = replace(script, chapters=(replace(chapter, lines=lines),))
    binder: Binder = load("binders", target.format)()
    with _preparing_book(alone) as prepared:
        tracks, sound, _ = produce(alone, binder, session)
    file = bind(goal, binder, tracks, prepared.result(), sound, session.store)
    return Previewed(file, number + 1, chapter.title, scene + 1, lines)


def _choose_scene(understood: Understood, choice: SceneChoice, speak: frozenset[Kind]) -> tuple[int, int]:
    """Chapter and scene, from 0, of the first scene with something to say that fits."""
    story, silent = understood.story, understood.unspoken_kinds(speak)
    wanted = replace(choice, speaker=_fold_speaker(story, choice.speaker))
    for number, chapter in enumerate(story.chapters):
        for index, scene in enumerate(chapter.scenes):
            if choice.chapter in (None, number + 1) and choice.scene in (None, index + 1):
                said = [p for p in story.passages_between(scene.start, scene.end) if p.kind not in silent]
                if _fits(said, story.text, wanted):
                    return number, index
    raise _explain_no_scene(story, choice, silent)


def _explain_no_scene(story: Story, choice: SceneChoice, silent: frozenset[Kind]) -> ChoiceError:
    """Why no scene fits, by what the user can most easily have meant."""
    chapters = len(story.chapters)
    if choice.chapter and choice.chapter > chapters:
        there = f"there are {chapters}" if chapters > 1 else "there is one"
        hint = f"{there}: see rhapsode inspect --brief"
        return ChoiceError(f"there is no chapter {choice.chapter}", path=story.source, hint=hint)
    there_but_silent = sorted({p.kind.value for p in story.passages if p.kind in choice.kinds & silent})
    if there_but_silent:
        kinds = ",".join(there_but_silent)
        hint = f"have them read too: --speak {kinds}"
        return ChoiceError(f"no scene fits, since these are not spoken: {kinds}", path=story.source, hint=hint)
    hint = "see the scenes with: rhapsode inspect"
    return ChoiceError("no scene fits what was asked for", path=story.source, hint=hint)


def _fits(said: Sequence[Passage], text: str, choice: SceneChoice) -> bool:
    """Whether these passages of a scene say anything, and what was asked for."""
    words = " ".join(" ".join(text[p.start : p.end] for p in said).split())
    return (
        any(map(str.isalnum, words))
        and " ".join(choice.text.split()).casefold() in words.casefold()
        and (not choice.kinds or any(p.kind in choice.kinds for p in said))
        and (not choice.speaker or any(p.speaker == choice.speaker for p in said))
    )


def _fold_speaker(story: Story, name: str) -> str:
    """The character that goes by `name`. Raises ChoiceError when there is none."""
    if not name:
        return ""
    wanted = fold_name(name)
    for character in story.characters:
        if wanted in {fold_name(one) for one in (character.name, *character.aliases)}:
            return character.name
    close = get_close_matches(name, [character.name for character in story.characters], n=1, cutoff=0.4)
    hint = f"did you mean {close[0]}?" if close else "see who speaks with: rhapsode cast"
    raise ChoiceError(f"nobody called {name!r} speaks in this story", path=story.source, hint=hint)


def sample_voice(engine: str, voice_id: str, text: str, goal: Path, session: Session) -> BoundFile:
    """Speak `text` with one voice into a WAV file at `goal`, which may only replace one that rhapsode made.

    Raises ChoiceError for a voice that isn't there.
    """
    if goal.exists() and not is_ours(goal):
        raise OutputError("rhapsode did not make this file", path=goal, hint="name another one")
    offered = list_voices(engine, session.pool, session.store)
    found = next((voice for voice in offered if voice.id.casefold() == voice_id.casefold()), None)
    if found is None:
        close = get_close_matches(voice_id, [voice.id for voice in offered], n=1, cutoff=0.4)
        hint = f"did you mean {close[0]}?" if close else f"see: rhapsode voices --engine {engine}"
        raise ChoiceError(f"{engine} has no voice {voice_id!r}", hint=hint)
    voice = Voice(engine, found.id, found.language)
    line = Line(0, 0, Kind.NARRATION, None, voice, (), (Words(text, 0, 0),), Join.CHAPTER, 300)
    script = Script(Book(title=found.name), (ScriptChapter(0, found.name, 300, (line,)),), narrator=voice)
    binder: Binder = load("binders", "wav")()
    tracks, sound, _ = produce(script, binder, session)
    return bind(goal, binder, tracks, script.book, sound, session.store)
