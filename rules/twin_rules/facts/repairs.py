"""What a repair of a thing takes: whose trade it is, how long it lasts, and how many dwellings wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.simulation.components import Supply
from twin.simulation.supply import after_failures
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.physics.repair_time import drawn_h

__all__ = ["SKILLS", "Work", "homes_without", "work_on"]

SKILLS: Final = ("general", "plumber", "electrician", "lift")
_HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Work:
    """A repair.

    Parameters
    ----------
    skill : whose trade it is
    lasts_s : how long the work takes [s]
    rests_on : where that number comes from
    """

    skill: str
    lasts_s: float
    rests_on: str


def work_on(world: World, row: int, rng: np.random.Generator | None = None) -> Work:
    """Return what the repair of a thing takes.

    Parameters
    ----------
    world : the running scenario
    row : the thing
    rng : draws the time where the thing does not say it; the usual time is taken without one
    """
    table = dated("repair_fr")
    line: dict[str, Any] = table["class"].get(str(world.twin.nodes["ifc_class"][row]), table["other"])
    said = world.property(row, "MeanTimeToRepair")
    if isinstance(said, float) and said > 0:
        return Work(line["skill"], said, "MeanTimeToRepair of the thing")
    if rng is not None:
        return Work(line["skill"], drawn_h(line["bands"], rng) * _HOUR_S, "drawn, unverified")
    return Work(line["skill"], float(line["usual_h"]) * _HOUR_S, "usual, unverified")


def homes_without(supply: Supply, row: int, homes: frozenset[int]) -> int:
    """Return how many dwellings lose a service if a thing alone fails.

    Parameters
    ----------
    supply : the supply graph
    row : the thing
    homes : rows of the dwellings
    """
    component = int(supply.component[row])
    if component < 0:
        return 0
    before = supply.at_rest
    gone = before.works & ~after_failures(supply.graph, before, [component]).works
    return len({point.place for point in supply.points if gone[point.component]} & homes)
