"""Who lives near a room: dwellings that walk there in five and ten minutes, with and without steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.columns import Array
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin.usage.walking import Walks, walks_of
from twin_rules.facts.dated import dated
from twin_rules.facts.walkers import closed_by

__all__ = ["Demand", "demands"]

_FIVE_S: Final = 300.0
_TEN_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Demand:
    """Who lives near a room.

    Parameters
    ----------
    near, around : dwellings that walk there within five and ten minutes
    people : who live in those within ten minutes, NaN if fewer than five of them say how many
    proven, perhaps : dwellings that get there within ten minutes without steps: for sure, and if what nobody knows is
        free of them
    step_free : proven, not proven or no way, from any dwelling; empty if there are none
    toilet_s : walking time to the nearest shared toilet, NaN without one [s]
    """

    near: int
    around: int
    people: float
    proven: int
    perhaps: int
    step_free: str
    toilet_s: float


def demands(study: Study, rooms: Sequence[int], toilets: Array) -> dict[int, Demand]:
    """Return who lives near rooms, and how far the next toilet is, by row of the room.

    Parameters
    ----------
    study : what is asked, with the parameters of `twin_rules.facts.walkers`
    rooms : their rows
    toilets : rows of spaces with a toilet, (n,)
    """
    rows = np.concatenate((np.asarray(rooms, dtype=np.int64), study.dwellings, toilets))
    walks = walks_of(study.twin, rows.tolist(), closed=closed_by(study))
    speed = study["speed"] or dated("walkers")[study["profile"]]["level_m_s"]
    slow = study["step_free_speed"] or dated("walkers")["step-free"]["level_m_s"]
    found = walks.to(toilets, level_m_s=speed)
    away = dict(zip(rooms, _times(found.seconds, walks.start_of(rooms, found)), strict=True))
    return {room: _demand(study, walks, room, (speed, slow), float(away[room])) for room in rooms}


def _demand(study: Study, walks: Walks, room: int, speeds: tuple[float, float], toilet_s: float) -> Demand:
    homes, (speed, slow) = study.dwellings, speeds
    ways = (
        walks.to([room], level_m_s=speed),
        walks.step_free_to([room], level_m_s=slow),
        walks.perhaps_step_free_to([room], level_m_s=slow),
    )
    walk, proven, perhaps = (_times(way.seconds, walks.start_of(homes, way)) for way in ways)
    heads = study.twin.nodes["headcount"][homes][walk <= _TEN_S]
    known = heads[np.isfinite(heads)]
    words = "proven" if np.isfinite(proven).any() else "not proven" if np.isfinite(perhaps).any() else "no way"
    return Demand(
        int((walk <= _FIVE_S).sum()),
        int((walk <= _TEN_S).sum()),
        float(known.sum()) if len(known) >= LEAST_HOUSEHOLDS else float("nan"),
        int((proven <= _TEN_S).sum()),
        int((perhaps <= _TEN_S).sum()),
        words if len(homes) else "",
        toilet_s if np.isfinite(toilet_s) else float("nan"),
    )


def _times(seconds: Array, starts: Array) -> Array:
    return np.where(starts >= 0, np.append(seconds, np.inf)[starts], np.inf)
