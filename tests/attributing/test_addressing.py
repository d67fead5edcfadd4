"""Names joined by who answers to them."""

from __future__ import annotations

from tests.attributing.stories import read_text

CALLS = """\
Sabine rose, and she shut the door. Mr. Pell had come early. Sabine sat where she was.

"Miss Ott, may I sit?" said Mr. Pell.

"You may," said Sabine.

"Miss Ott, is that your dog?" said Mr. Pell.

"It is a chair," said Sabine.

"Then I have sat on it, Miss Ott," said Mr. Pell.

"So you have," said Sabine.
"""


def test_who_answers_to_a_name_bears_it() -> None:
    members = read_text(CALLS).members
    assert any({"Sabine", "Miss Ott"} <= {form.label for form in member.forms} for member in members)


def test_who_says_a_name_does_not_bear_it() -> None:
    members = read_text(CALLS).members
    assert not any({"Mr. Pell", "Miss Ott"} <= {form.label for form in member.forms} for member in members)


def test_whoever_speaks_by_both_names_is_two() -> None:
    text = CALLS + '\n"Who is that?" said Miss Ott.\n\n"Nobody," said Sabine.\n\n"Oh," said Miss Ott.\n'
    members = read_text(text + '\n"Miss Ott!" said Mr. Pell.\n\n"Yes?" said Miss Ott.\n').members
    assert not any({"Sabine", "Miss Ott"} <= {form.label for form in member.forms} for member in members)
