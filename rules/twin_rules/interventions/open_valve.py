"""Somebody opens valves again."""

from __future__ import annotations

from typing import Final

from twin.simulation.hazard import Call, Plugin
from twin.simulation.world import World
from twin_rules.facts.valves import standing

__all__ = ["Intervention"]

_NAME: Final = "open-valve"


class Intervention(Plugin):
    """The valves aimed at are open when the work is done; all closed ones if none is named.

    A stuck valve is open already and stays stuck.
    """

    about = "valves are opened; all closed ones if none is named"
    aims_at = "valve is opened; all closed ones if none is named"
    needs_aim = False
    reads = ("valve",)
    changes = ("valve",)
    status = "verified"

    def begin(self, world: World, call: Call) -> None:
        """Set about it; nothing changes before it is done."""
        if call.duration_s is None:
            self.end(world, call)

    def end(self, world: World, call: Call) -> None:
        """Have the valves open."""
        closed = standing(world.kernel, "closed")
        for row in closed if not call.rows else [row for row in call.rows if row in closed]:
            world.kernel.change(row, "valve", "open", cause=call.place, by=_NAME)
