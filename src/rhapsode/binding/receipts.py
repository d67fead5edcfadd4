"""What a finished file was made of, kept: so that the very same file is not written, and proven, once more.

A receipt holds a digest of all that goes into a file, and the file's size and time as the system tells them. A file
that was changed, replaced or removed since has others, and is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from rhapsode.binding.encoding import piece_key
from rhapsode.binding.labels import Labels
from rhapsode.model import Layout
from rhapsode.protocols import PieceBinder, StreamBinder
from rhapsode.store import Entry, Shelf, Store


def digest_content(binder: PieceBinder | StreamBinder, layouts: Sequence[Layout], labels: Labels) -> bytes:
    """Names all that goes into a file."""
    keys = [piece_key(one, binder) if isinstance(binder, PieceBinder) else one.key for one in layouts]
    content = repr((type(binder).__name__, labels.encoder, keys, labels))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def is_unchanged(path: Path, content: bytes, store: Store) -> bool:
    """Whether the file at `path` is the one that was made of `content`."""
    found = store.get(Shelf.BOOKS, _key(path))
    return found is not None and found.head == _receipt(path, content)


def keep_receipt(path: Path, content: bytes, store: Store) -> None:
    """Note that the file at `path` was made of `content`."""
    store.put(Shelf.BOOKS, [Entry(_key(path), _receipt(path, content))])


def _receipt(path: Path, content: bytes) -> bytes:
    try:
        facts = path.stat()
    except OSError:
        return b""
    return content + f" {facts.st_size} {facts.st_mtime_ns}".encode()


def _key(path: Path) -> str:
    return blake2b(str(path.resolve()).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
