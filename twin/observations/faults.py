"""Faults of series, found in the order of their times: gaps, repetitions, meters that fall, sensors that stand still.

Each kind has a rule of its own that a person can check by hand on the readings it names. What is found is told and not
mended, save what reading must not get wrong: repetitions count once, what nothing can be is left out, and falls of
meters are set right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.observations.clocks import wrong_clocks
from twin.observations.engine import run
from twin.observations.hours import Rows, clean
from twin.observations.meters import GAP_INTERVALS, outliers_query, steps_query
from twin.observations.pace import batches
from twin.observations.pauses import NOBODY, Fault, Pause, gaps, told_apart
from twin.observations.quantities import conversion, quantities

if TYPE_CHECKING:
    import pandas as pd

    from twin.observations.observed import Observations

__all__ = ["FAULTS", "find_faults"]

FAULTS: Final = {
    "silent": "bound, but its files hold no reading of it",
    "unreadable": "rows without a time or without a number",
    "outage": "most sensors of the same files silent together: what collects them had stopped",
    "gap": "no reading for far longer than usual",
    "irregular": "many long pauses of its own: it reports changes only, or loses readings",
    "duplicate": "a moment told again with the same value",
    "conflict": "a moment told again with another value",
    "impossible": "a value that the quantity cannot have",
    "stuck": "one value for longer than a working sensor keeps it",
    "reset": "a meter that began again at zero",
    "rollover": "a meter that was full and began again at zero",
    "step back": "a meter that went back a little",
    "unknown start": "a meter that fell to a value that nobody knows the beginning of",
    "outlier": "one reading of a meter that the next one disowns",
    "clock": "times that are not what their file says",
    "unit": "values as if written in another unit",
}
"""What each kind of fault means."""

_DAY_US: Final = 86_400_000_000
_CHANGE_US: Final = 3 * 3_600_000_000
"""What a change of clocks does to a series is over in such a time."""


def find_faults(observations: Observations) -> pd.DataFrame:
    """Return the faults of all bound sensors: sensor, node, fault, start, end (local), count, note.

    An outage is of no sensor: its name is empty, and the count is that of the sensors that were silent. Gaps and
    outages go from the last reading before to the first after; other faults from their first reading to their last.

    Parameters
    ----------
    observations : to look through

    Raises
    ------
    InputError
        If the files cannot be read.
    """
    import pandas as pd

    found: list[Fault] = list(_unread(observations))
    pauses: list[Pause] = []
    for numbers in batches(observations, observations.chosen()):
        for rows, bound in observations.queries(numbers):
            _arrange(observations, rows, bound)
            pauses += gaps(observations) if rows.quantity.nature != "event" else ()
            found += _in_order(observations, rows, bound)
    found += told_apart(pauses, _collected(observations))
    found = _settled(found, {fault[0] for fault in found if fault[1] == "clock"})
    columns = ["number", "fault", "start", "end", "count", "note"]
    table = pd.DataFrame(found, columns=columns).sort_values(columns[:3], ignore_index=True)
    at = table.pop("number").to_numpy(dtype=np.int64)
    names = np.array([*(one.name for one in observations.register.sensors), ""], dtype=object)
    for name in ("start", "end"):
        table[name] = observations.local(table[name])
    table.insert(0, "sensor", names[at])
    table.insert(1, "node", np.append(observations.rows, NOBODY)[at])
    return table


def _unread(observations: Observations) -> Iterator[Fault]:
    table = observations.sensors
    keys = zip(table["source"].tolist(), table["sensor"].tolist(), strict=True)
    counts = dict(zip(keys, zip(table["count"].tolist(), table["unread"].tolist(), strict=True), strict=True))
    for number in observations.chosen():
        one = observations.register.sensors[number]
        count, unread = counts.get((one.source, one.name), (0, 0))
        if count == unread:
            yield number, "silent", None, None, 0, FAULTS["silent"]
        elif unread:
            yield number, "unreadable", None, None, int(unread), FAULTS["unreadable"]


def _collected(observations: Observations) -> NDArray[np.int64]:
    """Return the files of each sensor of the register that reports at its own pace, -1 for those of events, (n,)."""
    sensors = observations.register.sensors
    paced = [one.source if quantities()[one.quantity].nature != "event" else -1 for one in sensors]
    return np.where(observations.rows >= 0, np.array(paced, dtype=np.int64), -1)


def _arrange(observations: Observations, rows: Rows, bound: str) -> None:
    """Put readings into the table ``in_order``, each with the one before it."""
    factor, offset = rows.conversion.factor, rows.conversion.offset
    run(
        observations.connection,
        f"""CREATE OR REPLACE TEMP TABLE in_order AS
        SELECT number, t, v, lag(t) OVER one AS t0, lag(v) OVER one AS v0
        FROM (SELECT number, t, value * {factor!r} + {offset!r} AS v FROM ({rows.query}) JOIN {bound} USING (sensor)
              WHERE t IS NOT NULL AND value IS NOT NULL) WINDOW one AS (PARTITION BY number ORDER BY t, v)""",
    )


def _in_order(observations: Observations, rows: Rows, bound: str) -> Iterator[Fault]:
    """Yield the faults of sensors that measure one quantity in one unit, pauses excepted."""
    yield from _by_day(observations, "duplicate", "t = t0 AND v = v0")
    yield from _by_day(observations, "conflict", "t = t0 AND v <> v0")
    low, high = rows.quantity.low, rows.quantity.high
    wrong = f"NOT (v >= {low!r} AND v <= {high!r})"
    yield from _by_day(observations, "impossible", wrong, f"not within {low:g} to {high:g} {rows.quantity.unit}")
    if rows.quantity.still_h:
        yield from _still(observations, rows.quantity.still_h)
    yield from _units(observations, rows)
    if rows.quantity.nature == "meter":
        yield from _falls(observations, rows, bound)
    for number, first, last, count, note in wrong_clocks(observations, rows.clock):
        yield number, "clock", first, last, count, note
    run(observations.connection, "DROP TABLE in_order")


def _by_day(observations: Observations, fault: str, condition: str, note: str = "") -> Iterator[Fault]:
    """Yield readings that fulfil a condition, those of neighbouring days as one fault."""
    query = f"""
        SELECT number, min(t), max(t), count(*) FROM in_order WHERE {condition}
        GROUP BY number, t // {_DAY_US} ORDER BY number, t // {_DAY_US}"""
    last: list[Any] = []
    for number, first, until, count in run(observations.connection, query).fetchall():
        if last and last[0] == number and first - last[2] < 2 * _DAY_US:
            last[2], last[3] = until, last[3] + count
            continue
        if last:
            yield last[0], fault, last[1], last[2], last[3], note
        last = [number, first, until, count]
    if last:
        yield last[0], fault, last[1], last[2], last[3], note


