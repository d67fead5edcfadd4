"""Shows how the work goes: a bar for each step under way, or nothing when nobody looks at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from rhapsode.cli.screen import format_clock, make_text

_ORDER = ("read", "record", "encode", "bind")  # top down; steps that overlap begin in no order
_WIDE = 100  # columns from which on a bar is long


class _Speed(ProgressColumn):
    """Sound made in a second, as × real time; that of a finished step stays."""

    def render(self, task: Task) -> Text:
        sound_ms: int = task.fields["sound_ms"]
        seconds = task.finished_time or task.elapsed or 0.0
        if not sound_ms or seconds < 0.2:
            return make_text("")
        return make_text((f"{sound_ms / 1000 / seconds:,.0f} × real time", "progress.data.speed"))


class _TimeLeft(ProgressColumn):
    """ "0:12 left" once it can be told, "done" in the end."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        if task.total is None:
            return make_text("")
        if task.finished:
            return make_text(("done", "progress.remaining"))
        left = task.time_remaining
        return make_text(("" if left is None else f"{format_clock(left * 1000)} left", "progress.remaining"))


class _Ordered(Progress):
    """Rows in the order of the steps."""

    def get_renderables(self) -> Iterable[RenderableType]:
        place = {step: number for number, step in enumerate(_ORDER)}
        yield self.make_tasks_table(sorted(self.tasks, key=lambda task: place.get(task.description, len(place))))


class Bars:
    """A Watcher that draws one bar for each step; remarks go above them. Enter it before use.

    `console` should be the one that everything else is printed to meanwhile, if that is a terminal too.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._progress = _Ordered(
            TextColumn("  {task.description:<7}"),
            BarColumn(bar_width=30 if console.width >= _WIDE else 16),
            TextColumn("{task.fields[done]}"),
            _Speed(),
            _TimeLeft(),
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
        for over in (step, "read"):  # reading is over when anything else begins
            if over in self._tasks:
                self._progress.remove_task(self._tasks.pop(over))
        self._units[step] = unit
        shown = f"0/{total:,} {unit}" if total else unit
        self._tasks[step] = self._progress.add_task(step, total=total or None, done=shown, sound_ms=0)

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None:
        task_id = self._tasks[step]
        task = next(task for task in self._progress.tasks if task.id == task_id)
        done = int(task.completed) + count
        shown = f"{done:,}/{int(task.total):,} {self._units[step]}" if task.total else self._units[step]
        total_ms = task.fields["sound_ms"] + sound_ms
        self._progress.update(task_id, advance=count, done=shown, sound_ms=total_ms)

    def finish(self) -> None:
        """Take all bars away: a book is done."""
        for task_id in self._tasks.values():
            self._progress.remove_task(task_id)
        self._tasks.clear()

    def render(self) -> RenderableType:
        """The bars as they stand."""
        return self._progress.get_renderable()

    def remark(self, text: str) -> None:
        self.console.print(make_text((f"  {text}", "yellow")), soft_wrap=True)


class Silent:
    """A Watcher for when nobody looks; keeps the remarks, for `--json`."""

    def __init__(self) -> None:
        self.remarks: list[str] = []

    def begin(self, step: str, total: int, unit: str) -> None: ...

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None: ...

    def finish(self) -> None: ...

    def remark(self, text: str) -> None:
        self.remarks.append(text)
