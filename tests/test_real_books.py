"""Every sample story, and a real novel, in every format that players open: two parsers read the same of each."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path

import av
import mutagen.id3
import mutagen.mp3
import mutagen.mp4
import mutagen.oggopus
import pytest
from mutagen.flac import Picture

from rhapsode.building.builds import build, plan_build
from rhapsode.building.output_paths import Target
from rhapsode.building.plans import Built
from rhapsode.building.session import BookOptions
from rhapsode.model import Book
from tests.books import STORIES, open_session

FORMATS = ("m4b", "mp3", "opus")
CORPORA = os.environ.get("RHAPSODE_CORPORA", "")


@dataclass(frozen=True)
class Seen:
    """What one parser says of a file."""

    chapters: list[tuple[str, float]]  # title, start in seconds
    title: str
    author: str
    cover_bytes: int


def see_through_ffmpeg(path: Path) -> Seen:
    with av.open(str(path)) as container:
        tags = {**container.metadata, **container.streams.audio[0].metadata}
        chapters = [(c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in container.chapters()]
        pictures = [s for s in container.streams.video if s.disposition & av.stream.Disposition.attached_pic]
        cover = next(packet for packet in container.demux(pictures[0]) if packet.size)
        lowered = {key.lower(): value for key, value in tags.items()}
        return Seen(chapters, lowered["album"], lowered.get("artist", ""), cover.size)


def see_through_mutagen(path: Path) -> Seen:
    return {".m4b": _see_mp4, ".mp3": _see_mp3, ".opus": _see_opus}[path.suffix](path)


def _see_mp4(path: Path) -> Seen:
    file = mutagen.mp4.MP4(path)
    chapters = [(chapter.title, chapter.start) for chapter in file.chapters]
    return Seen(chapters, file["©alb"][0], file.get("©ART", [""])[0], len(file["covr"][0]))


def _see_mp3(path: Path) -> Seen:
    tags = mutagen.id3.ID3(path)
    toc = tags["CHAP:toc"] if "CHAP:toc" in tags else tags.getall("CTOC")[0]
    frames = {frame.element_id: frame for frame in tags.getall("CHAP")}
    chapters = [
        (str(frames[one].sub_frames["TIT2"].text[0]), frames[one].start_time / 1000) for one in toc.child_element_ids
    ]
    author = str(tags["TPE1"].text[0]) if "TPE1" in tags else ""
    return Seen(chapters, str(tags["TALB"].text[0]), author, len(tags.getall("APIC")[0].data))


def _see_opus(path: Path) -> Seen:
    file = mutagen.oggopus.OggOpus(path)
    tags: dict[str, list[str]] = dict(file.tags or {})
    chapters = []
    for number in range(1, 1_000):
        if f"chapter{number:03}" not in tags:
            break
        hours, minutes, seconds = tags[f"chapter{number:03}"][0].split(":")
        start = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        chapters.append((tags[f"chapter{number:03}name"][0], start))
    picture = Picture(base64.b64decode(tags["metadata_block_picture"][0]))
    return Seen(chapters, tags["album"][0], tags.get("artist", [""])[0], len(picture.data))


def build_in(path: Path, folder: Path, format: str) -> tuple[Book, Built]:
    with open_session(folder) as session:
        target = Target(folder / "out", format)
        plan = plan_build(path, BookOptions(), target, session)
        return plan.script.book, build(plan, target, session)


def check(book: Book, built: Built) -> None:
    (file,) = built.files
    marks = [(mark.title, mark.start_frame / file.sample_rate) for mark in file.chapters]
    one, other = see_through_ffmpeg(file.path), see_through_mutagen(file.path)
    for seen in (one, other):
        assert [title for title, _ in seen.chapters] == [title for title, _ in marks]
        assert all(abs(a - b) < 0.05 for (_, a), (_, b) in zip(seen.chapters, marks, strict=True))
        assert (seen.title, seen.author) == (book.title, book.author)
    assert one.cover_bytes == other.cover_bytes > 1_000
    with av.open(str(file.path)) as container:
        assert container.duration is not None
        assert abs(container.duration / 1_000_000 - file.duration_ms / 1_000) < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_each_sample_story_reads_back_alike_in_each_format(path: Path, tmp_path: Path) -> None:
    for format in FORMATS:
        check(*build_in(path, tmp_path, format))


@pytest.mark.corpora
def test_a_real_novel_reads_back_alike_in_each_format(tmp_path: Path) -> None:
    path = Path(CORPORA, "epub", "robert-louis-stevenson_treasure-island.epub")
    for format in FORMATS:
        book, built = build_in(path, tmp_path, format)
        assert len(built.files[0].chapters) >= 34
        check(book, built)
