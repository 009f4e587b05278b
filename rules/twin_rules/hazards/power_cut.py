"""Power is cut at the grid, a board, a circuit or a transformer, whole or down to a capacity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from twin.said.text import joined, say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.power_loads import loads_behind
from twin_rules.facts.power_network import delivery_points, power_network
from twin_rules.facts.shedding import shed_behind
from twin_rules.physics.load_shedding import Load, restart_steps

__all__ = ["Hazard"]

_NAME: Final = "power-cut"
_RESTART: Final = dated("power_fr")["restart"]


class Hazard(Plugin):
    """Power does not arrive at the delivery points aimed at, or does not leave the boards and circuits aimed at.

    With a capacity, loads are shed by priority until the rest fits under NF C 14-100. When the cut ends, a capacity for
    the restart has loads come back in steps, which avoids cold-load pick-up; what does not fit stays off.
    """

    about = "power is cut at the grid, a board, a circuit or a transformer, whole or down to a capacity"
    aims_at = "delivery point, board, circuit, transformer, building or site is cut; the grid of the estate if none"
    needs_aim = False
    reads = ("feeds", "switch", "PuissanceSouscrite_kVA", "PuissanceAbsorbée", "PrioriteDelestage")
    changes = ("mains", "switch")
    parameters = (
        Parameter("capacity", 0.0, "kVA", "what still gets through at each thing aimed at", "a whole cut", low=0.0),
        Parameter("restart", None, "kVA", "what can be carried at the restart; all at once if not given", low=0.0),
        Parameter(
            "pick_up", _RESTART["pick_up"], "", "what loads draw at first, over what they draw later",
            _RESTART["source"], low=1.0, high=5.0,
        ),
        Parameter(
            "step_delay", _RESTART["step_delay_s"], "s", "between the steps of the restart", _RESTART["source"], low=0.0
        ),
    )  # fmt: skip
    references = (
        "NF C 14-100 § 5.5.2.2 and table of simultaneity, from transcriptions",
        "Order of shedding and cold-load pick-up: from memory",
    )

    def begin(self, world: World, call: Call) -> None:
        """Cut the power, or shed what does not fit."""
        rows = delivery_points(world.twin, call.rows)
        if call.parameters["capacity"] > 0:
            shed_behind(world, rows, call.parameters["capacity"], call=call, by=_NAME)
            return
        fed = power_network(world.twin).feeders
        world.set([row for row in rows if row not in fed], "mains", "off", call=call, by=_NAME)
        world.set([row for row in rows if row in fed], "switch", "open", call=call, by=_NAME)

    def end(self, world: World, call: Call) -> None:
        """Bring the power back, in steps if it says what can be carried."""
        capacity = call.parameters["restart"]
        if capacity is not None and call.parameters["capacity"] == 0:
            for row in delivery_points(world.twin, call.rows):
                _restart(world, call, row, float(capacity))
        world.restore(call, by=_NAME)


def _restart(world: World, call: Call, row: int, capacity_kva: float) -> None:
    """Hold back all loads but the first group, and switch the others on group by group."""
    kernel = world.kernel
    loads = [
        one for one in loads_behind(world, [row]) if one.row != row and kernel.value("switch", one.row) == "closed"
    ]
    steps = restart_steps(loads, capacity_kva, pick_up=call.parameters["pick_up"])
    if len(steps) < 2 and len(loads) == sum(map(len, steps)):
        return
    first = {load.row for load in steps[0]} if steps else set()
    left = len(loads) - sum(map(len, steps))
    told = [say("restart in {n} steps", n=len(steps))]
    told += [say("{n} loads stay off, as they do not fit", n=left)] if left else []
    place = kernel.note(row, joined(told, "; "), cause=call.place, by=_NAME)
    held = {
        load.row: kernel.change(load.row, "switch", "open", cause=place, by=_NAME, note=say("waits for the restart"))
        for load in loads
        if load.row not in first
    }
    for number, step in enumerate(steps[1:], start=1):
        at_s = kernel.time_s + number * call.parameters["step_delay"]
        kernel.schedule(at_s, _switching_on(step, held, cause=place))


def _switching_on(step: list[Load], held: dict[int, int], *, cause: int) -> Callable[[Kernel], None]:
    """Return what switches loads on, unless somebody else has switched them since."""

    def switch_on(kernel: Kernel) -> None:
        for load in step:
            if kernel.cause("switch", load.row) == held[load.row]:
                kernel.change(load.row, "switch", "closed", cause=cause, by=_NAME)

    return switch_on
