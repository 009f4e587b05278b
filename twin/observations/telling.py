"""Remarks on what was bound: rows that nobody can read, an hour told twice, what is bound no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from twin.errors import InputError
from twin.observations.engine import run
from twin.observations.register import Register, read_register, register_file
from twin.observations.remarks import Remark
from twin.observations.source import Source, rows_of
from twin.observations.zones import autumn_hours, zone_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["assumed", "dropped", "nothing_bound", "told_twice", "unread"]

_MOST_NAMED: Final = 3


def unread(sources: Sequence[Source], seen: Sequence[pd.DataFrame]) -> Iterator[Remark]:
    """Yield a remark on each source with rows that have no time or no number.

    Parameters
    ----------
    sources : files of one form each
    seen : what is in them
    """
    for source, table in zip(sources, seen, strict=True):
        count, lost = int(table["count"].sum()), int(table["unread"].sum())
        if lost:
            reason = f"{lost} of {count} rows have no time or no number that can be read"
            yield Remark(_named(source), reason, "Look at them, or say --time-format.", hinders=lost == count)


def told_twice(
    sources: Sequence[Source],
    seen: Sequence[pd.DataFrame],
    connection: duckdb.DuckDBPyConnection,
    *,
    folder: Path,
    zone: str,
) -> Iterator[Remark]:
    """Yield a remark on each source in local time that tells the hour twice which the clock repeats in autumn.

    Parameters
    ----------
    sources : files of one form each
    seen : what is in them
    connection : database
    folder : from which their paths lead
    zone : of local times
    """
    for source, table in zip(sources, seen, strict=True):
        if source.clock != "local" or not table["first"].notna().any():
            continue
        hours = autumn_hours(zone_of(zone), int(table["first"].min()), int(table["last"].max()))
        if any(_repeats(rows_of(source, folder, zone, start=one, end=end), connection) for one, end in hours):
            reason = "tells twice the hour that the clock repeats in autumn: both count as the second one"
            yield Remark(_named(source), reason, "Export times with +02:00, or universal ones: --clock universal.")


def _repeats(rows: str, connection: duckdb.DuckDBPyConnection) -> bool:
    query = f"SELECT count(*) FROM (SELECT sensor, t FROM ({rows}) GROUP BY sensor, t HAVING count(*) > 1)"
    return bool(run(connection, query).fetchall()[0][0])


def dropped(estate: str | PathLike[str], register: Register) -> Iterator[Remark]:
    """Yield a remark if things were bound before that a new register does not hold.

    Parameters
    ----------
    estate : path of the twin, beside which the old register lies
    register : the new one
    """
    try:
        before = read_register(estate)
    except InputError:
        return
    kept = {one.name for one in register.sensors}
    gone = [one.name for one in before.sensors if one.node and one.name not in kept]
    if gone:
        reason = f"{len(gone)} sensors that were bound before are bound no more, such as {gone[0]!r}"
        yield Remark(register_file(estate).name, reason, "Give all files and maps in one call to keep them.")


def nothing_bound(maps: Sequence[Path]) -> Remark:
    """Return the remark on maps that bind no sensor."""
    names = ", ".join(map(str, maps))
    reason = "binds no sensor: nothing is written, and what was bound before stays as it is"
    return Remark(names, reason, "Give it a line for each sensor: sensor,node,quantity,unit.", hinders=True)


def assumed(register: Register) -> Iterator[Remark]:
    """Yield remarks on what nobody said: the time zone, units."""
    if register.assumed:
        yield Remark(
            "the time zone",
            "is not given: hours are those of universal time",
            "Say --timezone Europe/Paris, or where it is.",
        )
    unitless = sorted({one.quantity for one in register.sensors if not one.unit})
    if unitless:
        yield Remark(
            ", ".join(unitless), "has sensors without a unit: that of the quantity is assumed", "Fill the column unit."
        )


def _named(source: Source) -> str:
    more = len(source.paths) - _MOST_NAMED
    return ", ".join(source.paths[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
