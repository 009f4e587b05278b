"""Finds the form of a table of text: where times, sensors and values stand in it, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from twin.errors import InputError, UsageError
from twin.observations.cells import clock_of, date_alone, hour_alone, mostly_numbers, odd_words
from twin.observations.forms import Declared, Roles, check_declared, form_by_roles, no_readings, roles_of
from twin.observations.lines import Text, sample_of
from twin.observations.remarks import Remark
from twin.observations.source import Clock, Source, literal

if TYPE_CHECKING:
    import duckdb

__all__ = ["form_of_text"]

_MOST_LOOKED_AT: Final = 1000
"""Cells of a column that are looked at to see whether it holds times."""
_LONGEST: Final = 80
"""Letters of a line that a message shows."""
_FORMAT: Final = "Write it in the terms of strptime, such as '%d/%m/%Y %H:%M'."
_EPOCHS: Final = ("s", "ms", "us")

Clocks = dict[str, tuple[Clock | None, str]]
"""How columns tell the time, and their format."""


def form_of_text(path: Path, declared: Declared, connection: duckdb.DuckDBPyConnection) -> tuple[Source, list[Remark]]:
    """Return the form of a CSV file, and remarks on cells that are left out.

    Parameters
    ----------
    path : of the file
    declared : what the user says of it
    connection : database that knows formats of times

    Raises
    ------
    InputError
        If it cannot be read, or holds no readings.
    UsageError
        If the format of times is none.
    """
    text = sample_of(path)
    check_declared(path, text.columns, declared)
    hour = _hour_column(text, declared)
    clocks = _clocks(path, text, declared, hour, connection)
    times = sorted((name for name, (clock, _) in clocks.items() if clock), key=lambda one: clocks[one][0] in _EPOCHS)
    numbers = [name for name in text.columns if mostly_numbers(text.values(name))]
    roles = roles_of([name for name in text.columns if name != hour], times, numbers, dict(declared.columns))
    _check_roles(path, text, roles, clocks, declared)
    clock, written = clocks[roles.time]
    form = Source(
        (),
        "csv",
        "long",
        roles.time,
        declared.clock if clock is None or clock == "local" else clock,
        names=() if text.heading else text.columns,
        delimiter=text.delimiter,
        decimal=_decimal(text, roles),
        encoding=text.encoding,
        time_format=written,
        hour=hour if date_alone(text.values(roles.time)) else "",
        skip=text.skip,
    )
    return form_by_roles(path, roles, form), _left_out(path, text, roles)


def _hour_column(text: Text, declared: Declared) -> str:
    """Return the column that holds the time of day alone where another one holds the day; empty if there is none."""
    free = [name for name in text.columns if name not in declared.columns.values()]
    if not any(date_alone(text.values(name)) for name in text.columns):
        return ""
    return next((name for name in free if hour_alone(text.values(name))), "")


def _clocks(path: Path, text: Text, declared: Declared, hour: str, connection: duckdb.DuckDBPyConnection) -> Clocks:
    """Return how each column tells the time, that of days with the time of day beside it."""
    columns = [name for name in text.columns if name != hour]
    if declared.time_format:
        return {name: _by_format(text, name, hour, declared.time_format, connection) for name in columns}
    found = {name: clock_of(text.values(name), path) for name in columns}
    beside = hour_alone(text.values(hour)) if hour else ""
    return {
        name: (clock, f"{written or '%Y-%m-%d'} {beside}")
        if beside and clock == "local" and date_alone(text.values(name))
        else (clock, written)
        for name, (clock, written) in found.items()
    }


def _by_format(
    text: Text, column: str, hour: str, time_format: str, connection: duckdb.DuckDBPyConnection
) -> tuple[Clock | None, str]:
    """Return the clock of a column whose cells, or most of them, are times of the format that the user says."""
    cells = text.values(column)
    if hour and date_alone(cells):
        cells = [f"{day} {time}" for day, time in zip(cells, text.values(hour), strict=False)]
    return ("local", time_format) if _is_time(cells, time_format, connection) else (None, time_format)


def _is_time(values: Sequence[str], time_format: str, connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether most of some texts are times of a format; of no text nobody knows."""
    import duckdb

    some = values[:_MOST_LOOKED_AT]
    cells = ", ".join(map(literal, some))
    query = f"SELECT count(try_strptime(cell, {literal(time_format)})) FROM (SELECT unnest([{cells}]) AS cell)"
    try:
        known = connection.execute(query).fetchall()[0][0] if cells else 0
    except duckdb.Error as error:
        raise UsageError(f"--time-format {time_format!r}", "is no format", _FORMAT) from error
    return bool(known > 0 and 2 * known >= len(some))


def _check_roles(path: Path, text: Text, roles: Roles, clocks: Clocks, declared: Declared) -> None:
    """Raise if no column holds times, or one that the user names does not hold what it is said to."""
    if roles.time and clocks.get(roles.time, (None, ""))[0] is None:
        cell = next(iter(text.values(roles.time)), "")
        raise InputError(path, f"its column {roles.time!r} holds {cell!r}, which is no time", _remedy(declared))
    if declared.time_format and not roles.time:
        first = next((cell for name in text.columns for cell in text.values(name)), "")
        reason = f"has no column of times written as {declared.time_format!r}; its lines begin with {first!r}"
        raise InputError(path, reason, "Mend --time-format.")
    value = declared.columns.get("value", "")
    if value and not mostly_numbers(text.values(value)):
        cell = next(iter(text.values(value)), "")
        raise InputError(path, f"its column {value!r} holds {cell!r}, which is no number", "Mend --columns.")
    if not roles.time:
        raise no_readings(path, text.delimiter.join(text.rows[-1])[:_LONGEST])


def _remedy(declared: Declared) -> str:
    said = "Mend --time-format" if declared.time_format else "Say how it is written: --time-format '%d/%m/%Y %H:%M'"
    return f"{said}, or name another column: --columns time=…."


def _decimal(text: Text, roles: Roles) -> str:
    names = [roles.value] if roles.value else list(roles.others)
    return "," if any("," in cell for name in names for cell in text.values(name)) else "."


def _left_out(path: Path, text: Text, roles: Roles) -> list[Remark]:
    """Return a remark if words stand where numbers should, such as those that say that a sensor is out of reach."""
    names = [roles.value] if roles.value else list(roles.others)
    words = list(dict.fromkeys(word for name in names for word in odd_words(text.values(name))))
    if not words:
        return []
    reason = f"cells such as {', '.join(map(repr, words[:3]))} are no numbers: taken for no reading"
    return [Remark(str(path), reason, "Mend the file if they are readings.")]
