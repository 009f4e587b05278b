"""Files with readings, and the SQL that reads them in place: sensor, moment and value, whatever their form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

__all__ = ["LAST_US", "Clock", "Source", "absolute", "identifier", "literal", "rows_of"]

Clock = Literal["instant", "universal", "local", "s", "ms", "us"]
LAST_US: Final = 130 * 366 * 86_400_000_000
"""End of the moments that can be true: 1970 to 2100 [µs]."""
_EPOCH_US: Final = {"s": 1_000_000, "ms": 1_000, "us": 1}


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one form.

    Parameters
    ----------
    paths : files, or patterns of them, absolute or from the folder of the estate
    format : ``parquet`` or ``csv``
    layout : ``long`` (a column names the sensor), ``wide`` (a column for each sensor), ``single`` (a file for each)
    time : its column
    clock : ``instant`` (with its offset), ``universal``, ``local``, or the unit in which it counts from 1970
    sensor : column that names it, in the long layout
    value : column of the values, unless the layout is wide
    unit : column of their unit, if any
    columns : names of the sensors of a wide layout
    names : of all columns of a CSV file without heading
    delimiter, decimal, encoding : of a CSV file
    time_format : how it writes its times, in the terms of strptime; empty for ISO 8601
    hour : column of a CSV file with the time of day, if the column of times holds days only
    skip : lines above the heading of a CSV file
    """

    paths: tuple[str, ...]
    format: Literal["parquet", "csv"]
    layout: Literal["long", "wide", "single"]
    time: str
    clock: Clock
    sensor: str = ""
    value: str = ""
    unit: str = ""
    columns: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    time_format: str = ""
    hour: str = ""
    skip: int = 0


def rows_of(
    source: Source,
    folder: Path,
    zone: str,
    *,
    sensors: Sequence[str] | None = None,
    start: int | None = None,
    end: int | None = None,
) -> str:
    """Return a query for the readings of a source: ``sensor``, ``t`` [µs since 1970], ``value``, ``unit``, ``file``.

    What is no time or no number is NULL. Conditions stand where Parquet can skip what they leave out.

    Parameters
    ----------
    source : files of one form
    folder : of the estate, from which their paths lead
    zone : IANA name of the zone of local times
    sensors : the only ones wanted; None for all
    start, end : first moment and end of what is wanted [µs since 1970]
    """
    time, wanted = _time(source, zone), []
    if sensors is not None and source.layout == "long":
        wanted.append(f"CAST({identifier(source.sensor)} AS VARCHAR) IN ({_listed(sensors)})")
    for sign, moment in ((">=", start), ("<", end)):
        if moment is not None:
            wanted.append(_compared(source, time, sign, moment))
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    if source.layout == "wide":
        return _wide(source, folder, time, where, sensors)
    name = "parse_filename(filename, true)" if source.layout == "single" else identifier(source.sensor)
    unit = f"CAST({identifier(source.unit)} AS VARCHAR)" if source.unit else "''"
    query = (
        f"SELECT CAST({name} AS VARCHAR) AS sensor, {time} AS t, {_number(source, source.value)} AS value, "
        f"{unit} AS unit, filename AS file FROM {_scan(source, folder)}{where}"
    )
    if sensors is not None and source.layout == "single":
        return f"SELECT * FROM ({query}) WHERE sensor IN ({_listed(sensors)})"
    return query


def _wide(source: Source, folder: Path, time: str, where: str, sensors: Sequence[str] | None) -> str:
    """Return a query that puts the columns of a wide layout below each other; empty cells are no readings."""
    names = [name for name in source.columns if sensors is None or name in set(sensors)]
    if not names:
        return "SELECT '' AS sensor, 0::BIGINT AS t, 0.0 AS value, '' AS unit, '' AS file WHERE false"
    cells = ", ".join(f"{_number(source, name)} AS {identifier(name)}" for name in names)
    return (
        "SELECT sensor, t, value, '' AS unit, file FROM (UNPIVOT "
        f"(SELECT {time} AS t, filename AS file, {cells} FROM {_scan(source, folder)}{where}) "
        f"ON {', '.join(map(identifier, names))} INTO NAME sensor VALUE value)"
    )


def _scan(source: Source, folder: Path) -> str:
    paths = f"[{_listed([absolute(path, folder) for path in source.paths])}]"
    if source.format == "parquet":
        return f"read_parquet({paths}, filename = true, union_by_name = true, hive_partitioning = true)"
    names = f", names = [{_listed(source.names)}]" if source.names else ""
    return (
        f"read_csv({paths}, filename = true, union_by_name = true, all_varchar = true, auto_detect = true, "
        f"delim = {literal(source.delimiter)}, header = {str(not source.names).lower()}, quote = '\"', escape = '\"', "
        f"skip = {source.skip}, encoding = {literal(source.encoding)}, null_padding = true, strict_mode = false{names})"
    )


def _time(source: Source, zone: str) -> str:
    """Return the moment of a row [µs since 1970]; before 1970 and after 2100 stand for no time, as many programs do."""
    return f"(CASE WHEN {_moment(source, zone)} BETWEEN 0 AND {LAST_US} THEN {_moment(source, zone)} END)"


def _moment(source: Source, zone: str) -> str:
    """Return the moment of a row as it is written [µs since 1970]."""
    column = identifier(source.time)
    if source.hour:
        column = f"({column} || ' ' || {identifier(source.hour)})"
    if source.clock in _EPOCH_US:
        number = f"replace({column}, ',', '.')" if source.format == "csv" else column
        return f"CAST(TRY_CAST({number} AS DOUBLE) * {_EPOCH_US[source.clock]} AS BIGINT)"
    if source.format == "csv":
        return _time_of_text(source, column, zone)
    if source.clock == "local":
        return f"epoch_us(timezone({literal(zone)}, CAST({column} AS TIMESTAMP)))"
    return f"epoch_us({column})"


def _time_of_text(source: Source, column: str, zone: str) -> str:
    if source.clock == "instant" and not source.time_format:
        return f"epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))"
    moment = (
        f"try_strptime({column}, {literal(source.time_format)})"
        if source.time_format
        else f"TRY_CAST({column} AS TIMESTAMP)"
    )
    return f"epoch_us(timezone({literal(zone)}, {moment}))" if source.clock == "local" else f"epoch_us({moment})"


def _compared(source: Source, time: str, sign: str, moment: int) -> str:
    """Return a condition on the time, on the column itself where the file is Parquet and holds moments."""
    if source.format == "parquet" and source.clock in {"instant", "universal"}:
        made = "make_timestamptz" if source.clock == "instant" else "make_timestamp"
        return f"{identifier(source.time)} {sign} {made}({moment})"
    return f"{time} {sign} {moment}"


def _number(source: Source, column: str) -> str:
    name = identifier(column)
    if source.format == "parquet":
        return f"TRY_CAST({name} AS DOUBLE)"
    blanks = " \u00a0\u202f"
    text = f"translate({name}, ',{blanks}', '.')" if source.decimal == "," else f"translate({name}, '{blanks}', '')"
    truth = f"CASE lower({name}) WHEN 'true' THEN 1 WHEN 'on' THEN 1 WHEN 'false' THEN 0 WHEN 'off' THEN 0 END"
    return f"coalesce(TRY_CAST({text} AS DOUBLE), {truth})"


def absolute(path: str, folder: Path) -> str:
    """Return a path or pattern that leads there from anywhere; one of the web stays as it is."""
    return path if "://" in path else str(folder / path)


def identifier(name: str) -> str:
    """Return a name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(map(literal, texts))
