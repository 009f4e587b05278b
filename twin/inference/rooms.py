"""Which space a point lies in: the question that doors, stairs and equipment all ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["Rooms"]

_SLACK_M = 0.3


@dataclass(frozen=True)
class Rooms:
    """The spaces of a twin as outlines in plan with floor and ceiling.

    Coordinates are taken relative to an origin near the spaces, so that nothing is lost to the large numbers of a
    reference system.

    Parameters
    ----------
    rows : node of each space that has a shape, (n,)
    outlines : outline in plan relative to the origin [m], (n,)
    bottom : height of the floor [m], (n,)
    top : height of the ceiling [m], (n,)
    origin : easting and northing that coordinates are relative to [m], (2,)
    """

    rows: Array
    outlines: NDArray[Any]
    bottom: Array
    top: Array
    origin: Array

    @classmethod
    def of(cls, twin: Twin) -> Rooms:
        """Return the spaces of a twin."""
        rows = twin.rows(Kind.SPACE)
        rows = rows[twin.nodes["mesh"][rows] >= 0]
        box = twin.nodes["box"][rows]
        origin = np.floor(box[:, 0, :2].min(axis=0)) if len(rows) else np.zeros(2)
        outlines = shapely.transform(outlines_of(twin, rows), lambda points: points - origin)
        return cls(rows, outlines, box[:, 0, 2], box[:, 1, 2], origin)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index over the outlines."""
        return shapely.STRtree(self.outlines)

    @cached_property
    def area(self) -> Array:
        """Area of the outlines [m²], (n,)."""
        return np.asarray(shapely.area(self.outlines))

    def at(self, points: Array, *, within: float = 0.0) -> Array:
        """Return which space each point lies in, as a position in ``rows``; -1 for none.

        Of several, the nearest is taken; of those that contain the point, the smallest.

        Parameters
        ----------
        points : points in estate coordinates [m], (m, 3)
        within : how far outside an outline a point may lie [m]
        """
        plan = shapely.points(points[:, :2] - self.origin)
        asked, room = self.tree.query(plan, predicate="dwithin", distance=within)
        height = points[asked, 2]
        inside = (height >= self.bottom[room] - _SLACK_M) & (height <= self.top[room] + _SLACK_M)
        asked, room = asked[inside], room[inside]
        order = np.lexsort((self.area[room], shapely.distance(plan[asked], self.outlines[room]), asked))
        found = np.full(len(points), -1)
        first = np.unique(asked[order], return_index=True)
        found[first[0]] = room[order][first[1]]
        return found
