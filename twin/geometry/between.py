"""What stands between faces that look at each other: how much of the gap it fills, and over which share of the face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.boxes import overlapping
from twin.geometry.contact import UPRIGHT, Facing
from twin.geometry.threads import intersections
from twin.model.columns import Array

__all__ = ["SLIT_M", "Fillings", "Solids", "between"]

SLIT_M: Final = 0.04
"""Rooms drawn to the middle of a wall leave no gap; what lies within this much of the shared face fills it [m]."""
_LEAST_SHARE: Final = 1e-3
_LEAST_DEPTH_M: Final = 0.005
"""What reaches less far into the gap touches it only, as a roof does the head of a wall; no board is thinner [m]."""


@dataclass(frozen=True)
class Solids:
    """Walls and slabs as outlines in plan with a range of heights.

    Parameters
    ----------
    outlines : outline in plan relative to the origin [m], (n,)
    bottom : least height [m], (n,)
    top : greatest height [m], (n,)
    depth : thickness seen from above, less than the range of heights if sloped [m], (n,)
    origin : easting and northing that outlines are relative to [m], (2,)
    """

    outlines: NDArray[Any]
    bottom: Array
    top: Array
    depth: Array
    origin: Array


@dataclass(frozen=True)
class Fillings:
    """Which solid fills the gap in front of which piece.

    Parameters
    ----------
    piece : number of the piece, (n,)
    solid : number of the solid, (n,)
    share : over which share of the piece it stands in the gap [-], (n,)
    depth : how much of the gap it fills there [m], (n,)
    """

    piece: Array
    solid: Array
    share: Array
    depth: Array


def between(pieces: Facing, solids: Solids) -> Fillings:
    """Return what fills the gaps in front of pieces of face.

    Parameters
    ----------
    pieces : faces that look at each other
    solids : what may stand between them
    """
    upright = np.abs(pieces.normal[:, 2]) < UPRIGHT
    walls = _beside(pieces, np.flatnonzero(upright), solids)
    slabs = _above(pieces, np.flatnonzero(~upright), solids)
    joined = [np.concatenate(both) for both in zip(walls, slabs, strict=True)]
    order = np.lexsort((joined[1], joined[0]))
    return Fillings(*(some[order] for some in joined))


def _candidates(shapes: NDArray[Any], low: Array, high: Array, solids: Solids) -> tuple[Array, Array]:
    """Return which shapes in plan, with a range of heights, meet the boxes of which solids."""
    boxes = [
        (np.column_stack((bounds[:, :2], least)), np.column_stack((bounds[:, 2:], greatest)))
        for bounds, least, greatest in (
            (shapely.bounds(shapes), low, high),
            (shapely.bounds(solids.outlines), solids.bottom, solids.top),
        )
    ]
    return overlapping(boxes[0], boxes[1])


def _beside(pieces: Facing, rows: Array, solids: Solids) -> tuple[Array, Array, Array, Array]:
    """Return the solids that upright faces have between them, measured in plan."""
    some = pieces[rows]
    start, length, strip = _strips(some, solids.origin)
    asked, solid = _candidates(strip, some.centre[:, 2], some.centre[:, 2], solids)
    met = shapely.intersects(strip[asked], solids.outlines[solid])
    asked, solid = asked[met], solid[met]
    shared = intersections(strip[asked], solids.outlines[solid])
    wide = _extent(shared, some.along[asked, :2], start[asked])
    real = (wide > _LEAST_SHARE * length[asked]) & (shapely.area(shared) > _LEAST_DEPTH_M * wide)
    asked, solid, shared, wide = asked[real], solid[real], shared[real], wide[real]
    return rows[asked], solid, wide / length[asked], shapely.area(shared) / wide


def _strips(some: Facing, origin: Array) -> tuple[Array, Array, NDArray[Any]]:
    """Return where the plan of each upright piece starts, its length, and the strip from it to the other face."""
    corners, piece = some.corners()
    reached = np.einsum("ij,ij->i", corners - some.centre[piece], some.along[piece])
    low, high = np.full(len(some), np.inf), np.full(len(some), -np.inf)
    np.minimum.at(low, piece, reached)
    np.maximum.at(high, piece, reached)
    plan, along = some.centre[:, :2] - origin, some.along[:, :2]
    ahead = some.normal[:, :2] / np.linalg.norm(some.normal[:, :2], axis=1, keepdims=True)
    margin = np.maximum(0, (SLIT_M - some.gap) / 2)[:, None]
    near, far = -margin * ahead, (some.gap[:, None] + margin) * ahead
    start, end = plan + low[:, None] * along, plan + high[:, None] * along
    return start, high - low, shapely.polygons(np.stack((start + near, end + near, end + far, start + far), axis=1))


def _extent(shapes: NDArray[Any], along: Array, start: Array) -> Array:
    """Return how far shapes reach along a direction [m], (n,)."""
    points, shape = shapely.get_coordinates(shapes, return_index=True)
    reached = np.einsum("ij,ij->i", points - start[shape], along[shape])
    low, high = np.full(len(shapes), np.inf), np.full(len(shapes), -np.inf)
    np.minimum.at(low, shape, reached)
    np.maximum.at(high, shape, reached)
    return np.where(high > low, high - low, 0.0)


def _above(pieces: Facing, rows: Array, solids: Solids) -> tuple[Array, Array, Array, Array]:
    """Return the solids that level faces have between them, measured by height."""
    some = pieces[rows]
    corners, piece = some.corners()
    rings = shapely.linearrings(corners[:, :2] - solids.origin, indices=piece)
    # pieces are convex but for rounding, which makes some rings cross themselves
    footprint = shapely.convex_hull(rings)
    ends = np.sort(np.stack((some.centre[:, 2], some.centre[:, 2] + some.gap * some.normal[:, 2])), axis=0)
    margin = np.maximum(0, (SLIT_M - some.gap) / 2)
    asked, solid = _candidates(footprint, ends[0] - margin, ends[1] + margin, solids)
    upper, lower = (ends[1] + margin)[asked], (ends[0] - margin)[asked]
    depth = np.minimum(upper, solids.top[solid]) - np.maximum(lower, solids.bottom[solid])
    depth = np.minimum(depth, solids.depth[solid])
    level = depth > 0
    asked, solid, depth = asked[level], solid[level], depth[level]
    share = shapely.area(intersections(footprint[asked], solids.outlines[solid]))
    share = share / shapely.area(footprint[asked])
    real = share > _LEAST_SHARE
    return rows[asked[real]], solid[real], share[real], depth[real]
