"""In which share of the dwellings of a building somebody is at home, never in which one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin_rules.facts.local_hours import Hours
from twin_rules.facts.presence import presence_of
from twin_rules.facts.presence_signs import SOMEBODY, UNKNOWN
from twin_rules.facts.room_sensors import rooms_watched
from twin_rules.facts.shared_rooms import room_volume_m3, spaces_of_dwellings

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["AtHome", "at_home"]

_KINDS: Final = ("people", "presence", "motion", "co2")


@dataclass(frozen=True)
class AtHome:
    """In how many dwellings of a building somebody is at home.

    Parameters
    ----------
    building : its row
    known : dwellings of which it is known in each hour, (n,)
    there : those of them with somebody at home, (n,)
    households : dwellings of which it is known, by weekday and hour of the day, (7, 24)
    how : what presence was inferred from
    trust : chance that an hour is told right, as assumed [-]
    """

    building: int
    known: NDArray[np.int64]
    there: NDArray[np.int64]
    households: NDArray[np.int64]
    how: str
    trust: float


def at_home(observations: Observations, hours: Hours) -> list[AtHome]:
    """Return in how many dwellings of each building somebody is at home, where sensors in dwellings tell it.

    What single dwellings do does not leave this function.

    Parameters
    ----------
    observations : of the estate
    hours : of which it is asked
    """
    twin = observations.twin
    homes = spaces_of_dwellings(twin)
    watched = rooms_watched(observations)
    rooms = sorted({row for kind in _KINDS for row in watched.get(kind, {}) if row in homes})
    by_building: dict[int, list[int]] = {}
    for row in rooms:
        by_building.setdefault(int(twin.nodes["building"][row]), []).append(row)
    return [_building(observations, building, listed, hours) for building, listed in sorted(by_building.items())]


def _building(observations: Observations, building: int, rooms: list[int], hours: Hours) -> AtHome:
    """Return the counts of one building; somebody is at home where one of the rooms that are watched is not empty.

    Hours in which too few dwellings are known count as unknown: two periods that differ by one such hour would tell it.
    """
    homes = spaces_of_dwellings(observations.twin)
    volumes = {row: room_volume_m3(observations.twin, row) for row in rooms}
    found = presence_of(volumes, hours, observations=observations, kinds=_KINDS)
    dwellings: dict[int, NDArray[np.int8]] = {}
    for row, one in found.items():
        home = homes[row]
        dwellings[home] = np.maximum(dwellings.get(home, np.full(len(hours), UNKNOWN)), one.there)
    cell = hours.weekday * 24 + hours.hour
    known = there = np.zeros(len(hours), dtype=np.int64)
    households = np.zeros(168, dtype=np.int64)
    enough = np.sum([said != UNKNOWN for said in dwellings.values()], axis=0) >= LEAST_HOUSEHOLDS
    for said in (np.where(enough, one, UNKNOWN) for one in dwellings.values()):
        known, there = known + (said != UNKNOWN), there + (said == SOMEBODY)
        households += np.bincount(cell[said != UNKNOWN], minlength=168) > 0
    first = next(iter(found.values()), None)
    how, trust = (first.how, first.trust) if first is not None else ("", float("nan"))
    return AtHome(building, known, there, households.reshape(7, 24), how, trust)