def _still(observations: Observations, hours: float) -> Iterator[Fault]:
    """Yield long runs of one value, without a gap in them; at its extremes a sensor may rest."""
    query = f"""
        WITH ends AS (
            SELECT number, min(v) AS least, max(v) AS most, median(t - t0) AS middle FROM in_order GROUP BY number
        ), marked AS (
            SELECT *, CASE WHEN v = v0 AND t - t0 <= {GAP_INTERVALS} * middle THEN 0 ELSE 1 END AS anew
            FROM in_order JOIN ends USING (number)
        ), runs AS (SELECT *, sum(anew) OVER (PARTITION BY number ORDER BY t) AS run FROM marked)
        SELECT number, 'stuck', min(t), max(t), count(*), printf('%g all the time', any_value(v)) FROM runs
        WHERE least = most OR v NOT IN (least, most)
        GROUP BY number, run HAVING max(t) - min(t) >= {hours * 3.6e9!r}"""
    yield from _told(observations, query)


def _units(observations: Observations, rows: Rows) -> Iterator[Fault]:
    """Yield sensors whose middle value is not where homes are, but would be in a unit that is often mistaken."""
    low, high = rows.quantity.usual
    lines = run(
        observations.connection, "SELECT number, median(v), min(t), max(t), count(*) FROM in_order GROUP BY number"
    )
    for number, middle, first, last, count in lines.fetchall():
        if low <= middle <= high:
            continue
        for unit in rows.quantity.mistaken:
            other = conversion(unit, quantities()[rows.quantity.name])
            if low <= other.factor * middle + other.offset <= high:
                note = f"middle value {middle:g} {rows.quantity.unit}: written in {unit}?"
                yield number, "unit", first, last, count, note
                break


def _falls(observations: Observations, rows: Rows, bound: str) -> Iterator[Fault]:
    """Yield what made totals of meters fall, and readings that were left out."""
    readings = clean(rows)
    query = f"""
        SELECT number, why, t0, t, 1, printf('from %g to %g, use between them taken as %g', v0, v, use)
        FROM ({steps_query(readings, bound)}) JOIN {bound} USING (sensor) WHERE why <> ''
        UNION ALL
        SELECT number, 'outlier', t, t, 1, printf('%g between %g and %g', v, before, after)
        FROM ({outliers_query(readings)}) JOIN {bound} USING (sensor)"""
    yield from _told(observations, query)


def _told(observations: Observations, query: str) -> list[Fault]:
    return [(int(number), *rest) for number, *rest in run(observations.connection, query).fetchall()]


def _settled(found: list[Fault], clocks: set[int]) -> list[Fault]:
    """Return faults without those that follow from a wrong clock: what is missing or doubled where clocks change."""
    return [one for one in found if one[0] not in clocks or not _brief(one)]


def _brief(fault: Fault) -> bool:
    _, kind, start, end, _, _ = fault
    return kind in {"gap", "duplicate", "conflict"} and (end or 0) - (start or 0) < _CHANGE_US
