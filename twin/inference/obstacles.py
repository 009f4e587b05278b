"""What stops somebody who walks: walls, columns, windows, railings and closed doors, by height."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of, triangles_of
from twin.geometry.section import section
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["WALKING_M", "Barriers", "barriers", "levels_of"]

WALKING_M: Final = 0.7
"""Height above the floor at which things stand in the way [m]: above steps and upstands (0.2 m), below the sills of
windows (0.8 m), worktops (0.85 m) and handrails (0.9 m), so that a wall of that height counts as a wall."""
_LEVEL_M: Final = 0.1
"""Floors whose heights differ by less share one cut [m]."""
_CUT: Final = ("IfcWall", "IfcColumn", "IfcCurtainWall", "IfcPlate", "IfcMember")
_WHOLE: Final = ("IfcWindow", "IfcDoor")
_RAILING: Final = "IfcRailing"
_RAILING_M: Final = (0.6, 0.4)
"""How far below and above the cut a railing may stand to stop somebody [m]: from a kerb to a high handrail."""


class Barriers(NamedTuple):
    """What stands in the way at one height.

    Parameters
    ----------
    tree : index over the areas that things cover in plan
    rows : node that covers each area, (n,)
    """

    tree: shapely.STRtree
    rows: Array

    def met(self, lines: NDArray[Any], *, but: Array | None = None) -> Array:
        """Return which lines meet something, (n,) of bool.

        Parameters
        ----------
        lines : lines in plan, None for those not asked, (n,)
        but : for each line a node that does not count, (n,)
        """
        line, area = self.tree.query(lines, predicate="intersects")
        if but is not None:
            line = line[self.rows[area] != but[line]]
        return np.asarray(np.bincount(line, minlength=len(lines)) > 0)


def levels_of(heights: Array) -> tuple[Array, Array]:
    """Return a few heights that stand for many, (m,), and which of them stands for each, (n,).

    Examples
    --------
    >>> heights, which = levels_of(np.array([0.0, 3.0, 0.05, 2.95]))
    >>> heights.tolist(), which.tolist()
    ([0.0, 2.95], [0, 1, 0, 1])
    """
    levels: list[float] = []
    for height in np.unique(heights):
        if not levels or height - levels[-1] > _LEVEL_M:
            levels.append(float(height))
    return np.array(levels), np.searchsorted(np.array(levels), heights, side="right") - 1


def barriers(twin: Twin, height: float, origin: Array) -> Barriers:
    """Return what stands in the way at a height.

    Parameters
    ----------
    twin : the twin
    height : height of the cut, for walking `WALKING_M` above the floor [m]
    origin : what coordinates shall be relative to [m], (2,)
    """
    whole, cut = _of(twin, _WHOLE, height, (0.0, 0.0)), _of(twin, _CUT, height, (0.0, 0.0))
    bars, railing = _bars(twin, _of(twin, (_RAILING,), height, _RAILING_M), height)
    areas = np.concatenate((section(triangles_of(twin, cut), len(cut), height=height), outlines_of(twin, whole), bars))
    there = ~shapely.is_missing(areas)
    moved = shapely.transform(areas[there], lambda points: points - origin)
    return Barriers(shapely.STRtree(moved), np.concatenate((cut, whole, railing))[there])


def _of(twin: Twin, classes: tuple[str, ...], height: float, reach: tuple[float, float]) -> Array:
    """Return the elements of some classes, subclasses such as IfcWallStandardCase included, at a height."""
    rows = twin.rows(Kind.ELEMENT)
    names = twin.nodes["ifc_class"][rows].astype(str)
    wanted = np.any([np.char.startswith(names, one) for one in classes], axis=0)
    box = twin.nodes["box"][rows]
    near = (box[:, 0, 2] <= height + reach[1]) & (box[:, 1, 2] >= height - reach[0])
    return np.asarray(rows[wanted & near])


def _bars(twin: Twin, rows: Array, height: float) -> tuple[NDArray[Any], Array]:
    """Return the triangles of railings between kerb and handrail as rings in plan, and the railing of each."""
    shapes = triangles_of(twin, rows)
    z = shapes.points[shapes.faces, 2]
    near = (z.min(axis=1) <= height + _RAILING_M[1]) & (z.max(axis=1) >= height - _RAILING_M[0])
    corners = shapes.points[shapes.faces[near][:, [0, 1, 2, 0]], :2]
    return np.asarray(shapely.linestrings(corners), dtype=object), rows[shapes.owner[near]]
