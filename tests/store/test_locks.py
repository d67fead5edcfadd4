"""Two processes at one store agree on who makes what, and on when its file is exchanged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhapsode.store import locks
from rhapsode.store.locks import Locks

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such locks")

OTHER = """
import sys
from pathlib import Path
from rhapsode.store.locks import Locks
mine = Locks(Path(sys.argv[1]))
for line in sys.stdin:
    name, *words = line.split()
    if name == "alone":
        gate = mine.alone()
        gate.__enter__()
        print("in", flush=True)
    else:
        print(*sorted(getattr(mine, name)(words) or ()), flush=True)
"""


class Other:
    """Another process at the same store."""

    def __init__(self, path: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(path)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, line: str) -> str:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    other = Other(tmp_path / "store.sqlite")
    yield other
    other.process.kill()
    other.process.communicate()


def test_what_one_has_claimed_another_can_not(tmp_path: Path, other: Other) -> None:
    mine = Locks(tmp_path / "store.sqlite")
    assert mine.claim(["a", "b"]) == {"a", "b"}
    assert other.ask("claim a b c") == "c"
    assert mine.claim(["c", "d"]) == {"d"}
    mine.release(["a"])
    assert other.ask("claim a b") == "a"
    mine.close()
    assert other.ask("claim b d") == "b d"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_claim_ends_with_its_process(tmp_path: Path, other: Other, how: signal.Signals) -> None:
    mine = Locks(tmp_path / "store.sqlite")
    assert other.ask("claim a") == "a"
    assert mine.claim(["a"]) == set()
    other.process.send_signal(how)
    other.process.wait()
    assert mine.claim(["a"]) == {"a"}
    mine.close()


def test_nobody_changes_a_store_while_its_file_is_exchanged(
    tmp_path: Path, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_LONGEST_WAIT_SECONDS", 0.05)
    mine = Locks(tmp_path / "store.sqlite")
    with mine.shared():
        pass
    assert other.ask("alone") == "in"
    with pytest.raises(OSError, match="another process"), mine.shared():
        raise AssertionError
    other.process.kill()
    other.process.wait()
    with mine.shared(), mine.shared():
        pass
    mine.close()


def test_without_a_place_for_locks_everything_is_allowed(tmp_path: Path) -> None:
    for path in (None, tmp_path / "no such folder" / "store.sqlite"):
        mine = Locks(path)
        assert mine.claim(["a"]) == {"a"}
        with mine.alone():
            mine.release(["a"])
        mine.close()
