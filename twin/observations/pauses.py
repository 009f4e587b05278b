"""Gaps told from pauses: what is far longer than usual, who else was silent then, and who is silent all the time.

Some sensors report changes only, and so pause for hours with nothing lost; others lose readings every night. Nothing in
one such series tells the two apart. Where most sensors of the same files fall silent at once, what collects them had
stopped: that is told once, as an outage. A sensor with many long pauses of its own is told once, as irregular.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.observations.engine import run
from twin.observations.meters import GAP_INTERVALS

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["NOBODY", "Fault", "Pause", "gaps", "told_apart"]

Fault = tuple[int, str, int | None, int | None, int, str]
"""Number of the sensor or `NOBODY`, fault, first and last moment [µs since 1970], readings or sensors, note."""
NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Pause:
    """A time without a reading.

    Parameters
    ----------
    number : of the sensor
    start, end : last reading before and first after it [µs since 1970]
    far : whether it is far longer than nearly all pauses of the sensor
    """

    number: int
    start: int
    end: int
    far: bool


_LONG: Final = 3.0
"""A gap is longer than so many times the pause that 99 of 100 stay below."""
_MANY: Final = 10
"""A sensor with more gaps than this, that others do not share, is irregular."""
_MOST: Final = 0.75
"""Share of the sensors of the same files that are silent together when their collection stopped, by choice."""
_FEWEST: Final = 3
_ALIKE: Final = 0.5
"""Two gaps are one when they share so much of the longer one."""
_HOUR_US: Final = 3_600_000_000


def gaps(observations: Observations) -> Iterator[Pause]:
    """Yield pauses above three usual ones, with whether they are far above what nearly all pauses stay below.

    Parameters
    ----------
    observations : whose table ``in_order`` holds ``number``, ``t`` and ``t0`` of some sensors
    """
    query = f"""
        WITH usual AS (
            SELECT number, median(t - t0) AS middle, quantile_cont(t - t0, 0.99) AS long
            FROM in_order WHERE t > t0 GROUP BY number
        )
        SELECT number, t0, t, t - t0 > {_LONG} * long FROM in_order JOIN usual USING (number)
        WHERE t - t0 > {GAP_INTERVALS} * middle ORDER BY number, t"""
    for number, start, end, far in run(observations.connection, query).fetchall():
        yield Pause(int(number), start, end, far)


def told_apart(found: Iterable[Pause], sources: NDArray[np.int64]) -> Iterator[Fault]:
    """Yield outages of what collects readings, gaps of single sensors, and sensors that pause all the time.

    Parameters
    ----------
    found : pauses
    sources : number of the files of each sensor of the register that reports by itself, -1 for the others, (n,)
    """
    by_source: dict[int, list[Pause]] = {}
    for pause in found:
        by_source.setdefault(int(sources[pause.number]), []).append(pause)
    for source, alike in by_source.items():
        yield from _of_source(sorted(alike, key=lambda one: one.start), int((sources == source).sum()))


def _of_source(found: list[Pause], sensors: int) -> Iterator[Fault]:
    own: dict[int, list[tuple[Pause, int]]] = {}
    shared: list[Pause] = []
    for pause, others in zip(found, _together(found), strict=True):
        if others + 1 >= max(_FEWEST, _MOST * sensors):
            shared.append(pause)
        elif pause.far:
            own.setdefault(pause.number, []).append((pause, others))
    yield from _outages(shared, sensors)
    for number, mine in own.items():
        hours = [(pause.end - pause.start) / _HOUR_US for pause, _ in mine]
        if len(mine) > _MANY:
            note = f"{len(mine)} long pauses, {sum(hours):.0f} h in all: it reports changes only, or loses readings"
            yield number, "irregular", mine[0][0].start, mine[-1][0].end, len(mine), note
            continue
        for (pause, others), length in zip(mine, hours, strict=True):
            also = f", as from {others} other sensors" if others else ""
            yield number, "gap", pause.start, pause.end, 1, f"{length:.1f} h without a reading{also}"


def _outages(shared: list[Pause], sensors: int) -> Iterator[Fault]:
    """Yield pauses that most sensors share, those of one time as one fault of no sensor."""
    groups: list[list[Pause]] = []
    end = 0
    for pause in shared:
        if pause.start >= end:
            groups.append([])
        groups[-1].append(pause)
        end = max(end, pause.end)
    for group in groups:
        start, end = (int(np.median([getattr(one, name) for one in group])) for name in ("start", "end"))
        silent = len({one.number for one in group})
        note = f"{(end - start) / _HOUR_US:.1f} h: {silent} of {sensors} sensors of the same files are silent together"
        yield NOBODY, "outage", start, end, silent, note


def _together(found: list[Pause]) -> Iterator[int]:
    """Yield how many other sensors pause at mostly the same time, for each of some pauses in order of their start."""
    number = np.array([one.number for one in found], dtype=np.int64)
    start, end = (np.array([getattr(one, name) for one in found], dtype=np.int64) for name in ("start", "end"))
    length = end - start
    low = np.searchsorted(start, start - length)  # one that is mostly the same begins no earlier
    high = np.searchsorted(start, start + length)
    for k in range(len(found)):
        near = slice(low[k], high[k])
        shared = np.minimum(end[near], end[k]) - np.maximum(start[near], start[k])
        same = shared >= _ALIKE * np.maximum(length[near], length[k])
        yield len(np.unique(number[near][same & (number[near] != number[k])]))
