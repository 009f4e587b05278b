"""The point that stands for a node where links are drawn.

A link between two rooms is read as a way between them, so its ends must lie in the rooms, not somewhere in the box
around them: the middle of an L-shaped hall is often in the room next door.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["HAND_M", "anchors_of", "fronts_of"]

HAND_M: Final = 1.0
"""Height over the floor at which ways are drawn, about that of a door handle [m]."""

_CLEAR_M: Final = 0.3
"""The centroid stands for a room if it is inside it by more than this [m]."""

_BEFORE_M: Final = 1.2
"""How far outside its door the street begins [m]."""

_LEVELS: Final = 6
"""Estate, site, building, storey, space, equipment: no chain of wholes and parts is longer."""


def anchors_of(twin: Twin, rows: Array) -> NDArray[np.float64]:
    """Return the point that stands for each node in estate coordinates, NaN where nothing says where it is [m], (n, 3).

    Spaces have a point inside their outline, doors one in their opening, ports their place, other things the centre of
    their box. What has no shape is in the middle of what it groups and contains, else at its placement.

    Parameters
    ----------
    twin : the twin
    rows : nodes that will be asked for, others may be less exact, (k,)
    """
    nodes = twin.nodes
    box = nodes["box"]
    points: NDArray[np.float64] = box.mean(axis=1)
    low = np.minimum(box[:, 0, 2] + HAND_M, points[:, 2])
    door = np.char.startswith(nodes["ifc_class"].astype(str), "IfcDoor")
    points[door, 2] = low[door]
    spaces = rows[(nodes["kind"][rows] == Kind.SPACE) & (nodes["mesh"][rows] >= 0)]
    points[spaces] = np.column_stack((_inside(outlines_of(twin, spaces), points[spaces, :2]), low[spaces]))
    at_place = (nodes["kind"] == Kind.PORT) & np.isnan(points[:, 0])
    points[at_place] = nodes["position"][at_place]
    _place_wholes(twin, points)
    lost = np.isnan(points[:, 0])
    points[lost] = nodes["position"][lost]
    return points


def fronts_of(twin: Twin, spaces: Array, doors: Array) -> NDArray[np.float64]:
    """Return where one stands after leaving each space by a door to the outside, in plan [m], (n, 2).

    Parameters
    ----------
    twin : the twin
    spaces : row of the space that is left, which has a mesh, (n,)
    doors : place of the door in estate coordinates, or of anything else near the wall [m], (n, 2)

    Notes
    -----
    The way out is square to the nearest wall of the room. Neither the box of a door nor its placement would do: doors
    are often drawn open.
    """
    used, place = np.unique(spaces, return_inverse=True)
    rings = shapely.get_exterior_ring(_largest(outlines_of(twin, used)))
    rings = np.where(shapely.is_missing(rings), shapely.linearrings([(0, 0), (1, 0), (0, 1)]), rings)[place]
    along = shapely.line_locate_point(rings, shapely.points(doors))
    length = shapely.length(rings)
    before, after, foot = (
        shapely.get_coordinates(shapely.line_interpolate_point(rings, np.mod(along + step, length)))
        for step in (-0.05, 0.05, 0.0)
    )
    out = np.stack((after[:, 1] - before[:, 1], before[:, 0] - after[:, 0]), axis=1)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    rooms = shapely.polygons(rings)
    out[shapely.contains_xy(rooms, *(foot + 0.05 * out).T)] *= -1
    within = shapely.contains_xy(rooms, *doors.T)
    return np.asarray(np.where(within[:, None], foot, doors) + out * _BEFORE_M)


def _inside(outlines: Array, middles: Array) -> Array:
    """Return a point inside each outline, the centroid if it lies well inside; without an outline the middle."""
    parts = _largest(outlines)
    missing = shapely.is_missing(parts) | shapely.is_empty(parts)
    parts[missing] = shapely.buffer(shapely.points(middles[missing]), _CLEAR_M, quad_segs=1)
    centroids = shapely.centroid(parts)
    clear = shapely.contains(parts, centroids) & (shapely.distance(shapely.boundary(parts), centroids) > _CLEAR_M)
    return np.asarray(shapely.get_coordinates(np.where(clear, centroids, shapely.point_on_surface(parts))))


def _largest(outlines: Array) -> Array:
    """Return the largest polygon of each outline."""
    parts, of = shapely.get_parts(outlines, return_index=True)
    order = np.argsort(shapely.area(parts), kind="stable")
    result = np.full(len(outlines), None, dtype=object)
    result[of[order]] = parts[order]
    return result


def _place_wholes(twin: Twin, points: Array) -> None:
    """Put each node without a place in the middle of its members, from the smallest wholes to the largest."""
    edges = twin.edges
    of_whole = np.isin(edges["relation"].astype(str), (Relation.CONTAINS, Relation.GROUPS))
    whole, part = edges["source"][of_whole], edges["target"][of_whole]
    for _ in range(_LEVELS):
        use = np.isnan(points[whole, 0]) & np.isfinite(points[part, 0])
        if not use.any():
            return
        count = np.bincount(whole[use], minlength=len(points))
        found = count > 0
        for axis in range(3):
            total = np.bincount(whole[use], weights=points[part[use], axis], minlength=len(points))
            points[found, axis] = total[found] / count[found]
