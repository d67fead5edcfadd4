"""One scene as it sounds in the book, or one voice by itself: what is heard before a book is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from rhapsode.binding.books import Binder, PlannedFile, is_ours
from rhapsode.building.builds import bind_once, pass_on_remarks, write_script
from rhapsode.building.output_paths import Target, check_output_path
from rhapsode.building.pipeline import make_book
from rhapsode.building.plans import Plan, Understood
from rhapsode.building.producing import produce
from rhapsode.building.session import BookOptions, Session
from rhapsode.building.understanding import understand
from rhapsode.errors import ChoiceError, OutputError
from rhapsode.files import safe_name
from rhapsode.language.folding import fold_name
from rhapsode.model import (
    Book,
    BoundFile,
    Join,
    Kind,
    Line,
    Passage,
    Script,
    ScriptChapter,
    Story,
    Voice,
    Words,
)
from rhapsode.plugins import load
from rhapsode.recording import list_voices


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


def preview(
    path: Path, choice: SceneChoice, options: BookOptions, goal: Path | None, force: bool, session: Session
) -> Previewed:
    """One scene of the story at `path`, as it sounds in the book. Raises ChoiceError when no scene fits."""
    understood = understand(path, options, session.store, session.pool)
    number, scene = _choose_scene(understood, choice, options.speak)
    script = write_script(understood, replace(options, chapters=frozenset({number})), session)
    pass_on_remarks(understood.story, script, session.watcher)
    chapter = next(chapter for chapter in script.chapters if chapter.number == number)
    lines = tuple(line for line in chapter.lines if line.scene == scene)
    title = understood.story.book.title
    goal = goal or Path("output", f"{safe_name(f'{title} - chapter {number + 1} scene {scene + 1}')}.wav")
    target = Target(goal.parent, goal.suffix.lower().removeprefix(".") or "wav", force=force)
    check_output_path(goal, target)
    alone = replace(script, chapters=(replace(chapter, lines=lines),))
    built = make_book(Plan(understood, alone, goal, whole=False), target, bind_once, session)
    return Previewed(built.files[0], number + 1, chapter.title, scene + 1, lines)


def _choose_scene(understood: Understood, choice: SceneChoice, speak: frozenset[Kind]) -> tuple[int, int]:
    """Chapter and scene, from 0, of the first scene with something to say that fits."""
    story, silent = understood.story, understood.unspoken_kinds(speak)
    wanted = replace(choice, speaker=_fold_speaker(story, choice.speaker))
    for number, chapter in enumerate(story.chapters):
        for index, scene in enumerate(chapter.scenes):
            if choice.chapter in (None, number + 1) and choice.scene in (None, index + 1):
                said = [p for p in story.passages_between(scene.start, scene.end) if not p.is_silent(silent)]
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
    return bind_once(PlannedFile(goal, tracks, script.book), binder, sound, session.store)
