"""Writes into docs/architecture.md what the program knows best: the list of modules, by their own first lines, and the
walk of one paragraph through the seven steps. --check only compares.

The walk is spoken by the `tone` engine, whose beeps are the same on every machine.
"""

from __future__ import annotations

import ast
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rhapsode.building.builds import build, plan_build
from rhapsode.building.output_paths import Target
from rhapsode.building.plans import Plan
from rhapsode.building.producing import produce
from rhapsode.building.session import BookOptions, Session
from rhapsode.cli.progress import Silent
from rhapsode.files import write_text
from rhapsode.model import Script, Story, TakeFacts, Track, Voice
from rhapsode.plugins import load
from rhapsode.reading import read
from rhapsode.recording import WorkerPool, find_take_keys, load_takes
from rhapsode.store import Store

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
PACKAGE = ROOT / "src" / "rhapsode"
_STORY = """\
“I know,” said Lena Hart, “but the rope is frayed.” She tried the knot again. *It will hold, or it will not.*
"""
_VOICES = """\
defaults: {engine: tone, voice: tone-o1}
casting: {female: [tone-f1], male: [tone-m1], plain: {female: tone-f5, male: tone-m5, other: tone-o1}}
frame: {opening: null, closing: null}
"""


def walk() -> str:
    """The walk as Markdown."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return _walk_here()
        finally:
            os.chdir(before)


def _walk_here() -> str:
    path = Path("rope.md")
    path.write_text(_STORY, "utf-8")
    Path("rope.voices.yaml").write_text(_VOICES, "utf-8")
    with Store(None) as store, WorkerPool(1) as pool:
        session = Session(store, pool, Silent())
        target = Target(Path("output"))
        plan = plan_build(path, BookOptions(), target, session)
        tracks, _, _ = produce(plan.script, load("binders", "m4b")(), session)
        facts = _find_facts(plan.script, session)
        parts = [
            f"The story is a file `{path}` with this one paragraph:\n",
            _block([_STORY]),
            _tell_manuscript(path),
            _tell_passages(plan.understood.story),
            _tell_speakers(plan.understood.story),
            _tell_lines(plan.script),
            _tell_takes(plan.script, facts),
            _tell_cues(tracks),
            _tell_book(plan, target, session),
        ]
    return "\n".join(parts)


def _find_facts(script: Script, session: Session) -> list[TakeFacts]:
    lines = [line for chapter in script.chapters for line in chapter.lines]
    keys = find_take_keys(lines, session.pool)
    takes = load_takes(session.store, keys)
    return [takes[key].facts for key in keys]


def _tell_manuscript(path: Path) -> str:
    manuscript = read(path)
    rows = [f"text   {len(manuscript.text)} characters, without the markup"]
    rows += [
        f"mark   {mark.start}–{mark.end}  {mark.role.value}  “{manuscript.text[mark.start : mark.end]}”"
        for mark in manuscript.marks
    ]
    return _step("1 read", "a `Manuscript`: plain text, and what the markup says of it", rows)


def _tell_passages(story: Story) -> str:
    rows = [
        f"{p.start:>3}–{p.end:<4} {p.kind.value:<10} {_quote(story.text[p.start : p.end]):<34} {p.reason}".rstrip()
        for p in story.passages
    ]
    return _step("2 segment", "a `Story`: passages that tile the text, each with its kind and the evidence", rows)


def _tell_speakers(story: Story) -> str:
    rows = [
        f"{p.start:>3}–{p.end:<4} {p.kind.value:<10} {p.speaker} ({_how_sure(p.confidence)})"
        for p in story.passages
        if p.speaker
    ]
    rows += [f"character  {c.name}, {c.gender or '?'}, also {', '.join(c.aliases) or '–'}" for c in story.characters]
    return _step("3 attribute", "the same `Story` with speakers and `Character`s", rows)


def _how_sure(confidence: float) -> str:
    """In words: the number changes whenever the weights of evidence do."""
    return "certain" if confidence >= 0.9 else "likely" if confidence >= 0.5 else "in doubt"


def _tell_lines(script: Script) -> str:
    rows = [f"{'kind':<10} {'speaker':<10} {'voice':<16} {'join':<10} {'pause':>7}  text"]
    for chapter in script.chapters:
        for line in chapter.lines:
            row = f"{line.kind.value:<10} {line.speaker or '':<10} {_name(line.voice):<16} {line.join.value:<10}"
            rows.append(f"{row} {line.pause_ms:>4} ms  {line.text.strip()}")
    return _step("4 cast", "a `Script`: lines, each with its voice, and the pause that follows it", rows)


def _tell_takes(script: Script, facts: Sequence[TakeFacts]) -> str:
    lines = [line for chapter in script.chapters for line in chapter.lines]
    rows = [
        f"{line.text.strip()[:28]:<28} {fact.frames:>6} frames at {fact.sample_rate} Hz, sound from "
        f"{fact.start_frame} to {fact.end_frame}, {len(fact.marks)} words"
        for line, fact in zip(lines, facts, strict=True)
    ]
    return _step("5 record", "a `Take` of each line, kept in the store under a key of all that shapes its sound", rows)


def _tell_cues(tracks: Iterable[Track]) -> str:
    rows = []
    for track in tracks:
        for cue in track.cues:
            start, end = cue.start_frame / track.sample_rate, cue.end_frame / track.sample_rate
            source = ", ".join(f"{first}–{last}" for first, last in cue.line.source)
            rows.append(f"{start:7.3f}–{end:.3f} s  text {source}")
        rows.append(f"track {track.frames} frames = {track.frames / track.sample_rate:.3f} s, {_count(track)}")
    return _step("6 stitch", "a `Track` per chapter: trimmed takes, levelled, with their pauses; cues tell when", rows)


def _count(track: Track) -> str:
    return f"{len(track.layouts)} piece" + ("s" if len(track.layouts) > 1 else "")


def _tell_book(plan: Plan, target: Target, session: Session) -> str:
    (file,) = build(plan, target, session).files
    rows = [f"{file.path.name}: {file.duration_ms / 1000:.3f} s, {file.sample_rate} Hz"]
    rows += [f"chapter “{mark.title}”, frames {mark.start_frame}–{mark.end_frame}" for mark in file.chapters]
    return _step("7 bind", "a file, read back and compared before it takes its name", rows)


def _step(name: str, gives: str, rows: Iterable[str]) -> str:
    return f"**{name}** gives {gives}.\n\n{_block(rows)}"


def _block(rows: Iterable[str]) -> str:
    return "```text\n" + "\n".join(row.rstrip() for row in _lines(rows)) + "\n```\n"


def _lines(rows: Iterable[str]) -> Iterator[str]:
    for row in rows:
        yield from row.rstrip("\n").split("\n")


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 32 else words[:31] + "…"


def _name(voice: Voice) -> str:
    changed = [f"{voice.rate_percent}%"] if voice.rate_percent != 100 else []
    changed += [f"{voice.volume_db:+g}dB"] if voice.volume_db else []
    return " ".join([voice.id, *changed])


def list_modules() -> str:
    """The modules as Markdown, top ones first, each with the first line of its docstring."""
    top = sorted(path for path in PACKAGE.glob("*.py") if path.name != "__init__.py")
    parts = [_table("", [PACKAGE / "__init__.py", *top])]
    for package in sorted(path.parent for path in PACKAGE.glob("*/**/__init__.py")):
        modules = sorted(path for path in package.glob("*.py") if path.name != "__init__.py")
        parts.append(_table(f"{package.relative_to(PACKAGE)}/", [package / "__init__.py", *modules]))
    return "\n".join(parts)


def _table(folder: str, modules: Iterable[Path]) -> str:
    rows = [f"| `{folder}{path.name}` | {_first_line(path)} |\n" for path in modules]
    return f"### {folder or 'rhapsode/'}\n| module | what goes in and what comes out |\n|---|---|\n" + "".join(rows)


def _first_line(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(told.split("\n\n")[0].split()).replace("|", "\\|")


def write_page(page: str) -> str:
    """`page` with its generated parts written anew."""
    for name, text in (("modules", list_modules()), ("walk", walk())):
        head, rest = page.split(f"<!-- {name} -->\n")
        page = f"{head}<!-- {name} -->\n{text}<!-- /{name} -->\n" + rest.split(f"<!-- /{name} -->\n")[1]
    return page


def main() -> int:
    """Write the page's parts, or check them."""
    page = PAGE.read_text("utf-8")
    wanted = write_page(page)
    if "--check" in sys.argv:
        same = wanted == page
        print(f"docs/architecture.md is {'up to date' if same else 'out of date: run make docs'}")
        return 0 if same else 1
    write_text(PAGE, wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
