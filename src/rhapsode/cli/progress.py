"""Shows how the work goes: a bar for each step under way, or nothing when nobody looks at a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text


class _Speed(ProgressColumn):
    """Sound made in a second, as × real time."""

    def render(self, task: Task) -> Text:
        sound_ms: int = task.fields["sound_ms"]
        seconds = task.elapsed or 0.0
        if not sound_ms or seconds < 0.2:
            return Text("")
        return Text(f"{sound_ms / 1000 / seconds:,.0f} × real time", style="progress.data.speed")


class Bars:
    """A Watcher that draws one bar for each step; remarks go above them. Enter it before use."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description:<9}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[done]}"),
            _Speed(),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._units: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, step: str, total: int, unit: str) -> None:
        if step in self._tasks:
            self._progress.remove_task(self._tasks[step])
        self._units[step] = unit
        shown = f"{0:,} of {total:,} {unit}" if total else unit
        self._tasks[step] = self._progress.add_task(step, total=total or None, done=shown, sound_ms=0)

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None:
        task_id = self._tasks[step]
        task = next(task for task in self._progress.tasks if task.id == task_id)
        done = int(task.completed) + count
        shown = f"{done:,} of {int(task.total):,} {self._units[step]}" if task.total else self._units[step]
        total_ms = task.fields["sound_ms"] + sound_ms
        self._progress.update(task_id, advance=count, done=shown, sound_ms=total_ms)

    def remark(self, text: str) -> None:
        self._console.print(text, style="yellow", highlight=False, markup=False)


class Silent:
    """A Watcher for when nobody looks; keeps the remarks, for `--json`."""

    def __init__(self) -> None:
        self.remarks: list[str] = []

    def begin(self, step: str, total: int, unit: str) -> None: ...

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None: ...

    def remark(self, text: str) -> None:
        self.remarks.append(text)
