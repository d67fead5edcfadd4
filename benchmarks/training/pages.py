"""Labelled pages → the weights by which the lines of a saved page are told to be story, note, summary, site or heading.

Learnt from the fan-fiction set and from the ends and chapters' borders of novels, in which all but headings is story.
Judged with files left out: how many characters of each part are found, and how many of the story would be silent.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.training.chains import descend
from benchmarks.training.page_shells import make_pages
from benchmarks.training.weight_files import Learnt
from rhapsode.model import SILENT_FROM, UNSPOKEN_KINDS, Kind, Limits, Manuscript
from rhapsode.reading import read
from rhapsode.segmenting import see_pages
from rhapsode.segmenting.pages import LINKS, PARTS, LineEvidence, Table, declare, make_table, share_lines

CREDIT = (
    "Learnt from pages written for this project and from Standard Ebooks' productions (public domain) by "
    "benchmarks/training."
)
VARIANTS = ("plain", "gutenberg")
RIDGE = 1.0
RAREST = 3
"""Evidence seen in fewer rows is not learnt."""
STORY_LINES = 350
"""Lines of one novel that are learnt from: what is plain story teaches little after that."""
EXCERPTS, EXCERPT = 14, (2, 12)
"""How many excerpts of a novel are pages of their own, and how many paragraphs they have."""
FOLDS = 8
SHELL = "shell"
"""What the titles of pages that are made of shells begin with: they are in every fold."""
Floats = NDArray[np.float64]
CASES = Path(__file__).parents[2] / "tests" / "cases" / "segment"
ASIDE = "page-"
"""What the names of golden cases begin with that nothing is learnt from: they prove the weights."""
KINDS = frozenset({"note", "summary", "boilerplate", "heading"})
TOLD = frozenset({"dialogue", "thought", "lyric", "letter"})


@dataclass(frozen=True)
class Page:
    """One window: its rows, and for each the parts that are right; `title` names its text."""

    title: str
    rows: Sequence[LineEvidence]
    right: Sequence[frozenset[int]]
    sizes: Sequence[int]


def read_pages(corpora: Path) -> Iterator[Page]:
    """Each window of each text."""
    for path in sorted((corpora / "fanfic").glob("*.labels.json")):
        source = path.with_name(path.name.replace(".labels.json", ".txt"))
        labels = json.loads(path.read_text(encoding="utf-8"))
        yield from _label_windows(
            read(source, Limits()), label_page(source.read_bytes().decode("utf-8"), labels), path.name
        )
    stories = [[*read_paragraphs(path)] for path in sorted((corpora / "quotes" / "modern").glob("*.gold.json"))]
    for number, (text, kinds) in enumerate(make_pages(stories)):
        yield from _label_windows(Manuscript(Path("page.txt"), text), kinds, f"{SHELL} {number}")
    for path in sorted(CASES.glob("*.case")):
        if path.name.startswith(ASIDE):
            continue
        yield from _label_windows(*label_case(path), f"{SHELL} {path.stem}")
    for variant in VARIANTS:
        for path in sorted((corpora / "structure" / variant).glob("*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            manuscript = read(path.parent / gold["text_file"], Limits())
            kinds = label_book(gold)
            if variant == VARIANTS[0]:
                yield from choose_windows(list(_label_windows(manuscript, kinds, gold["novel"])))
            for text, own in cut_excerpts(manuscript.text, kinds, [(b["start"], b["end"]) for b in gold["blocks"]]):
                yield from _label_windows(Manuscript(Path("page.txt"), text), own, gold["novel"])


def read_paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of a story."""
    labels = json.loads(path.read_text(encoding="utf-8"))
    for part in (path.parent / labels["text_file"]).read_bytes().decode("utf-8").split("\n\n"):
        if len(part) > 30:
            yield " ".join(part.split())


def cut_excerpts(
    text: str, kinds: Sequence[frozenset[str]], blocks: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, Sequence[frozenset[str]]]]:
    """A few paragraphs of a book by themselves: what stands at the top of a text may be its story all the same."""
    chance = random.Random(len(text))
    for _ in range(EXCERPTS):
        first, count = chance.randrange(len(blocks) - 20), chance.randint(*EXCERPT)
        start, end = blocks[first][0], blocks[first + count - 1][1]
        yield text[start:end], kinds[start:end]


def choose_windows(pages: Sequence[Page]) -> Iterator[Page]:
    """The two ends of a novel and some of its other windows."""
    yield pages[0]
    left = STORY_LINES
    rest = list(pages[1:])
    random.Random(len(pages)).shuffle(rest)
    for page in [pages[-1], *rest] if len(pages) > 1 else []:
        if left > 0:
            yield page
            left -= len(page.rows)


