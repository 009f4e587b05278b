"""Finds what of the files given holds readings, and in which form; what holds none is told, not refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.errors import InputError, UsageError
from twin.observations.engine import UNREADABLE, run
from twin.observations.forms import Roles, Text, clock_of, number_like, roles_of, sample_of
from twin.observations.source import Clock, Source, identifier, literal

if TYPE_CHECKING:
    import duckdb

__all__ = ["Declared", "Remark", "find_sources"]

_TEXTS: Final = (".csv", ".tsv")
_MOST_LOOKED_AT: Final = 1000
"""Cells of a column that are looked at to see whether it holds times."""
_FORMAT: Final = "Write it in the terms of strptime, such as '%d/%m/%Y %H:%M'."
_NUMBERS: Final = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "BOOLEAN")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that could not be used, or was assumed.

    Parameters
    ----------
    subject : file or sensor
    reason : what is wrong
    remedy : what to do about it
    hinders : whether something stays unbound that was to be bound
    """

    subject: str
    reason: str
    remedy: str
    hinders: bool = False

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Declared:
    """What the user says of the files.

    Parameters
    ----------
    columns : names of the columns time, sensor, value and unit
    clock : ``local`` or ``universal``: what times without an offset are
    time_format : in the terms of strptime, empty to find it
    """

    columns: Mapping[str, str]
    clock: Clock = "local"
    time_format: str = ""


def find_sources(
    paths: Iterable[Path], declared: Declared, connection: duckdb.DuckDBPyConnection, *, apart: Collection[Path] = ()
) -> tuple[list[Source], list[Remark]]:
    """Return what of some files holds readings, files of one form together, and remarks on the others.

    Parameters
    ----------
    paths : files and folders
    declared : what the user says of them
    connection : database that looks into Parquet files
    apart : files that hold none, such as the map

    Raises
    ------
    InputError
        If a path leads nowhere.
    """
    forms: dict[Source, list[str]] = {}
    remarks: list[Remark] = []
    for path, pattern in _files(paths):
        if path.absolute() in {one.absolute() for one in apart}:
            continue
        try:
            found = _parquet if path.suffix == ".parquet" else _csv
            form = found(path, declared, connection)
        except InputError as error:
            broken = error.reason.startswith(UNREADABLE)
            remarks.append(Remark(error.subject, error.reason, error.remedy, hinders=broken))
        else:
            forms.setdefault(form, [])
            if pattern not in forms[form]:
                forms[form].append(pattern)
    return [replace(form, paths=tuple(found)) for form, found in forms.items()], remarks


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file, with the path or pattern by which it is to be known; files added later fit a pattern, too."""
    for path in paths:
        if path.is_dir():
            found = sorted(path.rglob("*.parquet"))
            yield from ((one, str(path.absolute() / "**" / "*.parquet")) for one in found)
            texts = sorted(one for one in path.rglob("*") if one.name.lower().endswith(_TEXTS) and one.is_file())
            yield from ((one, str(one.absolute())) for one in texts)
        elif path.exists():
            yield path, str(path.absolute())
        else:
            raise InputError(path, "does not exist", "Check the path.")


def _parquet(path: Path, declared: Declared, connection: duckdb.DuckDBPyConnection) -> Source:
    query = f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning = false)"
    described: list[Any] = run(connection, query, subject=path, remedy="Copy it again, or leave it out.").fetchall()
    types = {name: kind for name, kind, *_ in described}
    _check_declared(path, types, declared)
    moments = [name for name, kind in types.items() if kind.startswith(("TIMESTAMP", "DATE"))]
    numbers = [name for name, kind in types.items() if kind.startswith((*_NUMBERS, "UINT", "BIGINT", "HUGEINT"))]
    times = moments or [name for name in numbers if name.lower() in {"time", "timestamp", "ts", "t"}]
    roles = roles_of(list(types), times, [name for name in numbers if name not in times], dict(declared.columns))
    if not roles.time:
        raise _no_readings(path)
    clock: Clock = "instant" if "TIME ZONE" in types.get(roles.time, "") else declared.clock
    if types.get(roles.time, "").startswith(("BIGINT", "INT", "UINT", "DOUBLE")):
        last = f"SELECT CAST(max({identifier(roles.time)}) AS VARCHAR) FROM read_parquet({literal(str(path))})"
        clock = clock_of([str(one) for one in run(connection, last).fetchall()[0]], path)[0] or "s"
    return _source(path, roles, Source((), "parquet", "long", roles.time, clock))


def _csv(path: Path, declared: Declared, connection: duckdb.DuckDBPyConnection) -> Source:
    text = sample_of(path)
    _check_declared(path, text.columns, declared)
    clocks = {name: clock_of(text.values(name), path) for name in text.columns if not declared.time_format}
    times = [name for name, (clock, _) in clocks.items() if clock]
    if declared.time_format:
        times = [name for name in text.columns if _is_time(text.values(name), declared.time_format, connection)]
    numbers = [name for name in text.columns if (cells := text.values(name)) and all(map(number_like, cells))]
    roles = roles_of(text.columns, times, numbers, dict(declared.columns))
    if not roles.time:
        raise _no_readings(path)
    clock, form = clocks.get(roles.time, ("local", declared.time_format))
    return _source(
        path,
        roles,
        Source(
            (),
            "csv",
            "long",
            roles.time,
            declared.clock if clock is None or clock == "local" else clock,
            names=() if text.heading else text.columns,
            delimiter=text.delimiter,
            decimal=_decimal(text, roles),
            encoding=text.encoding,
            time_format=form,
        ),
    )


def _is_time(values: Sequence[str], time_format: str, connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether texts are times of a format; of no text nobody knows."""
    import duckdb

    cells = ", ".join(map(literal, values[:_MOST_LOOKED_AT]))
    query = f"SELECT count(try_strptime(cell, {literal(time_format)})) FROM (SELECT unnest([{cells}]) AS cell)"
    try:
        known = connection.execute(query).fetchall()[0][0] if cells else 0
    except duckdb.Error as error:
        raise UsageError(f"--time-format {time_format!r}", "is no format", _FORMAT) from error
    return 0 < known == min(len(values), _MOST_LOOKED_AT)


def _source(path: Path, roles: Roles, form: Source) -> Source:
    """Return the form of a file by the roles of its columns."""
    if roles.sensor and roles.value:
        return replace(form, layout="long", sensor=roles.sensor, value=roles.value, unit=roles.unit)
    if roles.value:
        return replace(form, layout="single", value=roles.value, unit=roles.unit)
    if len(roles.others) > 0:
        return replace(form, layout="wide", columns=roles.others)
    raise _no_readings(path)


def _decimal(text: Text, roles: Roles) -> str:
    names = [roles.value] if roles.value else list(roles.others)
    if text.delimiter == "," or not any("," in cell for name in names for cell in text.values(name)):
        return "."
    return ","


def _check_declared(path: Path, columns: Iterable[str], declared: Declared) -> None:
    """Raise if the user names a column that a file does not have."""
    has = list(columns)
    missing = [name for name in declared.columns.values() if name not in has]
    if missing:
        raise InputError(path, f"has no column {missing[0]!r}, but {', '.join(has)}", "Mend --columns.")


def _no_readings(path: Path) -> InputError:
    return InputError(
        path,
        "holds no readings: no column of times beside one of numbers",
        "Name some: --columns time=…,value=….",
    )
