"""How much of a city-wide file belongs to an estate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from twin.importers.public_space.crs import Extent, extent_of
from twin.model.columns import Array
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["SURROUNDINGS_M", "Models", "beyond", "models_of"]

SURROUNDINGS_M: Final = 1500.0
"""Twenty minutes on foot."""


@dataclass(frozen=True)
class Models:
    """What the models of an estate cover.

    Parameters
    ----------
    buildings : rows of the buildings that stand somewhere
    footprints : hull in plan of each [m]
    ground : level of the ground at each [m], NaN if unknown
    """

    buildings: Array
    footprints: Array
    ground: Array

    def extent(self, crs: str | None) -> Extent | None:
        """Return what the models cover in longitude and latitude; None if there are none or nobody knows where."""
        if crs is None or not len(self.buildings):
            return None
        bounds = shapely.bounds(self.footprints)
        return extent_of(np.concatenate((bounds[:, :2], bounds[:, 2:])), crs)

    @property
    def level(self) -> float:
        """Lowest ground floor of the buildings [m], NaN if unknown."""
        known = self.ground[~np.isnan(self.ground)]
        return float(known.min()) if len(known) else float("nan")

    def near(self, geometry: Array) -> Array:
        """Return which geometries lie in the surroundings of the models, all if there are none, (n,) of bool."""
        if not len(self.buildings):
            return np.ones(len(geometry), dtype=bool)
        whole: Any = shapely.union_all(self.footprints)
        shapely.prepare(whole)
        return np.asarray(shapely.dwithin(geometry, whole, SURROUNDINGS_M))


def models_of(twin: Twin) -> Models:
    """Return what the buildings of a twin cover that models describe."""
    nodes = twin.nodes
    boxes, building = nodes["box"], nodes["building"]
    rows = twin.rows(Kind.BUILDING)
    drawn = ~np.isnan(boxes[:, 0, 0]) & np.isin(building, rows)
    owners = np.unique(building[drawn])
    hulls = np.empty(len(owners), dtype=object)
    hulls[:] = [_hull(boxes[drawn & (building == owner)]) for owner in owners.tolist()]
    return Models(owners, hulls, np.array([_ground(twin, owner) for owner in owners.tolist()], dtype=float))


def _hull(boxes: Array) -> Any:
    corners = shapely.box(boxes[:, 0, 0], boxes[:, 0, 1], boxes[:, 1, 0], boxes[:, 1, 1])
    return shapely.convex_hull(shapely.union_all(corners))


def _ground(twin: Twin, building: int) -> float:
    """Return the level of the storey nearest to the building's zero, which is its ground floor [m]."""
    nodes = twin.nodes
    storeys = np.flatnonzero((nodes["kind"] == Kind.STOREY) & (nodes["building"] == building))
    levels, heights = nodes["elevation"][storeys], nodes["position"][storeys, 2]
    known = ~np.isnan(levels) & ~np.isnan(heights)
    return float(heights[known][np.argmin(np.abs(levels[known]))]) if known.any() else float("nan")


def beyond(count: int, file: str) -> Finding:
    """Return the finding that counts what lies too far from the models."""
    return Finding(
        "beyond-surroundings",
        Severity.INFO,
        f"{count} features lie more than {SURROUNDINGS_M:g} m from the buildings of the models and were left out",
        "Nothing need be done: what lies within is the surroundings.",
        file,
    )