def _label_windows(manuscript: Manuscript, kinds: Sequence[frozenset[str]], title: str) -> Iterator[Page]:
    text, windows = see_pages(manuscript, "en")
    for rows in windows:
        right, sizes = [], []
        for row in rows:
            counts: Counter[frozenset[str]] = Counter(
                kinds[at] for at in range(row.line.start, row.line.end) if not text[at].isspace()
            )
            wanted = counts.most_common(1)[0][0]
            right.append(frozenset(i for i, part in enumerate(PARTS) if part.value in wanted) or frozenset(range(5)))
            sizes.append(counts.total())
        yield Page(title, rows, right, sizes)


def label_page(text: str, labels: Mapping[str, Any]) -> list[frozenset[str]]:
    """For each character of a page the kinds that are right."""
    kinds = [frozenset({"narration"})] * len(text)
    for span in [*labels["spans"], *({**one, "kind": "ignore"} for one in labels["ignore"])]:
        at = -1
        for _ in range(span["nth"]):
            at = text.index(span["text"], at + 1)
        wanted = {span["kind"], *span.get("also", [])}
        wanted = {"narration" if kind in TOLD or kind == "scene-break" else kind for kind in wanted}
        kinds[at : at + len(span["text"])] = [frozenset(wanted - {"ignore"})] * len(span["text"])
    return kinds


def label_case(path: Path) -> tuple[Manuscript, list[frozenset[str]]]:
    """The text of a golden case in plain English, and the kinds that are right; an empty one for any other."""
    told, _, rows = path.read_text(encoding="utf-8").partition("\n%%%\n")
    if told.startswith("% "):
        return Manuscript(path, ""), []
    kinds = [frozenset({"narration"})] * len(told)
    at = 0
    for row in rows.splitlines():
        kind, _, words = row.partition(" | ")
        if kind.strip() in KINDS:
            words = words.strip().replace("⏎", "\n")
            at = told.find(words, at) if words in told[at:] else at
            kinds[at : at + len(words)] = [frozenset({kind.strip()})] * len(words)
            at += len(words)
    return Manuscript(path, told), kinds


def label_book(gold: Mapping[str, Any]) -> list[frozenset[str]]:
    """For each character of a novel the kinds that are right."""
    kinds: list[frozenset[str]] = [frozenset()] * max(block["end"] for block in gold["blocks"])
    for block in gold["blocks"]:
        kind = "heading" if block["label"] == "heading" else "narration"
        kinds[block["start"] : block["end"]] = [frozenset({kind})] * (block["end"] - block["start"])
    return kinds


# --- learning -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """Windows side by side, padded to one length: rows of evidence by number, which parts are allowed, links."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    shape: tuple[int, int]
    told: Floats
    inside: Floats
    links: NDArray[np.int64]


NEVER = -1e9
COUNT = len(PARTS)
STORY, HEADING = PARTS.index(Kind.NARRATION), PARTS.index(Kind.HEADING)
SILENT = [at for at, part in enumerate(PARTS) if part in UNSPOKEN_KINDS]


def _make_batch(pages: Sequence[Page], numbers: Mapping[str, int]) -> Batch:
    shape = len(pages), max(len(page.rows) for page in pages)
    told, inside = np.zeros((*shape, COUNT)), np.zeros(shape)
    links = np.zeros(shape, dtype=np.int64)
    rows: list[int] = []
    columns: list[int] = []
    for p, page in enumerate(pages):
        for t, (row, right) in enumerate(zip(page.rows, page.right, strict=True)):
            told[p, t] = [0 if part in right else NEVER for part in range(COUNT)]
            inside[p, t] = 1
            links[p, t] = LINKS.index(row.link) if row.link else 0
            found = [numbers[name] for name in row.names if name in numbers]
            rows += [p * shape[1] + t] * len(found)
            columns += found
    return Batch(np.array(rows), np.array(columns), shape, told, inside, links)


def _sums(batch: Batch, unary: Floats, follows: Floats) -> tuple[Floats, Floats, Floats]:
    """Log of the sum over all rows of parts; what is expected of parts, and of links."""
    count, length = batch.shape
    alphas = [unary[:, 0]]
    moves = follows[batch.links]  # page, place, before, here
    for t in range(1, length):
        ahead = _log_sum(alphas[-1][:, :, None] + moves[:, t], 1) + unary[:, t]
        alphas.append(np.where(batch.inside[:, t, None] > 0, ahead, alphas[-1]))
    total = _log_sum(alphas[-1], 1)
    beta = np.zeros((count, COUNT))
    shares = np.zeros((count, length, COUNT))
    linked = np.zeros_like(follows)
    for t in range(length - 1, -1, -1):
        here = batch.inside[:, t] > 0
        shares[here, t] = np.exp(alphas[t] + beta - total[:, None])[here]
        if t:
            ahead = moves[:, t] + (unary[:, t] + beta)[:, None, :]
            joint = np.exp(alphas[t - 1][:, :, None] + ahead - total[:, None, None])
            np.add.at(linked, batch.links[here, t], joint[here])
            beta = np.where(here[:, None], _log_sum(ahead, 2), beta)
    return total, shares, linked


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))


