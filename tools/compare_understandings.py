"""Compares what two states of rhapsode understand of the same stories: every passage, speaker, scene and refusal.

    python tools/compare_understandings.py OLD NEW --corpora DIR         # exit 1 where they differ
    python tools/compare_understandings.py --snapshot CHECKOUT FILE.json.gz --corpora DIR

OLD and NEW are each a checkout's folder, a revision of this repository, or a file that --snapshot wrote. Stories lie in
the folders of --corpora, in `stories` and in `tests/data`; each is understood by `rhapsode inspect --json --no-store`,
in a process of its own. A difference is text, title or another fact of the book, a remark, a chapter, a scene, a
passage, a character, a refusal's message or exit code. Confidences, reasons, candidates and keys that only NEW has are
counted apart.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import hashlib
import importlib
import io
import json
import os
import resource
import runpy
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("fanfic", "field", "quotes", "structure", "epub", "hostile")
OWN = {"stories": ROOT / "stories", "data": ROOT / "tests" / "data"}
NOVELS = (
    "quotes/pdnc/TheSignOfTheFour.txt",
    "structure/narrow/lewis-carroll_alices-adventures-in-wonderland_john-tenniel.txt",
    "epub/george-macdonald_the-princess-and-the-goblin.epub",
)
"""The novels of --quick: one told in the first person, one wrapped and with verse, one EPUB."""
QUICK = ("fanfic", "field", "hostile", "stories", "data")
SLOW = (
    "hostile/txt-blank-lines-20kB-quadratic-narrators.txt",
    "hostile/txt-spaces-40kB-quadratic-web-pages.txt",
)
"""What --quick leaves out: they took 31 and 15 processor seconds, the other 153 stories 30 together."""
ENDINGS = frozenset(".txt .md .markdown .epub .html .htm .xhtml .docx .odt .rtf .pdf".split())

SCHEMA = "rhapsode-snapshot/1"
APART = frozenset({"confidence", "reason", "candidates"})
"""Keys of a passage whose values may change; how often they do is counted."""
DERIVED = frozenset({"start", "end", "chapter", "scene", "scenes", "lines", "source"})
"""Keys that are compared as spans, or follow from what else is compared."""
ABSENT: dict[str, Any] = {"writer": None, "candidates": []}
"""What a passage's key says where it is left out."""
PARTS = frozenset({"text", "characters", "chapters", "segments", "schema", "source"})
"""Keys of a story that are no facts of the book."""

Row = Mapping[str, Any]


# --- understanding the stories --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """A story: `name` says it in reports, `root` is the working folder, `path` leads from there."""

    name: str
    root: Path
    path: str


def find_stories(corpora: Path, only: Sequence[str], quick: bool) -> list[Task]:
    """The stories of the wanted folders, by name. Raises FileNotFoundError for a folder that isn't there."""
    tasks = []
    for folder in only or (QUICK if quick else (*FOLDERS, *OWN)):
        base = OWN.get(folder, corpora / folder)
        if not base.is_dir():
            raise FileNotFoundError(f"no folder {base}")
        root, lead = (base, "") if folder in OWN else (corpora, f"{folder}/")
        paths = (path.relative_to(base).as_posix() for path in base.rglob("*") if is_story(path))
        tasks += [Task(f"{folder}/{path}", root, lead + path) for path in paths]
    if quick and not only:
        tasks = [task for task in tasks if task.name not in SLOW]
        tasks += [Task(path, corpora, path) for path in NOVELS]
    return sorted(tasks, key=lambda task: task.name)


