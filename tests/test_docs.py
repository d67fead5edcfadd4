"""The documents tell the truth: commands run, options, modules and errors are all there, links lead somewhere."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from rhapsode import errors
from rhapsode.cli import cli
from tests.books import write_story
from tests.cli.conftest import plain_environment

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
REFERENCE = (DOCS / "cli.md").read_text("utf-8")


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


# --- the reference ------------------------------------------------------------------------------------------


def test_the_reference_is_what_the_program_says() -> None:
    assert load_tool("write_cli_reference").write_reference() == REFERENCE, "run make docs"


def test_every_command_and_option_is_in_the_reference() -> None:
    context = click.Context(cli, info_name="rhapsode")
    for name in cli.list_commands(context):
        section = REFERENCE.split(f"## rhapsode {name}\n")[1].split("\n## ")[0]
        command = cli.get_command(context, name)
        assert command is not None
        options = [option for parameter in command.params for option in parameter.opts if option.startswith("-")]
        assert [option for option in options if option not in section] == []
        assert f"| `rhapsode {name}" in (ROOT / "README.md").read_text("utf-8")


def test_every_error_is_in_the_reference_and_in_the_tree() -> None:
    listed = load_tool("write_cli_reference").list_errors()
    assert len(listed) >= 9
    for error in listed:
        assert f"| `{error.__name__}` |" in REFERENCE
        assert error.__name__ in (errors.__doc__ or "")


def walk_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from walk_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk_keys(inner)


@pytest.mark.parametrize(
    "asked",
    ["build lock.txt", "preview lock.txt", "inspect lock.txt", "cast lock.txt", "voices --engine tone", "store"],
)
def test_every_key_of_the_json_is_explained(asked: str, tmp_path: Path) -> None:
    """All but names of characters and numbers of kinds, which are the story's own."""
    write_story(tmp_path)
    command = [sys.executable, "-m", "rhapsode", *asked.split(), "--json", "--store", "kept"]
    done = subprocess.run(command, cwd=tmp_path, env=plain_environment(), capture_output=True, text=True, check=True)
    data = json.loads(done.stdout)
    page = (DOCS / "json.md").read_text("utf-8")
    section = page.split(f"## rhapsode {asked.split()[0]}\n")[1].split("\n## ")[0]
    told = set(re.findall(r"[\w-]+", section + page.split("\n## ")[0]))
    for book in data.get("books", []):
        book["cast"] = list(book["cast"].values())
        book["passages"] = sum(book["passages"].values())
    assert {key for key in walk_keys(data)} - told == set()


# --- architecture -------------------------------------------------------------------------------------------


def test_the_list_of_modules_and_the_walk_are_what_the_program_says() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    assert load_tool("write_architecture").write_page(page) == page, "run make docs"


def test_the_import_rule_is_the_one_that_is_checked() -> None:
    shown = (DOCS / "architecture.md").read_text("utf-8").split("## Who may import whom")[1].split("```")[1]
    checked = re.search(r"layers = \[\n(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.S)
    assert checked is not None
    assert shown.split("\n")[1:-1] == re.findall(r'"(.+?)"', checked[1])


def test_every_decision_is_in_the_index() -> None:
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    for path in (DOCS / "decisions").glob("*.md"):
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        assert path.name == "README.md" or f"[{title}]({path.name})" in index


def test_the_library_can_be_used_as_shown(tmp_path: Path) -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.S)
    (tmp_path / "program.py").write_text(program, "utf-8")
    write_story(tmp_path, name="story.txt")
    command = [sys.executable, "program.py"]
    done = subprocess.run(command, cwd=tmp_path, env=plain_environment(), capture_output=True, text=True, check=True)
    assert "lines by Maud" in done.stdout and "seconds" in done.stdout
    assert list((tmp_path / "output").glob("*.mp3"))


def test_every_public_name_is_there() -> None:
    import rhapsode

    for name in rhapsode.__all__:
        assert getattr(rhapsode, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'stitched'"):
        _ = rhapsode.stitched


# --- all pages ----------------------------------------------------------------------------------------------


def find_anchors(path: Path) -> set[str]:
    """The names that GitHub gives to a page's headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in find_anchors(path), f"{page.name}: {target}"


def test_the_figures_of_the_readme_are_those_measured() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    assert load_tool("write_screens").fill_figures(page) == page, "run make docs"


def test_make_audiobook_builds_what_the_readme_shows() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    story = re.search(r"^STORY = (.+)$", makefile, re.M)
    assert story is not None
    assert f"$ rhapsode build {story[1]}\n" in (ROOT / "README.md").read_text("utf-8")
    assert 'rhapsode build "$$STORY" -o output' in makefile


@pytest.mark.parametrize("name", ["README.md", pytest.param("docs/tutorial.md", marks=pytest.mark.slow)])
def test_the_commands_shown_do_run(name: str, tmp_path: Path) -> None:
    tool = load_tool("write_screens")
    tool.prepare_folder(tmp_path)
    if name == "README.md":  # a minute of the story is enough to see whether its commands run
        story = tmp_path / "stories" / "ninety-yards.txt"
        story.write_text("\n\n".join(story.read_text("utf-8").split("\n\n")[:20]), "utf-8")
    screens = tool.SCREEN.findall((ROOT / name).read_text("utf-8"))
    assert len(screens) >= 2
    for _, command, shown in screens:
        done = tool.run(command, tmp_path)
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        assert bool(done.stdout) == bool(shown)
        labels = re.findall(r"^  (?:[a-z]+ ?)+  ", shown, re.M)
        assert [label for label in labels if label not in done.stdout] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS.glob("*.md")], ids=lambda page: page.name)
def test_voices_files_shown_have_no_fault(page: Path, tmp_path: Path) -> None:
    from rhapsode.voices_file import load_voices

    for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.S)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, "utf-8")
        load_voices([path])
