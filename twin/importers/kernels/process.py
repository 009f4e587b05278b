"""One worker process as its parent sees it: asked for jobs, heard through a queue, killed when in doubt."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from twin.importers.kernels.budget import Limits
from twin.importers.kernels.frames import DONE, EXIT_MEMORY, FAULT, READY
from twin.importers.kernels.intake import BrokenFrameError, read_frames

__all__ = ["Dead", "Done", "Event", "Events", "Meshes", "Ready", "Worker"]


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has opened its file."""


@dataclass(frozen=True, slots=True)
class Meshes:
    """A worker delivered."""

    payload: bytearray


@dataclass(frozen=True, slots=True)
class Done:
    """A worker finished its job."""


@dataclass(frozen=True, slots=True)
class Dead:
    """A worker ended; nothing more will come from it."""

    reason: str


Event = Ready | Meshes | Done | Dead
Events = queue.SimpleQueue[tuple["Worker", float, Event]]
"""What the workers of one crew report: who, when on the monotonic clock, what."""


class Worker:
    """A running worker process.

    Parameters
    ----------
    kernel : ``module:function`` or ``file.py:function``
    path : the STEP file that it meshes
    limits : what it may use
    events : where it reports
    """

    def __init__(self, kernel: str, path: Path, *, limits: Limits, events: Events) -> None:
        self.started_s = time.monotonic()
        self._events = events
        self._largest = limits.memory_bytes
        arguments = [kernel, str(path), str(limits.cpu_s), str(limits.memory_bytes)]
        self._process = subprocess.Popen(
            # -P keeps Python from importing what lies beside the models.
            [sys.executable, "-P", "-m", "twin.importers.kernels.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # its threads would count as memory
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, ids: Sequence[int]) -> None:
        """Give the worker a job: the products with these STEP ids; none stands for all."""
        line = " ".join(map(str, ids)) or "all"
        # A worker that does not read must not stop its parent, so a thread does the waiting.
        threading.Thread(target=_write, args=(self._process.stdin, line.encode() + b"\n"), daemon=True).start()

    def kill(self) -> None:
        """End the process and wait until it has ended."""
        self._process.kill()
        self._process.wait()
        self._listener.join()

    def _listen(self) -> None:
        reason = self._pass_on()
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdout, self._process.stdin):
            _close(pipe)
        self._report(Dead(reason or _describe(code)))

    def _pass_on(self) -> str:
        """Report every frame and return the worker's own word on why it ends, if any."""
        assert self._process.stdout is not None
        try:
            for kind, payload in read_frames(self._process.stdout, self._largest):
                if kind == FAULT:
                    return payload.decode(errors="replace")
                self._report(Ready() if kind == READY else Done() if kind == DONE else Meshes(payload))
        except BrokenFrameError as error:
            return str(error)
        return ""

    def _report(self, event: Event) -> None:
        self._events.put((self, time.monotonic(), event))


def _write(pipe: IO[bytes], line: bytes) -> None:
    try:
        pipe.write(line)
        pipe.flush()
    except (OSError, ValueError):
        return  # the worker died, which its listener reports


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        return  # what was not flushed has no reader any more


def _describe(code: int) -> str:
    """Return what an exit code says about the end of a worker."""
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        return "processor time used up"
    if code == EXIT_MEMORY:
        return "memory"
    return f"crashed with signal {-code}" if code < 0 else f"ended with code {code}"
