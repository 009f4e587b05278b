"""Stairs and ramps as links between the spaces at their foot and at their head.

No file declares them. Where the mesh shows treads, the link joins the space on whose floor one stands before the first
and after the last. Where a stair is a mere box, or only stair spaces are modelled, the space above takes the place of
the head.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import shapely

from twin.geometry.flight import Flight, flight_of, slope_of
from twin.geometry.placed import triangles_of
from twin.inference.climbs import Climb, edges_of, storeys_not_joined
from twin.inference.exterior import exterior_id
from twin.inference.layer import Inferred
from twin.inference.rooms import Rooms
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("use", "exterior")

_STAIRS: Final = ("IfcStair", "IfcStairFlight", "IfcRamp", "IfcRampFlight")
_STEPS: Final = ("IfcStairFlight", "IfcRampFlight", "IfcSlab", "IfcStair", "IfcRamp")
"""Parts of a stair that one walks on; rails and stringers are not."""
_AHEAD_M: Final = (0.0, 0.4, 0.7, 1.0)
"""Where one stands before the first step: on it, and up to a metre further, the depth of the smallest landing [m]."""
_FLOOR_M: Final = 0.6
"""Floors may lie this far from the outermost tread: a riser, and the steps a model leaves out [m]."""
_STOP_M: Final = 0.15
"""A landing on the way belongs to a storey if its floor is this near [m]."""
_SAME_LANDING_M: Final = (3.0, 0.4)
"""Flights meet at a landing if one begins this near the end of the other, in plan and a riser above it [m]."""
_OUTSIDE_M: Final = 0.3
"""The foot of an outside stair stands farther than this from all spaces: beyond the outer wall [m]."""
_NEXT_STOREY_M: Final = (1.5, 6.0)
"""From the floor of a stair to that of the storey above: half a storey to a tall ground floor [m]."""
_SAME_SHAFT: Final = 0.5
"""Stair spaces that share this much of the smaller one stand above each other [-]."""
_FREE_SLOPE: Final = 0.05
"""Ramps up to 5 % count as step-free without landings or rails (arrêté du 24 décembre 2015, art. 2)."""


def infer(twin: Twin) -> Inferred:
    """Return the links that stairs and ramps make, and the storeys that none joins."""
    rooms = Rooms.of(twin)
    wholes = _wholes(twin)
    if not len(rooms.rows):
        return Inferred()
    climbs: list[Climb] = []
    for stair, parts in _continued(twin, rooms, wholes).items():
        climbs += _climbs(twin, rooms, stair, parts)
    climbs += _stacked_spaces(twin, rooms, climbs)
    return Inferred(edges=edges_of(twin, climbs), findings=storeys_not_joined(twin, climbs, list(wholes)))


def _wholes(twin: Twin) -> dict[int, list[int]]:
    """Return the walkable parts with a mesh of each stair or ramp that is not itself a part of one."""
    nodes = twin.nodes
    found: dict[int, list[int]] = {}
    is_stair = np.isin(nodes["ifc_class"].astype(str), _STAIRS)
    is_step = np.isin(nodes["ifc_class"].astype(str), _STEPS) & (nodes["mesh"] >= 0)
    for row in np.flatnonzero(is_stair | is_step).tolist():
        whole = row
        while nodes["parent"][whole] >= 0 and is_stair[nodes["parent"][whole]]:
            whole = int(nodes["parent"][whole])
        if is_stair[whole]:
            found.setdefault(whole, []).extend([row] if is_step[row] else [])
    return {whole: parts for whole, parts in found.items() if parts}


def _continued(twin: Twin, rooms: Rooms, wholes: dict[int, list[int]]) -> dict[int, list[int]]:
    """Return the stairs with flights joined that meet at a landing which belongs to no space.

    Some authors hang each flight on the storey by itself. One that ends in mid-air goes on with one that begins there.
    """
    flights = {stair: flight_of(triangles_of(twin, np.array(parts))) for stair, parts in wholes.items()}
    real = {stair: flight for stair, flight in flights.items() if flight is not None}
    ends = [(s, f.head) for s, f in real.items() if _standing(twin, rooms, f.head, f.after) is None]
    starts = [(s, f.foot) for s, f in real.items() if _standing(twin, rooms, f.foot, f.before) is None]
    first = {stair: stair for stair in wholes}
    for below, head in sorted(ends, key=lambda end: float(end[1][2])):
        near = [(float(np.hypot(*(foot - head)[:2])), above) for above, foot in starts if _meet(head, foot)]
        if near:
            first[min(near)[1]] = first[below]
    joined: dict[int, list[int]] = {}
    for stair, parts in wholes.items():
        joined.setdefault(first[stair], []).extend(parts)
    return joined


def _meet(head: Array, foot: Array) -> bool:
    rise = float(foot[2] - head[2])
    return 0 < rise <= _SAME_LANDING_M[1] and float(np.hypot(*(foot - head)[:2])) <= _SAME_LANDING_M[0]


def _climbs(twin: Twin, rooms: Rooms, stair: int, parts: list[int]) -> list[Climb]:
    triangles = triangles_of(twin, np.array(parts))
    flight, free = flight_of(triangles), 0
    if flight is None and twin.nodes["ifc_class"][stair].startswith("IfcRamp"):
        flight, slope = slope_of(triangles)
        free = 1 if slope <= _FREE_SLOPE else -1
    if flight is None:
        return _above_box(twin, rooms, stair, parts)
    stops = _stops(twin, rooms, stair, flight)
    return [
        Climb(lower, upper, stair, "flight", 0.95 - 0.2 * max(near, far), max(near, far), flight.width, free)
        for (lower, near), (upper, far) in pairwise(stops)
        if lower != upper
    ]


def _stops(twin: Twin, rooms: Rooms, stair: int, flight: Flight) -> list[tuple[int, float]]:
    """Return the spaces that a flight passes from foot to head, each with its distance from the stair [m]."""
    foot = _standing(twin, rooms, flight.foot, flight.before)
    head = _standing(twin, rooms, flight.head, flight.after)
    if head is None or foot is None:
        foot, head = (
            foot or _outdoors(twin, rooms, stair, flight.foot),
            head or _outdoors(twin, rooms, stair, flight.head),
        )
    low, high = flight.foot[2] + _NEXT_STOREY_M[0], flight.head[2] - _NEXT_STOREY_M[0]
    between = [one for one in flight.landings if low <= one[2] <= high]
    passed = [_standing(twin, rooms, one, np.zeros(2), floor=_STOP_M) for one in between]
    return [one for one in (foot, *passed, head) if one is not None]


def _outdoors(twin: Twin, rooms: Rooms, stair: int, tread: Array) -> tuple[int, float] | None:
    """Return the outside of the building if a stair ends clear of all its spaces, and how far that is [m]."""
    building = int(twin.nodes["building"][stair])
    if building < 0:
        return None
    outside = np.flatnonzero(twin.nodes["id"] == exterior_id(twin.nodes["id"][building]))
    nearest = float(shapely.distance(rooms.outlines, shapely.points(tread[:2] - rooms.origin)).min())
    return (int(outside[0]), _AHEAD_M[-1]) if len(outside) and nearest > _OUTSIDE_M else None


def _standing(
    twin: Twin, rooms: Rooms, tread: Array, way: Array, *, floor: float = _FLOOR_M
) -> tuple[int, float] | None:
    """Return the space one stands in at the end of a stair, and its distance from the tread [m]."""
    points = shapely.points(tread[:2] - rooms.origin + np.outer(_AHEAD_M, way))
    step, room = rooms.tree.query(points, predicate="dwithin", distance=_AHEAD_M[-1])
    level = (np.abs(rooms.bottom[room] - tread[2]) <= floor) & (twin.nodes["use"][rooms.rows[room]] != "lift")
    step, room = step[level], room[level]
    if not len(room):
        return None
    distance = shapely.distance(points[step], rooms.outlines[room])
    inside = distance <= 0
    order = np.lexsort((rooms.rows[room], rooms.area[room], distance, np.where(inside, step, len(_AHEAD_M))))
    best = room[order[0]]
    return int(rooms.rows[best]), float(shapely.distance(points[0], rooms.outlines[best]))


def _above_box(twin: Twin, rooms: Rooms, stair: int, parts: list[int]) -> list[Climb]:
    """Return the link from the space a box stands in to the one above that it lies under."""
    box = twin.nodes["box"][parts]
    lower, upper = box[:, 0].min(axis=0), box[:, 1].max(axis=0)
    middle = (lower + upper) / 2
    here = int(rooms.at(middle[None] * [1, 1, 0] + [0, 0, lower[2] + _FLOOR_M], within=_FLOOR_M)[0])
    if here < 0:
        return []
    plan = shapely.box(*(lower[:2] - rooms.origin), *(upper[:2] - rooms.origin))
    over = _next_above(twin, rooms, here, plan)
    if over is None:
        return []
    room, share = over
    return [Climb(int(rooms.rows[here]), int(rooms.rows[room]), stair, "stacked", 0.6 + 0.2 * share, share)]


def _next_above(twin: Twin, rooms: Rooms, here: int, plan: object) -> tuple[int, float] | None:
    """Return the space of the next storey that covers most of a shape in plan, and the share that it covers."""
    low, high = (rooms.bottom[here] + rise for rise in _NEXT_STOREY_M)
    some = rooms.tree.query(plan, predicate="intersects")
    some = some[(rooms.bottom[some] >= low) & (rooms.bottom[some] <= high)]
    some = some[twin.nodes["use"][rooms.rows[some]] != "lift"]
    some = some[rooms.bottom[some] <= rooms.bottom[some].min(initial=np.inf) + _FLOOR_M]
    if not len(some):
        return None
    share = shapely.area(shapely.intersection(rooms.outlines[some], plan)) / shapely.area(plan)
    best = np.lexsort((rooms.rows[some], -share))[0]
    return (int(some[best]), float(share[best])) if share[best] > 0 else None


def _stacked_spaces(twin: Twin, rooms: Rooms, climbs: list[Climb]) -> list[Climb]:
    """Return links between stair spaces above each other in which no stair is modelled."""
    use = twin.nodes["use"][rooms.rows]
    left = {climb.lower for climb in climbs}
    found = []
    for here in np.flatnonzero(use == "stair").tolist():
        over = None if int(rooms.rows[here]) in left else _next_above(twin, rooms, here, rooms.outlines[here])
        if over is None or use[over[0]] != "stair":
            continue
        share = over[1] * rooms.area[here] / min(rooms.area[here], rooms.area[over[0]])
        if share >= _SAME_SHAFT:
            found.append(Climb(int(rooms.rows[here]), int(rooms.rows[over[0]]), -1, "stacked", 0.5, share))
    return found
