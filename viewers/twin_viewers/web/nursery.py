"""Processes for sessions: asked for by name, answered with a port, and never left behind."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from twin.errors import StoreError, TwinError
from twin_viewers.web.options import Options

__all__ = ["EndedError", "Nursery", "Place"]

_LOG = logging.getLogger(__name__)

_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Threads do not survive a fork; what multiplies matrices starts some when it is imported."""

_END_S: Final = 5.0


class EndedError(TwinError):
    """The process of a session ended before it could answer."""


@dataclass(frozen=True)
class Place:
    """Where a session answers.

    Parameters
    ----------
    pid : its process
    port : its port on this machine
    """

    pid: int
    port: int


@dataclass
class _Program:
    """A zygote that runs."""

    process: asyncio.subprocess.Process
    waiting: dict[str, asyncio.Future[Place]] = field(default_factory=dict)
    living: set[str] = field(default_factory=set)
    reader: asyncio.Task[None] | None = None

    def order(self, **order: Any) -> None:
        assert self.process.stdin is not None
        if not self.process.stdin.is_closing():
            self.process.stdin.write(json.dumps(order).encode() + b"\n")


class Nursery:
    """Begins and ends session processes.

    Parameters
    ----------
    options : how the gateway is opened
    on_end : told the name of each session whose process has ended
    """

    def __init__(self, options: Options, on_end: Callable[[str], None]) -> None:
        self._options, self._on_end = options, on_end
        self._shares = options.shares and hasattr(os, "fork")
        self._shared: _Program | None = None
        self._of: dict[str, _Program] = {}
        self._starting = asyncio.Lock()
        self._ends: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Read the twin, where that can be done ahead.

        Raises
        ------
        TwinError
            If the twin cannot be opened.
        """
        if self._shares:
            await self._program()

    async def begin(self, name: str, *, secret: str, language: str) -> Place:
        """Return where a new session answers.

        Parameters
        ----------
        name : name of the session
        secret : what its socket asks for
        language : language in which it begins

        Raises
        ------
        EndedError
            If its process ends before it answers, or takes too long.
        """
        program = await self._program()
        self._of[name] = program
        program.living.add(name)
        place = program.waiting[name] = asyncio.get_running_loop().create_future()
        program.order(begin=name, secret=secret, language=language)
        try:
            return await asyncio.wait_for(place, self._options.start_s)
        except TimeoutError as error:
            self.end(name)
            raise EndedError("this view", f"did not answer in {self._options.start_s:g} s", "Open it again.") from error

    def end(self, name: str) -> None:
        """End a session."""
        program = self._of.get(name)
        if program is not None:
            program.order(end=name)
            if not self._shares:
                self._later(self._finish(program))

    async def close(self) -> None:
        """End all sessions and what they were forked from."""
        programs = {id(program): program for program in (*self._of.values(), self._shared) if program is not None}
        await asyncio.gather(*(self._finish(program) for program in programs.values()), *self._ends)

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)

    async def _program(self) -> _Program:
        if not self._shares:
            return await self._start()
        async with self._starting:
            if self._shared is None:  # the first one, or it was killed
                self._shared = await self._start()
            return self._shared

    async def _start(self) -> _Program:
        pipe, options = asyncio.subprocess.PIPE, self._options
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "twin_viewers.web.zygote"),
            stdin=pipe,
            stdout=pipe,
            env={**os.environ, **_ONE_THREAD},
            start_new_session=True,  # Ctrl-C in the terminal is for the gateway alone
        )
        program = _Program(process)
        runs = [str(run.absolute()) for run in options.runs]
        estate = str(options.estate.absolute())
        program.order(estate=estate, runs=runs, app=options.app, warm=options.warm, shares=self._shares)
        assert process.stdout is not None
        said = json.loads(await process.stdout.readline() or "{}")
        if "ready" not in said:
            await self._finish(program)
            unread = [str(options.estate), "could not be read by the process for views", "See the message above."]
            raise StoreError(*said.get("failed", unread))
        program.reader = asyncio.create_task(self._listen(program, process.stdout))
        return program

    async def _listen(self, program: _Program, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            said = json.loads(line)
            if "begun" in said:
                place = program.waiting.pop(said["begun"], None)
                if place is not None and not place.done():
                    place.set_result(Place(said["pid"], said["port"]))
            else:
                self._ended(program, said["ended"])
        if self._shared is program:
            self._shared = None
        for name in sorted(program.living):
            self._ended(program, name)
        self._later(self._finish(program))

    def _ended(self, program: _Program, name: str) -> None:
        program.living.discard(name)
        self._of.pop(name, None)
        place = program.waiting.pop(name, None)
        if place is not None and not place.done():
            place.set_exception(EndedError("this view", "ended before it could be shown", "Open it again."))
        self._on_end(name)

    async def _finish(self, program: _Program) -> None:
        """Close the input of a program, which ends it with all its sessions; kill it if it does not."""
        assert program.process.stdin is not None
        program.process.stdin.close()
        try:
            await asyncio.wait_for(program.process.wait(), _END_S)
        except TimeoutError:
            _LOG.warning("process %s did not end by itself", program.process.pid)
            program.process.kill()
            await program.process.wait()
