"""What was made once and need not be made again: one SQLite file of checked entries.

An entry lies on a shelf under a key and has a `head` (small, read often) and a `body` (the sound, the packets).
An entry that can't be read back as it was written is a miss, never an error; a file that can't, is mended. Several
processes may use one store at once. Threads: one Store may be shared; its calls take turns.
"""

from rhapsode.store.database import FORMAT
from rhapsode.store.entries import KEPT_FOR_GOOD, Entry, Shelf, ShelfSize
from rhapsode.store.store import DEFAULT_LIMIT_BYTES, Store

__all__ = ["DEFAULT_LIMIT_BYTES", "FORMAT", "KEPT_FOR_GOOD", "Entry", "Shelf", "ShelfSize", "Store"]
