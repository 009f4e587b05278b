"""Hands tasks to an executor in batches and gathers what comes of them, whatever becomes of its workers.

A batch whose worker dies is handed in again, each of its tasks alone, so that the one that kills its worker is found
and the others are not held up. Batches grow until one takes about a second: then handing them over costs next to
nothing, and little is lost when somebody interrupts.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from typing import Final

from twin.errors import TwinError
from twin.simulation.sweep.plan import Task
from twin.simulation.sweep.tasks import Batch, Outcome

__all__ = ["BrokenSweepError", "gathered"]

_MOST_DEATHS: Final = 3
"""A task that has killed so many workers is not tried again."""
_SHORT_S, _LONG_S, _MOST_TASKS = 0.5, 2.0, 512

Runs = Callable[[Sequence[Task]], Batch]


class BrokenSweepError(TwinError):
    """The workers are gone and cannot be replaced."""


def gathered(executor: Executor, runs: Runs, tasks: Sequence[Task], *, width: int) -> Iterator[tuple[Outcome, ...]]:
    """Yield what comes of tasks, in the order in which they are done.

    Parameters
    ----------
    executor : makes the calls
    runs : what it calls with some tasks
    tasks : all of them
    width : number of workers

    Raises
    ------
    BrokenSweepError
        If the executor does not replace workers that die.
    """
    waiting = _Waiting(tasks, width)
    running: dict[Future[Batch], list[Task]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < 2 * width:
                batch = waiting.taken()
                running[_submitted(executor, runs, batch)] = batch
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield _result(future, running.pop(future), waiting)
    finally:
        for future in running:
            future.cancel()


class _Waiting:
    """Tasks that nobody has begun, or whose worker died."""

    def __init__(self, tasks: Sequence[Task], width: int) -> None:
        self._fresh, self._again = deque(tasks), deque[Task]()
        self._deaths: Counter[int] = Counter()
        self._width, self._size = width, 1

    def __len__(self) -> int:
        return len(self._fresh) + len(self._again)

    def taken(self) -> list[Task]:
        """Return the next batch; a task whose worker died goes alone."""
        if self._again:
            return [self._again.popleft()]
        fair = len(self._fresh) // (2 * self._width)  # at the end all workers shall be done at about the same time
        size = max(1, min(self._size, fair))
        return [self._fresh.popleft() for _ in range(min(size, len(self._fresh)))]

    def learn(self, number: int, seconds: float) -> None:
        """Adapt the size of the batches to the time that one took."""
        if seconds < _SHORT_S and number >= self._size:
            self._size = min(2 * self._size, _MOST_TASKS)
        elif seconds > _LONG_S:
            self._size = max(1, number // 2)

    def put_back(self, batch: Sequence[Task], deaths: int, reason: str) -> tuple[Outcome, ...]:
        """Take back the tasks of a worker that died; return those that have killed too many as failed."""
        failed = []
        for task in batch:
            self._deaths[task.number] += deaths if len(batch) == 1 else 1
            if self._deaths[task.number] >= _MOST_DEATHS:
                told = f"the worker died {self._deaths[task.number]} times in this run: {reason}"
                failed.append(Outcome(task.number, {}, told))
            else:
                self._again.append(task)
        return tuple(failed)


def _submitted(executor: Executor, runs: Runs, batch: Sequence[Task]) -> Future[Batch]:
    try:
        return executor.submit(runs, batch)
    except BrokenExecutor as error:
        raise _gone(error) from error


def _result(future: Future[Batch], batch: Sequence[Task], waiting: _Waiting) -> tuple[Outcome, ...]:
    try:
        done = future.result()
    except BrokenExecutor as error:
        return waiting.put_back(batch, 1, str(error))
    except CancelledError as error:
        raise _gone(error) from error
    except Exception as error:
        if type(error).__name__ != "KilledWorker":  # what Dask raises once it has tried often enough itself
            raise
        reason = "its workers on the cluster died, see their logs"
        return waiting.put_back(batch, _MOST_DEATHS, reason)
    waiting.learn(len(batch), done.seconds)
    return done.outcomes


def _gone(error: BaseException) -> BrokenSweepError:
    reason = f"the workers are gone ({type(error).__name__}: {error})"
    return BrokenSweepError("the sweep", reason, "What is done is kept: run the same again to go on.")
