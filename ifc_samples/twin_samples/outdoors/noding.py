"""Ways that meet share a vertex, and every vertex has a height: what routing and slopes rest on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from twin_samples.outdoors.facts import Point, Way
from twin_samples.outdoors.grid import XY
from twin_samples.outdoors.streets import Line
from twin_samples.outdoors.terrain import Frame, heights

__all__ = ["noded"]

_STEP = 12.5
"""Longest piece of a way between two heights of the ground [m]."""


def noded(lines: Sequence[Line], frame: Frame) -> tuple[Way, ...]:
    """Return the ways with a vertex wherever two meet, lying on the ground where they say no height.

    Parameters
    ----------
    lines : as drawn, none closed or crossing itself; a point with three numbers keeps its height
    frame : street grid, which the ground follows
    """
    drawn = np.array([shapely.LineString([point[:2] for point in line.points]) for line in lines], dtype=object)
    geometry = shapely.segmentize(drawn, _STEP)
    corners = [_merged(shape, cut) for shape, cut in zip(geometry, _cuts(geometry), strict=True)]
    given = {_key(point): point[2] for line in lines for point in line.points if len(point) == 3}
    ground = heights(frame, np.concatenate(corners))
    starts = np.cumsum([0, *map(len, corners)])
    return tuple(
        Way(line.code, _raised(line, corner, ground[start : start + len(corner)], given), line.tags)
        for line, corner, start in zip(lines, corners, starts, strict=False)
    )


def _cuts(geometry: NDArray[np.object_]) -> list[NDArray[np.float64]]:
    """Return for every line the points where another one meets it, shape (n, 2) each."""
    first, second = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    first, second = first[first < second], second[first < second]
    meets = shapely.intersection(geometry[first], geometry[second])
    points, pair = shapely.get_coordinates(meets, return_index=True)
    lines = np.concatenate([first[pair], second[pair]])
    order = np.argsort(lines, kind="stable")
    ends = np.searchsorted(lines[order], np.arange(1, len(geometry)))
    return np.split(np.concatenate([points, points])[order], ends)


def _merged(shape: shapely.LineString, cuts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of a line with its cuts among them in their order, to the centimetre."""
    corners = np.concatenate([shapely.get_coordinates(shape), cuts])
    at = shapely.line_locate_point(shape, shapely.points(corners))
    ordered = np.round(corners[np.argsort(at, kind="stable")], 2) + 0.0
    new = np.any(np.diff(ordered, axis=0) != 0.0, axis=1)
    return np.asarray(ordered[np.concatenate([[True], new])], dtype=np.float64)


def _key(point: XY) -> tuple[float, float]:
    """Return what points of the same place have in common."""
    return (round(point[0], 2) + 0.0, round(point[1], 2) + 0.0)


def _raised(
    line: Line, corners: NDArray[np.float64], ground: NDArray[np.float64], given: dict[tuple[float, float], float]
) -> tuple[Point, ...]:
    """Return the corners with the height that is given, that the line has between two given ones, or of the ground."""
    own = [point for point in line.points if len(point) == 3]
    z = np.array([given.get(_key(tuple(corner)), height) for corner, height in zip(corners, ground, strict=True)])
    for a, b in zip(line.points, line.points[1:], strict=False):
        if a in own and b in own:
            start, run = np.array(a[:2]), np.array(b[:2]) - np.array(a[:2])
            share = (corners - start) @ run / (run @ run)
            off = np.abs((corners - start) @ np.array([-run[1], run[0]])) / np.hypot(*run)
            between = (share >= 0.0) & (share <= 1.0) & (off < 0.02)
            z[between] = a[2] + (b[2] - a[2]) * share[between]
    return tuple((float(x), float(y), round(float(h), 3)) for (x, y), h in zip(corners, z, strict=True))
