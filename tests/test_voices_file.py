"""voices.yaml: what files say together, and what is said of faulty ones."""

from __future__ import annotations

import os
import re
from importlib.resources import files as package_files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.errors import OutputError, RhapsodeError, VoicesFileError
from rhapsode.language import fold_name
from rhapsode.model import Correction, Kind
from rhapsode.voices_file import CastEntry, load_voices, own_file, write_cast
from rhapsode.voices_file.checking import check_file
from rhapsode.voices_file.schema import list_keys

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "voices"


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def faults_of(text: str | bytes) -> list[str]:
    _, faults = check_file(Path("v.yaml"), text.encode() if isinstance(text, str) else text)
    return [str(fault) for fault in faults]


def test_the_checkouts_file_is_the_packaged_one() -> None:
    packaged = (package_files("rhapsode") / "data" / "voices.yaml").read_text("utf-8")
    assert (ROOT / "voices.yaml").read_text("utf-8") == packaged


def test_without_any_file_the_defaults_hold() -> None:
    settings = load_voices()
    assert (settings.defaults.engine, settings.defaults.voice, settings.defaults.rate_percent) == (
        "espeak",
        "auto",
        100,
    )
    assert settings.sections[Kind.LYRIC].pitch_cents == 200
    assert settings.sections[Kind.THOUGHT].volume_db == -3.0
    assert settings.sections[Kind.NOTE].speak is False
    assert settings.pauses.scene_ms == 2200
    assert settings.casting.female and settings.casting.male and set(settings.casting.plain) == {"f", "m", ""}
    assert settings.frame.opening == "{title}, by {author}." and settings.frame.closing == "The end."
    assert settings.engines == ("espeak",)


