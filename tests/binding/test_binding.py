"""Finished files of each format: what went in is what two other parsers and a decoder find."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from rhapsode.binding.books import PlannedFile, bind, encode_pieces, is_ours, mark_chapters, plan_files, prepare_book
from rhapsode.binding.readback import read_back
from rhapsode.errors import OutputError
from rhapsode.model import Book, ChapterMark, Cover, EncodedPiece, Layout, Track
from rhapsode.stitching import assemble, render
from rhapsode.store import Store
from tests import sounds
from tests.binding import books


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store(None) as store:
        yield store


@pytest.fixture(scope="module", params=books.FORMATS)
def bound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, store: Store) -> books.Bound:
    path = tmp_path_factory.mktemp("bound") / f"The Lantern of Ostrey.{request.param}"
    return books.bind_small(request.param, path, store)


def seconds(bound: books.Bound, frames: int) -> float:
    return frames / bound.file.sample_rate


def test_chapters_read_back_the_same_through_ffmpeg_and_mutagen(bound: books.Bound) -> None:
    expected = [(seconds(bound, mark.start_frame), mark.title) for mark in bound.file.chapters]
    seen = books.seen_chapters(bound.file.path)
    assert [title for _, _, title in seen] == [title for _, title in expected]
    assert [start for start, _, _ in seen] == pytest.approx([start for start, _ in expected], abs=0.002)
    found = read_back(bound.file.path)
    assert found is not None
    assert [title for _, title in found.chapters] == [title for _, title in expected]
    assert [ms / 1_000 for ms, _ in found.chapters] == pytest.approx([start for start, _ in expected], abs=0.002)


def test_chapters_have_no_gaps_and_end_with_the_file(bound: books.Bound) -> None:
    seen = books.seen_chapters(bound.file.path)
    assert seen[0][0] == 0
    assert [end for _, end, _ in seen[:-1]] == pytest.approx([start for start, _, _ in seen[1:]], abs=0.002)
    samples, rate = books.decode(bound.file.path)
    total = sum(track.frames for track in bound.tracks)
    assert len(samples) / rate == pytest.approx(seconds(bound, total), abs=1 / rate)
    assert seen[-1][1] == pytest.approx(seconds(bound, total), abs=0.008)


def test_tags_read_back_the_same_through_ffmpeg_and_mutagen(bound: books.Bound) -> None:
    tags = books.seen_tags(bound.file.path)
    assert tags["title"] == tags["album"] == "The Lantern of Ostrey"
    assert tags["artist"] == tags["album_artist"] == "Mara Quill"
    assert tags["composer"] == "eSpeak NG"
    assert tags["genre"] == "Fantasy"
    assert tags["date"] == "2026"
    assert books.BOOK.description in (tags.get("description"), tags.get("comment"))
    assert (tags["series"], tags["series-part"], tags["grouping"]) == ("Ostrey", "2", "Ostrey #2")
    assert tags["language"] == "en"
    assert tags["encoder"].startswith("rhapsode ")
    found = read_back(bound.file.path)
    assert found is not None
    assert (found.title, found.album, found.author, found.narrator) == (
        "The Lantern of Ostrey",
        "The Lantern of Ostrey",
        "Mara Quill",
        "eSpeak NG",
    )


def test_the_cover_reads_back_through_ffmpeg_and_mutagen(bound: books.Bound) -> None:
    found = read_back(bound.file.path)
    assert found is not None
    assert bound.book.cover is not None
    assert found.cover == bound.book.cover.data
    with av.open(str(bound.file.path)) as container:
        (picture,) = container.streams.video
        assert (picture.width, picture.height) == (1_400, 1_400)


def test_each_cue_sounds_within_five_milliseconds_of_its_time(bound: books.Bound) -> None:
    samples, rate = books.decode(bound.file.path)
    starts = [mark.start_frame for mark in bound.file.chapters]
    times = [
        seconds(bound, at + cue.start_frame)
        for at, track in zip(starts, bound.tracks, strict=True)
        for cue in track.cues
    ]
    onsets = books.find_onsets(samples, rate, times)
    assert len(onsets) > 30
    assert max(abs(onset - time) for onset, time in zip(onsets, times, strict=True)) < 0.005


def test_it_is_known_as_ours(bound: books.Bound) -> None:
    assert is_ours(bound.file.path)


def test_facts_of_the_file(bound: books.Bound) -> None:
    assert bound.file.size_bytes == bound.file.path.stat().st_size
    assert bound.file.duration_ms == sum(track.frames for track in bound.tracks) * 1_000 // sounds.RATE


# --- titles and counts --------------------------------------------------------------------------------------

HOSTILE = [
    "é" * 300,
    "\u0434\u043e\u043c " * 80,
    "👩‍👩‍👧‍👦" * 40,
    "ends in a backslash \\",
    "a=b;c#d\\=e",
    "“quotes” and 'more'",
    "",
    "two\nlines\r\nand\ttabs",
    "nul\x00bell\x07escape\x1b",
    "‏مرحبا‎ and back",
    "灯台" * 200,
    "[CHAPTER]",
    " spaces around ",
]


def one_piece_tracks(name: str, titles: Sequence[str], store: Store) -> tuple[list[Track], Any]:
    """A track for each title, all of the same short piece."""
    binder = books.make_binder(name)
    script = sounds.make_script([sounds.make_line("Hear, hear.")])
    layouts, takes = books.lay_out_book(binder, script)
    (track,) = assemble(script, layouts)

    def sound(layout: Layout) -> Iterator[bytes]:
        return render(layout, sounds.loader(takes))

    return [replace(track, title=title) for title in titles], sound


@pytest.mark.parametrize("name", books.FORMATS)
def test_hostile_titles_come_through_in_order(name: str, tmp_path: Path, store: Store) -> None:
    tracks, sound = one_piece_tracks(name, HOSTILE, store)
    book = replace(books.BOOK, title="Ends in \\", author="A/B; C & D\x00", cover=None)
    file = bind(PlannedFile(tmp_path / f"hostile.{name}", tracks, book), books.make_binder(name), sound, store)
    titles = [title for _, _, title in books.seen_chapters(file.path)]
    assert titles == [mark.title for mark in file.chapters]
    assert all(len(title.encode()) <= 240 for title in titles)
    assert titles[3:6] == HOSTILE[3:6]
    assert titles[6] == "Chapter 7"
    assert titles[7] == "two lines and tabs"
    tags = books.seen_tags(file.path)
    assert tags["title"] == "Ends in \\"
    assert tags["artist"] == "A/B; C & D␀"


@pytest.mark.parametrize("name", books.FORMATS)
@pytest.mark.parametrize("count", [1, 255, 256, 300])
def test_any_number_of_chapters(name: str, count: int, tmp_path: Path, store: Store) -> None:
    titles = [f"{'A long title, ' * (number % 5)}{number}" for number in range(count)]
    tracks, sound = one_piece_tracks(name, titles, store)
    file = bind(PlannedFile(tmp_path / f"many.{name}", tracks, books.BOOK), books.make_binder(name), sound, store)
    seen = books.seen_chapters(file.path)
    assert [title for _, _, title in seen] == titles
    assert [start for start, _, _ in seen] == sorted(start for start, _, _ in seen)
    found = read_back(file.path)
    assert found is not None
    left_out = name == "m4b" and count > 255  # half a Nero list would hide the other half from players that like it
    assert [title for _, title in found.chapters] == ([] if left_out else titles)


# --- what may not happen ------------------------------------------------------------------------------------


class _Forgetful:
    """Leaves a piece out, as a full disk or a bug might."""

    def __init__(self, name: str) -> None:
        self._binder: Any = books.make_binder(name)
        self.suffix = self._binder.suffix
        self.settings = self._binder.settings

    def granule(self, sample_rate: int) -> int:
        return int(self._binder.granule(sample_rate))

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Any) -> EncodedPiece:
        piece: EncodedPiece = self._binder.encode(key, frames, sample_rate, blocks)
        return piece

    def write(self, path: Path, sample_rate: int, pieces: Any, chapters: Sequence[ChapterMark], book: Book) -> None:
        self._binder.write(path, sample_rate, list(pieces)[1:], chapters, book)


class _Mixed(_Forgetful):
    """Puts the pieces in a wrong order: the length is right."""

    def write(self, path: Path, sample_rate: int, pieces: Any, chapters: Sequence[ChapterMark], book: Book) -> None:
        self._binder.write(path, sample_rate, list(pieces)[::-1], chapters, book)


class _Silent(_Forgetful):
    """Forgets chapters and author."""

    def write(self, path: Path, sample_rate: int, pieces: Any, chapters: Sequence[ChapterMark], book: Book) -> None:
        whole = replace(chapters[0], end_frame=chapters[-1].end_frame)
        self._binder.write(path, sample_rate, pieces, [whole], replace(book, author=""))


@pytest.mark.parametrize("name", books.PIECEWISE)
@pytest.mark.parametrize(
    ("binder_type", "message"),
    [
        (_Forgetful, r"it lasts|packets came"),
        (_Mixed, "it sounds otherwise"),
        (_Silent, "finds 1 chapters instead of 3"),
    ],
)
def test_a_wrong_file_never_takes_the_name(
    name: str, binder_type: type[_Forgetful], message: str, tmp_path: Path, store: Store
) -> None:
    path = tmp_path / f"book.{name}"
    path.write_bytes(b"what was here before")
    binder = binder_type(name)
    script = sounds.make_script(sounds.tale(700), sounds.tale(150, word="harbour"), sounds.tale(40, word="boat"))
    layouts, takes = books.lay_out_book(binder, script)  # type: ignore[arg-type]
    tracks = assemble(script, layouts)
    with pytest.raises(OutputError, match=message) as caught:
        bind(PlannedFile(path, tracks, books.BOOK), binder, lambda layout: render(layout, sounds.loader(takes)), store)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"what was here before"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_nothing_to_bind_is_one_error(tmp_path: Path, store: Store) -> None:
    with pytest.raises(OutputError, match="nothing to bind"):
        bind(PlannedFile(tmp_path / "x.m4b", (), books.BOOK), books.make_binder("m4b"), lambda layout: [], store)


def test_foreign_files_are_not_ours(tmp_path: Path) -> None:
    text, sound, none = tmp_path / "a.m4b", tmp_path / "b.wav", tmp_path / "c.mp3"
    text.write_text("a letter", "utf-8")
    with av.open(str(sound), "w") as container:
        stream = container.add_stream("pcm_s16le", 8_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), dtype="i2"), format="s16", layout="mono")
        frame.sample_rate = 8_000
        container.mux(stream.encode(frame))
    assert [is_ours(path) for path in (text, sound, none)] == [False, False, False]


# --- covers, parts, narrators -------------------------------------------------------------------------------


def test_a_book_is_prepared_with_its_own_cover_or_a_drawn_one() -> None:
    file = io.BytesIO()
    Image.new("RGB", (30, 40), "red").save(file, "PNG")
    own, said = prepare_book(replace(books.BOOK, cover=Cover(file.getvalue(), "image/png")), "eSpeak NG")
    drawn, nothing = prepare_book(books.BOOK, "eSpeak NG")
    assert own.cover is not None
    assert Image.open(io.BytesIO(own.cover.data)).size == (30, 40)
    assert drawn.cover is not None
    assert (drawn.narrator, said, nothing) == ("eSpeak NG", (), ())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg/>", "it is an SVG, which players don't show"),
        (b"no picture", "it is no picture known here"),
        (b"\x89PNG\r\n\x1a\n", "it is cut short"),
        (b"\xff\xd8\xff", "it is cut short"),
    ],
)
def test_a_cover_that_is_drawn_instead_is_remarked(data: bytes, why: str) -> None:
    drawn, remarks = prepare_book(replace(books.BOOK, cover=Cover(data, "image/png")), "")
    assert drawn.cover == prepare_book(books.BOOK, "")[0].cover
    assert remarks == (f"its cover picture is not used, and one is drawn: {why}",)


@pytest.mark.parametrize("name", books.FORMATS)
def test_a_file_for_each_chapter(name: str, tmp_path: Path, store: Store) -> None:
    tracks, sound = one_piece_tracks(name, ["The Storm", "What/Now?", "The Storm"], store)
    binder = books.make_binder(name)
    planned = plan_files(tmp_path, binder.suffix, tracks, books.BOOK, [1, 2, 3], 3)
    files = [bind(file, binder, sound, store) for file in planned]
    assert [file.path.stem for file in files] == ["01 - The Storm", "02 - What-Now-", "03 - The Storm"]
    for number, (file, track) in enumerate(zip(files, tracks, strict=True), start=1):
        tags = books.seen_tags(file.path)
        assert tags["title"] == track.title
        assert tags["album"] == "The Lantern of Ostrey"
        assert tags["track"] in (f"{number}/3", str(number))
        assert file.frames == track.frames


def test_chapter_marks_tile_the_file() -> None:
    tracks = [Track(title, sounds.RATE, frames, ()) for title, frames in [("a", 5), ("b", 7), ("c", 1)]]
    assert mark_chapters(tracks) == (ChapterMark("a", 0, 5), ChapterMark("b", 5, 12), ChapterMark("c", 12, 13))


# --- work done only once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", books.PIECEWISE)
def test_another_cover_or_title_encodes_nothing(name: str, tmp_path: Path) -> None:
    binder: Any = books.make_binder(name)
    script = books.small_script()
    layouts, takes = books.lay_out_book(binder, script)
    encoded = []

    def sound(layout: Layout) -> Iterator[bytes]:
        encoded.append(layout.key)
        return render(layout, sounds.loader(takes))

    with Store(None) as own:
        first = list(encode_pieces(layouts, binder, sound, own, jobs=2))
        again = list(encode_pieces(layouts, binder, sound, own, jobs=2))
        bind(PlannedFile(tmp_path / f"a.{name}", assemble(script, layouts), books.BOOK), binder, sound, own)
        bind(PlannedFile(tmp_path / f"b.{name}", assemble(script, layouts), Book("Another")), binder, sound, own)
    assert [made for _, made in first] == [True] * len(layouts)
    assert [made for _, made in again] == [False] * len(layouts)
    assert sorted(encoded) == sorted(layout.key for layout in layouts)


@pytest.mark.parametrize("name", books.FORMATS)
def test_the_same_book_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    files = []
    for folder in ("one", "two"):
        with Store(None) as own:
            path = tmp_path / folder / f"book.{name}"
            books.bind_small(name, path, own, script=sounds.make_script(sounds.tale(60)))
            files.append(path.read_bytes())
    assert files[0] == files[1]
