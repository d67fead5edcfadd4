"""Steps 5 and 6: a script in, tracks and their sound out; pieces are recorded, laid out and encoded at one time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from rhapsode.binding.books import Binder, Sound, encode_pieces
from rhapsode.building.session import Session
from rhapsode.model import Layout, Piece, Script, Take, TakeFacts, Track, Voice
from rhapsode.protocols import PieceBinder
from rhapsode.recording import find_gains, load_takes, record, record_anew
from rhapsode.stitching import GRANULE, assemble, divide, lay_out, plan_pieces, render


def produce(
    script: Script, binder: Binder, session: Session, cues: bool = False
) -> tuple[tuple[Track, ...], Sound, int]:
    """Steps 5 and 6, and the encoding of pieces, which overlap: tracks, their sound, and how many were encoded.

    Tracks have cues, and those their words' times, only with `cues`: a long book has millions.
    """
    pieces = plan_pieces(script)
    voices = {line.voice for chapter in script.chapters for line in chapter.lines}
    gains = find_gains(voices, session.pool, session.store)
    recorded = record(script, pieces, session.pool, session.store, session.watcher, cues)
    layouts = _lay_out_all(script, recorded, gains, binder, cues)
    sound = partial(_render, script, session)
    if not isinstance(binder, PieceBinder):
        return assemble(script, layouts), sound, 0
    session.watcher.begin("encode", len(pieces), "pieces")
    done, encoded = [], 0
    for layout, anew in encode_pieces(layouts, binder, sound, session.store, session.pool.jobs, apart=True):
        done.append(layout)
        encoded += anew
        session.watcher.advance("encode", 1, layout.frames * 1000 // layout.sample_rate if anew else 0)
    return assemble(script, done), sound, encoded


def _lay_out_all(
    script: Script,
    recorded: Iterator[tuple[Piece, tuple[TakeFacts, ...]]],
    gains: Mapping[Voice, float],
    binder: Binder,
    cues: bool,
) -> Iterator[Layout]:
    sample_rate = 0
    for piece, facts in recorded:
        sample_rate = sample_rate or _find_sample_rate(script, piece, facts)
        granule = binder.granule(sample_rate) if isinstance(binder, PieceBinder) else GRANULE
        at = 0
        for part in divide(script, piece, facts):
            length = part.last - part.first
            yield lay_out(script, part, facts[at : at + length], gains, sample_rate, granule, cues)
            at += length


def _find_sample_rate(script: Script, piece: Piece, facts: Sequence[TakeFacts]) -> int:
    """The book's: that of its narrator, who speaks in almost any piece."""
    lines = script.chapters[piece.chapter].lines[piece.first : piece.last]
    told = [fact for line, fact in zip(lines, facts, strict=True) if line.voice == script.narrator]
    return (told or facts)[0].sample_rate


def _render(script: Script, session: Session, layout: Layout) -> Iterator[bytes]:
    """The sound of a piece; a take that the store has lost meanwhile is spoken again."""
    lines = script.chapters[layout.piece.chapter].lines[layout.piece.first : layout.piece.last]

    def load_again(keys: Sequence[str]) -> Mapping[str, Take]:
        return load_takes(session.store, keys, lambda lost: record_anew(lines, lost, session.pool, session.store))

    return render(layout, load_again)