def test_later_files_overlay_earlier_ones_key_by_key(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    write(checkout / "voices.yaml", "sections: {lyric: {rate: 70%, volume: -1dB}}\n")
    series = write(
        tmp_path / "series.yaml", "sections: {lyric: {volume: -2dB}}\ncharacters: {Ida: {voice: a, rate: 90%}}\n"
    )
    story = tmp_path / "tale.txt"
    own = write(own_file(story), "characters: {IDA: {voice: b}}\ncorrections:\n  - {text: Yes, set: {speaker: Ida}}\n")
    settings = load_voices([series], story, checkout)
    lyric = settings.sections[Kind.LYRIC]
    assert (lyric.rate_percent, lyric.volume_db, lyric.pitch_cents) == (70, -2.0, 200)
    (ida,) = settings.characters
    assert (ida.style.voice, ida.style.rate_percent, ida.own) == ("b", 90, True)
    assert str(ida.style.places["voice"]) == f"characters: IDA: voice ({own}:1)"
    assert str(ida.style.places["rate_percent"]) == f"characters: Ida: rate ({series}:2)"
    assert settings.files == (checkout / "voices.yaml", series, own)
    assert settings.corrections == (Correction("Yes", speaker="Ida", path=own, line=3),)


def test_aliases_are_those_of_all_files(tmp_path: Path) -> None:
    one = write(tmp_path / "1.yaml", "characters: {Ida Moss: {aliases: [Ida, Miss Moss]}, Tom: {aliases: Tommy}}")
    assert load_voices([one]).aliases == {"Ida Moss": ("Ida", "Miss Moss"), "Tom": ("Tommy",)}


def test_aliases_that_gainsay_each_other_are_a_fault_with_both_lines(tmp_path: Path) -> None:
    one = write(tmp_path / "1.yaml", "characters:\n  Wenna: {aliases: [Tobin, Wenna]}\n")
    both = write(tmp_path / "2.yaml", f"{one.read_text()}  Tobin: {{aliases: WENNA}}\n")
    with pytest.raises(VoicesFileError, match=r"2\.yaml:3: characters: Tobin: aliases: .*Wenna.* in line 2 says"):
        load_voices([both])
    two = write(tmp_path / "3.yaml", "characters: {Tobin: {aliases: [Wenna]}}\n")
    with pytest.raises(VoicesFileError, match=r"3\.yaml:1: .* in .*1\.yaml:2 says"):
        load_voices([one, two])
    assert load_voices([one]).aliases == {"Wenna": ("Tobin", "Wenna")}


def test_a_file_may_end_in_yml_but_not_stand_beside_its_twin(tmp_path: Path) -> None:
    story = tmp_path / "tale.txt"
    own = write(tmp_path / "tale.voices.yml", "defaults: {rate: 90%}\n")
    general = write(tmp_path / "voices.yml", "defaults: {pitch: +1st}\n")
    settings = load_voices([], story, tmp_path)
    assert (settings.defaults.rate_percent, settings.defaults.pitch_cents) == (90, 100)
    assert settings.files == (general, own) and own_file(story) == own
    write(tmp_path / "tale.voices.yaml", "defaults: {rate: 80%}\n")
    with pytest.raises(VoicesFileError, match=r"tale\.voices\.yml: there is tale\.voices\.yaml too"):
        load_voices([], story, tmp_path)
    assert own_file(story).suffix == ".yaml"
    assert load_voices([own], story, tmp_path).defaults.rate_percent == 80


def test_twelve_faults_are_twelve_lines_with_their_numbers() -> None:
    path = DATA / "twelve-faults.yaml"
    expected = [number for number, line in enumerate(path.read_text().splitlines(), 1) if re.search(r"# \d+$", line)]
    with pytest.raises(VoicesFileError) as caught:
        load_voices([path])
    lines = str(caught.value).splitlines()
    assert [fault.line for fault in caught.value.faults] == expected
    assert len(lines) == len(expected) == 12
    for line, number in zip(lines, expected, strict=True):
        assert line.startswith(f"{path}:{number}: ")
    for meant in ("espeak", "lyric", "85%", "write it like +2st", "-3dB", "350ms", "volume", "false", "announce"):
        assert sum(meant in line.split(" — ")[1] for line in lines if " — " in line), meant


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    one = write(tmp_path / "1.yaml", "pauses: {scene: 1}\n")
    two = write(tmp_path / "2.yaml", "\nsektions: {}\n")
    missing = tmp_path / "3.yaml"
    with pytest.raises(VoicesFileError) as caught:
        load_voices([one, two, missing])
    assert [(f.path, f.line) for f in caught.value.faults] == [(one, 1), (two, 2), (missing, None)]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: [", 1, "not YAML"),
        ("pauses:\n\tscene: 2s\n", 2, "tabs"),
        ("pauses: {scene: 2s}\npauses: {scene: 3s}\n", 2, "stands already in line 1"),
        ("%YAML 1.1\n---\nx: 1\n", 3, "no key called"),
        ("- 1\n", 1, "keys and values belong here"),
        ("defaults: [1]\n", 1, "keys and values belong here"),
        ("corrections: {a: 1}\n", 1, "a list belongs here"),
        ("defaults: !!python/object:os.system {}\n", 1, "tag"),
        ("defaults: {voice: *a}\n", 1, "undefined alias"),
        ("a: 1\n--- \nb: 2\n", 2, "not YAML"),
        ("x: \x01\n", 1, "U+0001"),
        ("defaults: {rate: 1000%}\n", 1, "from 40% to 300%"),
        ("defaults: {rate: slwo}\n", 1, "did you mean"),
        ("defaults: {voice: }\n", 1, "missing"),
        ("defaults: {[a]: 1}\n", 1, "a key must be"),
        ("casting: {doubt-below: 2}\n", 1, "out of range"),
        ("casting: {minimum-lines: 0}\n", 1, "whole number"),
        ('frame: {opening: "{titel}, by {author}"}\n', 1, "{titel} — did you mean {title}?"),
        ('frame: {opening: "{Author}: {title}"}\n', 1, "did you mean {author}?"),
        ('frame:\n  opening: "{title}, read by {narrator}"\n', 2, "{narrator} — there are {title} and {author}"),
        ('frame: {closing: "That was {title}."}\n', 1, "nothing is filled in here for {title}"),
        ("pauses: {scene: 3}\n", 1, "did you mean 3s?"),
        ("pauses: {scene: 1.5}\n", 1, "did you mean 1.5s?"),
        ("pauses: {scene: 350}\n", 1, "did you mean 350ms?"),
        ("characters:\n  Wenna: en-us+f3\n", 2, "write Wenna: {voice: en-us+f3}"),
        ("defaults: en-gb\n", 1, "write defaults: {voice: en-gb}"),
        ("corrections:\n  - {set: {kind: lyrik}}\n", 2, "did you mean lyric?"),
        ("corrections:\n  - {text: Yes, set: {}}\n", 2, "set missing"),
    ],
)
def test_each_fault_is_one_line_that_helps(text: str, line: int, part: str) -> None:
    found = faults_of(text)
    assert found and found[0].startswith(f"v.yaml:{line}: ")
    assert part in found[0] and "\n" not in found[0]


