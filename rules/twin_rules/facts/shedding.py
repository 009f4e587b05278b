"""Switches loads off until the rest fits, on account of an event or measure."""

from __future__ import annotations

from collections.abc import Iterable

from twin.said.text import joined, say
from twin.simulation.hazard import Call
from twin.simulation.world import World
from twin_rules.facts.power_loads import loads_behind
from twin_rules.physics.load_shedding import demand_kva, to_shed

__all__ = ["shed_behind"]


def shed_behind(world: World, rows: Iterable[int], capacity_kva: float, *, call: Call, by: str) -> int:
    """Switch off what is too much behind some things, each judged apart; return how many loads that are.

    Parameters
    ----------
    world : the running scenario
    rows : things that feed power on
    capacity_kva : what each of them can give [kVA]
    call : on whose account
    by : name of the hazard or intervention
    """
    count = 0
    for row in rows:
        loads = [one for one in loads_behind(world, [row]) if world.kernel.value("switch", one.row) == "closed"]
        dropped = to_shed(loads, capacity_kva)
        assumed = sum(one.assumed for one in loads)
        said = [
            say(
                "{n} of {all} loads shed: {wanted:.0f} kVA wanted, {there:.0f} there",
                n=len(dropped),
                all=len(loads),
                wanted=demand_kva(loads),
                there=capacity_kva,
            )
        ]
        said += [say("the power or class of {n} is assumed", n=assumed)] if assumed else []
        world.kernel.note(row, joined(said, "; "), cause=call.place, by=by)
        for load in dropped:
            note = say("shed: class {priority}, {power:.1f} kVA", priority=load.priority, power=load.kva)
            world.set([load.row], "switch", "open", call=call, by=by, note=note)
        count += len(dropped)
    return count
