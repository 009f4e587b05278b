"""Finds what of the files given holds readings, and in which form; what holds none is told, not refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.errors import InputError
from twin.observations.cells import clock_of
from twin.observations.engine import UNREADABLE, run
from twin.observations.forms import Declared, check_declared, form_by_roles, no_readings, roles_of
from twin.observations.remarks import Remark
from twin.observations.source import Clock, Source, identifier, literal
from twin.observations.texts import form_of_text

if TYPE_CHECKING:
    import duckdb

__all__ = ["Declared", "Remark", "find_sources"]

_TEXTS: Final = (".csv", ".tsv")
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_NUMBERS: Final = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "BOOLEAN")


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
            form = _form(path, declared, connection, remarks)
        except InputError as error:
            broken = error.reason.startswith(UNREADABLE)
            remarks.append(Remark(error.subject, error.reason, error.remedy, hinders=broken))
        else:
            forms.setdefault(form, [])
            if pattern not in forms[form]:
                forms[form].append(pattern)
    return [replace(form, paths=tuple(found)) for form, found in forms.items()], remarks


def _form(path: Path, declared: Declared, connection: duckdb.DuckDBPyConnection, remarks: list[Remark]) -> Source:
    """Return the form of a file, and add to the remarks what of it is left out."""
    if path.suffix.lower() == ".parquet":
        return _parquet(path, declared, connection)
    form, left_out = form_of_text(path, declared, connection)
    remarks += left_out
    return form


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file, with the path or pattern by which it is to be known; files added later fit a pattern, too.

    In folders hidden files are left out: programs leave them that have not finished writing.
    """
    for path in paths:
        if path.is_dir():
            within = sorted(one for one in path.rglob("[!.]*") if one.is_file())
            found = [one for one in within if one.suffix == ".parquet"]
            yield from ((one, str(path.absolute() / "**" / "*.parquet")) for one in found)
            texts = [one for one in within if one.suffix.lower() in (*_TEXTS, *_WORKBOOKS)]
            yield from ((one, str(one.absolute())) for one in texts)
        elif path.exists():
            yield path, str(path.absolute())
        else:
            raise InputError(path, "does not exist", "Check the path.")


def _parquet(path: Path, declared: Declared, connection: duckdb.DuckDBPyConnection) -> Source:
    query = f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning = false)"
    described: list[Any] = run(connection, query, subject=path, remedy="Copy it again, or leave it out.").fetchall()
    types = {name: kind for name, kind, *_ in described}
    check_declared(path, types, declared)
    moments = [name for name, kind in types.items() if kind.startswith(("TIMESTAMP", "DATE"))]
    numbers = [name for name, kind in types.items() if kind.startswith((*_NUMBERS, "UINT", "BIGINT", "HUGEINT"))]
    times = moments or [name for name in numbers if name.lower() in {"time", "timestamp", "ts", "t"}]
    roles = roles_of(list(types), times, [name for name in numbers if name not in times], dict(declared.columns))
    if not roles.time:
        raise no_readings(path)
    clock: Clock = "instant" if "TIME ZONE" in types.get(roles.time, "") else declared.clock
    if types.get(roles.time, "").startswith(("BIGINT", "INT", "UINT", "DOUBLE")):
        last = f"SELECT CAST(max({identifier(roles.time)}) AS VARCHAR) FROM read_parquet({literal(str(path))})"
        clock = clock_of([str(one) for one in run(connection, last).fetchall()[0]], path)[0] or "s"
    return form_by_roles(path, roles, Source((), "parquet", "long", roles.time, clock))