def test_hostile_files_end_soon_with_one_line() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9))
    assert all("no key called" in fault for fault in faults_of(bomb))
    nested = "characters: &c {A: {sections: {lyric: {rate: 80%}}}}\n"
    assert faults_of(nested) == []
    assert "nested too deeply" in faults_of("a: " + "[" * 5000)[0]
    assert "too large" in faults_of(b"#" * 1_000_001)[0]
    (fault,) = faults_of("characters:\n  Zo\xeb: {}\n".encode("latin-1"))
    assert fault.startswith("v.yaml:2: not UTF-8")


def test_an_anchor_that_is_named_twice_is_a_fault() -> None:
    (fault,) = faults_of("pauses: {scene: &a 2s, speaker: &a 1s}\n")
    assert "not YAML" in fault and "anchor" in fault


def test_empty_files_say_nothing(tmp_path: Path) -> None:
    for text in ("", "# only a comment\n", "sections:\ncharacters:\n  Ida:\ncorrections:\n", "\ufeffpauses: {}\n"):
        assert faults_of(text) == []


SNIPPETS = [
    "a: ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "characters:\n",
    "  ",
    "\n",
    "rate: ",
    "85%",
    "&a ",
    "*a",
    "!!x ",
    "'",
    "null",
    "---",
]


