"""Which way long things lie in plan: the frame of a door, an opening or a wall.

A door is a thin box, a wall a long one, whichever way the building is turned; what is across and what is along is read
from the smallest rectangle around the thing, never from the axes of coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import Triangles
from twin.model.columns import Array

__all__ = ["Rectangles", "extents", "length_within", "rectangles"]

_PAD_M: Final = 1e-3
"""Added around a hull and taken off again, so that a pane without thickness has a rectangle too."""
_ON_LINE_M: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Rectangles:
    """Smallest rectangle around each thing in plan.

    Parameters
    ----------
    centre : its centre [m], (n, 2)
    along : direction of its longer side, a unit vector in the right half plane, (n, 2)
    length : longer side [m], (n,)
    depth : shorter side [m], (n,)
    """

    centre: Array
    along: Array
    length: Array
    depth: Array

    @property
    def across(self) -> Array:
        """Direction of the shorter side, (n, 2)."""
        return np.column_stack((-self.along[:, 1], self.along[:, 0]))

    @property
    def polygons(self) -> NDArray[Any]:
        """The rectangles themselves, (n,)."""
        half, deep = self.along * self.length[:, None] / 2, self.across * self.depth[:, None] / 2
        corners = (half + deep, half - deep, -half - deep, deep - half)
        return np.asarray(shapely.polygons(self.centre[:, None] + np.stack(corners, axis=1)))


def rectangles(shapes: Triangles, count: int) -> Rectangles:
    """Return the smallest rectangle around each of some things in plan.

    Parameters
    ----------
    shapes : their triangles, every one with some
    count : number of things

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0, 0.0], [3.0, 3.0, 0.0], [2.5, 3.5, 0.0], [-0.5, 0.5, 0.0]])
    >>> found = rectangles(Triangles(corners, np.array([[0, 1, 2], [0, 2, 3]]), np.array([0, 0])), 1)
    >>> found.along[0].round(3).tolist(), found.length.round(2).tolist()
    ([0.707, 0.707], [4.24])
    """
    owner = np.full(len(shapes.points), -1)
    owner[shapes.faces] = shapes.owner[:, None]
    used = owner >= 0
    # a line through all corners has their hull, and costs no object for each of them
    lines = shapely.linestrings(shapes.points[used, :2], indices=owner[used]) if count else np.empty(0, dtype=object)
    padded = shapely.buffer(shapely.convex_hull(lines), _PAD_M, cap_style="square", join_style="mitre")
    ring = shapely.get_coordinates(shapely.oriented_envelope(padded)).reshape(count, 5, 2)
    sides = np.diff(ring[:, :3], axis=1)
    sizes = np.linalg.norm(sides, axis=2)
    longer = np.argmax(sizes, axis=1)
    along = sides[np.arange(count), longer] / sizes[np.arange(count), longer][:, None]
    along *= np.where((along[:, 0] < -_ON_LINE_M) | ((along[:, 0] <= _ON_LINE_M) & (along[:, 1] < 0)), -1, 1)[:, None]
    sizes = np.sort(sizes, axis=1) - 2 * _PAD_M
    return Rectangles(ring[:, :4].mean(axis=1), along, sizes[:, 1], sizes[:, 0])


def extents(shapes: Triangles, centre: Array, direction: Array) -> Array:
    """Return how far each thing reaches from a centre along a direction, least and greatest [m], (n, 2).

    Parameters
    ----------
    shapes : triangles of n things, every one with some
    centre : a point in plan for each thing [m], (n, 2)
    direction : a unit vector for each thing, (n, 2)
    """
    owner = np.repeat(shapes.owner, 3)
    offset = shapes.points[shapes.faces.ravel(), :2] - centre[owner]
    reach = np.einsum("ij,ij->i", offset, direction[owner])
    first = np.searchsorted(owner, np.arange(len(centre)))
    if not len(first):
        return np.empty((0, 2))
    return np.column_stack((np.minimum.reduceat(reach, first), np.maximum.reduceat(reach, first)))


def length_within(outlines: NDArray[Any], centre: Array, direction: Array, *, reach: float) -> Array:
    """Return from where to where a line through a point lies in an outline without a break [m], (n, 2).

    Both are NaN where the point lies outside the outline, or there is no outline.

    Parameters
    ----------
    outlines : an outline in plan for each line, or None, (n,)
    centre : a point on each line [m], (n, 2)
    direction : a unit vector for each line, (n, 2)
    reach : how far lines go both ways [m]
    """
    lines = shapely.linestrings(np.stack((centre - reach * direction, centre + reach * direction), axis=1))
    parts, line = shapely.get_parts(shapely.intersection(lines, outlines), return_index=True)
    met = shapely.distance(parts, shapely.points(centre)[line]) < _ON_LINE_M if len(parts) else np.zeros(0, bool)
    points, part = shapely.get_coordinates(parts[met], return_index=True)
    line = line[met][part]
    reached = np.einsum("ij,ij->i", points - centre[line], direction[line])
    found = np.full((len(centre), 2), np.nan)
    np.fmin.at(found[:, 0], line, reached)
    np.fmax.at(found[:, 1], line, reached)
    return found
