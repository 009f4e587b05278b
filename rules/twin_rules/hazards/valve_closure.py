"""A valve is closed, by mistake or on purpose; if it is stuck, others have to be closed instead."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.errors import UsageError
from twin.model.relations import Relation
from twin.said.text import say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.world import World
from twin_rules.facts.valves import close_around, is_valve, named, to_close

__all__ = ["Hazard"]

_NAME: Final = "valve-closure"


class Hazard(Plugin):
    """Valves are closed, and what they feed is without supply.

    With ``stuck`` the valve does not move. Whoever wanted to close it has to empty what lies behind it by other valves;
    the history says which, and they are closed.
    """

    about = "a valve is closed, or is stuck and others are closed instead"
    aims_at = "valve is closed"
    reads = ("feeds", "valve")
    changes = ("valve",)
    parameters = (
        Parameter(
            "stuck", "no", "", "whether the valve does not move when somebody wants to close it", choices=("yes", "no")
        ),
    )
    references = ("Segments: Jun and Loganathan 2007, doi:10.1061/(ASCE)0733-9496(2007)133:2(145)",)

    def begin(self, world: World, call: Call) -> None:
        """Close the valves, or those that have to be closed in their place."""
        for row in call.rows:
            if not is_valve(world, row):
                raise UsageError(
                    f"{_NAME}: {named(world, [row])}", "is no valve", "Aim at an IfcValve, or use water-outage."
                )
        stuck = call.parameters["stuck"] == "yes"
        world.set(call.rows, "valve", "stuck" if stuck else "closed", call=call, by=_NAME)
        for row in call.rows if stuck else ():
            _close_others(world, call, row)


def _close_others(world: World, call: Call, row: int) -> None:
    """Empty what lies behind a stuck valve."""
    edges = world.twin.edges
    fed = np.unique(edges["target"][(edges["relation"] == Relation.FEEDS) & (edges["source"] == row)]).tolist()
    if not fed:
        world.kernel.note(row, say("stuck; nothing lies behind it"), cause=call.place, by=_NAME)
    for behind in fed:
        found = to_close(world, behind)
        world.kernel.note(row, say("instead {what}", what=close_around(found, world)), cause=call.place, by=_NAME)
        world.set(found.valves, "valve", "closed", call=call, by=_NAME)
