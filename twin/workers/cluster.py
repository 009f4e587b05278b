"""The executor of a Dask cluster, for what one machine is too small for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from twin.errors import UsageError

__all__ = ["executor_of"]

_PATIENCE_S = 10


@contextmanager
def executor_of(scheduler: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """Give the executor of a cluster and the number of its threads, nothing of both if no scheduler is named.

    Parameters
    ----------
    scheduler : address, such as ``tcp://10.0.0.5:8786``; its workers have the same packages and read the same paths

    Raises
    ------
    UsageError
        If Dask is not installed, or if no scheduler answers.
    """
    if scheduler is None:
        yield None, None
        return
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        reason = "needs Dask, which is not installed"
        raise UsageError("--scheduler", reason, "Run: pip install 'estate-twin[cluster]'") from error
    try:
        client = distributed.Client(scheduler, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"--scheduler {scheduler}", f"does not answer ({error})", "Start one: dask scheduler"
        ) from error
    with client, client.get_executor() as executor:
        yield executor, max(1, sum(client.nthreads().values()))
