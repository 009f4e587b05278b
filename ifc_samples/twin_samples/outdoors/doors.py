"""Doors that lead outside: where they stand in the estate, what they are the entrance of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from twin_samples.design.catalogue import WINDOWS
from twin_samples.design.model import OUTSIDE, BuildingDesign, EstateDesign, Opening, Room, Storey

__all__ = ["Door", "doors_of"]

_ENTERED = {
    "hall": "staircase",
    "entrance": "home",
    "landing": "staircase",
    "shop": "shop",
    "office": "service",
    "common room": "service",
    "bin room": "service",
    "bike room": "service",
    "technical": "service",
    "laundry": "service",
    "stair": "emergency",
    "corridor": "service",
}
"""What is entered from outside by a door of a room of this use; terraces of living rooms are not on the map."""


@dataclass(frozen=True, slots=True)
class Door:
    """A door in the façade of the ground storey.

    Parameters
    ----------
    building, code : of the building and the door
    at : middle of its outer side, x, y, z in the estate [m]
    out : unit vector that points away from the building
    entrance : OpenStreetMap's word for what it is the entrance of
    accessible : whether a wheelchair passes the door itself
    """

    building: str
    code: str
    at: tuple[float, float, float]
    out: tuple[float, float]
    entrance: str
    accessible: bool


def doors_of(estate: EstateDesign) -> list[Door]:
    """Return the doors of all buildings of an estate that lead outside on their ground storey."""
    return [door for building in estate.buildings for door in _doors(building)]


def _doors(building: BuildingDesign) -> Iterator[Door]:
    """Yield the doors of one building."""
    storey = min(building.storeys, key=lambda storey: abs(storey.elevation))
    rooms = {room.code: room for room in storey.rooms}
    for opening in storey.openings:
        inner = next((code for code in opening.rooms if code != OUTSIDE), OUTSIDE)
        use = rooms[inner].use if inner in rooms else ""
        if OUTSIDE in opening.rooms and opening.type not in WINDOWS and use in _ENTERED:
            yield _door(building, storey, opening, rooms[inner])


def _door(building: BuildingDesign, storey: Storey, opening: Opening, room: Room) -> Door:
    """Return a door where it stands in the estate."""
    plan = next(wall.plan for wall in storey.walls if wall.code == opening.wall)
    inside = shapely.Polygon(room.outline).representative_point()
    if plan.x1 - plan.x0 >= plan.y1 - plan.y0:
        front = inside.y > (plan.y0 + plan.y1) / 2
        at, out = (opening.centre, plan.y0 if front else plan.y1), (0.0, -1.0 if front else 1.0)
    else:
        left = inside.x > (plan.x0 + plan.x1) / 2
        at, out = (plan.x0 if left else plan.x1, opening.centre), (-1.0 if left else 1.0, 0.0)
    place = building.place
    x, y = _turned(at, place.turn)
    return Door(
        building.code,
        opening.code,
        (round(place.x + x, 2), round(place.y + y, 2), place.z + storey.elevation),
        _turned(out, place.turn),
        _ENTERED[room.use],
        opening.accessible,
    )


def _turned(vector: tuple[float, float], turn: float) -> tuple[float, float]:
    """Return a vector turned counterclockwise by degrees."""
    angle = math.radians(turn)
    x, y = vector
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