@given(st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5)).map("".join) | st.binary(max_size=100))
def test_any_file_is_read_or_faulted(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    tree, faults = check_file(Path("v.yaml"), data)
    assert set(tree) <= {path[0] for path in list_keys()}
    assert all("\n" not in str(fault) and str(fault).startswith("v.yaml") for fault in faults)


def test_a_scene_sound_must_be_there(tmp_path: Path) -> None:
    path = write(tmp_path / "v.yaml", "frame:\n  scene-sound: bell.wav\n")
    with pytest.raises(VoicesFileError, match=r"v\.yaml:2: frame: scene-sound: there is no file .*bell\.wav"):
        load_voices([path])


@pytest.mark.parametrize("name", ["x" * 300 + ".wav", "x" * 255 + "/bell.wav", "x/" * 3_000 + "bell.wav", "a\\0b.wav"])
def test_a_scene_sound_of_an_impossible_name_is_one_line(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "v.yaml", f'frame:\n  scene-sound: "{name}"\n')
    with pytest.raises(VoicesFileError, match=r"v\.yaml:2: frame: scene-sound: (can't find|there is no)") as caught:
        load_voices([path])
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 1_300


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "getuid") or os.getuid() == 0, reason="root may go anywhere")
def test_a_scene_sound_in_a_closed_folder_is_one_line(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    path = write(tmp_path / "v.yaml", "frame:\n  scene-sound: closed/bell.wav\n")
    try:
        with pytest.raises(VoicesFileError, match=r"can't find the file .*bell\.wav: Permission denied"):
            load_voices([path])
    finally:
        closed.chmod(0o700)


def test_a_word_sounds_like_a_word(tmp_path: Path) -> None:
    path = write(tmp_path / "v.yaml", f"pronounce:\n  Marlow: {'mar' * 100}\n  Ada: {'a' * 200}\n")
    with pytest.raises(VoicesFileError) as caught:
        load_voices([path])
    told = "v.yaml:2: pronounce: Marlow: 300 characters are no word's sound — write at most 200, for one word or name"
    assert str(caught.value).endswith(told)


def test_values_have_their_units(tmp_path: Path) -> None:
    (tmp_path / "bell.wav").write_bytes(b"")
    path = write(
        tmp_path / "v.yaml",
        "defaults: {rate: slow, pitch: -1.5st, volume: 2.5dB}\npauses: {clause: 0ms, scene: 1.5s}\n"
        "frame: {opening: null, closing: '', chapter: none, scene-sound: bell.wav}\n"
        "casting: {tags: speaker, doubt-below: 0, plain: {female: x}}\npronounce: {Marlow: mar-lo}\n",
    )
    settings = load_voices([path])
    assert (settings.defaults.rate_percent, settings.defaults.pitch_cents) == (80, -150)
    assert settings.defaults.volume_db == 2.5
    assert (settings.pauses.clause_ms, settings.pauses.scene_ms, settings.pauses.sentence_ms) == (0, 1500, 300)
    assert (settings.frame.opening, settings.frame.closing, settings.frame.announce) == ("", "", False)
    assert settings.frame.scene_sound == tmp_path / "bell.wav"
    assert settings.casting.tags_by_speaker and settings.casting.doubt_below == 0
    assert settings.casting.plain["f"] == "x" and settings.casting.plain["m"] != "x"
    assert settings.pronounce == {"Marlow": "mar-lo"}


def test_a_cast_is_written_beside_what_the_user_set(tmp_path: Path) -> None:
    path = write(
        tmp_path / "s.voices.yaml",
        "# mine\nsections:\n  lyric: {rate: 80%} # slow\ncharacters:\n  # the eldest\n"
        "  Ida: {voice: en-us+f3} # stays\n  Tom:\n    rate: 90%\n",
    )
    cast = [
        CastEntry("Ida Moss", "en-us+f2", ("Ida",), "f"),
        CastEntry("Tom", "en-us+m2", (), "m", 110, -300),
        CastEntry("Eve O'Dea: elder", "en-us+f4", comment="12 lines"),
    ]
    assert write_cast(path, cast) == ("Tom", "Eve O'Dea: elder")
    text = path.read_text()
    for kept in ("# mine", "lyric: {rate: 80%} # slow", "# the eldest", "Ida: {voice: en-us+f3} # stays", "# 12 lines"):
        assert kept in text
    settings = load_voices([path])
    voices = {entry.name: (entry.style.voice, entry.style.rate_percent) for entry in settings.characters}
    assert voices == {"Ida": ("en-us+f3", None), "Tom": ("en-us+m2", 90), "Eve O'Dea: elder": ("en-us+f4", None)}
    assert write_cast(path, cast) == ()
    assert path.read_text() == text


@pytest.mark.parametrize("before", [None, "", "# note\n", "characters: {}\n"])
def test_a_cast_is_written_into_a_new_file(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "s.voices.yaml"
    if before is not None:
        write(path, before)
    assert write_cast(path, [CastEntry("Ida", "x"), CastEntry("Tom", "y")]) == ("Ida", "Tom")
    assert [entry.name for entry in load_voices([path]).characters] == ["Ida", "Tom"]


CAST = (CastEntry("Wenna", "en-us+f2", (), "f", comment="1 line"), CastEntry("Ludo: elder", "en-us+m2", ("Lu",)))
BEFORE = [
    "characters: {Wenna: {voice: +f3}}\n",
    "characters: {Wenna: {rate: 90%}, }\npauses: {scene: 2s}\n",
    "characters: {Wenna: {}, Tom} # all\n",
    "characters: {\n  Wenna: {voice: +f3}, # her\n  Tom: {voice: +m3} # him\n}\n",
    "characters: {Tom: {aliases: [Lu]}}",
    "characters: {} # none yet\npauses: {scene: 2s}\n",
    "characters:\npauses: {scene: 2s}\n",
    "characters: ~",
    "{characters: {}}\n",
    "{characters: }\n",
    "{pauses: {scene: 2s}}\n",
    "{}\n",
    "---\ncharacters:\n  Wenna:\n    rate: 90%\n\n# end\n...\n",
    "---\npauses:\n  scene: 2s\n...\n# after\n",
    "---\n# nothing\n...\n",
    "# mine",
    "characters:\r\n  Wenna: # her\r\n  Tom: ~\r\npauses: {scene: 2s}\r\n",
    "\ufeffcharacters:\n    'Wenna':\n        sections:\n            lyric: {rate: 80%}\n",
    "characters:\n  Tom: {aliases:\n    [Thomas]}\n  # later\npronounce:\n  Aoife: |\n    Ee-fa\n",
    "pronounce:\n  Aoife: >-\n    Ee-fa\n",
    "corrections:\n- {text: Yes, set: {kind: thought}}\n",
    "characters:\n  Tom: &t {voice: +m3}\n  Tim: *t\n",
]


@pytest.mark.parametrize("before", BEFORE)
def test_what_the_user_wrote_stays_as_it_was(tmp_path: Path, before: str) -> None:
    path = tmp_path / "s.voices.yaml"
    path.write_bytes(before.encode())
    told = {entry.name: entry for entry in load_voices([path]).characters}
    write_cast(path, CAST)
    after = path.read_bytes().decode()
    assert after.count("\n") == after.count("\r\n") or "\r" not in before
    at = 0
    for word in re.findall(r"[^\s{}~]+", before):  # the same words in the same order
        at = after.find(word, at) + len(word)
        assert after[:at].endswith(word), (word, after)
    settings = load_voices([path])
    found = {entry.name: entry for entry in settings.characters}
    for name, entry in told.items():
        assert found[name].style.rate_percent == entry.style.rate_percent
        assert not entry.style.voice or found[name].style.voice == entry.style.voice
    assert found["Wenna"].style.voice in ("en-us+f2", "+f3")
    assert any(entry.name == "Ludo: elder" or "Lu" in entry.aliases for entry in settings.characters)
    assert write_cast(path, CAST) == () and path.read_bytes().decode() == after


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda n: n.strip() == n), unique_by=fold_name, min_size=1))
def test_any_name_is_read_back(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.voices.yaml"
        write_cast(path, [CastEntry(name, "x", comment=name) for name in names])
        assert [entry.name for entry in load_voices([path]).characters] == names


def test_what_several_share_is_not_changed_for_one(tmp_path: Path) -> None:
    path = write(tmp_path / "s.voices.yaml", "characters:\n  Tom: &t {rate: 90%}\n  Wenna: *t\n")
    with pytest.raises(VoicesFileError, match=r"s\.voices\.yaml:3: "):
        write_cast(path, CAST)
    with pytest.raises(OutputError, match="can't be put into this file"):
        write_cast(path, [CastEntry("Tom", "x")])
    assert path.read_text() == "characters:\n  Tom: &t {rate: 90%}\n  Wenna: *t\n"


def test_a_faulty_file_is_not_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "s.voices.yaml", "characters: {Ida: {voise: x}}\n")
    with pytest.raises(VoicesFileError):
        write_cast(path, [CastEntry("Tom", "y")])
    assert "Tom" not in path.read_text()


def test_the_reference_explains_each_key_and_no_other() -> None:
    text = (ROOT / "docs" / "voices.md").read_text("utf-8")
    known = {": ".join("NAME" if part == "*" else part for part in path) for path in list_keys()}
    explained = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    assert explained == known


def test_every_example_of_the_reference_is_right() -> None:
    text = (ROOT / "docs" / "voices.md").read_text("utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert examples
    for example in examples:
        assert faults_of(example) == []


def test_a_voices_error_is_one_of_ours() -> None:
    assert issubclass(VoicesFileError, RhapsodeError)
