"""Progress bars on stderr, one per stage and file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from twin.progress import Progress, SilentProgress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

__all__ = ["show_progress"]


@contextmanager
def show_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Return a context that gives the progress to hand to long work.

    Parameters
    ----------
    quiet : show nothing, as is done anyway when stderr is no terminal

    Examples
    --------
    >>> with show_progress(quiet=True) as progress, progress.stage("read", file="a.ifc") as advance:
    ...     advance(1)
    """
    if quiet or not sys.stderr.isatty():
        yield SilentProgress()
        return
    with _make_bars() as bars:
        yield BarProgress(bars)


class BarProgress:
    """Progress drawn as one bar per stage and file.

    Parameters
    ----------
    bars : the running display
    """

    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    @contextmanager
    def stage(self, name: str, *, file: str = "", total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Return a context that draws one bar; its function advances the bar by some steps."""
        task = self._bars.add_task(name, total=total, file=file)

        def advance(steps: int) -> None:
            self._bars.advance(task, steps)

        yield advance
        done = self._bars.tasks[self._bars.task_ids.index(task)].completed
        self._bars.update(task, total=total or done or 1, completed=total or done or 1)


def _make_bars() -> Bars:
    """Return the display: stage, file, bar, steps, time."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    return Bars(
        TextColumn("{task.description:<12}", markup=False),
        TextColumn("{task.fields[file]}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
