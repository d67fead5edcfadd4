"""`rhapsode store`: what is kept, and how much room it takes."""

from __future__ import annotations

from pathlib import Path

import click

from rhapsode.cli.echo import echo, echo_json
from rhapsode.cli.options import FOLDER, json_option

_SHELVES = ("takes", "pieces", "understandings", "scripts", "calibrations", "casts", "paragraphs", "books")


@click.command("store")
@click.option("--store", "store_folder", type=FOLDER, metavar="DIR", help="The store in DIR, not the usual one.")
@click.option("--clear", "clear_all", is_flag=True, help="Forget everything but the casts.")
@click.option(
    "--forget",
    type=click.Choice(_SHELVES),
    multiple=True,
    metavar="SHELF",
    help=f"Forget this shelf, one of {', '.join(_SHELVES)}; may be repeated.",
)
@click.option(
    "--limit", type=click.FloatRange(min=0.0), metavar="GB", help="Drop what was used longest ago, down to this."
)
@json_option
def command(
    store_folder: Path | None, clear_all: bool, forget: tuple[str, ...], limit: float | None, as_json: bool
) -> None:
    """Show what is kept for the next build, or clear it.

    Takes are the spoken lines, pieces the encoded sound. Clearing loses nothing but time; a cast (which voice each
    character has) is kept until it is forgotten by name. Paragraphs tell who spoke in the last book of a story:
    without them, an edit may move speakers in scenes that it doesn't touch.

    \b
      rhapsode store
      rhapsode store --limit 2
      rhapsode store --forget casts
    """
    from rhapsode.cli.screen import count, format_size
    from rhapsode.cli.session import store_path
    from rhapsode.store import DEFAULT_LIMIT_BYTES, Shelf, ShelfSize, Store

    path = store_path(store_folder)
    limit_bytes = DEFAULT_LIMIT_BYTES if limit is None else int(limit * 1e9)
    with Store(path, limit_bytes, lambda text: echo(f"rhapsode: {text}", err=True)) as store:
        shelves = [Shelf(name) for name in forget] + [s for s in Shelf if clear_all and s is not Shelf.CASTS]
        if shelves:
            store.clear(shelves)
        gone = store.evict() if limit is not None else 0
        sizes = {shelf: ShelfSize(0, 0) for shelf in Shelf} | dict(store.sizes())
        size_bytes = store.size_bytes
    if as_json:
        rows = {shelf.value: {"entries": s.entries, "bytes": s.size_bytes} for shelf, s in sizes.items()}
        echo_json({"path": str(path), "bytes": size_bytes, "evicted": gone, "shelves": rows})
        return
    echo(f"{path}: {format_size(size_bytes)}, limit {format_size(limit_bytes)}")
    for shelf, size in sorted(sizes.items(), key=lambda item: -item[1].size_bytes):
        entries = count(size.entries, "entry", "entries")
        echo(f"  {shelf.value:<15}{entries:>14}  {format_size(size.size_bytes):>9}")
    if gone:
        echo(f"dropped {count(gone, 'entry', 'entries')}")
