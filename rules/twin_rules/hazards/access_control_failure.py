"""Access control fails: a controller, a lock, a badge reader, or all of it at a door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from twin.model.kinds import Kind
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.world import World
from twin_rules.facts.access import ControlledDoor, controlled_doors
from twin_rules.facts.power_network import beyond, power_network

__all__ = ["Hazard"]

_NAME: Final = "access-control-failure"
_AS_BUILT: Final = "as built"


class Hazard(Plugin):
    """The controllers, locks and readers aimed at fail, or those of the doors, buildings or the estate aimed at.

    How the doors stand then follows from how they are built, unless the event says that they are unlocked or locked.
    """

    about = "a controller, lock or badge reader fails, and doors open for all or for nobody"
    aims_at = "controller, lock, badge reader, door or building fails; all locks of the estate if none"
    needs_aim = False
    reads = ("feeds", "controls", "ModeSansTension")
    changes = ("health", "door", "lock")
    parameters = (
        Parameter(
            "doors", _AS_BUILT, "", "how the doors stand while it lasts", "how the estate is built",
            (_AS_BUILT, "unlocked", "locked"),
        ),
    )  # fmt: skip
    references = ("domain model § 8, access control",)

    def begin(self, world: World, call: Call) -> None:
        """Make devices fail, or have the doors stand as is said."""
        doors = _doors(world, call.rows)
        stand = call.parameters["doors"]
        if stand == _AS_BUILT:
            locks = [lock for door in doors for lock in door.locks]
            named = [row for row in call.rows if world.twin.nodes["kind"][row] == Kind.EQUIPMENT]
            world.set(named or locks, "health", "failed", call=call, by=_NAME)
        elif stand == "unlocked":
            world.set([door.row for door in doors], "lock", "unlocked", call=call, by=_NAME)
        else:
            world.set([door.row for door in doors], "door", "locked", call=call, by=_NAME)


def _doors(world: World, rows: Iterable[int]) -> list[ControlledDoor]:
    """Return the doors that are meant: named, at a named device or behind it, or in a named building."""
    rows, nodes, network = tuple(rows), world.twin.nodes, power_network(world.twin)
    doors = list(controlled_doors(world.twin).values())
    if not rows:
        return doors
    behind = {one for row in rows for one in beyond(network, row)}
    return [
        door
        for door in doors
        if door.row in behind
        or nodes["building"][door.row] in behind
        or behind.intersection((*door.locks, *door.readers))
    ]
