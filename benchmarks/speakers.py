"""Scores the attributing on labelled books, from raw text: `python -m benchmarks.speakers CORPORA`.

CORPORA holds `quotes/<corpus>/<text>.txt` with `<text>.gold.json`, and `tools/evaluate_quotes.py`, which defines the
scores. Each text is scored by weights that saw no text of the same title in any corpus; titles are told to be the
same by the words they share. Prints the tables and keeps them in `benchmarks/results/speakers.md`. `--bend` also
writes the constants that bend confidences into the program's data; `--no-keep` writes nothing. `--shipped` with names
of corpora scores those alone, by the weights as shipped, and keeps nothing: what a change of the program does to them.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.corpora import load_tool, score_quotes
from benchmarks.training.speakers import TRAINING, Lesson, fit, load_lessons, read_lesson
from benchmarks.training.weight_files import FOLDER
from rhapsode.attributing import name_speakers
from rhapsode.attributing.choosing import Bends, declare, find_ground, find_log_odds, score_turns
from rhapsode.model import Story
from rhapsode.story_json import to_json
from rhapsode.weighing import Weights, load_decision

RESULTS = Path(__file__).parent / "results" / "speakers.md"
SCORES = ("name", "name_explicit", "name_anaphoric", "name_implicit", "voice")
REACH = {"name": (70, 80), "voice": (72, 82), "name_explicit": (95, 98), "name_anaphoric": (62, 75)}
REACH["name_implicit"] = (57, 70)
PEER = {"name": 56.3, "voice": 59.3, "name_explicit": 89.8, "name_anaphoric": 49.9, "name_implicit": 34.6}
"""BookNLP's own output on the same novels, measured with the same tools."""
SHINGLE = 60  # letters; texts of one title share runs of so many, others don't
PULL = 3.0  # how strongly bends are held at (1, 0): as by a dozen quotations
GROUPS = 4  # folds over the excerpts; every one leaves a quarter of the titles out
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """One labelled quotation as it was answered: the log-odds of the answer, its ground, whether it was right."""

    novel: str
    ground: str
    odds: float
    right: bool


# --- folds --------------------------------------------------------------------------------------------------


