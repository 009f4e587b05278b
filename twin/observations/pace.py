"""How often each sensor reports, and whether it has told a moment twice: what later reading must know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from twin.observations.engine import run

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["Pace", "batches", "paces"]

_BATCH: Final = 20_000_000
"""Readings that are put in order at once, so that memory stays bounded however many there are."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a sensor reports.

    Parameters
    ----------
    interval_s : median time between two readings [s], 0 if it has fewer than two
    repeated : whether it has told a moment more than once
    """

    interval_s: float
    repeated: bool


def paces(observations: Observations) -> dict[int, Pace]:
    """Return how each bound sensor reports, by its number in the register.

    Parameters
    ----------
    observations : to look through
    """
    found: dict[int, Pace] = {}
    for numbers in batches(observations, observations.chosen()):
        for rows, bound in observations.queries(numbers):
            query = f"""
                SELECT number, coalesce(median(step) FILTER (WHERE step > 0), 0) / 1e6, count(*) FILTER (WHERE step = 0)
                FROM (SELECT sensor, t - lag(t) OVER (PARTITION BY sensor ORDER BY t) AS step FROM ({rows.query}))
                JOIN {bound} USING (sensor) GROUP BY number"""
            for number, interval_s, again in run(observations.connection, query).fetchall():
                found[number] = Pace(float(interval_s), again > 0)
    return found


def batches(observations: Observations, chosen: Sequence[int]) -> Iterator[list[int]]:
    """Yield sensors in groups that have no more readings together than can be put in order at once.

    Parameters
    ----------
    observations : with the number of readings of each
    chosen : numbers of sensors in the register
    """
    table = observations.sensors
    counts = dict(zip(zip(table["source"], table["sensor"], strict=True), table["count"], strict=True))
    group: list[int] = []
    held = 0
    for number in chosen:
        one = observations.register.sensors[number]
        count = int(counts.get((one.source, one.name), 0))
        if group and held + count > _BATCH:
            yield group
            group, held = [], 0
        group.append(number)
        held += count
    if group:
        yield group