def is_story(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and path.name != "README.md" and path.is_file()


def write_snapshot(checkout: Path, tasks: Sequence[Task], file: Path, jobs: int, seconds: int) -> None:
    """Write a line of JSON for each story, in the order of their names; `seconds` is the limit for one of them."""
    part = file.with_name(file.name + ".part")
    with gzip.open(part, "wt", encoding="utf-8", compresslevel=4) as out:
        out.write(json.dumps({"schema": SCHEMA, "checkout": str(checkout)}) + "\n")
        for number, line in enumerate(_understand_all(checkout, tasks, jobs, seconds), 1):
            out.write(line)
            if sys.stderr.isatty():
                print(f"\r{number} of {len(tasks)} stories by {checkout}", end="", file=sys.stderr)
    part.replace(file)
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _understand_all(checkout: Path, tasks: Sequence[Task], jobs: int, seconds: int) -> Iterator[str]:
    """The servers' answers, in the order of `tasks`."""
    idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(jobs):
            idle.put(stack.enter_context(_serving(checkout, seconds)))

        def ask(task: Task) -> str:
            server = idle.get()
            try:
                line = _ask(server, task)
            finally:
                idle.put(server)
            if not line:
                raise RuntimeError(f"{checkout}: the process that understands ended at {task.name}")
            return line

        yield from stack.enter_context(ThreadPoolExecutor(jobs)).map(ask, tasks)


def _ask(server: subprocess.Popen[str], task: Task) -> str:
    """The server's answer, which is empty where it has ended."""
    assert server.stdin and server.stdout
    with suppress(BrokenPipeError):
        server.stdin.write(json.dumps({"name": task.name, "root": str(task.root), "path": task.path}) + "\n")
        server.stdin.flush()
    return server.stdout.readline()


@contextmanager
def _serving(checkout: Path, seconds: int) -> Iterator[subprocess.Popen[str]]:
    """A process with `checkout`'s rhapsode loaded, which answers each line of its input with a line."""
    paths = {**os.environ, "PYTHONPATH": str((checkout / "src").resolve()), "PYTHONHASHSEED": "0"}
    command = [sys.executable, __file__, "--serve", str(seconds)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", env=paths) as server:
        yield server
        assert server.stdin
        server.stdin.close()


def serve(seconds: int) -> None:
    """Understand the stories named on standard input, each in a fork of this process."""
    home = Path(str(importlib.import_module("rhapsode").__file__)).parent
    if home.parent != Path(os.environ["PYTHONPATH"]):
        raise SystemExit(f"rhapsode was loaded from {home}, not from {os.environ['PYTHONPATH']}")
    _warm_up()
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps({"name": task["name"], **_understand(task, seconds)}, ensure_ascii=False), flush=True)


def _warm_up() -> None:
    """Load what most stories need, once for all forks, by the command line: the door that every checkout has."""
    command_line = importlib.import_module("rhapsode.cli").cli
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        path = Path(folder) / "warm.md"
        path.write_text("# One\n\n“I know,” said Lena Hart. *It will hold,* she thought.\n", "utf-8")
        command_line(["inspect", str(path), "--json", "--no-store"], standalone_mode=False)


def _understand(task: Mapping[str, str], seconds: int) -> dict[str, Any]:
    """What the command line answers: {"exit", "story" or "message", "sha256", "cpu_s"}; "timed out" is a message."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            _become_command(task, seconds, out.fileno(), errors.fileno())
        _, status, usage = os.wait4(child, 0)
        said, complaint = (_read_all(file) for file in (out, errors))
    content = Path(task["root"], task["path"]).read_bytes()
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "cpu_s": round(usage.ru_utime + usage.ru_stime, 2)}
    code = os.waitstatus_to_exitcode(status)
    if -code in (signal.SIGXCPU, signal.SIGALRM):
        return {"exit": code, "message": "timed out", **facts}
    if code == 0:
        return {"exit": 0, "story": json.loads(said), **facts}
    if "Traceback" in complaint:  # its lines name the checkout's folders and line numbers
        complaint = "traceback: " + complaint.strip().splitlines()[-1]
    return {"exit": code, "message": complaint, **facts}


def _read_all(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode("utf-8", "replace"))


def _become_command(task: Mapping[str, str], seconds: int, out: int, errors: int) -> None:
    """Be `rhapsode inspect` of one story, within a limit of processor seconds, and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    signal.alarm(seconds * 20)  # whoever waits uses no processor
    os.chdir(task["root"])
    os.dup2(out, 1)
    os.dup2(errors, 2)
    sys.argv = ["rhapsode", "inspect", task["path"], "--json", "--no-store"]
    sys.modules.pop("rhapsode.__main__", None)  # the warm-up imported it, and runpy would warn
    code = 0
    try:
        runpy.run_module("rhapsode", run_name="__main__")
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1 if left.code else 0
    except Exception:  # noqa: BLE001  # a bug shows its traceback, here as anywhere
        sys.excepthook(*sys.exc_info())
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


# --- comparing ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What two answers disagree in: `kind` is what it is counted under, `place` where, `words` what stands there."""

    kind: str
    file: str
    old: str
    new: str
    place: str = ""
    words: str = ""


@dataclass
class Comparison:
    """The differences, in order, and what is counted without being one."""

    differences: list[Difference] = field(default_factory=list)
    apart: Counter[str] = field(default_factory=Counter)
    files: int = 0
    cpu_s: list[float] = field(default_factory=lambda: [0.0, 0.0])


def compare_snapshots(old: Path, new: Path, names: Collection[str] = ()) -> Comparison:
    """Compare two files that `write_snapshot` wrote, of `names` alone if there are any.

    Raises ValueError where one is no such file.
    """
    found = Comparison()
    sides = ((row for row in _read_answers(file) if not names or row["name"] in names) for file in (old, new))
    for before, after in _pair(*sides):
        if before is None or after is None:
            name = str((before or after or {})["name"])
            found.differences.append(Difference("story only in one", name, _has(before), _has(after)))
            continue
        found.files += 1
        for side, answer in enumerate((before, after)):
            found.cpu_s[side] += answer.get("cpu_s", 0.0)
        found.differences += compare_answers(before, after, found.apart)
    return found


def _has(answer: Row | None) -> str:
    return "there" if answer else "missing"


def _read_answers(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        if json.loads(next(lines, "{}")).get("schema") != SCHEMA:
            raise ValueError(f"{file} is no snapshot of schema {SCHEMA}; write it anew with --snapshot")
        yield from map(json.loads, lines)


def _pair(old: Iterator[Row], new: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Answers to the same story together; both sides are sorted by name."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left["name"] < right["name"]):
            yield left, None
            left = next(old, None)
        elif left is None or right["name"] < left["name"]:
            yield None, right
            right = next(new, None)
        else:
            yield left, right
            left, right = next(old, None), next(new, None)


def compare_answers(old: Row, new: Row, apart: Counter[str]) -> list[Difference]:
    """How two answers to one story differ; what is no difference is added to `apart`."""
    name = str(new["name"])
    if old.get("sha256") != new.get("sha256"):
        return [Difference("the story's file itself changed", name, str(old.get("sha256")), str(new.get("sha256")))]
    if "story" in old and "story" in new:
        return list(_compare_stories(name, old["story"], new["story"], apart))
    if old["exit"] != new["exit"]:
        return [Difference("exit code", name, _answer(old), _answer(new))]
    if old["message"] != new["message"]:
        return [Difference("message", name, _answer(old), _answer(new))]
    return []


def _answer(answer: Row) -> str:
    return f"exit {answer['exit']}: {str(answer.get('message', 'understood')).strip()}"


def _compare_stories(name: str, old: Row, new: Row, apart: Counter[str]) -> Iterator[Difference]:
    for kind, before, after in _compare_keys("book", _without(old, PARTS), _without(new, PARTS), apart):
        yield Difference(kind, name, before, after)
    apart.update(f"new key: story.{key}" for key in new.keys() & PARTS - old.keys())
    at = _Places(name, new)
    move = None
    if old["text"] != new["text"]:
        move = _Shift(old["text"], new["text"])
        yield at.difference("text", move.start, old["text"][move.start : move.old_end], at.text[move.start : move.end])
    yield from _compare_spans("chapter", _moved(old["chapters"], move), new["chapters"], at, apart)
    scenes = (scene for chapter in old["chapters"] for scene in chapter["scenes"])
    yield from _compare_spans("scene", _moved(scenes, move), at.scenes, at, apart)
    yield from _compare_spans("passage", _moved(old["segments"], move), new["segments"], at, apart)
    yield from _compare_characters(name, old["characters"], new["characters"], apart)


class _Shift:
    """Where two texts differ as a whole, and where an offset of the old one lies in the new."""

    def __init__(self, old: str, new: str) -> None:
        shared = min(len(old), len(new))
        self.start = next((at for at in range(shared) if old[at] != new[at]), shared)
        rest = shared - self.start
        tail = next((at for at in range(rest) if old[-at - 1] != new[-at - 1]), rest)
        self.old_end, self.end = len(old) - tail, len(new) - tail

    def __call__(self, offset: int) -> int:
        return offset if offset < self.old_end else offset + self.end - self.old_end


def _moved(rows: Iterable[Row], move: _Shift | None) -> list[Row]:
    """The same rows, with offsets of the new text."""
    if move is None:
        return list(rows)
    return [{**row, "start": move(row["start"]), "end": move(row["end"])} for row in rows]


class _Places:
    """Says where in the new story something is, and what stands there."""

    def __init__(self, name: str, story: Row) -> None:
        self.name, self.text, self.chapters = name, str(story["text"]), story["chapters"]
        self.scenes = [scene for chapter in story["chapters"] for scene in chapter["scenes"]]

    def difference(self, kind: str, start: int, old: str, new: str) -> Difference:
        chapter = sum(row["start"] <= start for row in self.chapters)
        place = f"chapter {chapter}, line {self.text.count(chr(10), 0, start) + 1}, offset {start}"
        around = self.text[max(0, start - 40) : start] + "▸" + self.text[start : start + 80]
        return Difference(kind, self.name, _short(old), _short(new), place, " ".join(around.split()))


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:100]} … {text[-50:]}"


def _compare_spans(
    what: str, old: Sequence[Row], new: Sequence[Row], at: _Places, apart: Counter[str]
) -> Iterator[Difference]:
    """Compare rows that tile a text: those of one span by their keys, the others run by run."""
    left, right = ([(row["start"], row["end"]) for row in rows] for rows in (old, new))
    for same, a, b, c, d in _runs(left, right):
        if not same:
            start = min([row["start"] for row in (*old[a:b], *new[c:d])])
            yield at.difference(f"{what}: span", start, _describe(old[a:b]), _describe(new[c:d]))
            continue
        for before, after in zip(old[a:b], new[c:d], strict=True):
            hidden = (_without(before, DERIVED), _without(after, DERIVED))
            for kind, was, now in _compare_keys(what, *hidden, apart):
                yield at.difference(kind, after["start"], was, now)


def _runs(old: list[tuple[int, int]], new: list[tuple[int, int]]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Stretches of both lists: (are they equal, from and to in old, from and to in new). Both are sorted."""
    i = j = 0
    while i < len(old) or j < len(new):
        a, c = i, j
        while i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        if i > a:
            yield True, a, i, c, j
            continue
        while not (i < len(old) and j < len(new) and old[i] == new[j]) and (i < len(old) or j < len(new)):
            if j == len(new) or (i < len(old) and old[i] <= new[j]):
                i += 1
            else:
                j += 1
        yield False, a, i, c, j


def _describe(rows: Sequence[Row]) -> str:
    words = (f"{row['start']}–{row['end']} {row.get('kind') or row.get('title') or ''}".strip() for row in rows)
    return ", ".join(words) or "nothing"


def _compare_keys(what: str, old: Row, new: Row, apart: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """The keys in which two rows differ, as (kind, old, new)."""
    for key in sorted(old.keys() | new.keys()):
        if key not in old and key not in ABSENT:
            apart[f"new key: {what}.{key}"] += 1
            continue
        before, after = (row.get(key, ABSENT.get(key, "(no such key)")) for row in (old, new))
        if before == after:
            continue
        if key in APART:
            apart[f"{what}.{key}"] += 1
        else:
            yield _name_kind(what, key, before, after), _show(before), _show(after)


def _name_kind(what: str, key: str, old: Any, new: Any) -> str:
    if key == "kind":
        return f"{what}: kind {old} → {new}"
    if key in ("speaker", "writer", "narrator"):
        return f"{what}: {key} {_known(old)} → {_known(new)}"
    return f"{what}: {key}"


def _known(name: Any) -> str:
    return "somebody" if name and name != "(no such key)" else "nobody"


def _show(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _without(row: Row, keys: frozenset[str]) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _compare_characters(name: str, old: Sequence[Row], new: Sequence[Row], apart: Counter[str]) -> Iterator[Difference]:
    before, after = ({row["name"]: row for row in rows} for rows in (old, new))
    for who in sorted(before.keys() | after.keys()):
        if who not in after:
            yield Difference("character: gone", name, who, "nobody")
        elif who not in before:
            yield Difference("character: new", name, "nobody", who)
        else:
            rows = (_without(before[who], DERIVED), _without(after[who], DERIVED))
            for kind, was, now in _compare_keys("character", *rows, apart):
                yield Difference(kind, name, was, now, who)
    if list(before) != list(after) and before.keys() == after.keys():
        first = next(pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
        yield Difference("character: order", name, *first)


# --- telling --------------------------------------------------------------------------------------------------


def report(found: Comparison, examples: int) -> str:
    """The differences by kind, the most frequent first, each with up to `examples`."""
    differ = len({one.file for one in found.differences})
    old_s, new_s = found.cpu_s
    counted = f"{found.files} stories, {differ} differ: {len(found.differences)} differences"
    lines = [f"{counted}; processor time {old_s:.0f} s before, {new_s:.0f} s after"]
    for kind, count in Counter(one.kind for one in found.differences).most_common():
        lines += ["", f"{kind}  ×{count}"]
        for one in [one for one in found.differences if one.kind == kind][:examples]:
            lines.append(f"  {one.file}{f', {one.place}' if one.place else ''}: {one.old!r} → {one.new!r}")
            lines += [f"      {one.words}"] if one.words else []
    if found.apart:
        lines += ["", "counted apart, no differences:"]
        lines += [f"  {kind}  ×{count}" for kind, count in sorted(found.apart.items())]
    return "\n".join(lines)


def to_json(found: Comparison) -> dict[str, Any]:
    """All differences, and what is counted apart."""
    differences = [vars(one) for one in found.differences]
    counts = dict(Counter(one.kind for one in found.differences).most_common())
    cpu_s = [round(seconds, 2) for seconds in found.cpu_s]
    apart = dict(sorted(found.apart.items()))
    return {"stories": found.files, "cpu_s": cpu_s, "counts": counts, "apart": apart, "differences": differences}


@contextmanager
def _checkout(said: str) -> Iterator[Path]:
    """The folder whose `src` is meant: as it is, or a revision of this repository unpacked."""
    if (Path(said) / "src" / "rhapsode").is_dir():
        yield Path(said).resolve()
        return
    revision = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--verify", "-q", f"{said}^{{commit}}"], capture_output=True, text=True
    )
    if revision.returncode:
        raise SystemExit(f"{said!r} is no checkout, no snapshot and no revision of {ROOT}")
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", said, "src"], capture_output=True, check=True)
    with tempfile.TemporaryDirectory(prefix="rhapsode-") as folder:
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        yield Path(folder).resolve()


@contextmanager
def _snapshot(said: str, tasks: Sequence[Task], jobs: int, seconds: int) -> Iterator[Path]:
    """The snapshot that is meant: a file, or one written now."""
    if Path(said).is_file():
        yield Path(said)
        return
    with _checkout(said) as checkout, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "snapshot.json.gz"
        write_snapshot(checkout, tasks, file, jobs, seconds)
        yield file


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("states", nargs="*", metavar="OLD NEW", help="checkout, revision or snapshot")
    parser.add_argument(
        "--snapshot", nargs=2, metavar=("CHECKOUT", "FILE"), help="only write what CHECKOUT understands"
    )
    parser.add_argument("--corpora", type=Path, default=os.environ.get("RHAPSODE_CORPORA"), metavar="DIR")
    parser.add_argument("--only", default="", help=f"folders, of {','.join((*FOLDERS, *OWN))}")
    parser.add_argument("--quick", action="store_true", help=f"{', '.join(QUICK)} and {len(NOVELS)} novels")
    parser.add_argument("--examples", type=int, default=3, metavar="N", help="of each kind of difference")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--seconds", type=int, default=60, help="processor time that one story may take")
    parser.add_argument("--json", action="store_true", help="print all differences as JSON")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.serve is None and not asked.snapshot and len(asked.states) != 2:
        parser.error("name two states to compare, or --snapshot CHECKOUT FILE")
    asked.only = [word for word in asked.only.split(",") if word]
    if unknown := set(asked.only) - {*FOLDERS, *OWN}:
        close = difflib.get_close_matches(min(unknown), [*FOLDERS, *OWN], n=1)
        parser.error(f"no folder {min(unknown)!r} is compared" + (f"; did you mean {close[0]}?" if close else ""))
    snapshots = not asked.snapshot and all(Path(state).is_file() for state in asked.states)
    if asked.serve is None and not snapshots and not (asked.corpora and Path(asked.corpora).is_dir()):
        parser.error("name the folder of the stories: --corpora DIR, or RHAPSODE_CORPORA")
    return asked


def main(words: Sequence[str] | None = None) -> int:
    """0 where nothing differs, 1 where something does."""
    asked = _parse(words)
    if asked.serve is not None:
        serve(asked.serve)
        return 0
    tasks = find_stories(Path(asked.corpora).resolve(), asked.only, asked.quick) if asked.corpora else []
    if asked.snapshot:
        with _checkout(asked.snapshot[0]) as checkout:
            write_snapshot(checkout, tasks, Path(asked.snapshot[1]), asked.jobs, asked.seconds)
        return 0
    with ExitStack() as stack:
        old, new = (stack.enter_context(_snapshot(said, tasks, asked.jobs, asked.seconds)) for said in asked.states)
        wanted = {task.name for task in tasks} if asked.quick or asked.only else ()
        found = compare_snapshots(old, new, wanted)
    print(json.dumps(to_json(found), ensure_ascii=False, indent=1) if asked.json else report(found, asked.examples))
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main())
