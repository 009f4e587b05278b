"""The process in which a kernel runs, so that its hanging, crashing or leaking stays its own affair.

``python -m twin.importers.kernels.worker KERNEL FILE CPU_SECONDS MEMORY_BYTES`` reads one job per line from standard
input (STEP ids, or ``all``) and writes frames to standard output. KERNEL is ``module:function`` or
``file.py:function``. It limits its own time and memory, and ends when its parent does: the end of standard input says
so on every system, and Linux sends a signal too, which reaches a kernel that never lets another thread run.

Only what is needed is imported: the start of this process is on the critical path of an import.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from twin.importers.kernels import frames

__all__ = ["main"]

Mesher = Callable[[Sequence[int] | None], Iterator[list[frames.Piece]]]
Jobs = queue.SimpleQueue[list[int] | None]


def main(arguments: Sequence[str]) -> None:
    """Do jobs until standard input ends."""
    kernel, path, cpu_s, memory_bytes = arguments
    results = _claim_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    _end_with_parent()
    _limit(float(cpu_s), int(memory_bytes))
    jobs: Jobs = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    try:
        mesher = _load(kernel)(path)
        _send(results, frames.frame(frames.READY))
        _work(mesher, jobs, results)
    except BaseException as error:  # a Rust panic is no Exception
        _send(results, frames.fault(_describe(error)))
        os._exit(1)


def _work(mesher: Mesher, jobs: Jobs, results: BinaryIO) -> None:
    while True:
        for pieces in mesher(jobs.get()):
            _send(results, frames.meshes(pieces))
        _send(results, frames.frame(frames.DONE))


def _send(results: BinaryIO, frame: bytes) -> None:
    results.write(frame)
    results.flush()


def _describe(error: BaseException) -> str:
    return "memory" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"[:500]


def _claim_output() -> BinaryIO:
    """Return the real standard output, out of reach of kernels that print."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(descriptor, "wb")


def _listen(jobs: Jobs) -> None:
    for line in sys.stdin.buffer:
        jobs.put(None if line == b"all\n" else [int(word) for word in line.split()])
    os._exit(0)


def _load(kernel: str) -> Callable[[str], Mesher]:
    place, _, function = kernel.rpartition(":")
    if not place.endswith(".py"):
        return getattr(importlib.import_module(place), function)  # type: ignore[no-any-return]
    spec = importlib.util.spec_from_file_location("kernel", place)
    if spec is None or spec.loader is None:
        raise ImportError(place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, function)  # type: ignore[no-any-return]


def _end_with_parent() -> None:
    if sys.platform == "linux":
        import ctypes  # not needed elsewhere

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _limit(cpu_s: float, memory_bytes: int) -> None:
    if sys.platform == "win32":
        return  # the parent's wall-clock limit remains
    import resource  # does not exist on Windows

    whole_s = max(1, round(cpu_s))
    resource.setrlimit(resource.RLIMIT_CPU, (whole_s, whole_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    else:  # macOS accepts a limit of the address space and ignores it
        threading.Thread(target=_watch_memory, args=(memory_bytes,), daemon=True).start()


def _watch_memory(memory_bytes: int) -> None:
    import resource  # does not exist on Windows

    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < memory_bytes:
        time.sleep(0.2)
    os._exit(frames.EXIT_MEMORY)


if __name__ == "__main__":
    main(sys.argv[1:])
