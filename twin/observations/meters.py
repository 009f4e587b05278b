"""The SQL of what meters counted by hour: running totals that fall are told apart, and the use across them is kept.

A total that falls has one of four reasons. One wrong reading that the next one disowns is left out. A register that was
full begins again at zero: the use is what was left of it plus what it shows. A meter that was replaced or lost its
count begins at zero: the use is what it shows, and what passed before the change is unknown. A small step back is a
correction and stays one, so that the total of a year is its last reading less its first.
"""

from __future__ import annotations

from typing import Final

from twin.observations.zones import HOUR_US, hour_start

__all__ = ["GAP_INTERVALS", "outliers_query", "steps_query", "used_by_hour"]

GAP_INTERVALS: Final = 3.0
"""Readings apart by more than so many usual intervals leave a gap."""
_FULL: Final = 0.9
"""A register this near to the next power of ten may have run over."""
_PLAUSIBLE: Final = 5.0
"""Use across a fall may be so many times what the meter mostly counts at most in such a time."""


_ORDER: Final = "OVER (PARTITION BY sensor ORDER BY t)"
_OUTLIER: Final = "before <= after AND (v < before OR v > after)"
"""One reading below or above both of its neighbours, which are in order."""


def outliers_query(rows: str) -> str:
    """Return the SQL of single readings that their neighbours disown: ``sensor``, ``t``, ``v``, ``before``, ``after``.

    Parameters
    ----------
    rows : SQL of ``sensor``, ``t``, ``value``, each moment once
    """
    return f"SELECT * FROM ({_neighbours(rows)}) WHERE {_OUTLIER}"


def steps_query(rows: str, bound: str) -> str:
    """Return the SQL of the steps between readings of meters.

    Its columns: ``sensor``, ``t0`` and ``t`` [µs], ``v0`` and ``v`` (as the files write them), ``use``, ``why`` (empty,
    ``rollover``, ``reset``, ``unknown start`` or ``step back``), ``gap``.

    Parameters
    ----------
    rows : SQL of ``sensor``, ``t``, ``value``, each moment once
    bound : table of sensors: ``sensor``, ``interval_us``
    """
    return f"""
        WITH steps AS (
            SELECT sensor, t, v, lag(t) {_ORDER} AS t0, lag(v) {_ORDER} AS v0 FROM ({_neighbours(rows)})
            WHERE before IS NULL OR after IS NULL OR NOT ({_OUTLIER})
        ), usual AS (
            SELECT sensor, quantile_cont(v - v0, 0.99) AS most FROM steps WHERE v > v0 GROUP BY sensor
        ), judged AS (
            SELECT sensor, t0, t, v0, v, t - t0 > {GAP_INTERVALS} * interval_us AND interval_us > 0 AS gap,
                10 ** ceil(log10(v0 + 1e-9)) AS capacity,
                coalesce(most, 0) * {_PLAUSIBLE} * greatest(1, (t - t0) / greatest(interval_us, 1)) AS likely
            FROM steps JOIN {bound} USING (sensor) LEFT JOIN usual USING (sensor) WHERE t0 IS NOT NULL
        ), named AS (
            SELECT *, CASE
                WHEN v >= v0 THEN ''
                WHEN v0 >= {_FULL} * capacity AND capacity - v0 + v <= likely THEN 'rollover'
                WHEN v >= v0 / 2 AND v0 - v <= likely THEN 'step back'
                WHEN v <= likely THEN 'reset'
                ELSE 'unknown start' END AS why
            FROM judged
        )
        SELECT sensor, t0, t, v0, v, gap, why, CASE why
            WHEN 'rollover' THEN capacity - v0 + v
            WHEN 'reset' THEN v
            WHEN 'unknown start' THEN 0
            ELSE v - v0 END AS use
        FROM named"""


def _neighbours(rows: str) -> str:
    return f"SELECT sensor, t, value AS v, lag(value) {_ORDER} AS before, lead(value) {_ORDER} AS after FROM ({rows})"


def used_by_hour(rows: str, factor: float, changes: list[tuple[int, int]], bound: str) -> str:
    """Return the SQL of ``sensor`` (its number), ``t`` [µs], ``value``, ``n`` and ``coverage``: use by local hour.

    Parameters
    ----------
    rows : SQL of ``sensor``, ``t``, ``value``, each moment once
    factor : from the unit of the files to that of the quantity
    changes : of the offset of local time
    bound : table of sensors: ``sensor``, ``number``, ``interval_us``
    """
    begin, finish = hour_start("t0", changes), hour_start("(t - 1)", changes)
    part = f"(least(t, h + {HOUR_US}) - greatest(t0, h))"
    return f"""
        SELECT number AS sensor, h AS t, sum(use * {part} / (t - t0)) * {factor!r} AS value, count(*) AS n,
            sum(CASE WHEN gap OR why IN ('reset', 'unknown start') THEN 0 ELSE {part} END) / {HOUR_US} AS coverage
        FROM (SELECT *, unnest(range({begin}, {finish} + 1, {HOUR_US})) AS h FROM ({steps_query(rows, bound)}))
        JOIN {bound} USING (sensor) GROUP BY number, h"""
