"""The process that reads the twin once, and from which the process of each visitor is forked.

What is read before the fork stays one copy in memory for all of them, however many look. Nothing that a fork cannot
carry exists here: no thread, no drawing context, no open database. It is a program of its own, told what to do in lines
of JSON on its standard input and answering in such lines, so that secrets never stand in a list of processes:

``{"begin": ID, "secret": S, "language": L}`` → ``{"begun": ID, "pid": P, "port": N}``, later ``{"ended": ID}``

``{"end": ID}`` → ``{"ended": ID}``

When its input closes, everything ends: nobody outlives the gateway. Where processes cannot be forked, it serves a
single session itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.errors import TwinError

if TYPE_CHECKING:
    from twin.model.twin import Twin

__all__ = ["Child", "Zygote", "main"]

_LOG = logging.getLogger(__name__)

_READ_BYTES: Final = 65536

_LOOK_AGAIN_S: Final = 0.02


class Child:
    """A forked session.

    Parameters
    ----------
    pid : its process, which leads a group of its own
    line : what it says its port with; it closes when the process ends
    """

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid, self.line = pid, line

    def end(self) -> None:
        """End the process and all that it started; a view holds nothing that must be saved."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # macOS says the latter of a process that has ended
            _LOG.debug("process %s has ended by itself", self.pid)
        os.waitpid(self.pid, 0)
        self.line.close()


class Zygote:
    """The sessions that were forked, and those who wait for them to change.

    Parameters
    ----------
    settings : ``estate``, ``runs``, ``app``, ``warm`` and ``shares``
    twin : what they all look at
    say : tells the gateway something
    """

    def __init__(self, settings: dict[str, Any], twin: Twin, say: Callable[[dict[str, Any]], None]) -> None:
        self._settings, self._twin, self._say = settings, twin, say
        self._children: dict[str, Child] = {}

    def run(self) -> None:
        """Do what the gateway asks until it is gone, then end all sessions."""
        rest = b""
        while True:
            lines = {child.line.fileno(): name for name, child in self._children.items()}
            ready, _, _ = select.select([0, *lines], [], [])
            for fileno in ready:
                if fileno:
                    self._hear(lines[fileno])
            if 0 in ready:
                read = os.read(0, _READ_BYTES)
                if not read:
                    break
                *orders, rest = (rest + read).split(b"\n")
                for order in orders:
                    self._obey(json.loads(order))
        for child in self._children.values():
            child.end()

    def _hear(self, name: str) -> None:
        child = self._children[name]
        said = child.line.recv(_READ_BYTES)
        if said:
            self._say({"begun": name, "pid": child.pid, "port": int(said)})
        else:
            self._end(name)

    def _obey(self, order: dict[str, Any]) -> None:
        if "begin" in order:
            self._begin(order)
        elif order["end"] in self._children:
            self._end(order["end"])

    def _end(self, name: str) -> None:
        self._children.pop(name).end()
        self._say({"ended": name})

    def _begin(self, order: dict[str, Any]) -> None:
        ours, its = socket.socketpair()
        pid = os.fork()
        if pid:
            its.close()
            os.setpgid(pid, pid)  # before it can be ended, whoever of the two comes first
            self._children[order["begin"]] = Child(pid, ours)
            return
        ours.close()
        status = 1
        try:
            self._be(order, its)
            status = 0
        except BaseException:
            _LOG.exception("A session ended with an error")
        finally:
            os._exit(status)

    def _be(self, order: dict[str, Any], line: socket.socket) -> None:
        os.setpgid(0, 0)
        _end_with_parent()
        for child in self._children.values():
            child.line.close()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)  # else the gateway's end would not close the input of the zygote alone
        threading.Thread(target=_watch, args=(line.recv,), daemon=True).start()
        _serve(self._settings, self._twin, order, lambda port: line.sendall(str(port).encode()))


def main() -> None:
    """Serve the sessions of a gateway, which speaks through the standard input and output."""
    voice = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the gateway, which ends us

    def say(message: dict[str, Any]) -> None:
        os.write(voice, json.dumps(message).encode() + b"\n")

    settings = json.loads(_line())
    try:
        twin = _prepared(settings)
    except TwinError as error:
        say({"failed": [error.subject, error.reason, error.remedy]})
        return
    say({"ready": True})
    if settings["shares"]:
        Zygote(settings, twin, say).run()
    else:
        _serve_alone(settings, twin, say)


def _serve_alone(settings: dict[str, Any], twin: Twin, say: Callable[[dict[str, Any]], None]) -> None:
    order = json.loads(_line() or "{}")
    if "begin" in order:
        threading.Thread(target=_watch, args=(lambda size: os.read(0, size),), daemon=True).start()
        name, pid = order["begin"], os.getpid()
        _serve(settings, twin, order, lambda port: say({"begun": name, "pid": pid, "port": port}))


def _line() -> bytes:
    """Return the next line of the input, and not a byte beyond it."""
    read = b""
    while not read.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            break
        read += byte
    return read


def _prepared(settings: dict[str, Any]) -> Twin:
    """Return the twin with everything read that sessions share, so that no file is open when they are forked."""
    from twin.store.load import load

    twin = load(Path(settings["estate"]))
    if not settings["shares"]:
        return twin
    for table in twin.tables.values():
        for column in table:
            table[column]
    _found(settings["app"])  # its imports are shared too
    if settings["warm"]:
        _found(settings["warm"])(twin)
    gc.collect()
    gc.freeze()  # else the collector would touch, and so copy, every page in every session
    return twin


def _found(name: str) -> Callable[..., None]:
    module, _, function = name.partition(":")
    found: Callable[..., None] = getattr(importlib.import_module(module), function)
    return found


def _serve(settings: dict[str, Any], twin: Twin, order: dict[str, Any], tell_port: Callable[[int], None]) -> None:
    threading.Thread(target=_tell_port, args=(tell_port,), daemon=True).start()
    _found(settings["app"])(
        twin,
        Path(settings["estate"]),
        port=0,  # the system chooses, so that nobody can take it before us
        secret=order["secret"],
        language=order["language"],
        runs=tuple(Path(run) for run in settings["runs"]),
    )


def _tell_port(tell: Callable[[int], None]) -> None:
    """Tell the port once the server of the page listens; wslink keeps the one server of a process."""
    from wslink import server

    while True:
        runner = server.ws_server.runner if server.ws_server else None
        if runner is not None and runner.addresses:
            tell(runner.addresses[0][1])
            return
        time.sleep(_LOOK_AGAIN_S)


def _watch(read: Callable[[int], bytes]) -> None:
    """End this process when the line to the one that started it closes."""
    while read(_READ_BYTES):
        pass
    os._exit(0)


def _end_with_parent() -> None:
    """Ask Linux to end this process with its parent even while it is busy; `_watch` does it elsewhere."""
    if sys.platform == "linux":
        import ctypes  # not needed elsewhere

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


if __name__ == "__main__":
    main()
