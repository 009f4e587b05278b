"""Runs a sweep: plans it, hands it to workers, keeps what is done, and puts the table together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from twin.errors import UsageError
from twin.progress import Progress, SilentProgress
from twin.simulation.components import supply_of
from twin.simulation.current_state import Incident
from twin.simulation.run import calls_of, versions
from twin.simulation.scenario import Scenario
from twin.simulation.sweep.fields import Given, varied
from twin.simulation.sweep.gathering import gathered
from twin.simulation.sweep.measures import measures_of
from twin.simulation.sweep.parts import Parts
from twin.simulation.sweep.plan import Method, Plan, plan_of
from twin.simulation.sweep.results import Sweep, sweep_of, write_table
from twin.simulation.sweep.tasks import Job, run_tasks
from twin.store.load import load
from twin.workers.pool import WorkerPool

__all__ = ["TABLE", "run_sweep"]

TABLE: Final = "sweep.parquet"
"""Name of the table in the folder of a sweep."""


def run_sweep(
    estate: Path,
    base: Scenario,
    variations: Mapping[str, Given],
    *,
    output: Path,
    samples: int | None = None,
    method: Method = "random",
    seed: int = 0,
    found: Sequence[Incident] = (),
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Return what comes of a scenario with something varied; a sweep that was interrupted goes on where it was.

    Runs that failed are tried again.

    Parameters
    ----------
    estate : stored twin, which the workers can read at the same path
    base : the scenario that is varied
    variations : by path of a field, such as ``event[0].duration``, the values that it takes
    output : folder for the table and for what is done while it runs
    samples : number of runs to draw; None for every combination of the values
    method : how they are drawn
    seed : of all that is left to chance; each run has a seed of its own, whoever runs it and when
    found : incidents of the estate; each run starts with those that are open then
    jobs : number of processes, or of workers of the executor; as many as there are cores if not given
    executor : makes the runs in place of processes of our own
    progress : told how far it is

    Raises
    ------
    UsageError
        If a variation or option cannot be used, or if the folder holds something else.
    BrokenSweepError
        If the executor is lost; what is done is kept.
    """
    twin = load(estate)
    plan = plan_of(twin, base, variations, samples=samples, method=method, seed=seed)
    if plan.tasks:
        calls_of(twin, varied(base, plan.fields, plan.tasks[0].values))  # what no run can do is told before any begins
    version = _digest(estate)
    job = Job(str(estate.resolve()), version, base, plan.fields, tuple(found))
    parts = Parts(output, _about(plan, job, samples=samples, method=method))
    done = {number: one for number, one in parts.outcomes().items() if not one.error}
    tasks = [task for task in plan.tasks if task.number not in done]
    with (
        (progress or SilentProgress()).stage("sweep", total=len(plan.tasks)) as advance,
        _workers(executor, jobs, len(tasks)) as (workers, width),
    ):
        advance(len(done))
        for outcomes in gathered(workers, partial(run_tasks, job), tasks, width=width):
            parts.add(outcomes)
            done |= {one.task: one for one in outcomes}
            advance(len(outcomes))
    sweep = sweep_of(plan, done, measures_of(supply_of(twin)))
    write_table(sweep, output / TABLE)
    return Sweep(sweep.columns, sweep.varied, sweep.measures, sweep.seed, output / TABLE)


@contextmanager
def _workers(executor: Executor | None, jobs: int | None, tasks: int) -> Iterator[tuple[Executor, int]]:
    """Give an executor and the number of its workers; processes of our own end with the context."""
    if executor is not None:
        yield executor, jobs or _cores()
        return
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs = {jobs}", "is no number of processes", "Write 1 or more.")
    pool = WorkerPool(max(1, min(jobs or _cores(), tasks)))
    try:
        yield pool, pool.jobs
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _about(plan: Plan, job: Job, *, samples: int | None, method: Method) -> dict[str, Any]:
    """Return what tells a sweep from others, and tells people what it was."""
    return {
        "digest": plan.digest(f"{job.version} {job.found!r}" if job.found else job.version),
        "scenario": plan.base.name,
        "estate_sha256": job.version,
        "incidents": [one.number for one in job.found],
        "varied": [field.path for field in plan.fields],
        "runs": len(plan.tasks),
        "samples": samples,
        "method": None if samples is None else method,
        "seed": plan.seed,
        "versions": versions(),
    }
