"""Runs an incident while the view goes on: in a process of its own where the estate is a file, else in a thread.

A process can be ended at once, and its work does not make the picture stutter. An estate that is only in memory would
have to be copied to it, so that it is run beside the view; then what is cancelled runs on unheard.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from twin.errors import OutputError, TwinError, UsageError
from twin.model.twin import Twin
from twin.simulation.results import Run, run_of
from twin.simulation.run import run_scenario
from twin.simulation.run_folder import open_run, save_run
from twin.simulation.scenario import Scenario
from twin.workers.pool import WorkerDiedError, WorkerPool
from twin_viewers.player.tracks import supply

__all__ = ["STAGES", "Job", "Progress", "begin", "folder_for"]

STAGES: Final = ("wait", "open", "supply", "simulate", "save", "done")
_RUN: Final = "run"
_MOST_NAMES: Final = 1000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Parameters
    ----------
    stage : one of `STAGES`
    share : of the stages that are done [-]
    """

    stage: str
    share: float


class Job:
    """A run that somebody waits for.

    Parameters
    ----------
    future : its result
    stage : returns the stage that it is in
    stop : ends it
    """

    def __init__(self, future: Future[Run], *, stage: Callable[[], str], stop: Callable[[], None]) -> None:
        self._future, self._stage, self._stop = future, stage, stop
        self._cancelled = False

    @property
    def is_done(self) -> bool:
        """Whether there is a result, an error, or nobody waits any more."""
        return self._cancelled or self._future.done()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody has cancelled it."""
        return self._cancelled

    @property
    def progress(self) -> Progress:
        """How far it is."""
        stage = "done" if self._future.done() else self._stage()
        return Progress(stage, STAGES.index(stage) / (len(STAGES) - 1))

    def cancel(self) -> None:
        """End it; what it has begun to write is removed."""
        if not self.is_done:
            self._cancelled = True
            self._stop()

    def result(self, timeout_s: float | None = None) -> Run:
        """Return what came of it, waiting until it is done.

        Parameters
        ----------
        timeout_s : longest time to wait [s], None for as long as it takes

        Raises
        ------
        UsageError
            If it was cancelled, or if the scenario cannot be run.
        TwinError
            If its process died.
        TimeoutError
            If it is not done in time.
        """
        if self._cancelled:
            raise UsageError("the run", "was cancelled", "Begin it again.")
        try:
            return self._future.result(timeout_s)
        except (CancelledError, WorkerDiedError) as error:
            if self._cancelled:
                raise UsageError("the run", "was cancelled", "Begin it again.") from error
            raise TwinError("the run", f"its process ended early ({error})", "Begin it again.") from error


def begin(estate: Twin | Path, scenario: Scenario, *, seed: int = 0, save_to: Path | None = None) -> Job:
    """Return a run that has begun.

    Parameters
    ----------
    estate : file of the twin, which a process of its own reads; or the twin itself
    scenario : what happens
    seed : what is left to chance is drawn with it
    save_to : folder to save the run to, None to keep it for this view only
    """
    return (
        _in_process(estate, scenario, seed, save_to)
        if isinstance(estate, Path)
        else _in_thread(estate, scenario, seed, save_to)
    )


def folder_for(estate: Path, name: str) -> Path:
    """Return a folder that does not exist yet, for a run of that name beside its estate.

    Parameters
    ----------
    estate : file of the twin
    name : what people call the run

    Raises
    ------
    OutputError
        If there are too many of that name.
    """
    plain = "-".join("".join(char if char.isalnum() else " " for char in name.lower()).split())[:60] or _RUN
    for number in range(1, _MOST_NAMES):
        folder = estate.parent / (f"{_RUN}-{plain}" if number == 1 else f"{_RUN}-{plain}-{number}")
        if not folder.exists():
            return folder
    raise OutputError(estate.parent, f"there are {_MOST_NAMES} runs of that name", "Choose another name.")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a scenario cannot be run."""

    is_use: bool
    subject: str
    reason: str
    remedy: str

    @property
    def error(self) -> TwinError:
        return (UsageError if self.is_use else TwinError)(self.subject, self.reason, self.remedy)


def _in_process(estate: Path, scenario: Scenario, seed: int, save_to: Path | None) -> Job:
    desk = Path(tempfile.mkdtemp(prefix="twin-run-"))
    pool = WorkerPool(1)
    done = pool.submit(_run_to, estate, scenario, seed, desk)
    threads = ThreadPoolExecutor(1, thread_name_prefix="run")
    future = threads.submit(_taken, done, desk, save_to)

    def clear(_: Future[Run]) -> None:
        pool.shutdown(cancel_futures=True)
        threads.shutdown(wait=False)
        shutil.rmtree(desk, ignore_errors=True)

    future.add_done_callback(clear)
    stop = partial(pool.shutdown, wait=False, cancel_futures=True)
    return Job(future, stage=lambda: _stage_in(desk), stop=stop)


def _run_to(estate: Path, scenario: Scenario, seed: int, desk: Path) -> _Refusal | None:
    """Run a scenario in the process of a worker, and leave the run and the stage on the desk of both.

    Why it cannot be run is returned, since errors do not come through the pipe whole.
    """
    from twin.store.load import load

    def stage(name: str) -> None:
        (desk / name).touch()

    try:
        stage("open")
        save_run(_run(load(estate), scenario, seed, stage), desk / _RUN)
    except TwinError as error:
        return _Refusal(isinstance(error, UsageError), str(error.subject), error.reason, error.remedy)
    return None


def _taken(done: Future[_Refusal | None], desk: Path, save_to: Path | None) -> Run:
    """Return the run that a worker has left, with all its tables, which outlive the desk."""
    refusal = done.result()
    if refusal is not None:
        raise refusal.error
    run = open_run(desk / _RUN)
    _read_all(run)
    if save_to is not None:
        save_run(run, save_to)
    return run


def _in_thread(twin: Twin, scenario: Scenario, seed: int, save_to: Path | None) -> Job:
    now = ["wait"]
    threads = ThreadPoolExecutor(1, thread_name_prefix="run")

    def work() -> Run:
        run = _run(twin, scenario, seed, lambda name: now.__setitem__(0, name))
        _read_all(run)
        if save_to is not None and not job.is_cancelled:
            save_run(run, save_to)
        return run

    job = Job(threads.submit(work), stage=lambda: now[0], stop=partial(threads.shutdown, wait=False))
    threads.shutdown(wait=False)
    return job


def _run(twin: Twin, scenario: Scenario, seed: int, stage: Callable[[str], None]) -> Run:
    stage("supply")
    graph = supply(twin)
    stage("simulate")
    run = run_of(twin, run_scenario(twin, scenario, seed=seed, supply=graph))
    stage("save")
    return run


def _read_all(run: Run) -> None:
    from twin.simulation.tables import COLUMNS

    _ = run.record, run.summary
    for name in COLUMNS:
        run.table(name)


def _stage_in(desk: Path) -> str:
    return next((name for name in reversed(STAGES) if (desk / name).exists()), STAGES[0])
