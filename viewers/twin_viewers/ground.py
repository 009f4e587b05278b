"""Ways and plots as coloured triangles: plots filled, ways as ribbons as wide as they are.

Whatever lies in one place is stacked by rank, a few centimetres apart, so that a footway shows on the green it crosses.
A way has a rim that lies under all ways of its rank: where two meet, no line parts them, as on any map.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.flat import Flat
from twin_viewers.palette import TONES, rgb
from twin_viewers.pieces import Piece
from twin_viewers.public import PUBLIC_ROLES

__all__ = ["area_pieces", "wall_pieces", "way_pieces"]

_STEP_M: Final = 0.04
"""How far one rank lies above the next [m]."""

_TOP: Final = max(role.rank for role in PUBLIC_ROLES.values())
"""What has this rank lies on the ground, where symbols stand, and all else a little below."""

_RIM_M: Final = 0.12
_RIM_SHADE: Final = 0.8
_PALE: Final = 0.4
"""How far the colour of a way of assumed width goes towards that of the ground [-]."""

_PLACE: Final = 0.65
"""The same for the area of what a symbol stands for, such as the grounds of a school [-]."""

_BAR_M: Final = 0.5
"""Width of bars and of the gaps between them [m]."""

_ROUND: Final = 3
"""Segments of a quarter of a circle at the ends and bends of ways."""

_MANY: Final = 3000
"""More ways than these are drawn without rims and with plain ends."""


def area_pieces(areas: Flat, *, role: Array, origin: Array) -> list[Piece]:
    """Return areas as triangles, the smaller over the larger of the same rank.

    Parameters
    ----------
    areas : the areas
    role : role of each node, (n_nodes,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    kinds = [PUBLIC_ROLES[name] for name in role[areas.nodes].tolist()]
    order = np.argsort(np.argsort(-shapely.area(areas.shapes), kind="stable")) / max(1, len(kinds))
    lift = (np.array([kind.rank for kind in kinds]) - _TOP + 0.4 * order) * _STEP_M
    pale = np.where([kind.is_lined for kind in kinds], 0.0, _PLACE)
    tones = _paler(_tones([kind.tone for kind in kinds]), pale)
    return [_filled(areas.shapes, areas.nodes, lift - origin[2], tones, origin)]


def way_pieces(ways: Flat, *, role: Array, width: Array, assumed: Array, origin: Array) -> list[Piece]:
    """Return ways as ribbons: their rims, what they are filled with, and bars across steps and crossings.

    Parameters
    ----------
    ways : lines of the ways
    role : role of each node, (n_nodes,)
    width : of each way [m], (n,)
    assumed : whether its width is assumed, (n,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    kinds = [PUBLIC_ROLES[name] for name in role[ways.nodes].tolist()]
    fill, bars = (
        _paler(_tones(names), np.where(assumed, _PALE, 0.0))
        for names in ([kind.base or kind.tone for kind in kinds], [kind.bars or kind.tone for kind in kinds])
    )
    lift = (np.array([kind.rank for kind in kinds]) - _TOP) * _STEP_M - origin[2]
    flat = shapely.force_2d(ways.shapes)
    pieces = []
    many = len(kinds) > _MANY
    for rim, below, tone in ((_RIM_M, _STEP_M / 2, fill * _RIM_SHADE), (0.0, 0.0, fill))[many:]:
        ribbons = shapely.buffer(flat, width / 2 + rim, quad_segs=1 if many else _ROUND)
        pieces.append(_filled(_raised(ribbons, ways.shapes), ways.nodes, lift - below, tone, origin))
    barred = np.array([kind.bars != "" for kind in kinds], dtype=bool)
    return [*pieces, _bars(ways.of(barred), width[barred], lift[barred] + _STEP_M / 3, bars[barred], origin)]


def wall_pieces(walls: Flat, *, role: Array, width: Array, height: Array, origin: Array) -> list[Piece]:
    """Return hedges, fences and free walls as raised ribbons.

    Parameters
    ----------
    walls : lines of the walls
    role : role of each node, (n_nodes,)
    width : of each wall [m], (n,)
    height : of each wall [m], (n,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    tones = _tones([PUBLIC_ROLES[name].tone for name in role[walls.nodes].tolist()])
    ribbons = shapely.buffer(shapely.force_2d(walls.shapes), width / 2, quad_segs=1, cap_style="flat")
    ribbons = _raised(ribbons, walls.shapes)
    top = _filled(ribbons, walls.nodes, height - origin[2], tones, origin)
    rings, of = shapely.get_rings(ribbons, return_index=True)
    corners, ring = shapely.get_coordinates(rings, include_z=True, return_index=True)
    side = np.flatnonzero(ring[1:] == ring[:-1])
    owner = of[ring[side]]
    ends = np.stack((corners[side], corners[side + 1]), axis=1) - origin
    up = np.zeros_like(ends)
    up[:, :, 2] = height[owner, None]
    quads = np.stack((ends[:, 0], ends[:, 1], (ends + up)[:, 1], ends[:, 0], (ends + up)[:, 1], (ends + up)[:, 0]), 1)
    faces = np.arange(6 * len(side)).reshape(-1, 3)
    shade = np.repeat(tones[owner] * _RIM_SHADE, 2, axis=0)
    return [top, Piece(quads.reshape(-1, 3), faces, np.repeat(walls.nodes[owner], 2), shade)]


def _raised(ribbons: NDArray[Any], lines: NDArray[Any]) -> NDArray[Any]:
    """Return ribbons with the heights that the lines within them have."""
    plan, of = shapely.get_coordinates(ribbons, return_index=True)
    foot = _coordinates(lines[of], shapely.line_locate_point(lines[of], shapely.points(plan)))
    return np.asarray(shapely.set_coordinates(shapely.force_3d(ribbons), np.column_stack((plan, foot[:, 2]))))


def _paler(tones: Array, share: Array) -> NDArray[np.float64]:
    """Return colours that go a share of the way towards that of the ground, (n, 3)."""
    return np.asarray(tones * (1 - share[:, None]) + share[:, None] * np.array(rgb(TONES["ground"])))


def _tones(names: list[str]) -> NDArray[np.float64]:
    return np.array([rgb(name) for name in names]).reshape(-1, 3)


def _filled(shapes: Array, nodes: Array, lift: Array, tones: Array, origin: Array) -> Piece:
    """Return polygons as triangles."""
    triangles, of = shapely.get_parts(shapely.constrained_delaunay_triangles(shapes), return_index=True)
    points = shapely.get_coordinates(triangles, include_z=True).reshape(-1, 4, 3)[:, :3].reshape(-1, 3)
    points[:, 2] += np.repeat(lift[of], 3)
    points[:, :2] -= origin[:2]
    return Piece(points, _upwards(points), nodes[of], tones[of])


def _upwards(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return triangles of each three corners in turn that are seen from above, (n, 3)."""
    faces = np.arange(len(points)).reshape(-1, 3)
    one, two = points[1::3, :2] - points[::3, :2], points[2::3, :2] - points[::3, :2]
    turned = one[:, 0] * two[:, 1] < one[:, 1] * two[:, 0]
    faces[turned] = faces[turned, ::-1]
    return faces


def _bars(ways: Flat, width: Array, lift: Array, tones: Array, origin: Array) -> Piece:
    """Return bars across ways."""
    count = np.floor(shapely.length(ways.shapes) / (2 * _BAR_M)).astype(np.int64)
    of = np.repeat(np.arange(len(count)), count)
    start = 2 * _BAR_M * (np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)) + _BAR_M / 2
    near, far = (_coordinates(ways.shapes[of], start + step) for step in (0.0, _BAR_M))
    along = far - near
    across = np.stack((-along[:, 1], along[:, 0], np.zeros(len(of))), axis=1)
    across *= (width[of] / 2 / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9))[:, None]
    corners = np.stack((near - across, far - across, far + across, near - across, far + across, near + across), axis=1)
    points = corners.reshape(-1, 3)
    points[:, 2] += np.repeat(lift[of], 6)
    points[:, :2] -= origin[:2]
    return Piece(points, _upwards(points), np.repeat(ways.nodes[of], 2), np.repeat(tones[of], 2, axis=0))


def _coordinates(lines: NDArray[Any], distance: Array) -> NDArray[np.float64]:
    points = shapely.line_interpolate_point(lines, distance)
    return np.asarray(shapely.get_coordinates(points, include_z=True)).reshape(-1, 3)
