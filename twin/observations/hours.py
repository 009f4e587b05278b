"""The SQL that turns readings into local hours: states and counts by aggregation, meters by what they counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from twin.errors import UsageError
from twin.observations.meters import used_by_hour
from twin.observations.quantities import Conversion, Quantity
from twin.observations.zones import HOUR_US, hour_start

__all__ = ["HOWS", "Rows", "check_how", "clean", "hours_query"]

HOWS: Final = {
    "mean": "avg(value)",
    "min": "min(value)",
    "max": "max(value)",
    "sum": "sum(value)",
    "count": "count(*)",
    "first": "arg_min(value, t)",
    "last": "arg_max(value, t)",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Readings of sensors that measure one quantity in one unit.

    Parameters
    ----------
    query : SQL of ``sensor``, ``t`` [µs since 1970] and ``value`` as the files write it
    quantity : what they measure
    conversion : from the unit of the files
    repeated : whether some moments may have been told more than once
    clock : what their files say that times are
    """

    query: str
    quantity: Quantity
    conversion: Conversion
    repeated: bool
    clock: str = "instant"


def check_how(quantity: Quantity, how: str) -> None:
    """Raise if a quantity cannot be aggregated so.

    Raises
    ------
    UsageError
        If there is no such way, or a running total is to be averaged, or what is no running total to be differenced.
    """
    if how not in {*HOWS, "difference"}:
        raise UsageError(f"how = {how!r}", "is no way to aggregate", f"Use {', '.join([*HOWS, 'difference'])}.")
    if how == "difference" and quantity.nature != "meter":
        raise UsageError(f"{quantity.name} by difference", "is no running total of a meter", "Use mean, max or sum.")
    if how in {"mean", "sum"} and quantity.nature == "meter":
        raise UsageError(f"{quantity.name} by {how}", "is a running total", "Use difference, first or last.")


def clean(rows: Rows) -> str:
    """Return the SQL of the readings that can be true, each moment of a sensor once.

    Of several values for one moment the mean is taken; of counts and meters, the largest.
    """
    factor, offset = rows.conversion.factor, rows.conversion.offset
    low, high = (rows.quantity.low - offset) / factor, (rows.quantity.high - offset) / factor
    query = (
        f"SELECT sensor, t, value FROM ({rows.query}) WHERE t IS NOT NULL AND value >= {low!r} AND value <= {high!r}"
    )
    if not rows.repeated:
        return query
    one = "avg" if rows.quantity.nature == "state" else "max"
    return f"SELECT sensor, t, {one}(value) AS value FROM ({query}) GROUP BY sensor, t"


def hours_query(rows: Rows, how: str, changes: list[tuple[int, int]], bound: str) -> str:
    """Return the SQL of ``sensor`` (its number), ``t`` [µs], ``value``, ``n`` and ``coverage`` by local hour.

    Parameters
    ----------
    rows : readings
    how : to aggregate them
    changes : of the offset of local time
    bound : table of sensors: ``sensor``, ``number``, ``interval_us``
    """
    if how == "difference":
        return used_by_hour(clean(rows), rows.conversion.factor, changes, bound)
    factor, offset = rows.conversion.factor, rows.conversion.offset
    value = {"count": "value", "sum": f"value * {factor!r} + n * {offset!r}"}.get(
        how, f"value * {factor!r} + {offset!r}"
    )
    return (
        f"SELECT number AS sensor, t, {value} AS value, n, least(1.0, n * interval_us / {HOUR_US}) AS coverage FROM ("
        f"SELECT sensor, {hour_start('t', changes)} AS t, {HOWS[how]} AS value, count(*) AS n "
        f"FROM ({clean(rows)}) GROUP BY ALL) JOIN {bound} USING (sensor)"
    ).replace("GROUP BY ALL", f"GROUP BY sensor, {hour_start('t', changes)}")
