"""Any thing of the estate fails: a pump, a board, a boiler, a door, a lamp."""

from __future__ import annotations

from twin.simulation.hazard import Call, Plugin
from twin.simulation.world import World

__all__ = ["Hazard"]


class Hazard(Plugin):
    """The things aimed at cannot do their work until somebody repairs them or the event ends."""

    about = "things fail, and what they feed loses its supply"
    aims_at = "thing fails, such as a pump, a board or a pipe"
    reads = ("feeds",)
    changes = ("health",)
    status = "verified"

    def begin(self, world: World, call: Call) -> None:
        """Make the things fail."""
        world.set(call.rows, "health", "failed", call=call, by="equipment-failure")
