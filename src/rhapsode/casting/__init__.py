"""Step 4, `cast`: a story, the voices files and the engines' voices in, a script out.

A script is all that will be said: one line a sentence of one speaker, by which voice, and how it meets the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rhapsode.casting.chapters import ChapterWriter, choose_spoken
from rhapsode.casting.people import gather_people
from rhapsode.casting.timbres import OffsetVoice, load_timbres
from rhapsode.casting.voice_rules import Cascade, check_voices, find_narrator
from rhapsode.casting.voices import choose_voices
from rhapsode.casting.voices_at_hand import AUTO, Stock
from rhapsode.errors import ChoiceError, StoryError, VoicesFileError
from rhapsode.model import EngineVoice, Kind, Script, Story, Voice
from rhapsode.voices_file import Settings

_NOTHING: Mapping[str, Voice] = {}


def cast(
    story: Story,
    settings: Settings,
    offered: Mapping[str, tuple[EngineVoice, ...]],
    kept: Mapping[str, Voice] = _NOTHING,
    speak: Collection[Kind] = (),
    chapters: Collection[int] | None = None,
) -> Script:
    """Give every passage of `story` its voice and cut it into lines.

    `offered` are the voices of each engine in `settings.engines`; `kept` those of an earlier cast (`Script.kept`);
    `speak` are kinds to be read although the rules leave them out; `chapters` (counted from 0) limits what is said,
    not who is cast. Raises VoicesFileError for a voice that isn't offered or a name that fits several characters,
    ChoiceError for a chapter that isn't there, StoryError where nothing would be said.
    """
    stock = Stock(offered, story.book.language, load_timbres(), settings.defaults.voice or AUTO)
    people = gather_people(story, settings.characters)
    faults = check_voices(settings, people, stock)
    if faults:
        raise VoicesFileError(faults)
    narrator = find_narrator(settings, stock)
    chosen = choose_voices(people, settings, stock, narrator, kept)
    cascade = Cascade(settings, people, stock, chosen)
    writer = ChapterWriter(story, settings, cascade, choose_spoken(settings, speak))
    written = [writer.write(number) for number in _select(story, chapters)]
    if not any(chapter.lines for chapter, _ in written):
        raise StoryError(
            "nothing in it would be spoken", path=story.source, hint="see what it holds with: rhapsode inspect"
        )
    return Script(
        book=story.book,
        chapters=tuple(chapter for chapter, _ in written if chapter.lines),
        cast={person.name: cascade.voice_of(person) for person in people.persons.values() if person.lines},
        narrator=cascade.narration().voice,
        unspoken=tuple(one for _, left_out in written for one in left_out),
        scene_sound=settings.frame.scene_sound,
        remarks=(*people.remarks, *_remark_language(story, settings, stock)),
        kept={
            **kept,
            **{name: _as_voice(choice.sound, stock) for name, choice in chosen.choices.items() if not choice.plain},
        },
    )


def _select(story: Story, chapters: Collection[int] | None) -> Sequence[int]:
    """The numbers of the chapters to be read, in order."""
    count = len(story.chapters)
    missing = sorted(number for number in chapters or () if not 0 <= number < count)
    if missing:
        raise ChoiceError(
            f"there is no chapter {missing[0] + 1}", path=story.source, hint=f"the story has {count}, counted from 1"
        )
    return range(count) if chapters is None else sorted(set(chapters))


def _remark_language(story: Story, settings: Settings, stock: Stock) -> tuple[str, ...]:
    engine = settings.defaults.engine or ""
    if stock.speaks_language(engine) or settings.defaults.voice != AUTO:
        return ()
    return (
        f"engine “{engine}” has no voice for the language “{story.book.language}” — choose one with defaults: voice",
    )


def _as_voice(sound: OffsetVoice, stock: Stock) -> Voice:
    found = stock.find(sound.engine, sound.voice)
    language = found.language if found else stock.language
    return Voice(sound.engine, sound.voice, language, sound.rate_percent, sound.pitch_cents)