def fit_pages(pages: Sequence[Page], ridge: float = RIDGE) -> dict[str, float]:
    """The weights by name, likeliest under the labels."""
    counts = Counter(name for page in pages for row in page.rows for name in set(row.names))
    numbers = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= RAREST))}
    ordered = sorted(pages, key=lambda page: len(page.rows))
    batches = [_make_batch(ordered[at : at + 16], numbers) for at in range(0, len(ordered), 16)]
    size, links = len(numbers) * COUNT, len(LINKS) * COUNT * COUNT

    def measure(weights: Floats) -> tuple[float, Floats]:
        own, follows = weights[:size].reshape(-1, COUNT), weights[size:].reshape(-1, COUNT, COUNT)
        loss, slope, moved = 0.0, np.zeros_like(own), np.zeros_like(follows)
        for batch in batches:
            flat = np.zeros((batch.shape[0] * batch.shape[1], COUNT))
            np.add.at(flat, batch.rows, own[batch.columns])
            unary = flat.reshape(*batch.shape, COUNT)
            free, tied = _sums(batch, unary, follows), _sums(batch, unary + batch.told, follows)
            loss += float((free[0] - tied[0]).sum())
            np.add.at(slope, batch.columns, (free[1] - tied[1]).reshape(-1, COUNT)[batch.rows])
            moved += free[2] - tied[2]
        away = ridge * weights
        return loss + float(away @ weights) / 2, np.concatenate([slope.ravel(), moved.ravel()]) + away

    weights = descend(measure, np.zeros(size + links))
    return _name_weights(weights[:size].reshape(-1, COUNT), weights[size:].reshape(-1, COUNT, COUNT), numbers)


def _name_weights(own: Floats, follows: Floats, numbers: Mapping[str, int]) -> dict[str, float]:
    """By name; the story is what all other parts are measured against."""
    own = own - own[:, :1]
    named = {
        f"{part.value}: {name}": float(own[number, i])
        for name, number in numbers.items()
        for i, part in enumerate(PARTS)
        if i
    }
    for k, link in enumerate(LINKS):
        for a, before in enumerate(PARTS):
            for b, here in enumerate(PARTS):
                named[f"{before.value} then {here.value}, {link}"] = float(follows[k, a, b])
    return named


def fit_folds(pages: Sequence[Page], ridge: float = RIDGE) -> Iterator[tuple[frozenset[str], Table]]:
    """For each fold of files their names, and the weights that the others teach."""
    titles = sorted({page.title for page in pages if not page.title.startswith(SHELL)})
    for number in range(FOLDS):
        aside = frozenset(title for i, title in enumerate(titles) if i % FOLDS == number)
        weights = fit_pages([page for page in pages if page.title not in aside], ridge)
        yield aside, make_table({**dict.fromkeys(declare(), 0.0), **weights})


# --- judging --------------------------------------------------------------------------------------------------


def judge(pages: Sequence[Page]) -> Iterator[str]:
    """How well the fan-fiction set is told by weights that saw none of the file, and what of novels would be silent."""
    tally = Tally()
    for aside, table in fit_folds(pages):
        for page in pages:
            if page.title in aside:
                shares = share_lines(page.rows, table)
                for right, size, share in zip(page.right, page.sizes, shares, strict=True):
                    tally.add(right, size, share, page.title.endswith(".json"))
    yield from tally.report()


@dataclass
class Tally:
    """Characters of the fan-fiction set by part: there, found, given, rightly given; and those that are silent."""

    there: Counter[int] = field(default_factory=Counter)
    found: Counter[int] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)

    def add(self, right: frozenset[int], size: int, share: Floats, fan: bool) -> None:
        """Count one line."""
        if len(right) == COUNT:  # nothing is said of it
            return
        said, part = int(share.argmax()), min(right)
        quiet = said in SILENT and float(share[SILENT].sum()) >= SILENT_FROM
        story = right <= {STORY, HEADING}
        self.silent[f"{'pages' if fan else 'novels'}: {'story' if story else 'the rest'}"] += size * quiet
        if fan:
            self.there[part] += size
            self.found[part] += size * (said in right)
            self.given[said] += size

    def report(self) -> Iterator[str]:
        for part, name in enumerate(PARTS):
            found, there, given = self.found[part], self.there[part], max(1, self.given[part])
            yield f"{name.value}: {found / max(1, there):.3f} of {there} characters found, {given} given"
        yield "silent characters, files left out: " + ", ".join(f"{k} {n}" for k, n in sorted(self.silent.items()))


def learn(corpora: Path) -> Learnt:
    """The weights that all pages teach."""
    pages = list(read_pages(corpora))
    weights = fit_pages(pages)
    known = frozenset(declare())
    learnt = {name: weight for name, weight in weights.items() if name in known}
    return Learnt("pages", declare(), learnt, CREDIT, [*judge(pages)])
