"""Gets products meshed by workers that may hang or die, and finds out which products are to blame.

A job that fails is cut in two and both halves are tried again, so a culprit stands alone after as many steps as the
number of products has binary digits; whatever a worker delivered before it failed is kept. Three bounds make sure that
this ends: smaller parts are waited for less long, a crew buries a limited number of workers, and there is a deadline.
"""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from twin.geometry.mesh import Mesh
from twin.importers.kernels.budget import Limits
from twin.importers.kernels.intake import BrokenFrameError, joined, read_meshes
from twin.importers.kernels.process import Dead, Done, Event, Events, Meshes, Ready, Worker

__all__ = ["Crew"]

_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class _Job:
    """Products to mesh, and how often this job was halved."""

    ids: Sequence[int]
    depth: int = 0


@dataclass(slots=True)
class _Shift:
    """What a living worker is at."""

    heard_s: float
    is_ready: bool = False
    job: _Job | None = None

    @property
    def depth(self) -> int:
        """What patience to have: all while it opens the file, and some for a product that stands alone."""
        if self.job is None or not self.is_ready:
            return 0
        return min(self.job.depth, 1) if len(self.job.ids) == 1 else self.job.depth


class Crew:
    """Workers of one kernel on one file.

    Parameters
    ----------
    kernel : ``module:function`` or ``file.py:function``
    path : the STEP file
    limits : what each worker may use
    """

    def __init__(self, kernel: str, path: Path, *, limits: Limits) -> None:
        self.meshes: dict[int, Mesh] = {}
        self.failed: dict[int, str] = {}
        self.seconds = 0.0
        self._kernel, self._path, self._limits = kernel, path, limits
        self._hands = 1
        self._events: Events = queue.SimpleQueue()
        self._shifts: dict[Worker, _Shift] = {}
        self._jobs: deque[_Job] = deque()
        self._deaths = 0

    def warm_up(self) -> None:
        """Start a worker that opens the file and waits."""
        self._hire()

    def add(self, ids: Sequence[int], *, hands: int = 1) -> None:
        """Ask for the products with these STEP ids; none stands for all of the file.

        Parameters
        ----------
        ids : STEP ids
        hands : number of workers to share them among [-]
        """
        self._hands = max(self._hands, hands)
        self._jobs.extend(_Job(ids[hand::hands]) for hand in range(hands))
        self._assign()

    def drain(self, universe: Sequence[int], *, until_s: float, heard: Callable[[], None]) -> None:
        """Wait until every product asked for has a mesh or a reason why not.

        Parameters
        ----------
        universe : STEP ids that a job for all of the file stands for
        until_s : when to give up, on the monotonic clock [s]
        heard : called whenever something has come in
        """
        most_deaths = 8 * len(universe).bit_length() + 8
        while self._jobs or any(shift.job for shift in self._shifts.values()):
            if self._listen(universe):
                heard()
            self._bury_silent(universe)
            self._assign()
            if self._deaths > most_deaths or time.monotonic() > until_s:
                self._give_up(universe, "out of time")

    def close(self) -> None:
        """Kill all workers."""
        for worker in list(self._shifts):
            del self._shifts[worker]
            worker.kill()

    def _hire(self) -> None:
        worker = Worker(self._kernel, self._path, limits=self._limits, events=self._events)
        self._shifts[worker] = _Shift(heard_s=time.monotonic())

    def _assign(self) -> None:
        while self._jobs:
            worker = next((worker for worker, shift in self._shifts.items() if shift.job is None), None)
            if worker is not None:
                self._start(worker, self._jobs.popleft())
            elif len(self._shifts) < self._hands:
                self._hire()
            else:
                return

    def _start(self, worker: Worker, job: _Job) -> None:
        shift = self._shifts[worker]
        shift.job, shift.heard_s = job, time.monotonic()
        worker.ask(job.ids)

    def _listen(self, universe: Sequence[int]) -> bool:
        """Take in what was reported, after a short wait if there was nothing; return whether there was."""
        any_heard = False
        with suppress(queue.Empty):
            event = self._events.get(timeout=_POLL_S)
            while True:
                self._take(*event, universe)
                any_heard = True
                event = self._events.get_nowait()
        return any_heard

    def _take(self, worker: Worker, at_s: float, event: Event, universe: Sequence[int]) -> None:
        shift = self._shifts.get(worker)
        if shift is None:
            return  # buried in the meantime; its job is in other hands
        if shift.job and shift.is_ready:
            self.seconds += max(0.0, at_s - shift.heard_s)
        shift.heard_s = max(shift.heard_s, at_s)  # what is said before a job is asked for may be heard after it
        match event:
            case Ready():
                shift.is_ready = True
                self.seconds += at_s - worker.started_s
            case Meshes(payload):
                self._keep(worker, payload, universe)
            case Done():
                self._settle(shift, universe)
            case Dead(reason):
                self._bury(worker, reason, universe)

    def _keep(self, worker: Worker, payload: bytearray, universe: Sequence[int]) -> None:
        try:
            pairs, refused = read_meshes(payload)
        except BrokenFrameError as error:
            self._bury(worker, str(error), universe)
            return
        for step_id, mesh in pairs:
            known = self.meshes.get(step_id)
            self.meshes[step_id] = joined(known, mesh) if known else mesh
        self.failed.update(dict.fromkeys(refused, "senseless numbers"))

    def _settle(self, shift: _Shift, universe: Sequence[int]) -> None:
        for step_id in self._left(shift, universe):
            self.failed.setdefault(step_id, "empty")
        shift.job = None

    def _left(self, shift: _Shift, universe: Sequence[int]) -> list[int]:
        ids = () if shift.job is None else shift.job.ids or universe
        return [step_id for step_id in ids if step_id not in self.meshes]

    def _bury_silent(self, universe: Sequence[int]) -> None:
        now_s = time.monotonic()
        for worker, shift in list(self._shifts.items()):
            if shift.job and now_s - shift.heard_s > self._limits.patience_s(shift.depth):
                self.seconds += now_s - shift.heard_s
                self._bury(worker, "no answer", universe)

    def _bury(self, worker: Worker, reason: str, universe: Sequence[int]) -> None:
        """Remove a worker and try again, in two halves, what it left undone."""
        shift = self._shifts.pop(worker)
        worker.kill()
        self._deaths += 1
        left = self._left(shift, universe)
        if not shift.is_ready:
            self._give_up(universe, reason, left)
        elif len(left) == 1:
            self.failed[left[0]] = reason
        elif left and shift.job:
            middle = len(left) // 2
            self._jobs.extend(_Job(half, shift.job.depth + 1) for half in (left[:middle], left[middle:]))

    def _give_up(self, universe: Sequence[int], reason: str, left: Sequence[int] = ()) -> None:
        """Kill all workers and let everything undone fail."""
        pending = [_Shift(0.0, job=job) for job in self._jobs] + list(self._shifts.values())
        for step_id in [*left, *(step_id for shift in pending for step_id in self._left(shift, universe))]:
            self.failed.setdefault(step_id, reason)
        self._jobs.clear()
        self.close()
