"""Which sensors tell whether somebody is in a room: by what they watch, where they are, or whose supply they meter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_rules.facts.shared_rooms import private_spaces, shared_rooms

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["QUANTITIES", "room_of_sensor", "rooms_watched"]

QUANTITIES: Final = {
    "people": ("people",),
    "presence": ("presence",),
    "motion": ("motion",),
    "co2": ("co2",),
    "power": ("power", "energy"),
    "door": ("door",),
}
"""What sensors of each kind measure."""
_METERS: Final = ("power", "energy")
_FAR: Final = 2000
"""Most things behind a meter that are looked through; what feeds more is no meter of a room."""


def rooms_watched(observations: Observations) -> dict[str, dict[int, tuple[int, ...]]]:
    """Return the nodes of the sensors that tell of each room, by kind of sensor and row of the room.

    Parameters
    ----------
    observations : of an estate
    """
    found: dict[str, dict[int, tuple[int, ...]]] = {}
    for kind, quantities in QUANTITIES.items():
        for quantity in quantities:
            for node in sorted({int(observations.rows[number]) for number in observations.chosen(quantity)}):
                for room in room_of_sensor(observations.twin, node, meter=quantity in _METERS):
                    rooms = found.setdefault(kind, {})
                    rooms[room] = (*rooms.get(room, ()), node)
    return found


def room_of_sensor(twin: Twin, node: int, *, meter: bool = False) -> tuple[int, ...]:
    """Return the rows of the spaces that a sensor tells of; none if nobody knows.

    Parameters
    ----------
    twin : the estate
    node : row of the sensor, or of a space that a series was bound to
    meter : whether it meters what is behind it; then the one shared room that this serves, if it serves no dwelling
        and no passage besides
    """
    nodes = twin.nodes
    if nodes["kind"][node] == Kind.SPACE:
        return (node,)
    if meter:
        return _room_behind(twin, node)
    watched = tuple(row for row in _watched(twin).get(node, ()) if nodes["kind"][row] == Kind.SPACE)
    parent = int(nodes["parent"][node])
    return watched or ((parent,) if parent >= 0 and nodes["kind"][parent] == Kind.SPACE else ())


@once
def _watched(twin: Twin) -> dict[int, list[int]]:
    return _pairs(twin, Relation.MONITORS)


@once
def _fed(twin: Twin) -> dict[int, list[int]]:
    return _pairs(twin, Relation.FEEDS)


@once
def _serves(twin: Twin) -> dict[int, list[int]]:
    return _pairs(twin, Relation.SERVES)


def _pairs(twin: Twin, relation: Relation) -> dict[int, list[int]]:
    edges = twin.edges
    found: dict[int, list[int]] = {}
    for place in np.flatnonzero(edges["relation"] == relation).tolist():
        found.setdefault(int(edges["source"][place]), []).append(int(edges["target"][place]))
    return found


def _room_behind(twin: Twin, meter: int) -> tuple[int, ...]:
    """Return the one shared room that what a meter feeds serves; its closet and toilet may be served as well."""
    private, shared = private_spaces(twin), _kinds(twin)
    served = _served_behind(twin, meter)
    rooms = [row for row in sorted(served) if row in shared]
    alone = len(rooms) == 1 and shared[rooms[0]] != "passage" and not private[list(served)].any()
    return tuple(rooms) if alone else ()


@once
def _kinds(twin: Twin) -> dict[int, str]:
    return {room.row: room.kind for room in shared_rooms(twin)}


def _served_behind(twin: Twin, meter: int) -> set[int]:
    """Return the spaces that what a meter feeds or monitors serves; none if that is too much to look through."""
    nodes, fed, serves = twin.nodes, _fed(twin), _serves(twin)
    queue = [meter, *_watched(twin).get(meter, ())]
    seen, spaces = set(queue), set[int]()
    while queue and len(seen) < _FAR:
        node = queue.pop()
        spaces |= {row for row in serves.get(node, ()) if nodes["kind"][row] == Kind.SPACE}
        new = [row for row in fed.get(node, ()) if row not in seen]
        seen.update(new)
        queue += new
    return spaces if len(seen) < _FAR else set()
