"""How high the ground lies, where a picture must set down what nobody gave a height.

Heights are known along some ways and at the doors of buildings; between these the ground is taken to be even.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin

__all__ = ["Terrain", "terrain_of"]

_FLAT_M: Final = 0.05
"""Ground whose known heights differ by less than this is level [m]."""

_MOST: Final = 4000
"""Known heights that are used; more of them make no better picture."""

_FAR: Final = 0.8
"""How far beyond the known heights the ground goes on level, over their extent [-]."""

_LOWEST_M: Final = 1.5
"""Doors to the outside that stand higher than this over the lowest of their building lead to balconies [m]."""


@dataclass(frozen=True)
class Terrain:
    """Height of the ground.

    Parameters
    ----------
    level : of level ground [m]
    triangles : corners of triangles of uneven ground in estate coordinates [m], (n, 3, 3); none if it is level
    tree : the same triangles in plan, as a search tree
    """

    level: float
    triangles: NDArray[np.float64]
    tree: Any

    def at(self, plan: Array) -> NDArray[np.float64]:
        """Return the height of the ground at some points in plan [m], (k,).

        Parameters
        ----------
        plan : the points in estate coordinates [m], (k, 2)
        """
        result = np.full(len(plan), self.level)
        if not len(self.triangles) or not len(plan):
            return result
        asked, found = self.tree.query_nearest(shapely.points(plan), all_matches=False)
        a, b, c = (self.triangles[found, at] for at in range(3))
        one, two, way = (point[:, :2] - a[:, :2] for point in (b, c, plan[asked]))
        area = _cross(one, two)
        share = np.clip(np.stack((_cross(way, two), _cross(one, way)), axis=1) / area[:, None], 0, 1)
        result[asked] = a[:, 2] + share[:, 0] * (b - a)[:, 2] + share[:, 1] * (c - a)[:, 2]
        return result

    def filled(self, points: Array) -> NDArray[np.float64]:
        """Return points with a height for each, those of unknown height on the ground [m], (k, 3).

        Parameters
        ----------
        points : in estate coordinates; z NaN if unknown [m], (k, 3)
        """
        result = np.array(points, dtype=np.float64)
        lost = np.isnan(result[:, 2])
        result[lost, 2] = self.at(result[lost, :2])
        return result


@once
def terrain_of(twin: Twin) -> Terrain:
    """Return how high the ground lies.

    Parameters
    ----------
    twin : the twin
    """
    drawn = twin["line_points"]["xyz"]
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    known = np.concatenate((drawn, _at_buildings(twin)))
    if not len(known) or np.ptp(known[:, 2]) < _FLAT_M:
        return Terrain(float(np.median(known[:, 2])) if len(known) else _bottom(twin), np.empty((0, 3, 3)), None)
    known = known[np.linspace(0, len(known) - 1, min(len(known), _MOST)).astype(np.int64)]
    tree = shapely.STRtree(shapely.points(known[:, :2]))
    low, high = known[:, :2].min(axis=0), known[:, :2].max(axis=0)
    away = _FAR * max(float((high - low).max()), 1.0)
    edge = np.array([(x, y) for x in (low[0] - away, high[0] + away) for y in (low[1] - away, high[1] + away)])
    height = known[tree.nearest(shapely.points(edge)), 2]
    cloud = np.concatenate((known, np.column_stack((edge, height))))
    parts = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(cloud)))
    triangles = shapely.get_coordinates(parts, include_z=True).reshape(-1, 4, 3)[:, :3]
    wide = shapely.area(parts) > 1e-6
    return Terrain(float(np.median(known[:, 2])), triangles[wide], shapely.STRtree(parts[wide]))


def _at_buildings(twin: Twin) -> NDArray[np.float64]:
    """Return the corners of each building in plan, at the level of its lowest doors to the outside [m], (k, 3)."""
    nodes = twin.nodes
    box, building = nodes["box"], nodes["building"]
    door = np.char.startswith(nodes["ifc_class"].astype(str), "IfcDoor") & (nodes["is_external"] == 1)
    shaped = np.isfinite(box[:, 0, 0]) & (building >= 0)
    own = np.flatnonzero(shaped & np.isin(nodes["kind"].astype(str), (Kind.SPACE, Kind.ELEMENT)))
    low, high = np.full((nodes.length, 2), np.inf), np.full((nodes.length, 2), -np.inf)
    np.minimum.at(low, building[own], box[own, 0, :2])
    np.maximum.at(high, building[own], box[own, 1, :2])
    doors = np.flatnonzero(shaped & door)
    found: list[tuple[float, float, float]] = []
    for house in np.unique(building[doors]).tolist():
        bottoms = box[doors[building[doors] == house], 0, 2]
        level = float(np.median(bottoms[bottoms < np.percentile(bottoms, 10) + _LOWEST_M]))
        found += [(x, y, level) for x in (low[house, 0], high[house, 0]) for y in (low[house, 1], high[house, 1])]
    return np.array(found).reshape(-1, 3)


def _bottom(twin: Twin) -> float:
    """Return where surrounding buildings stand, else storeys at ±0, else devices, else all that has a shape [m]."""
    nodes = twin.nodes
    bottom, kind = nodes["box"][:, 0, 2], nodes["kind"]
    storeys = nodes["elevation"][(kind == Kind.STOREY) & np.isfinite(nodes["elevation"])]
    nearest = storeys[np.argsort(np.abs(storeys), kind="stable")[:1]]
    devices = nodes["position"][kind == Kind.EQUIPMENT, 2]
    for known in (bottom[kind == Kind.BUILDING], nearest, devices, bottom):
        if np.isfinite(known).any():
            return float(np.nanmedian(known))
    return 0.0


def _cross(one: Array, two: Array) -> NDArray[np.float64]:
    return np.asarray(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])
