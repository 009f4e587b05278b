"""The shortest clear way from a door to what is already drawn: straight ahead, or around the building."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.errors import InputError
from twin_samples.outdoors.doors import Door
from twin_samples.outdoors.grid import XY
from twin_samples.outdoors.streets import Line

__all__ = ["Surroundings", "approach", "surroundings_of"]

_REACH = 40.0
"""How far a straight approach may lead before a bend is preferred [m]."""
_NEAR = 90.0
"""How far around a door ways and buildings are looked at [m]."""
_FREE = 1.6
"""How far an approach leads straight away from its door [m]."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is already drawn: lines that may be joined and outlines that may not be crossed, with their trees."""

    lines: NDArray[np.object_]
    walls: NDArray[np.object_]
    line_tree: shapely.STRtree
    wall_tree: shapely.STRtree


def surroundings_of(ways: Sequence[Line], outlines: Sequence[shapely.Polygon]) -> Surroundings:
    """Return what an approach may join and what it has to avoid.

    Parameters
    ----------
    ways : as drawn
    outlines : of buildings; a path keeps 0.3 m away from them
    """
    lines = np.array([shapely.LineString([point[:2] for point in way.points]) for way in ways], dtype=object)
    walls = np.asarray(shapely.buffer(np.array(outlines, dtype=object), 0.3, join_style="mitre"))
    return Surroundings(lines, walls, shapely.STRtree(lines), shapely.STRtree(walls))


def approach(door: Door, around: Surroundings) -> tuple[XY, ...]:
    """Return the points from a door to the way that is nearest on foot without crossing a building.

    Parameters
    ----------
    door : where it starts, at the height of its threshold
    around : what is already drawn

    Raises
    ------
    InputError : if buildings shut the door in
    """
    start = (door.at[0] + _FREE * door.out[0], door.at[1] + _FREE * door.out[1])
    ray = shapely.LineString([start, (door.at[0] + _REACH * door.out[0], door.at[1] + _REACH * door.out[1])])
    met = shapely.get_coordinates(shapely.intersection(around.lines[around.line_tree.query(ray)], ray))
    if len(met):
        end = met[np.argmin(np.hypot(*(met - start).T))]
        if not len(around.wall_tree.query(shapely.LineString([start, end]), predicate="intersects")):
            return (door.at, (float(end[0]), float(end[1])))
    bends = _bends(start, around)
    if not bends:
        raise InputError(
            f"Door {door.code} of building {door.building}",
            "no way outside can be reached from it.",
            "Place the building so that its entrances are not shut in by others.",
        )
    return (door.at, *bends)


def _bends(start: tuple[float, float], around: Surroundings) -> list[XY]:
    """Return the shortest path from a point around walls to a line near it, nothing if there is none."""
    import networkx as nx

    here = shapely.Point(start)
    lines = around.lines[around.line_tree.query(here, predicate="dwithin", distance=_NEAR)]
    walls = shapely.union_all(around.walls[around.wall_tree.query(here, predicate="dwithin", distance=_NEAR)])
    hull = shapely.get_coordinates(shapely.buffer(walls, 1.5, join_style="mitre"))
    corners = [start, *((float(x), float(y)) for x, y in np.unique(hull, axis=0))]
    graph: nx.Graph[tuple[float, ...]] = nx.Graph()
    graph.add_node(start)
    for a, b in combinations(corners, 2):
        if not shapely.LineString([a, b]).intersects(walls):
            graph.add_edge(a, b, weight=math.dist(a, b))
    ends = {corner: _nearest(corner, lines, walls) for corner in corners if len(lines)}
    length, path = nx.single_source_dijkstra(graph, start)
    reached = [corner for corner, end in ends.items() if end and corner in length]
    if not reached:
        return []
    last = min(reached, key=lambda corner: length[corner] + math.dist(corner, ends[corner]))
    return [*path[last], ends[last]]


def _nearest(corner: tuple[float, float], lines: NDArray[np.object_], walls: shapely.Geometry) -> tuple[float, ...]:
    """Return the nearest point of the lines, nothing if walls are between."""
    point = shapely.Point(corner)
    line = shapely.shortest_line(point, lines[np.argmin(shapely.distance(lines, point))])
    return () if line.intersects(walls) else tuple(map(float, shapely.get_coordinates(line)[1]))
