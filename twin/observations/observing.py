"""Registers observations beside a twin: finds what the files hold, binds it, looks how often each sensor reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from twin.errors import InputError
from twin.model.twin import Twin
from twin.observations.binding import Found, bind, read_map
from twin.observations.discovery import Declared, Remark, find_sources
from twin.observations.engine import MEMORY, connect
from twin.observations.observed import Observations
from twin.observations.pace import Pace, paces
from twin.observations.register import Bound, Register, write_register
from twin.observations.source import Source
from twin.observations.survey import survey
from twin.observations.telling import assumed, dropped, nothing_bound, told_twice, unread
from twin.observations.zones import zone_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["Observed", "observe"]


@dataclass(frozen=True, slots=True)
class Observed:
    """What was registered.

    Parameters
    ----------
    observations : ready to be read
    remarks : on all that was not bound or had to be assumed
    """

    observations: Observations
    remarks: tuple[Remark, ...]


def observe(
    estate: str | PathLike[str],
    twin: Twin,
    data: Iterable[str | PathLike[str]],
    *,
    mapping: str | PathLike[str] | Iterable[str | PathLike[str]],
    timezone: str = "",
    declared: Declared | None = None,
    memory: str = MEMORY,
) -> Observed:
    """Return the observations of an estate after they were registered beside it, in place of those before.

    If the maps bind nothing, nothing is registered.

    Parameters
    ----------
    estate : path of the twin
    twin : the estate
    data : files and folders with readings: Parquet or CSV
    mapping : one CSV file or several that say which sensor is which node, what it measures and in which unit
    timezone : IANA name of the zone in which the estate lives; empty takes universal time, and says so
    declared : what is known of the form of the files
    memory : most that reading them may hold at once

    Raises
    ------
    InputError
        If a file cannot be read, or none holds readings.
    UsageError
        If there is no such time zone.
    OutputError
        If the register cannot be written.
    """
    zone = timezone or "UTC"
    zone_of(zone)
    folder = Path(estate).absolute().parent
    maps = [Path(one) for one in ([mapping] if isinstance(mapping, str | PathLike) else mapping)]
    lines = [line for one in maps for line in read_map(one)]
    connection = connect(memory=memory)
    given = [Path(one) for one in data]
    sources, remarks = find_sources(given, declared or Declared({}), connection, apart=maps)
    if not sources:
        raise _no_readings(given, remarks)
    near = [replace(one, paths=tuple(_near(path, folder) for path in one.paths)) for one in sources]
    looked = [_surveyed(connection, source, folder, zone) for source in near]
    sources, seen = [source for source, _ in looked], [table for _, table in looked]
    remarks += [_mixed(one) for old, one in zip(near, sources, strict=True) if old is not one]
    remarks += [*unread(sources, seen), *told_twice(sources, seen, connection, folder=folder, zone=zone)]
    bound, unbound = bind(twin, lines, [one for k, table in enumerate(seen) for one in _found(table, k)])
    mapped = tuple(_near(str(one.absolute()), folder) for one in maps)
    register = Register(zone, not timezone, tuple(sources), tuple(bound), mapped)
    observations = Observations(twin, register, folder, memory=memory)
    if not observations.chosen():
        return Observed(observations, (*remarks, *unbound, nothing_bound(maps)))
    register = replace(register, sensors=_paced(register, paces(observations)))
    gone = list(dropped(estate, register))
    write_register(estate, register)
    told = (*remarks, *unbound, *gone, *assumed(register))
    return Observed(Observations(twin, register, folder, memory=memory), told)


def _surveyed(
    connection: duckdb.DuckDBPyConnection, source: Source, folder: Path, zone: str
) -> tuple[Source, pd.DataFrame]:
    """Return what is in some files, and their form: in Latin-1 if they turn out not to be all UTF-8."""
    try:
        return source, survey(connection, source, folder, zone)
    except InputError:
        if source.format != "csv" or source.encoding != "utf-8":
            raise
    other = replace(source, encoding="latin-1")
    return other, survey(connection, other, folder, zone)


def _mixed(source: Source) -> Remark:
    reason = "is not all UTF-8: read as Latin-1, and letters with accents may be wrong"
    return Remark(", ".join(source.paths[:1]), reason, "Save it anew in UTF-8.")


def _no_readings(given: Sequence[Path], remarks: Sequence[Remark]) -> InputError:
    """Return what is told if no file holds readings: why the first one does not."""
    if not remarks:
        names = ", ".join(map(str, given))
        return InputError(names, "holds no readings", "Give Parquet or CSV files with times.")
    first, more = remarks[0], len(remarks) - 1
    others = f"; {more} other files hold no readings either" if more else ""
    return InputError(first.subject, f"{first.reason}{others}", first.remedy)


def _near(path: str, folder: Path) -> str:
    """Return a path from the folder of the estate if it lies in there, so that both can move together."""
    return str(Path(path).relative_to(folder)) if Path(path).is_relative_to(folder) else path


def _found(seen: pd.DataFrame, source: int) -> Iterator[Found]:
    for name, units in zip(seen["sensor"].tolist(), seen["units"].tolist(), strict=True):
        yield Found(str(name), source, str(units or "").strip("; "))


def _paced(register: Register, known: Mapping[int, Pace]) -> tuple[Bound, ...]:
    """Return the sensors of a register with how often they report."""
    return tuple(
        replace(one, interval_s=known[number].interval_s, repeated=known[number].repeated) if number in known else one
        for number, one in enumerate(register.sensors)
    )
