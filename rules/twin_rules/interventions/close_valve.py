"""Somebody closes valves, or those around a pipe."""

from __future__ import annotations

from typing import Final

from twin.said.text import say
from twin.simulation.hazard import Call, Plugin
from twin.simulation.world import World
from twin_rules.facts.valves import close_around, is_valve, to_close

__all__ = ["Intervention"]

_NAME: Final = "close-valve"


class Intervention(Plugin):
    """The valves aimed at are closed when the work is done; of any other thing, those that empty what surrounds it.

    A stuck valve stays open, and the history says so.
    """

    about = "valves are closed, or those around a thing that leaks"
    aims_at = "valve is closed, or thing that leaks is isolated"
    reads = ("feeds", "valve")
    changes = ("valve",)
    status = "verified"

    def begin(self, world: World, call: Call) -> None:
        """Set about it; nothing changes before it is done."""
        if call.duration_s is None:
            self.end(world, call)

    def end(self, world: World, call: Call) -> None:
        """Have the valves closed."""
        for row in call.rows:
            if is_valve(world, row):
                self._close(world, call, row)
                continue
            found = to_close(world, row)
            world.kernel.note(row, close_around(found, world), cause=call.place, by=_NAME)
            for valve in found.valves:
                self._close(world, call, valve)

    def _close(self, world: World, call: Call, valve: int) -> None:
        if world.kernel.value("valve", valve) == "stuck":
            world.kernel.note(valve, say("stuck, stays open"), cause=call.place, by=_NAME)
        else:
            world.kernel.change(valve, "valve", "closed", cause=call.place, by=_NAME)
