"""What one sees past buildings: rays in plan over blocks of known height."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["range_of_camera", "seen", "within_view"]

Numbers = NDArray[np.float64]


def range_of_camera(angle_deg: float, *, pixels: float, pixels_per_m: float) -> float:
    """Return how far off something is still shown with so many pixels per metre [m].

    Parameters
    ----------
    angle_deg : horizontal field, below 180 [deg]
    pixels : width of the picture
    pixels_per_m : wanted on what is looked at [1/m]

    References
    ----------
    EN 62676-4: pixel density by what a picture is for; pinhole camera, width = 2 d tan(angle / 2).

    Examples
    --------
    >>> round(range_of_camera(90.0, pixels=1920, pixels_per_m=25), 6)
    38.4
    """
    return pixels / pixels_per_m / (2.0 * float(np.tan(np.radians(angle_deg) / 2.0)))


def within_view(eye: Numbers, points: Numbers, *, direction_deg: Numbers, angle_deg: Numbers) -> NDArray[np.bool_]:
    """Return which points lie within a horizontal field of view, (n,).

    Parameters
    ----------
    eye, points : in plan [m], (n, 2) each
    direction_deg : of the middle of the field, clockwise from the y axis [deg], (n,)
    angle_deg : its whole width [deg], (n,)
    """
    away = points - eye
    bearing = np.degrees(np.arctan2(away[:, 0], away[:, 1]))
    off = np.abs((bearing - direction_deg + 180.0) % 360.0 - 180.0)
    return np.asarray((off <= angle_deg / 2.0 + 1e-9) | (angle_deg >= 360.0) | (np.hypot(*away.T) < 1e-9))


def seen(eye: Numbers, points: Numbers, *, blocks: NDArray[Any], tops: Numbers, skip_m: float) -> NDArray[np.bool_]:
    """Return which points one sees from an eye each, past blocks, (n,).

    Parameters
    ----------
    eye, points : ends of the rays [m], (n, 3); a height may be unknown (NaN), and then no block is looked over
    blocks : what stands in the way, polygons in plan, (b,)
    tops : height of their tops [m], NaN for higher than anything, (b,)
    skip_m : length at either end of a ray that nothing blocks [m]: eyes and windows stand on the walls themselves

    Notes
    -----
    Blocks are prisms from the ground to their top: nobody looks through below them. A ray is blocked where it is lower
    than the top of a block that it passes.
    """
    clear = np.full(len(eye), fill_value=True)
    length = np.hypot(*(points[:, :2] - eye[:, :2]).T)
    long = np.flatnonzero(length > 2 * skip_m + 1e-9)
    if not len(long) or not len(blocks):
        return clear
    cut = (skip_m / length[long])[:, None]
    start, end = eye[long, :2], points[long, :2]
    ends = np.stack((start + cut * (end - start), end - cut * (end - start)), axis=1)
    rays = shapely.linestrings(ends)
    ray, block = shapely.STRtree(blocks).query(rays, predicate="intersects")
    low, high = _passed(rays[ray], blocks[block], start[ray], end[ray])
    rise = points[long[ray], 2] - eye[long[ray], 2]
    lowest = eye[long[ray], 2] + np.minimum(low * rise, high * rise)
    blocked = ~(lowest >= tops[block])  # what is not known blocks
    clear[long[ray[blocked]]] = False
    return clear


def _passed(rays: NDArray[Any], blocks: NDArray[Any], start: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """Return from where to where on its way each ray is over a block, as shares of the whole way, (k,) each."""
    inside = shapely.intersection(rays, blocks)
    at, owner = shapely.get_coordinates(inside, return_index=True)
    way = end - start
    share = ((at - start[owner]) * way[owner]).sum(axis=1) / np.maximum((way[owner] ** 2).sum(axis=1), 1e-12)
    low, high = np.full(len(rays), 1.0), np.zeros(len(rays))
    np.minimum.at(low, owner, share)
    np.maximum.at(high, owner, share)
    return np.minimum(low, high), np.maximum(low, high)
