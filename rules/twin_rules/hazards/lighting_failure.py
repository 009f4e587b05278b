"""Light fails: a circuit of public lamps, a cabinet, a lamp, or all lamps of a room or way."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.simulation.hazard import Call, Plugin
from twin.simulation.world import World
from twin_rules.facts.lights import LAMPS, lights
from twin_rules.facts.power_network import delivery_points

__all__ = ["Hazard"]

_NAME: Final = "lighting-failure"


class Hazard(Plugin):
    """The lamps or circuits aimed at fail; which rooms and ways get dark follows from the lamps that still burn."""

    about = "lamps, a circuit of lamps or a cabinet fail, and ways and common rooms get dark"
    aims_at = "lamp, circuit, cabinet, breaker, room, way or building has its light fail"
    reads = ("groups", "feeds", "serves")
    changes = ("health",)
    references = ("domain model § 8, public lighting",)

    def begin(self, world: World, call: Call) -> None:
        """Make what is aimed at fail."""
        for row in call.rows:
            world.set(_failing(world, row), "health", "failed", call=call, by=_NAME)


def _failing(world: World, row: int) -> list[int]:
    """Return what fails: the heads of a circuit, the lamps of a place, all common lamps of a building, or the thing."""
    nodes, known = world.twin.nodes, lights(world.twin)
    kind = nodes["kind"][row]
    if kind in (Kind.SYSTEM, Kind.GROUP):
        return list(delivery_points(world.twin, [row]))
    if kind in (Kind.SPACE, Kind.PATH, Kind.PLOT):
        return list(known.lamps.get(row, {}))
    if kind == Kind.BUILDING:
        lamps = np.flatnonzero(np.isin(nodes["ifc_class"].astype(str), LAMPS) & (nodes["building"] == row))
        return [one for one in lamps.tolist() if one in known.places]
    return [row]
