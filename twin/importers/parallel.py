"""Files of an import read side by side: each by a process of its own, on this machine or on a cluster.

What a file says and its meshes come back; placing them in one estate needs them all and stays with the caller. The
memory that reading takes goes with the process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from twin.clock import Clock
from twin.errors import InputError
from twin.importers.files import FileReader
from twin.importers.ifc.read import Reading
from twin.importers.ifc.source import StepSource
from twin.importers.kernels.protocol import KernelChoice
from twin.importers.shapes import Meshed
from twin.progress import Progress, SilentProgress

__all__ = ["read_side_by_side", "workers_of"]

_TRIES: Final = 2
"""How often a file is handed to a worker; one that kills both is no accident."""

Read = tuple[Reading, Meshed, Mapping[str, float]]


@contextmanager
def workers_of(jobs: int, scheduler: str | None) -> Iterator[Executor]:
    """Give what reads files side by side.

    Parameters
    ----------
    jobs : number of processes on this machine
    scheduler : address of a Dask scheduler instead; its workers read the same paths

    Raises
    ------
    UsageError
        If Dask is not installed, or if no scheduler answers.
    """
    from twin.workers.cluster import executor_of
    from twin.workers.pool import WorkerPool

    with executor_of(scheduler) as (cluster, _):
        if cluster is not None:
            yield cluster
            return
        with WorkerPool(jobs) as pool:
            yield pool


def read_side_by_side(
    sources: Sequence[StepSource],
    executor: Executor,
    *,
    kernel: KernelChoice,
    crs: str | None,
    progress: Progress,
    clock: Clock,
) -> list[tuple[Reading, Meshed]]:
    """Return what each file says and its meshes, in the order of the files.

    Parameters
    ----------
    sources : the screened files
    executor : makes the calls
    kernel : which kernel tessellates
    crs : reference system that overrides what the files say
    progress : told which files are done
    clock : told how long the workers took, all together

    Raises
    ------
    InputError
        If a file kills the worker that reads it, again and again.
    """
    futures = [executor.submit(read_one, source, kernel, crs) for source in sources]
    done: list[tuple[Reading, Meshed]] = []
    with progress.stage("read", total=len(sources)) as advance:
        for source, future in zip(sources, futures, strict=True):
            try:
                reading, shapes, seconds = future.result()
            except BrokenExecutor:
                reading, shapes, seconds = _read_again(source, executor, kernel, crs)
            for stage, spent in seconds.items():
                clock.seconds[stage] = clock.seconds.get(stage, 0.0) + spent
            done.append((reading, shapes))
            advance(1)
    return done


def read_one(source: StepSource, kernel: KernelChoice, crs: str | None) -> Read:
    """Return what a file says, its meshes, and the time spent by stage [s]; called in a worker."""
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="twin-") as scratch:
        reading, shapes = FileReader(Path(scratch), kernel, crs, SilentProgress(), clock).read(source, {})
    return reading, shapes, clock.seconds


def _read_again(source: StepSource, executor: Executor, kernel: KernelChoice, crs: str | None) -> Read:
    for _ in range(_TRIES - 1):
        try:
            return executor.submit(read_one, source, kernel, crs).result()
        except BrokenExecutor:
            continue
    reason = f"the process that reads it died {_TRIES} times"
    raise InputError(source.name, reason, "Try --kernel fast, leave it out with --skip-bad, or report it with the file")
