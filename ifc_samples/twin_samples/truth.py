"""What is true of a designed building: the yardstick for whoever infers it from files that do not say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely

from twin_samples.authoring.identity import global_id
from twin_samples.design.catalogue import DOORS
from twin_samples.design.model import BuildingDesign, EstateDesign, Lift, Opening, Room, Storey

__all__ = ["adjacent_rooms", "landings", "stacked_rooms", "truth_of"]

_LEAST_M2: Final = 0.1
_LEAST_DOOR_M: Final = 1.5
"""What is lower is a hatch."""
_APART_M: Final = 0.6
"""No wall of a design is thicker [m]."""
_BARE: Final = 0.01
"""Share of the strip between two rooms that may be no wall: rounding, not a gap [-]."""


def truth_of(estate: EstateDesign, building: BuildingDesign) -> dict[str, Any]:
    """Return what is true of a building, things called by their GlobalIds, an empty one standing for the outside.

    Parameters
    ----------
    estate : the estate it belongs to
    building : as designed, or as received before noise
    """

    def named(kind: str, code: str) -> str:
        return global_id(estate.code, building.code, kind, code) if code else ""

    lifts = {lift.code for lift in building.lifts}

    def device(code: str) -> str:
        return named("lift" if code in lifts else "device", code)

    rooms = {room.code: named("room", room.code) for _, room in building.rooms} | {"": ""}
    doors = [one for storey in building.storeys for one in storey.openings if one.type in DOORS]
    doors = [one for one in doors if DOORS[one.type].height >= _LEAST_DOOR_M]
    return {
        "rooms": {rooms[room.code]: {"code": room.code, "use": room.use} for _, room in building.rooms},
        "doors": {named("opening", one.code): sorted(rooms[code] for code in one.rooms) for one in doors},
        "open_links": sorted(sorted(rooms[code] for code in pair) for pair in _open_links(building)),
        "through": sorted(sorted((rooms[a], rooms[b])) for a, b in stacked_rooms(building)),
        "stairs": sorted(sorted((rooms[one.room], rooms[one.upper_room])) for one in _stairs(building)),
        "lifts": {
            named("lift", lift.code): sorted(rooms[code] for code in landings(doors, lift)) for lift in building.lifts
        },
        "adjacent": [[*sorted((rooms[a], rooms[b])), area, across] for a, b, area, across in adjacent_rooms(building)],
        "dwellings": {
            one.code: sorted(
                rooms[room.code]
                for _, room in building.rooms
                if room.dwelling == one.code and room.use not in {"cellar", "shaft"} and not room.outdoor
            )
            for one in building.dwellings
        },
        "device_rooms": {named("device", one.code): rooms[one.room] for one in building.devices},
        "feeds": sorted(
            [device(link.source), device(link.target), network.commodity]
            for network in building.networks
            for link in network.links
        ),
    }


def landings(doors: Iterable[Opening], lift: Lift) -> set[str]:
    """Return the codes of the rooms that the landing doors of a lift open to."""
    return {code for door in doors if door.lift == lift.code for code in door.rooms} - set(lift.rooms)


def adjacent_rooms(building: BuildingDesign) -> list[tuple[str, str, float, str]]:
    """Return the pairs of rooms that share a wall or a slab: their codes, the area of contact [m²], wall or slab."""
    across_walls = [row for storey in building.storeys for row in _across_walls(storey)]
    across_slabs = [row for below, above in pairwise(building.storeys) for row in _across_slabs(below, above)]
    return sorted(across_walls + across_slabs)


def stacked_rooms(building: BuildingDesign) -> Iterator[tuple[str, str]]:
    """Yield the pairs of rooms of which the lower one goes on through the slab into the upper one."""
    for below, above in pairwise(building.storeys):
        lower = [room for room in below.rooms if room.through]
        if lower and above.rooms:
            pairs = shapely.STRtree(_outlines(above.rooms)).query(_outlines(lower), predicate="intersects")
            yield from ((lower[a].code, above.rooms[b].code) for a, b in pairs.T.tolist())


def _across_walls(storey: Storey) -> Iterator[tuple[str, str, float, str]]:
    """Yield pairs of rooms whose outlines face each other across wall alone."""
    if not storey.rooms:
        return
    outlines = _outlines(storey.rooms)
    walls = shapely.union_all([shapely.box(w.plan.x0, w.plan.y0, w.plan.x1, w.plan.y1) for w in storey.walls])
    shapely.prepare(walls)
    first, second = shapely.STRtree(outlines).query(outlines, predicate="dwithin", distance=_APART_M)
    open_links = {frozenset(pair) for pair in storey.open_links}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        one, other = storey.rooms[a], storey.rooms[b]
        if a >= b or frozenset((one.code, other.code)) in open_links:
            continue
        area = _facing_length(one, other, walls) * min(one.height, other.height)
        if area >= _LEAST_M2:
            yield one.code, other.code, round(area, 3), "wall"


def _facing_length(one: Room, other: Room, walls: Any) -> float:
    """Return over which length two rooms face each other across wall alone [m]."""
    total = 0.0
    for axis in (0, 1):
        for at, low, high, side in _sides(one, axis):
            for other_at, other_low, other_high, other_side in _sides(other, axis):
                gap, start, end = (other_at - at) * side, max(low, other_low), min(high, other_high)
                if side == -other_side and 0 < gap <= _APART_M and end > start:
                    strip = shapely.box(*_corners(axis, (at, other_at), (start, end)))
                    bare = shapely.difference(strip, walls).area / strip.area
                    total += (end - start) if bare <= _BARE else 0.0
    return total


def _sides(room: Room, axis: int) -> Iterator[tuple[float, float, float, int]]:
    """Yield the sides of a room at right angles to an axis: where on it, from, to, and which way it looks, 1 or -1."""
    corners = room.outline
    for (x0, y0), (x1, y1) in pairwise((*corners, corners[0])):
        if axis == 0 and x0 == x1 and y0 != y1:
            yield x0, min(y0, y1), max(y0, y1), 1 if y1 > y0 else -1
        if axis == 1 and y0 == y1 and x0 != x1:
            yield y0, min(x0, x1), max(x0, x1), 1 if x0 > x1 else -1


def _corners(axis: int, across: tuple[float, float], along: tuple[float, float]) -> tuple[float, float, float, float]:
    (a0, a1), (b0, b1) = sorted(across), along
    return (a0, b0, a1, b1) if axis == 0 else (b0, a0, b1, a1)


def _across_slabs(below: Storey, above: Storey) -> Iterator[tuple[str, str, float, str]]:
    """Yield pairs of rooms that lie over each other across slab alone."""
    lower = [room for room in below.rooms if not room.through]
    if not lower or not above.rooms:
        return
    outlines = _outlines(above.rooms)
    slab = shapely.difference(
        shapely.polygons(above.slab),
        shapely.union_all([shapely.box(hole.x0, hole.y0, hole.x1, hole.y1) for hole in above.slab_holes]),
    )
    mine = shapely.intersection(_outlines(lower), slab)
    for a, b in zip(*(rows.tolist() for rows in shapely.STRtree(outlines).query(mine)), strict=True):
        area = float(shapely.intersection(mine[a], outlines[b]).area)
        if area >= _LEAST_M2:
            yield lower[a].code, above.rooms[b].code, round(area, 3), "slab"


def _outlines(rooms: Any) -> Any:
    return np.array([shapely.polygons(room.outline) for room in rooms])


def _open_links(building: BuildingDesign) -> Iterator[tuple[str, str]]:
    return (pair for storey in building.storeys for pair in storey.open_links)


def _stairs(building: BuildingDesign) -> Iterator[Any]:
    return (stair for storey in building.storeys for stair in storey.stairs)
