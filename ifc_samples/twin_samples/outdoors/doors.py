"""Doors that lead outside, and the shortest clear way from each of them to what is already drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from twin_samples.design.model import OUTSIDE, BuildingDesign, EstateDesign, Opening, Room, Storey
from twin_samples.outdoors.streets import XY, Line

__all__ = ["Door", "approach", "doors_of", "turned"]

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
_REACH = 40.0
"""How far a straight approach may lead before a bend is preferred [m]."""


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
        if OUTSIDE in opening.rooms and opening.sill == 0.0 and use in _ENTERED:
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
    x, y = turned(at, place.turn)
    return Door(
        building.code,
        opening.code,
        (round(place.x + x, 2), round(place.y + y, 2), place.z + storey.elevation),
        turned(out, place.turn),
        _ENTERED[room.use],
        opening.accessible,
    )


def turned(vector: tuple[float, float], turn: float) -> tuple[float, float]:
    """Return a vector turned counterclockwise by degrees."""
    angle = math.radians(turn)
    x, y = vector
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def approach(door: Door, ways: Sequence[Line], footprints: Sequence[shapely.Polygon]) -> tuple[XY, ...]:
    """Return the points from a door to the way that is nearest on foot without crossing a building.

    Parameters
    ----------
    door : where it starts, at the height of its threshold
    ways : what may be joined
    footprints : of all buildings near it

    Raises
    ------
    ValueError : if buildings shut the door in
    """
    lines = np.array([shapely.LineString([point[:2] for point in way.points]) for way in ways], dtype=object)
    start = (door.at[0] + 1.6 * door.out[0], door.at[1] + 1.6 * door.out[1])
    walls = shapely.union_all([shapely.buffer(footprint, 0.3, join_style="mitre") for footprint in footprints])
    far = (door.at[0] + _REACH * door.out[0], door.at[1] + _REACH * door.out[1])
    ray = shapely.LineString([start, far])
    met = shapely.get_coordinates(shapely.intersection(lines, ray))
    if len(met):
        end = met[np.argmin(np.hypot(*(met - start).T))]
        if not shapely.LineString([start, end]).intersects(walls):
            return (door.at, (float(end[0]), float(end[1])))
    return (door.at, *_around(start, lines, walls))


def _around(start: tuple[float, float], lines: NDArray[np.object_], walls: shapely.Geometry) -> list[XY]:
    """Return the shortest path from a point around walls to the nearest line."""
    hull = shapely.buffer(walls, 1.5, join_style="mitre")
    corners = [start, *map(tuple, np.unique(shapely.get_coordinates(hull), axis=0))]
    graph: nx.Graph[object] = nx.Graph()
    for a, b in combinations(corners, 2):
        if not shapely.LineString([a, b]).intersects(walls):
            graph.add_edge(a, b, weight=math.dist(a, b))
    for corner in corners:
        nearest = lines[np.argmin(shapely.distance(lines, shapely.Point(corner)))]
        end = shapely.get_coordinates(shapely.shortest_line(shapely.Point(corner), nearest))[1]
        if not shapely.LineString([corner, end]).intersects(walls):
            graph.add_edge(corner, ("end", *map(float, end)), weight=math.dist(corner, end))
    reached = nx.single_source_dijkstra_path_length(graph, start)
    ends = [node for node in reached if node[0] == "end"]
    if not ends:
        raise ValueError(f"no way leads from {start} around the buildings")
    path = nx.dijkstra_path(graph, start, min(ends, key=lambda node: reached[node]))
    return [tuple(point) for point in (*path[:-1], path[-1][1:])]
