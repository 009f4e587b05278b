"""Asks a measure while the view goes on: in a process of its own where the estate is a file, else in a thread.

The process stays for a while and keeps the estate, so that the next question is answered sooner; it is ended at once if
somebody cancels. It also draws the figures and pictures of an answer, which would make the view stutter.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, TypeVar

from twin.errors import TwinError, UsageError
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin.usage.outcome import Outcome
from twin.workers.pool import WorkerPool
from twin_viewers.player.start import Job

__all__ = ["Answer", "Desk", "Question"]

_Made = TypeVar("_Made")
_IMPORTED: Final = ("pandas", "twin.usage.run", "twin.usage.walking", "twin.observations.observed")
"""What is imported before anything is asked."""
_STAGES: Final = ("open", "simulate", "save")


@dataclass(frozen=True)
class Question:
    """What somebody asks.

    Parameters
    ----------
    measure : name of the measure
    parameters : by name, as it takes them
    conditions : what is out of order; None for the open incidents of the estate
    compare : whether the usual answer is wanted too
    """

    measure: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    conditions: Conditions | None = None
    compare: bool = False


@dataclass(frozen=True)
class Answer:
    """What a measure answers, and what it answers as usual if that was asked for."""

    question: Question
    now: Outcome
    usual: Outcome | None = None


class Desk:
    """Where the questions of one person are answered, one after the other.

    Parameters
    ----------
    twin : the estate
    estate : its file; None where it has none, then all is done in a thread
    """

    def __init__(self, twin: Twin, estate: Path | None) -> None:
        self._twin, self._estate = twin, estate
        self._pool: WorkerPool | None = None

    def ask(self, question: Question) -> Job:
        """Return the job of answering a question; its result is an `Answer`.

        Parameters
        ----------
        question : what is asked
        """
        folder = Path(tempfile.mkdtemp(prefix="twin-usage-"))
        future: Future[Any] = self._submit(_answer, question, folder)
        future.add_done_callback(lambda _: shutil.rmtree(folder, ignore_errors=True))
        return Job(future, stage=partial(_stage_in, folder), stop=self.close)

    def warm(self) -> None:
        """Have the estate read before anything is asked."""
        if self._estate is not None and self._pool is None:
            self._submit(_warm)

    def draw(self, work: Callable[..., _Made], *values: Any) -> Future[_Made]:
        """Return the future result of a function of the estate, its file and some values.

        Parameters
        ----------
        work : a function of a module
        values : what it takes besides
        """
        return self._submit(work, *values)

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.shutdown(wait=False, cancel_futures=True)

    def _submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        threads = ThreadPoolExecutor(1, thread_name_prefix="usage")
        if self._estate is None:
            future = threads.submit(work, self._twin, None, *values)
        else:
            self._pool = self._pool or WorkerPool(1)
            future = threads.submit(_whole, self._pool.submit(_in_process, work, self._estate, *values))
        threads.shutdown(wait=False)
        return future


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why something cannot be answered, since errors do not come through a pipe whole."""

    is_use: bool
    subject: str
    reason: str
    remedy: str


def _in_process(work: Callable[..., Any], estate: Path, *values: Any) -> Any:
    try:
        return work(_loaded(estate, estate.stat().st_mtime_ns), estate, *values)
    except TwinError as error:
        return _Refusal(isinstance(error, UsageError), str(error.subject), error.reason, error.remedy)


def _whole(done: Future[Any]) -> Any:
    """Return a result that comes from a process, or raise why there is none."""
    found = done.result()
    if isinstance(found, _Refusal):
        raise (UsageError if found.is_use else TwinError)(found.subject, found.reason, found.remedy)
    return found


@lru_cache(maxsize=1)
def _loaded(estate: Path, _: int) -> Twin:
    from twin.store.load import load

    return load(estate)


def _warm(twin: Twin, estate: Path | None) -> None:  # noqa: ARG001  # read by who calls it
    """Import what every answer needs."""
    from importlib import import_module

    for module in _IMPORTED:
        import_module(module)


def _answer(twin: Twin, estate: Path | None, question: Question, folder: Path) -> Answer:
    from twin.usage.given import conditions_given, registered_observations
    from twin.usage.run import Given, measure_named, measured

    def stage(name: str) -> None:
        if folder.exists():
            (folder / name).touch()

    stage("open")
    observed = None if estate is None else registered_observations(estate, twin)
    conditions = question.conditions
    if conditions is None:
        conditions = conditions_given(twin, estate)
    stage("simulate")
    now = measured(twin, question.measure, question.parameters, given=Given(observed, conditions))
    if not question.compare:
        return Answer(question, now)
    stage("save")
    what_ifs = measure_named(question.measure).what_ifs
    kept = {name: value for name, value in question.parameters.items() if name not in what_ifs}
    return Answer(question, now, measured(twin, question.measure, kept, given=Given(observed, conditions.usual)))


def _stage_in(folder: Path) -> str:
    return next((name for name in reversed(_STAGES) if (folder / name).exists()), "wait")
