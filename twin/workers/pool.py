"""Plain worker processes as an executor: one that dies takes only the call it was busy with.

The pool of the standard library gives up all calls when one process dies. Here each process has a thread that talks to
it through its pipes; if it dies, that call fails with `WorkerDiedError`, and the next one gets a new process.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

__all__ = ["WorkerDiedError", "WorkerPool"]

_Result = TypeVar("_Result")


class WorkerDiedError(BrokenExecutor):
    """The process that was busy with a call has died."""


class WorkerPool(Executor):
    """Worker processes that import what they are asked to call.

    Parameters
    ----------
    jobs : number of processes

    Examples
    --------
    >>> with WorkerPool(1) as pool:
    ...     pool.submit(divmod, 7, 2).result()
    (3, 1)
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="worker")
        self._mine = threading.local()
        self._running: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def processes(self) -> tuple[int, ...]:
        """Ids of the running processes."""
        with self._lock:
            return tuple(sorted(worker.process.pid for worker in self._running))

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """Return the future result of a call that a process will make; function, arguments and result are pickled."""
        return self._threads.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once all calls are done, or at once if those that wait are cancelled."""
        if cancel_futures:
            with self._lock:
                self._closed = True
                for worker in self._running:
                    worker.process.kill()  # its thread hears of it, and clears up
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        if wait:
            with self._lock:
                ending, self._running = self._running, set()
            for worker in ending:
                worker.end()

    def _call(self, function: Callable[..., _Result], arguments: tuple[Any, ...], named: dict[str, Any]) -> _Result:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None:
            worker = self._mine.worker = self._started()
        try:
            return worker.call((function, arguments, named))  # type: ignore[no-any-return]
        except WorkerDiedError:
            self._mine.worker = None
            with self._lock:
                self._running.discard(worker)
            raise

    def _started(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise WorkerDiedError("the pool is shut down")
            worker = _Worker()
            self._running.add(worker)
        return worker


class _Worker:
    """One process; calls go in and results come out as pickles, which only the program itself writes."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            # -P keeps Python from importing what lies in the current folder
            [sys.executable, "-P", "-m", "twin.workers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},  # one core each
        )
        self._told_path = False

    def call(self, what: tuple[Any, ...]) -> Any:
        """Return the result of a call, or raise what it raised."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        message = pickle.dumps(what)
        try:
            if not self._told_path:
                pickle.dump(sys.path, self.process.stdin)
                self._told_path = True
            pickle.dump(message, self.process.stdin)  # a message within, so that a bad one can be told from the end
            self.process.stdin.flush()
            error, result = pickle.load(self.process.stdout)  # noqa: S301  # written by our own process
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as broken:
            self.end()
            raise WorkerDiedError(_describe(self.process.returncode)) from broken
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """End the process and wait until it has ended."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                assert pipe is not None
                pipe.close()
            except OSError:
                continue  # what was not flushed has no reader any more


def _describe(code: int) -> str:
    """Return what an exit code says about the end of a process."""
    if code >= 0:
        return f"its worker ended with code {code}"
    try:
        return f"its worker was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"its worker was ended by signal {-code}"