def group_titles(lessons: Sequence[Lesson]) -> list[int]:
    """For each lesson the number of its title: lessons that share runs of words have one title."""
    plain = [re.sub(r"[^a-z]", "", lesson.story.text.lower()) for lesson in lessons]
    titles = list(range(len(lessons)))
    for one, text in enumerate(plain):
        step = max(1, (len(text) - SHINGLE) // 12)
        probes = [text[at : at + SHINGLE] for at in range(0, max(1, len(text) - SHINGLE), step)]
        for two in range(len(lessons)):
            if two != one and sum(probe in plain[two] for probe in probes) >= 2:
                old, new = titles[two], titles[one]
                titles = [new if title == old else title for title in titles]
    return titles


def make_folds(lessons: Sequence[Lesson]) -> Iterator[tuple[list[Lesson], list[Lesson]]]:
    """Pairs of what is trained on and what is scored; no title stands on both sides, in whatever corpus."""
    titles = group_titles(lessons)
    teaching = sorted({title for title, lesson in zip(titles, lessons, strict=True) if lesson.corpus in TRAINING})
    large = {title for title, x in zip(titles, lessons, strict=True) if x.corpus in TRAINING and len(x.answers) > 300}
    small = [title for title in teaching if title not in large]
    sides = [set[int](), *({title} for title in sorted(large)), *(set(small[at::GROUPS]) for at in range(GROUPS))]
    for side in sides:
        scored = [x for t, x in zip(titles, lessons, strict=True) if (t in side if side else t not in teaching)]
        yield [x for t, x in zip(titles, lessons, strict=True) if x.corpus in TRAINING and t not in side], scored


# --- scoring ------------------------------------------------------------------------------------------------


def attribute_lesson(lesson: Lesson, weights: Weights, bends: Bends) -> Story:
    """The story with speakers, by these weights."""
    return name_speakers(lesson.story, lesson.reading, score_turns(lesson.reading.contests, weights), bends)


def _score(tool: ModuleType, story: Story, gold: Mapping[str, Any]) -> Any:
    return score_quotes(tool, to_json(story), story.text, gold)


def collect_answers(tool: ModuleType, lesson: Lesson, weights: Weights) -> list[Answer]:
    """Every labelled quotation of a lesson with how sure the chain was of its answer."""
    names = {
        c["name"]: {tool.norm(x) for x in [c["name"], *c["aliases"], *c.get("expanded", [])]}
        | (tool.FIRST_PERSON if c["name"] == lesson.gold.get("narrator") else set())
        for c in lesson.gold["characters"]
    }
    shares = score_turns(lesson.reading.contests, weights)
    spans = []
    for choice, share in zip(lesson.reading.contests, shares, strict=True):
        if len(share):
            best = int(share.argmax())
            label = lesson.reading.members[choice.members[best]].label
            ground = find_ground(choice.kind, choice.evidence[best], label)
            spans += [(*quote, tool.norm(label), ground, float(share[best])) for quote in choice.setting.turn.quotes]
    spans.sort()
    found = []
    for quote in lesson.gold["quotes"]:
        hit = _find_span(spans, quote["spans"]) if quote["attributable"] else None
        if hit:
            right = hit[2] in names.get(quote["speaker"], ())
            found.append(Answer(lesson.name, hit[3], find_log_odds(hit[4]), right))
    return found


def _find_span(spans: Sequence[tuple[int, int, str, str, float]], wanted: Sequence[Sequence[int]]) -> Any:
    start, end = wanted[0][0], wanted[-1][1]
    near = [span for span in spans if span[1] > start and span[0] < end]
    return max(near, key=lambda span: min(end, span[1]) - max(start, span[0]), default=None)


# --- confidence ---------------------------------------------------------------------------------------------


def fit_bends(answers: Sequence[Answer]) -> dict[str, tuple[float, float]]:
    """Factor and offset of the log-odds for each ground, by logistic regression with a weak pull to (1, 0)."""
    bends = {}
    for ground in sorted({answer.ground for answer in answers}):
        own = [answer for answer in answers if answer.ground == ground]
        odds = np.array([[answer.odds, 1.0] for answer in own])
        right = np.array([answer.right for answer in own], dtype=float)
        bend = np.array([1.0, 0.0])
        for _ in range(50):
            sure = 1 / (1 + np.exp(-odds @ bend))
            slope = odds.T @ (sure - right) + PULL * (bend - [1.0, 0.0])
            curve = (odds * (sure * (1 - sure))[:, None]).T @ odds + PULL * np.eye(2)
            bend = bend - np.clip(np.linalg.solve(curve, slope), -0.5, 0.5)
        bends[ground] = (round(float(bend[0]), 3), round(float(bend[1]), 3))
    return bends


def bend_left_out(answers: Sequence[Answer]) -> list[tuple[float, bool]]:
    """Confidence and rightness of each answer, its novel left out when the bends were found."""
    rows = []
    for novel in sorted({answer.novel for answer in answers}):
        bends = fit_bends([answer for answer in answers if answer.novel != novel])
        for answer in (answer for answer in answers if answer.novel == novel):
            factor, offset = bends.get(answer.ground, (1.0, 0.0))
            rows.append((float(1 / (1 + np.exp(-(factor * answer.odds + offset)))), answer.right))
    return rows


def draw_reliability(rows: Sequence[tuple[float, bool]]) -> list[str]:
    """A table of ten bins, the reliability error, and what lies at 0.9 and above."""
    lines = ["| confidence | quotations | right |", "|---|---|---|"]
    error = 0.0
    for low in range(10):
        own = [row for row in rows if low / 10 <= row[0] < (low + 1) / 10 or (low == 9 and row[0] >= 1)]
        if own:
            sure, right = sum(row[0] for row in own) / len(own), sum(row[1] for row in own) / len(own)
            error += abs(sure - right) * len(own) / len(rows)
            lines.append(
                f"| {low / 10:.1f}–{(low + 1) / 10:.1f} (mean {sure:.2f}) | {len(own)} | {100 * right:.1f} % |"
            )
    top = [row for row in rows if row[0] >= 0.9]
    right = sum(row[1] for row in top) / max(1, len(top))
    share = len(top) / max(1, len(rows))
    lines += ["", f"Reliability error over ten bins: {100 * error:.1f} points (at most 5). At 0.9 and above: "]
    lines[-1] += f"{100 * right:.1f} % right (at least 95) and {100 * share:.1f} % of all (at least 45)."
    return lines


# --- a book whose characters are called otherwise -----------------------------------------------------------


def rename_lesson(lesson: Lesson) -> Lesson:
    """The text with every name of the cast made another of the same length, in text and labels."""
    words = {w for m in lesson.reading.members for form in m.forms for w in form.names if len(w) > 3 and w[0].isupper()}
    lower = set(re.findall(r"\b[a-z]+\b", lesson.story.text))
    words = {word for word in words if word.lower() not in lower and word.isalpha()}
    dice, taken, new = random.Random(7), set(lower), {}
    for word in sorted(words):
        while (made := _make_name(dice, len(word))).lower() in taken:
            pass
        taken.add(made.lower())
        new[word] = made
    pattern = re.compile(r"\b(" + "|".join(sorted(map(re.escape, new), key=len, reverse=True)) + r")(?=s?\b)")

    def put(text: str) -> str:
        return pattern.sub(lambda match: new[match.group()], text)

    gold = json.loads(json.dumps(lesson.gold))
    for character in gold["characters"]:
        character["aliases"] = [put(alias) for alias in character["aliases"]]
        character["expanded"] = [put(alias) for alias in character.get("expanded", [])] + [put(character["name"])]
    return read_lesson(lesson.corpus, gold, replace(lesson.manuscript, text=put(lesson.manuscript.text)))


def _make_name(dice: random.Random, length: int) -> str:
    letters = [dice.choice("bdfgklmnprstvz" if at % 2 == 0 else "aeiou") for at in range(length)]
    return "".join(letters).capitalize()


# --- report -------------------------------------------------------------------------------------------------


def draw_macro(rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Baseline, peer, ours, and what is to be reached."""
    lines = ["| PDNC, mean of the novels | " + " | ".join(rows) + " | BookNLP | reach | aim |"]
    lines.append("|---" * (len(rows) + 4) + "|")
    for score in SCORES:
        own = " | ".join(f"{row[score]:.1f}" for row in rows.values())
        least, aim = REACH[score]
        lines.append(f"| {score.replace('_', ', ')} | {own} | {PEER[score]} | {least} | {aim} |")
    return lines


def average(tool: ModuleType, results: Sequence[Any]) -> dict[str, float]:
    """The mean over texts of each score, in percent; texts without such a quotation left out."""
    rows = [tool.row(result) for result in results if result.total["all"]]
    kept = {score: [float(row[score]) for row in rows if row[score] == row[score]] for score in SCORES}
    return {score: 100 * sum(found) / len(found) if found else float("nan") for score, found in kept.items()}


def run(corpora: Path, bend: bool) -> list[str]:
    """Score everything; the lines of the report."""
    tool = load_tool(corpora, "evaluate_quotes")
    started = time.perf_counter()
    lessons = [lesson for corpus in ("pdnc", *TRAINING) for lesson in load_lessons(corpora, corpus)]
    words, seconds = sum(len(x.story.text.split()) for x in lessons), time.perf_counter() - started
    lines = [f"{words:,} words in {len(lessons)} texts read, segmented and prepared in {seconds:.0f} s."]
    results: dict[str, dict[str, Any]] = {}
    answers: list[Answer] = []
    renamed: Any = None
    for taught, scored in make_folds(lessons):
        weights = Weights({**dict.fromkeys(declare(), 0.0), **fit(taught)})
        for lesson in scored:
            story = attribute_lesson(lesson, weights, {})
            results.setdefault(lesson.corpus, {})[lesson.name] = _score(tool, story, lesson.gold)
            if lesson.corpus == "pdnc":
                answers += collect_answers(tool, lesson, weights)
        if renamed is None:
            renamed = score_renamed(tool, scored, weights)
    shipped = load_decision("speakers")
    own = [x for x in lessons if x.corpus == "pdnc"]
    in_sample = [_score(tool, attribute_lesson(x, shipped.weights, {}), x.gold) for x in own]
    base = score_baseline(tool, load_tool(corpora, "baseline_quotes"), own)
    if bend:
        path = FOLDER / "speakers.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**data, "bends": fit_bends(answers)}, indent=1) + "\n", encoding="utf-8")
    return [*lines, "", *draw_report(tool, results, in_sample, base, answers), "", renamed]


def run_shipped(corpora: Path, names: Sequence[str]) -> list[str]:
    """Score some corpora by the weights as shipped; the lines of the report."""
    tool, shipped = load_tool(corpora, "evaluate_quotes"), load_decision("speakers")
    lines: list[str] = []
    for corpus in names:
        stories = [(x, attribute_lesson(x, shipped.weights, shipped.bends)) for x in load_lessons(corpora, corpus)]
        results = sorted((_score(tool, story, lesson.gold) for lesson, story in stories), key=lambda r: r.novel)
        lines += [f"## {corpus}, by the weights as shipped", "", "```", *tool.table(results, False).splitlines(), "```"]
        lines += ["", f"name {average(tool, results)['name']:.2f}, voice {average(tool, results)['voice']:.2f}", ""]
    return lines


def score_renamed(tool: ModuleType, scored: Sequence[Lesson], weights: Weights) -> str:
    """How one novel scores when its characters are called otherwise."""
    lesson = min((x for x in scored if x.corpus == "pdnc"), key=lambda x: len(x.story.text))
    before = tool.row(_score(tool, attribute_lesson(lesson, weights, {}), lesson.gold))
    other = rename_lesson(lesson)
    after = tool.row(_score(tool, attribute_lesson(other, weights, {}), other.gold))
    shown = [f"name {100 * row['name']:.1f}, voice {100 * row['voice']:.1f}" for row in (before, after)]
    return f"Renaming every character of {lesson.name}: {shown[0]} as written, {shown[1]} renamed."


def score_baseline(tool: ModuleType, baseline: ModuleType, lessons: Sequence[Lesson]) -> list[Any]:
    """The one-hour baseline over the same novels."""
    found = []
    for lesson in lessons:
        rows = baseline.attribute(lesson.story.text, baseline.find_quotes(lesson.story.text))
        found.append(score_quotes(tool, rows, lesson.story.text, lesson.gold))
    return found


def draw_report(
    tool: ModuleType,
    results: Mapping[str, Mapping[str, Any]],
    in_sample: list[Any],
    base: list[Any],
    answers: list[Answer],
) -> list[str]:
    """The tables."""
    novels = list(results["pdnc"].values())
    macro = {"baseline": average(tool, base), "rhapsode, titles left out": average(tool, novels)}
    macro["as shipped (in-sample for two of the novels)"] = average(tool, in_sample)
    lines = ["## PDNC, end to end from raw text", "", *draw_macro(macro), "", "```"]
    lines += [*tool.table(sorted(novels, key=lambda r: r.novel), False).splitlines(), "```", "", "## Confidence", ""]
    lines += [f"PDNC, {len(answers)} quotations found, each novel left out of its weights and its bends.", ""]
    lines += [*draw_reliability(bend_left_out(answers)), ""]
    for corpus, title in (("litbank", "LitBank"), ("quoteli3", "QuoteLi3")):
        own = sorted((r for r in results[corpus].values() if r.total["all"]), key=lambda r: r.novel)
        pooled, mean = tool.row(tool.pool(own)), average(tool, own)
        lines += [f"## {title}, end to end, titles left out", ""]
        both = f"voice {100 * pooled['voice']:.1f} over all quotations, {mean['voice']:.1f} mean of {len(own)} texts"
        lines += [f"{both}; name {100 * pooled['name']:.1f} over all."]
        lines += ["", "```", *tool.table(own, False).splitlines(), "```", ""]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--bend", action="store_true", help="write the bends of confidence into the program's data")
    parser.add_argument("--no-keep", action="store_true")
    parser.add_argument("--shipped", nargs="+", metavar="CORPUS", help="score these alone, by the weights as shipped")
    options = parser.parse_args()
    if options.shipped:
        print("\n".join(run_shipped(options.corpora, options.shipped)))
        return
    lines = run(options.corpora, options.bend)
    head = [
        "# Who speaks: measured",
        "",
        f"`make bench-speakers CORPORA={options.corpora}`, {time.strftime('%Y-%m-%d')},",
    ]
    head[-1] += (
        f" Python {platform.python_version()}. How it works and what it is compared with: `docs/understanding.md`."
    )
    text = "\n".join([*head, "", *lines]) + "\n"
    print(text)
    if not options.no_keep:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
