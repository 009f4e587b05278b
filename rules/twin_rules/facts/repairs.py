"""What a repair of a thing takes: whose trade it is, how long it lasts, and how many dwellings wait for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.said.text import say
from twin.simulation.components import Supply
from twin.simulation.services import PASSES
from twin.simulation.supply import SupplyState, after_failures, after_repairs
from twin.simulation.world import World
from twin.units import iso_seconds
from twin_rules.facts.dated import dated
from twin_rules.facts.step_free_loss import access, lifts_of_ways
from twin_rules.physics.repair_time import drawn_h, mean_h

__all__ = ["SKILLS", "Work", "homes_waiting", "mean_repair", "time_said", "work_on"]

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
    said = time_said(world, row, "MeanTimeToRepair")
    if said is not None:
        return Work(line["skill"], said, say("MeanTimeToRepair of the thing"))
    if rng is not None:
        return Work(line["skill"], drawn_h(line["bands"], rng) * _HOUR_S, say("drawn, unverified"))
    return Work(line["skill"], float(line["usual_h"]) * _HOUR_S, say("usual, unverified"))


def mean_repair(world: World, row: int) -> tuple[float, str]:
    """Return the mean time to repair a thing [s], and where that number comes from.

    Parameters
    ----------
    world : the running scenario
    row : the thing
    """
    said = time_said(world, row, "MeanTimeToRepair")
    if said is not None:
        return said, say("MeanTimeToRepair of the thing")
    table = dated("repair_fr")
    line = table["class"].get(str(world.twin.nodes["ifc_class"][row]), table["other"])
    return mean_h(line["bands"]) * _HOUR_S, say("mean of its class, unverified")


def time_said(world: World, row: int, name: str) -> float | None:
    """Return a time that a property of a thing tells, as a number or as an ISO duration; None if it tells none [s].

    Parameters
    ----------
    world : the running scenario
    row : the thing
    name : of the property
    """
    said = world.property(row, name)
    value = iso_seconds(said) if isinstance(said, str) else said
    return float(value) if isinstance(value, int | float) and value > 0 else None


def homes_waiting(world: World, row: int) -> int:
    """Return how many dwellings wait for the repair of a thing.

    These are the dwellings that get a service or step-free access back if it alone is repaired now, and those that
    would lose it if it alone had failed: of two things that fail one behind the other, both are waited for.

    Parameters
    ----------
    world : the running scenario
    row : the thing
    """
    return len((_lost_alone(world, row) | _regained(world, row)) & set(world.dwellings))


def _lost_alone(world: World, row: int) -> set[int]:
    supply, component = world.supply, int(world.supply.component[row])
    if component < 0:
        return set()
    after = after_failures(supply.graph, supply.at_rest, [component])
    lifts = {row} & lifts_of_ways(world.twin)
    return _between(supply, after, supply.at_rest) | _unreached(world, lifts, frozenset())


def _regained(world: World, row: int) -> set[int]:
    supply, kernel, component = world.supply, world.kernel, int(world.supply.component[row])
    if component < 0:
        return set()
    stopped = {one for state, through in PASSES.items() for one, value in kernel.holding(state) if value not in through}
    rows = [int(supply.component[one]) for one in sorted(stopped) if supply.component[one] >= 0]
    now = after_failures(supply.graph, supply.at_rest, rows)
    off = frozenset(one for one in lifts_of_ways(world.twin) if kernel.value("supply", one) == "off")
    return _between(supply, now, after_repairs(supply.graph, now, [component])) | _unreached(world, off, off - {row})


def _between(supply: Supply, worse: SupplyState, better: SupplyState) -> set[int]:
    """Return the places that have a service in one state and lack it in another."""
    gone = better.works & ~worse.works
    return {point.place for point in supply.points if gone[point.component]}


def _unreached(world: World, out: Collection[int], less: Collection[int]) -> set[int]:
    """Return the dwellings that are not reached without steps while some lifts are out, and are while fewer are."""
    if not out:
        return set()
    worse, better = access(world.twin, out).homes, access(world.twin, less).homes
    return {home for home, sign in better.items() if sign != worse[home]}
