"""What has failed is repaired."""

from __future__ import annotations

from twin.simulation.hazard import Call, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.world import World

__all__ = ["Intervention"]


class Intervention(Plugin):
    """The things aimed at are healthy again once the work is done; all that has failed by then if none is named."""

    about = "a crew repairs things; they work again when the work is done"
    aims_at = "things are repaired; all failed ones if none is named"
    needs_aim = False
    reads = ("health",)
    changes = ("health",)

    def begin(self, world: World, call: Call) -> None:
        """Set about the work; nothing changes before it is done."""
        if call.duration_s is None:
            self.end(world, call)

    def end(self, world: World, call: Call) -> None:
        """Have the things healthy."""
        for row in call.rows or _failed(world.kernel):
            world.kernel.change(row, "health", "ok", cause=call.place, by="repair")


def _failed(kernel: Kernel) -> list[int]:
    return [row for row, health in kernel.holding("health") if health != "ok"]
