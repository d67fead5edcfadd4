"""Writes the number words of each language into its file, from num2words: cardinals and ordinals from 1 to 99.

    python tools/write_number_words.py [CODE …]          # en de fr es it nl pt ru da where no code is given

A blank inside a number is an underscore there. Other forms ("première", "Erster") are written by hand, as
`numbers.endings` and `numbers.others`.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

from num2words import num2words

FOLDER = Path(__file__).resolve().parent.parent / "src" / "rhapsode" / "data" / "languages"
CODES = "en de fr es it nl pt ru da".split()
COLUMNS = 118


def write_numbers(code: str) -> str:
    """The two keys of the table [numbers] for the language `code`, as its file has them."""
    return "".join(
        _write_row(f"{kind}s", [num2words(n, lang=code, to=kind) for n in range(1, 100)])
        for kind in ("cardinal", "ordinal")
    )


def _write_row(key: str, words: list[str]) -> str:
    listed = " ".join(word.replace(" ", "_") for word in words)
    lines = textwrap.wrap(listed, COLUMNS, break_long_words=False, break_on_hyphens=False)
    return "\n".join([f"{key} = '''", *lines, "'''", ""])


def replace_numbers(text: str, numbers: str) -> str:
    """A language's file with other number words; the table stands where it stood, or at the end."""
    text = re.sub(r"(?ms)^(?:cardinals|ordinals) = '''\n.*?^'''\n", "", text)
    if "\n[numbers]\n" not in text:
        text = text.rstrip() + "\n\n[numbers]\n"
    head, mark, tail = text.partition("\n[numbers]\n")
    return head + mark + numbers + tail


def main(codes: list[str]) -> None:
    for code in codes or CODES:
        file = FOLDER / f"{code}.toml"
        text = file.read_text("utf-8") if file.exists() else ""
        file.write_text(replace_numbers(text, write_numbers(code)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
