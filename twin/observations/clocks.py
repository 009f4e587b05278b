"""Clocks that are not what they say, told by what happens to a series when clocks change.

Local time lacks an hour of one night in spring and has one twice in autumn. A series said to be universal time that
lacks the one and has the other twice is local time; one said to be local that has readings in the hour that never was
is universal time. No other fault does both to the hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from twin.observations.engine import run
from twin.observations.zones import transitions

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["wrong_clocks"]

_DOUBLE: Final = 1.6
"""An hour with so many times the readings of its neighbours holds two."""


_ENOUGH: Final = 4
"""Readings an hour from which on one change of clocks proves enough; below it takes two."""

Counts = dict[int, tuple[int, int, int]]


def wrong_clocks(observations: Observations, clock: str) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield sensors whose clock is wrong: number, first and last moment [µs], readings, what it seems to be.

    Parameters
    ----------
    observations : whose table ``in_order`` holds ``number`` and ``t`` of some sensors
    clock : what their files say that times are
    """
    span = run(observations.connection, "SELECT min(t), max(t) FROM in_order").fetchall()[0]
    if span[0] is None:
        return
    changes = transitions(observations.zone, *span)
    judge = _read_as_local if clock == "local" else _read_as_universal
    proofs: dict[int, list[int]] = {}
    innocent: set[int] = set()
    for (_, before), (since, after) in pairwise(changes):
        for number, per_hour, wrong in judge(observations, since, before, after):
            if wrong:
                proofs.setdefault(number, []).append(per_hour)
            else:
                innocent.add(number)
    is_, said = ("universal", "local") if clock == "local" else ("local", "universal")
    for number, found in proofs.items():
        if number not in innocent and (len(found) > 1 or found[0] >= _ENOUGH):
            query = f"SELECT min(t), max(t), count(*) FROM in_order WHERE number = {number}"
            first, last, count = run(observations.connection, query).fetchall()[0]
            yield (
                number,
                first,
                last,
                count,
                f"{is_} time stored as {said} time, as {len(found)} changes of clocks show",
            )


def _read_as_universal(
    observations: Observations, since: int, before: int, after: int
) -> Iterator[tuple[int, int, bool]]:
    """Yield number, readings an hour, and whether the hour that local time lacks or has twice shows it."""
    spring = after > before
    for number, counts in _counts(observations, since + min(before, after), abs(after - before)).items():
        yield number, min(counts[0], counts[2]), _is_empty(counts) if spring else _is_double(counts)


def _read_as_local(observations: Observations, since: int, before: int, after: int) -> Iterator[tuple[int, int, bool]]:
    """Yield number, readings an hour, and whether it has the hour that never was, or only one of the two alike.

    Reading takes an hour that never was for the one after it, and of two alike the second.
    """
    spring, jump = after > before, abs(after - before)
    for number, counts in _counts(observations, since if spring else since - jump, jump).items():
        wrong = _is_double(counts) if spring else counts[1] == 0 and 0 < counts[2] < _DOUBLE * counts[0]
        yield number, min(counts[0], counts[2]), wrong


def _counts(observations: Observations, start: int, length: int) -> Counts:
    """Return readings by sensor before, within and after a time, for as long each [µs]."""
    end = start + length
    query = f"""
        SELECT number, count(*) FILTER (WHERE t < {start}),
            count(*) FILTER (WHERE t >= {start} AND t < {end}), count(*) FILTER (WHERE t >= {end})
        FROM in_order WHERE t >= {start - length} AND t < {end + length} GROUP BY number"""
    found = run(observations.connection, query).fetchall()
    return {number: (first, inside, last) for number, first, inside, last in found if first and last}


def _is_empty(counts: tuple[int, int, int]) -> bool:
    return counts[1] == 0


def _is_double(counts: tuple[int, int, int]) -> bool:
    return counts[1] >= _DOUBLE * max(counts[0], counts[2])
