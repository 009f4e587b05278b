"""Gaps told from pauses: what is far longer than usual, who else was silent then, and who is silent all the time.

Some sensors report changes only, and so pause for hours with nothing lost; others lose readings every night. Nothing in
one such series tells the two apart. Where most sensors of the same files fall silent at once, what collects them had
stopped. So a sensor with many long pauses is told once as irregular, and of its gaps only those that it shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.observations.engine import run
from twin.observations.meters import GAP_INTERVALS

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["Fault", "gaps", "told_apart"]

Fault = tuple[int, str, int | None, int | None, int, str]
"""Number of the sensor, fault, first and last moment [µs since 1970], readings, note."""

_LONG: Final = 3.0
"""A gap is longer than so many times the pause that 99 of 100 stay below."""
_MANY: Final = 10
"""A sensor with more gaps than this, that others do not share, is irregular."""
_MOST: Final = 0.5
"""Share of the sensors of the same files that are silent together when their collection stopped."""
_FEWEST: Final = 3
_ALIKE: Final = 0.5
"""Two gaps are one when they share so much of the longer one."""
_HOUR_US: Final = 3_600_000_000


def gaps(observations: Observations) -> Iterator[Fault]:
    """Yield pauses above three usual ones and above three times what nearly all pauses stay below.

    Parameters
    ----------
    observations : whose table ``in_order`` holds ``number``, ``t`` and ``t0`` of some sensors
    """
    query = f"""
        WITH usual AS (
            SELECT number, median(t - t0) AS middle, quantile_cont(t - t0, 0.99) AS long
            FROM in_order WHERE t > t0 GROUP BY number
        )
        SELECT number, t0, t FROM in_order JOIN usual USING (number)
        WHERE t - t0 > {GAP_INTERVALS} * middle AND t - t0 > {_LONG} * long ORDER BY number, t"""
    for number, start, end in run(observations.connection, query).fetchall():
        yield int(number), "gap", start, end, 1, f"{(end - start) / _HOUR_US:.1f} h without a reading"


def told_apart(found: Iterable[Fault], sources: NDArray[np.int64]) -> Iterator[Fault]:
    """Yield gaps with who shares them; of a sensor with many of its own, these as one fault.

    Parameters
    ----------
    found : gaps
    sources : number of the files of each sensor of the register, -1 if it should report nothing by itself, (n,)
    """
    by_source: dict[int, list[Fault]] = {}
    for gap in found:
        by_source.setdefault(int(sources[gap[0]]), []).append(gap)
    for source, alike in by_source.items():
        yield from _of_source(alike, int((sources == source).sum()))


def _of_source(found: list[Fault], sensors: int) -> Iterator[Fault]:
    together = _together(found)
    own: dict[int, list[Fault]] = {}
    for gap, others in zip(found, together, strict=True):
        if others + 1 >= max(_FEWEST, _MOST * sensors):
            yield *gap[:5], f"{others + 1} of {sensors} sensors of the same files: their collection stopped"
        else:
            own.setdefault(gap[0], []).append(gap)
    for number, mine in own.items():
        if len(mine) <= _MANY:
            yield from mine
            continue
        hours = sum((end or 0) - (start or 0) for _, _, start, end, _, _ in mine) / _HOUR_US
        note = f"{len(mine)} long pauses, {hours:.0f} h in all: it reports changes only, or loses readings"
        yield number, "irregular", mine[0][2], mine[-1][3], len(mine), note


def _together(found: list[Fault]) -> list[int]:
    """Return how many other sensors have a gap that is mostly the same one, for each gap."""
    number = np.array([gap[0] for gap in found], dtype=np.int64)
    start, end = (np.array([gap[place] or 0 for gap in found], dtype=np.float64) for place in (2, 3))
    counts = []
    for own, first, last in zip(number, start, end, strict=True):
        shared = np.minimum(end, last) - np.maximum(start, first)
        same = shared >= _ALIKE * np.maximum(end - start, last - first)
        counts.append(len(np.unique(number[same & (number != own)])))
    return counts
