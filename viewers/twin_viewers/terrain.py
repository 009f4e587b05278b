"""How high the ground lies, where a picture must set down what nobody gave a height."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["Terrain", "terrain_of"]

_NEAR_M: Final = 40.0
"""A known height tells the height of the ground as far as this around [m]; the estate's own level holds elsewhere."""


@dataclass(frozen=True)
class Terrain:
    """Height of the ground.

    Parameters
    ----------
    level : where nothing near is known [m]
    known : points whose height is known, as a search tree
    heights : of these points [m], (n,)
    """

    level: float
    known: Any
    heights: NDArray[np.float64]

    def at(self, plan: Array) -> NDArray[np.float64]:
        """Return the height of the ground at some points in plan [m], (k,).

        Parameters
        ----------
        plan : the points in estate coordinates [m], (k, 2)
        """
        result = np.full(len(plan), self.level)
        if len(self.heights) and len(plan):
            asked, found = self.known.query_nearest(shapely.points(plan), max_distance=_NEAR_M, all_matches=False)
            result[asked] = self.heights[found]
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


def terrain_of(twin: Twin) -> Terrain:
    """Return how high the ground lies.

    Parameters
    ----------
    twin : the twin
    """
    points = twin["line_points"]["xyz"]
    known = points[np.isfinite(points).all(axis=1)]
    return Terrain(_level(twin, known[:, 2]), shapely.STRtree(shapely.points(known[:, :2])), known[:, 2])


def _level(twin: Twin, known: Array) -> float:
    """Return the middle of known heights; else where the doors to the outside stand, or else the lowest storeys."""
    nodes = twin.nodes
    bottom, door = nodes["box"][:, 0, 2], np.char.startswith(nodes["ifc_class"].astype(str), "IfcDoor")
    mass = (nodes["kind"] == Kind.BUILDING) & np.isfinite(bottom)
    storeys = nodes["elevation"][(nodes["kind"] == Kind.STOREY) & np.isfinite(nodes["elevation"])]
    standing = nodes["position"][np.isfinite(nodes["position"][:, 2]) & (nodes["kind"] == Kind.EQUIPMENT), 2]
    ground = storeys[np.abs(storeys - np.min(np.abs(storeys), initial=np.inf)) < 0.5]
    outer = bottom[door & (nodes["is_external"] == 1) & np.isfinite(bottom)]
    candidates = (known, _lowest(outer), bottom[mass], ground, standing, bottom[np.isfinite(bottom)])
    return next((float(np.median(one)) for one in candidates if len(one)), 0.0)


def _lowest(bottoms: Array) -> NDArray[np.float64]:
    """Return the lower part of the heights, as far as a storey is high: there are doors to balconies further up [m]."""
    low = np.percentile(bottoms, 10) if len(bottoms) else 0.0
    return np.asarray(bottoms[bottoms < low + 1.5])
