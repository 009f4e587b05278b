"""What is in the files: each sensor with its first and last moment, and how many readings it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.observations.engine import run
from twin.observations.source import Source, rows_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["survey"]

_MOST_NAMED: Final = 3
"""Files that a message names."""


def survey(connection: duckdb.DuckDBPyConnection, source: Source, folder: Path, zone: str) -> pd.DataFrame:
    """Return a line for each sensor of a source.

    Columns: sensor, first, last [µs since 1970], count, unread (rows without a time or a number), units (those that
    stand beside its values), file (the first one that has it).

    Parameters
    ----------
    connection : database
    source : files of one form
    folder : from which their paths lead
    zone : of local times

    Raises
    ------
    InputError
        If the files cannot be read.
    """
    import pandas as pd

    query = f"""
        SELECT coalesce(sensor, '') AS sensor, min(t) AS first, max(t) AS last, count(*) AS count,
            count(*) FILTER (WHERE t IS NULL OR value IS NULL) AS unread,
            string_agg(DISTINCT unit, '; ' ORDER BY unit) AS units, min(file) AS file
        FROM ({rows_of(source, folder, zone)}) GROUP BY 1 ORDER BY 1"""
    columns: dict[str, Any] = run(connection, query, subject=", ".join(source.paths[:_MOST_NAMED])).fetchnumpy()
    return pd.DataFrame(columns)
