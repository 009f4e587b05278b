"""The process that makes the calls of a pool: ``python -m twin.workers.worker``.

It reads pickled calls from standard input and writes pickled results to standard output, until its parent ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import Any, BinaryIO

__all__ = ["main"]


def main() -> None:
    """Make calls until standard input ends."""
    results = _claim_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    try:
        sys.path[:] = pickle.load(sys.stdin.buffer)  # noqa: S301  # written by our own parent
        while True:
            _send(results, _made(pickle.load(sys.stdin.buffer)))  # noqa: S301
    except (EOFError, BrokenPipeError):
        return


def _made(message: bytes) -> tuple[BaseException | None, Any]:
    try:
        function, arguments, named = pickle.loads(message)  # noqa: S301
        return None, function(*arguments, **named)
    except Exception as error:  # goes on to whoever asked
        return error, None


def _send(results: BinaryIO, answer: tuple[BaseException | None, Any]) -> None:
    try:
        message = pickle.dumps(answer)
    except Exception as error:  # what cannot be sent is told as such
        message = pickle.dumps((RuntimeError(f"the result cannot be sent: {error}"), None))
    results.write(message)
    results.flush()


def _claim_output() -> BinaryIO:
    """Return the real standard output, out of reach of whatever prints."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(descriptor, "wb")


if __name__ == "__main__":
    main()
