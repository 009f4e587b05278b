"""The database that reads observations in place: bounded in memory, offline, with the time zones it brings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from twin.errors import InputError

if TYPE_CHECKING:
    import duckdb

__all__ = ["MEMORY", "UNREADABLE", "connect", "run"]

MEMORY: Final = "2GB"
"""What the database may hold at once; what it needs beyond goes to the temporary folder."""
UNREADABLE: Final = "cannot be read"
"""How the reason begins if a file is damaged or out of reach."""
_REMEDY: Final = "Bring the files back, or bind again: twin observe ESTATE DATA… --map MAP."


def connect(*, memory: str = MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database of its own that loads nothing from elsewhere.

    Parameters
    ----------
    memory : most that it holds at once, such as ``2GB``
    threads : that it computes with; None for one for each processor that this process may use
    """
    import duckdb

    connection = duckdb.connect(
        config={
            "memory_limit": memory,
            "threads": threads or _processors(),
            "temp_directory": str(Path(tempfile.gettempdir()) / f"twin-observations-{uuid4().hex}"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    connection: duckdb.DuckDBPyConnection, query: str, *, subject: object = "the observations", remedy: str = _REMEDY
) -> duckdb.DuckDBPyConnection:
    """Return the connection after a query, whose mistakes are those of the files.

    Parameters
    ----------
    connection : database
    query : in SQL
    subject : file or files that it reads, for the message
    remedy : what to do if they cannot be read

    Raises
    ------
    InputError
        If a file has gone, has changed its columns or cannot be read.
    """
    import duckdb

    try:
        return connection.execute(query)
    except duckdb.Error as error:
        first = str(error).strip().splitlines()[0]
        raise InputError(subject, f"{UNREADABLE} ({first})", remedy) from error
