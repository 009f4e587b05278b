"""Which dwellings to tell about an incident, and in which order.

Dwellings are told, never persons: a landlord may know how many people in a dwelling depend on power, on the lift or on
warmth, but who they are and why stays out of the twin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from twin.model.twin import Twin
from twin.simulation.impact import Loss
from twin.simulation.labels import Labels

__all__ = ["PRIVACY", "Notice", "notices"]

PRIVACY: Final = (
    "Dwellings, never persons: vulnerable people are counts per dwelling. Keep the list no longer than the incident."
)
_MINUTE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Notice:
    """A dwelling to tell.

    Parameters
    ----------
    place : row of the dwelling
    losses : what it lacks, the longest first
    vulnerable : how many people in it must not go without, NaN if unknown
    people : who live there, NaN if unknown
    """

    place: int
    losses: tuple[Loss, ...]
    vulnerable: float
    people: float

    @property
    def longest_s(self) -> float:
        """The longest time without one of its services [s]."""
        return self.losses[0].lost_s


def notices(twin: Twin, found: Sequence[Loss]) -> list[Notice]:
    """Return the dwellings to tell, in order.

    First those with most vulnerable people, then those that go without for longest, to the minute; dwellings that are
    equal in both follow one another by building, stair and storey from below, as one walks.

    Parameters
    ----------
    twin : the estate
    found : what places lost
    """
    by_home: dict[int, list[Loss]] = {}
    for one in found:
        if one.is_home:
            by_home.setdefault(one.place, []).append(one)
    told = [
        Notice(
            place, tuple(sorted(mine, key=lambda one: (-one.lost_s, one.service))), mine[0].vulnerable, mine[0].people
        )
        for place, mine in by_home.items()
    ]
    labels = Labels.of(twin)
    return sorted(told, key=lambda one: (*_urgency(one), *_way(labels, one.place)))


def _urgency(notice: Notice) -> tuple[float, float]:
    vulnerable = 0.0 if math.isnan(notice.vulnerable) else notice.vulnerable
    return -vulnerable, -round(notice.longest_s / _MINUTE_S)


def _way(labels: Labels, row: int) -> tuple[str, str, float, str, int]:
    storey = int(labels.twin.nodes["storey"][row])
    level = float(labels.twin.nodes["elevation"][storey]) if storey >= 0 else math.nan
    height = -math.inf if math.isnan(level) else level
    return labels.building(row), labels.stair(row), height, labels.name(row), row
