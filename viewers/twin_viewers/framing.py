"""What must be in a picture, and what may run out of it.

Ground need not, where something stands on it; nor what is far from the buildings a twin is about. A city can be
imported around an estate, and the picture is still one of the estate.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.links import Links
from twin_viewers.placing import Triangles
from twin_viewers.public import NEIGHBOUR, PUBLIC_ROLES
from twin_viewers.roles import GROUND

__all__ = ["extent_of", "framed_points", "is_own", "near_rows", "with_links"]

_NEAR: Final = 0.1
"""What begins nearer to the buildings than this share of their size is shown with them [-]."""

_AROUND: Final = 0.12
_AROUND_LEAST_M, _AROUND_MOST_M = 10.0, 40.0
"""How far around the buildings the public space belongs to the picture, over their size [-], at least and most [m]."""

_REACH: Final = 0.8
"""What is farther from the buildings than this share of their size is out of the picture [-]."""

_CITY_M: Final = 2500.0
"""What reaches farther is drawn without trees, lamps and benches: they would be smaller than a pixel [m]."""

_SYMBOLS: Final = tuple(name for name, role in PUBLIC_ROLES.items() if not role.is_lined)

_ALONG_LINKS_M: Final = 4.0
"""How far around what is framed links may lead and be framed too [m]."""

_TAIL_PERCENT: Final = 3.0
"""Where there are no buildings to look at, the outermost things on each side may run out of the picture [%]."""


def is_own(role: Array) -> NDArray[np.bool_]:
    """Return whether each node belongs to the buildings that a twin is about, (n,).

    Parameters
    ----------
    role : role of each node, (n,)
    """
    return np.asarray(~np.isin(role, (*PUBLIC_ROLES, GROUND)))


def extent_of(twin: Twin, rows: Array, role: Array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and greatest coordinates of the buildings a twin is about, else of all that is drawn [m], (3,).

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes that are drawn, (k,)
    role : role of each node, (n,)
    """
    own = rows[is_own(role[rows]) & (twin.nodes["mesh"][rows] >= 0)]
    boxes = _boxes(twin, own if len(own) else rows)
    low, high = np.nanmin(boxes[:, 0, :2], axis=0), np.nanmax(boxes[:, 1, :2], axis=0)
    heights = boxes[:, :, 2][np.isfinite(boxes[:, :, 2])]
    bottom, top = (float(heights.min()), float(heights.max())) if len(heights) else (0.0, 0.0)
    return np.append(low, bottom), np.append(high, top)


def near_rows(twin: Twin, rows: Array, role: Array) -> NDArray[np.int64]:
    """Return rows without what is too far away to be in the picture, or too small to be seen in it, (m,).

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes that might be drawn, (k,)
    role : role of each node, (n,)
    """
    own = is_own(role[rows])
    if own.all():
        return rows
    low, high = extent_of(twin, rows, role)
    if np.linalg.norm((high - low)[:2]) > _CITY_M:
        large = rows[~np.isin(role[rows], _SYMBOLS)]
        rows = large if len(large) else rows
        own = is_own(role[rows])
    if not own.any():
        return rows
    reach = _REACH * float(np.linalg.norm((high - low)[:2])) + _AROUND_MOST_M
    boxes = _boxes(twin, rows)[:, :, :2]
    near = ((boxes[:, 1] > low[:2] - reach) & (boxes[:, 0] < high[:2] + reach)).all(axis=1)
    return np.asarray(rows[own | near | (role[rows] == GROUND)])


def _boxes(twin: Twin, rows: Array) -> NDArray[np.float64]:
    """Return the least and greatest coordinates of nodes, by their mesh, their lines or their place [m], (k, 2, 3)."""
    boxes = np.array(twin.nodes["box"])
    lines, points = twin["lines"]["node"], twin["line_points"]
    owner = lines[points["line"]]
    for side, least in ((0, np.fmin), (1, np.fmax)):
        least.at(boxes[:, side], owner, points["xyz"])
    lost = np.isnan(boxes[:, 0, 0])
    boxes[lost] = twin.nodes["position"][lost, None]
    return np.asarray(boxes[rows])


def _around(low: Array, high: Array) -> float:
    """Return how far around buildings the public space is part of the picture [m]."""
    return float(np.clip(_AROUND * (high - low)[:2].max(), _AROUND_LEAST_M, _AROUND_MOST_M))


def framed_points(twin: Twin, triangles: Triangles, role: Array) -> NDArray[np.float32]:
    """Return the points that must be in the picture [m], (k, 3).

    Parameters
    ----------
    twin : the twin
    triangles : all that is drawn
    role : role of each node, (n,)
    """
    rows, boxes = triangles.rows, triangles.boxes(np.eye(3))
    own = is_own(role[rows])
    if not own.any():
        return _middle(triangles, boxes, role)
    inside = own & (twin.nodes["building"][rows] >= 0)
    if inside.any():
        low, high = boxes[inside, 0].min(axis=0), boxes[inside, 1].max(axis=0)
        near = _NEAR * (high - low).max()
        own &= inside | ((boxes[:, 1] > low - near) & (boxes[:, 0] < high + near)).all(axis=1)
    counts = np.diff(triangles.starts, append=len(triangles.points))
    points, mine = triangles.points, np.repeat(own, counts)
    public = np.repeat(np.isin(role[rows], [name for name in PUBLIC_ROLES if name != NEIGHBOUR]), counts)
    low, high = points[mine].min(axis=0), points[mine].max(axis=0)
    margin = _around(low, high)
    near_by = ((points[:, :2] > low[:2] - margin) & (points[:, :2] < high[:2] + margin)).all(axis=1)
    return np.asarray(points[mine | (public & near_by)])


def _middle(triangles: Triangles, boxes: Array, role: Array) -> NDArray[np.float32]:
    """Return points of all but ground, without those on the far side of nearly all others."""
    rows = triangles.rows
    seen = role[rows] != GROUND
    seen = seen if seen.any() else np.ones(len(rows), dtype=bool)
    if np.isin(role[rows[seen]], tuple(PUBLIC_ROLES)).all() and seen.sum() > 50:
        middles = boxes[:, :, :2].mean(axis=1)
        low, high = np.percentile(middles[seen], (_TAIL_PERCENT, 100 - _TAIL_PERCENT), axis=0)
        points = triangles.points
        return np.asarray(points[((points[:, :2] >= low) & (points[:, :2] <= high)).all(axis=1)])
    return np.asarray(triangles.points[np.repeat(seen, np.diff(triangles.starts, append=len(triangles.points)))])


def with_links(frame: NDArray[np.float32], links: Links, origin: Array) -> NDArray[np.float32]:
    """Return the points to frame with those on links, as far as these are near.

    Parameters
    ----------
    frame : points that must be in the picture [m], (k, 3)
    links : what is drawn over them
    origin : point of the estate that is zero in the picture [m], (3,)
    """
    low, high = frame.min(axis=0) - _ALONG_LINKS_M, frame.max(axis=0) + _ALONG_LINKS_M
    near = np.clip(links.ways.reshape(-1, 3) - origin, low, high)
    return np.concatenate((frame, near.astype(np.float32)))
