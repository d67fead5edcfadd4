"""Steps 1 to 3 for whoever asks: a story's path in, the story understood out, once for an unchanged file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rhapsode.building.cached import load_memory, story_once
from rhapsode.building.caching import name_facts
from rhapsode.building.plans import Understood
from rhapsode.building.remembering import pack_memory, recall
from rhapsode.building.session import BookOptions
from rhapsode.corrections import locate_all
from rhapsode.memory import give_back
from rhapsode.metadata_bounds import bound_book, bound_chapters
from rhapsode.model import Book, Chapter, Cover, Story
from rhapsode.voices_file import Settings, load_voices

if TYPE_CHECKING:
    from rhapsode.recording import WorkerPool
    from rhapsode.store import Store


def understand(path: Path, options: BookOptions, store: Store, pool: WorkerPool | None = None) -> Understood:
    """Steps 1 to 3. The engines that will be needed start meanwhile, where there is a `pool` for them.

    Raises StoryError, VoicesFileError, CorrectionError.
    """
    settings = load_voices(options.voices, path, Path.cwd())
    if pool is not None:
        from rhapsode.recording import expect_engines  # with numpy, which an understood story does without

        expect_engines(settings.engines, pool, store)
    story, key = _understand_once(path, options.language, settings, store)
    if not options.afresh:
        story, key = _recall(story, key, options.language, settings, store)
    give_back()
    book, remarks = bound_book(_describe_book(story, options))
    story = replace(story, book=book, chapters=_title_chapters(story, book), remarks=(*story.remarks, *remarks))
    return Understood(bound_chapters(story), settings, key)


def _understand_once(path: Path, language: str, settings: Settings, store: Store) -> tuple[Story, str]:
    def make() -> Story:
        from rhapsode.building import pipeline  # with all steps; most stories are understood already

        return pipeline.understand(path, language, settings)

    try:
        content = path.read_bytes()
    except OSError:
        return make(), ""  # which says what is wrong with the file
    corrections = [replace(one, path=None, line=None) for one in settings.corrections]
    return story_once(path, content, (language, sorted(settings.aliases.items()), corrections), store, make)


def _recall(story: Story, key: str, language: str, settings: Settings, store: Store) -> tuple[Story, str]:
    """The story, and its key, with what the last build of it understood of scenes that nobody has changed."""
    memory = load_memory(story.source, language, store)
    if memory is None:
        return story, key
    recalled = recall(story, memory, settings.aliases, locate_all(story.text, settings.corrections))
    return (story, key) if recalled == story else (recalled, key and name_facts(key, pack_memory(memory)))


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
        cover=_read_cover(options.cover) if options.cover else book.cover,
    )


def _read_cover(path: Path) -> Cover:
    from rhapsode.binding.books import read_cover  # with all that pictures need; most stories have their own or none

    return read_cover(path)
