"""What one gets to from the street by how many locks: of unknown doors, and of locked ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin_rules.facts.locks import LOCKED, SHUT, UNKNOWN, Passages
from twin_rules.physics.breaching import easiest_way

__all__ = ["Entry", "entry"]

_SMALL: Final = 1e-6
"""What a passage counts for besides its locks: of ways with as few locks the one with the fewest passages is taken."""


@dataclass(frozen=True)
class Entry:
    """The easiest way from the street to each place.

    Parameters
    ----------
    passages : what one passes
    count : locks that the way passes, infinite without a way, (n,)
    before : place that one comes from, -1 for the street and without a way, (n,)
    weight : what each passage was taken for, (m,)
    """

    passages: Passages
    count: NDArray[np.float64]
    before: NDArray[np.int64]
    weight: NDArray[np.float64]

    def doors(self, place: int) -> list[int]:
        """Return the rows of the doors with a lock that counts on the way to a place, from the street on.

        Parameters
        ----------
        place : its number
        """
        found: list[int] = []
        while (last := int(self.before[place])) >= 0:
            door = self._door.get((last, place), -1)
            found += [door] if door >= 0 else []
            place = last
        return found[::-1]

    @cached_property
    def _door(self) -> dict[tuple[int, int], int]:
        """The door of the best passage between two places, -1 if it counts for nothing."""
        best: dict[tuple[int, int], int] = {}
        one, two = self.passages.source.tolist(), self.passages.target.tolist()
        for at in np.argsort(-self.weight, kind="stable").tolist():  # the lightest last, which stays
            door = int(self.passages.via[at]) if self.weight[at] >= 1.0 else -1
            best[one[at], two[at]] = best[two[at], one[at]] = door
        return best


def entry(found: Passages, *, unknown: float, locked: float) -> Entry:
    """Return the ways from the street that pass the fewest locks.

    Parameters
    ----------
    found : the passages
    unknown, locked : what a door of which nobody knows the lock, and one that takes a key, count for; infinite if
        nobody gets through
    """
    weight = np.select([found.lock == one for one in (UNKNOWN, LOCKED, SHUT)], [unknown, locked, np.inf], 0.0) + _SMALL
    far, before = easiest_way(found.source, found.target, weight, count=len(found.rows))
    return Entry(found, np.where(np.isfinite(far), np.round(far), np.inf), before, weight)
