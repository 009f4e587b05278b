"""A lift is out of service: people may be caught in it, and dwellings are not reached without steps."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.errors import UsageError
from twin.simulation.hazard import Call, Plugin
from twin.simulation.labels import Labels
from twin.simulation.world import World
from twin_rules.facts.entries import is_place
from twin_rules.facts.lifts import lifts

__all__ = ["Hazard"]

_NAME: Final = "lift-failure"


class Hazard(Plugin):
    """The lifts aimed at stand still until they are repaired or the event ends.

    What follows is the same as in a power cut: who is caught, and who is not reached without steps any more.
    """

    about = "a lift is out of service"
    aims_at = "lift stands still, or building all of whose lifts do"
    reads = ("serves", "opens_onto")
    changes = ("health",)
    references = ("2.35 failures of a lift a year in France, 4 days each: press, 2020 and 2025, second hand",)

    def begin(self, world: World, call: Call) -> None:
        """Stop the lifts."""
        known, building = lifts(world.twin), world.twin.nodes["building"]
        rows: list[int] = []
        for row in call.rows:
            inside = [lift for lift in known if building[lift] == row] if is_place(world.twin, row) else [row]
            if not inside or not set(inside) <= known.keys():
                raise UsageError(
                    f"{_NAME}: {Labels.of(world.twin).name(row)}",
                    "is no lift and has none",
                    "Aim at an IfcTransportElement, or at a building with lifts.",
                )
            rows += inside
        world.set(np.unique(rows).tolist(), "health", "failed", call=call, by=_NAME)
