"""Stories for the tests of casting, written in a shorthand: one row a passage, a blank row ends a paragraph.

narration | The door opened.
dialogue Ada 0.4 | "Who is there?"
boilerplate + | [1]          (+: no space before it)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rhapsode.model import Book, Chapter, Character, EngineVoice, Kind, Paragraph, Passage, Scene, Story
from rhapsode.voices_file import Settings, load_voices

BOOK = Book("The Lamp", "R. Penn", "en")
_ROW = re.compile(r"(?P<kind>[a-z-]+)(?:/(?P<within>[a-z-]+))?(?P<rest>[^|]*)\| ?(?P<text>.*)")


def write_story(
    rows: str, characters: tuple[Character, ...] = (), book: Book = BOOK, title: str = "", narrator: str | None = None
) -> Story:
    """A story of one chapter; `===` begins a scene, `### Title` a chapter. `⏎` in a text is a newline."""
    text = ""
    passages: list[Passage] = []
    starts: list[tuple[int, str | None]] = [(0, title)]
    for row in rows.strip().splitlines():
        row = row.strip()
        if not row or row == "===" or row.startswith("###"):
            text += "\n\n"
            if row:
                starts.append((len(text), row.removeprefix("###").strip() if row.startswith("#") else None))
            continue
        match = _ROW.fullmatch(row)
        if match is None:
            raise ValueError(f"no row of a story: {row}")
        words = match["rest"].split()
        if text and not text[-1].isspace() and "+" not in words:
            text += "\n" if "/line" in words else " "
        shown = match["text"].replace("⏎", "\n")
        passages.append(_make(match, [w for w in words if w[0] not in "+/"], len(text), shown))
        text += shown
    chapters = _divide(starts, len(text), narrator)
    paragraphs = set_in_paragraphs(text, passages)
    return Story(Path("tale.txt"), text, book, chapters, tuple(passages), characters, paragraphs=paragraphs)


def set_in_paragraphs(text: str, passages: Sequence[Passage]) -> tuple[Paragraph, ...]:
    """What blank lines part, but verse and scene signs; a page number in the middle of a sentence parts nothing."""
    found: list[Paragraph] = []
    for match in re.finditer(r"\S(?:.|\n(?!\n))*", text):
        kinds = {p.kind for p in passages if match.start() <= p.start < match.end()}
        if kinds <= {Kind.LYRIC, Kind.SCENE_BREAK, Kind.BOILERPLATE}:
            continue
        begins = found.pop().start if found and text[match.start()].islower() else match.start()
        found.append(Paragraph(begins, match.end()))
    return tuple(found)


def _make(match: re.Match[str], words: list[str], start: int, shown: str) -> Passage:
    confidence = float(words.pop()) if words and re.fullmatch(r"[\d.]+", words[-1]) else 1.0
    return Passage(
        Kind(match["kind"]),
        start,
        start + len(shown),
        " ".join(words) or None,
        confidence,
        Kind(match["within"]) if match["within"] else None,
    )


def _divide(starts: list[tuple[int, str | None]], end: int, narrator: str | None) -> tuple[Chapter, ...]:
    chapters: list[Chapter] = []
    bounds = [start for start, _ in starts] + [end]
    for index, (start, title) in enumerate(starts):
        scene = Scene(start, bounds[index + 1], narrator)
        if title is not None and start < bounds[index + 1]:
            chapters.append(Chapter(title, start, scene.end, (scene,)))
        elif chapters:
            last = chapters[-1]
            chapters[-1] = Chapter(last.title, last.start, scene.end, (*last.scenes, scene))
    return tuple(chapters)


def offer(*engines: str) -> dict[str, tuple[EngineVoice, ...]]:
    """What engines offer: espeak all that the default lists name, on two bases; others three voices a gender."""
    found: dict[str, tuple[EngineVoice, ...]] = {}
    rules = load_voices().casting
    for engine in engines or ("espeak",):
        if engine == "espeak":
            genders = {**dict.fromkeys(rules.female, "f"), **dict.fromkeys(rules.male, "m"), "+f4": "f", "+m7": "m"}
            bases = {"en-us": "en-us", "de": "de"}
            found[engine] = tuple(
                EngineVoice(engine, base + variant, base + variant, language, gender)
                for base, language in bases.items()
                for variant, gender in {"": "m", **genders, "+Nguyen": "m", "+m3": "m"}.items()
            )
        else:
            ids = [f"{engine}-{gender}{number}" for gender in "fm" for number in range(3)]
            found[engine] = tuple(EngineVoice(engine, i, i, "en", i[-2]) for i in ids)
    return found


def settings_of(tmp_path: Path, text: str = "", own: bool = True) -> Settings:
    """The defaults, overlaid by the story's own file with `text` (or by one of the command line)."""
    if own:
        (tmp_path / "tale.voices.yaml").write_text(text, "utf-8")
        return load_voices([], tmp_path / "tale.txt", None)
    path = tmp_path / "series.yaml"
    path.write_text(text, "utf-8")
    return load_voices([path], None, None)
