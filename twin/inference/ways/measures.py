"""Lines laid end to end and measured along, so that all of them are split at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array

__all__ = ["Chain", "chained"]

_GAP_M: Final = 1.0
"""Distance between lines laid end to end, so that the end of one is not the beginning of the next [m]."""
_ROUNDING_M: Final = 1e-6
"""Corners this near a split are the split [m]."""


@dataclass(frozen=True)
class Chain:
    """Lines that do not cross themselves, laid end to end.

    Parameters
    ----------
    line : line that each is a part of, ascending, (n,)
    first : first of its points, and one beyond the last of all, (n + 1,)
    points : corners [m], (m, 3)
    along : distance of each corner along the whole chain in plan [m], (m,)
    """

    line: Array
    first: Array
    points: Array
    along: Array

    @property
    def count(self) -> int:
        """Number of lines."""
        return len(self.line)

    @property
    def begin(self) -> Array:
        """Where each begins along the chain [m], (n,)."""
        return np.asarray(self.along[self.first[:-1]])

    @property
    def length(self) -> Array:
        """Length of each in plan [m], (n,)."""
        return np.asarray(self.along[self.first[1:] - 1] - self.begin)

    def lines(self) -> NDArray[Any]:
        """Return the lines in plan, (n,)."""
        owner = np.repeat(np.arange(self.count), np.diff(self.first))
        return np.asarray(shapely.linestrings(self.points[:, :2], indices=owner), dtype=object)

    def first_point(self) -> Array:
        """Return where each begins [m], (n, 3)."""
        return np.asarray(self.points[self.first[:-1]])

    def last_point(self) -> Array:
        """Return where each ends [m], (n, 3)."""
        return np.asarray(self.points[self.first[1:] - 1])

    def at(self, piece: Array, along: Array) -> Array:
        """Return the points at distances along lines [m], (k, 3).

        Parameters
        ----------
        piece : lines, (k,)
        along : distance from the beginning of each [m], (k,)
        """
        wanted = self.begin[piece] + np.minimum(along, self.length[piece])
        after = np.clip(np.searchsorted(self.along, wanted), self.first[piece] + 1, self.first[piece + 1] - 1)
        low, high = self.points[after - 1], self.points[after]
        run = self.along[after] - self.along[after - 1]
        share = np.divide(wanted - self.along[after - 1], run, out=np.zeros(len(wanted)), where=run > 0)[:, None]
        inside = low + share * (high - low)
        return np.where(share <= 0, low, np.where(share >= 1, high, inside))

    def between(self, piece: Array, start: Array, end: Array) -> tuple[Array, Array]:
        """Return parts of lines: the first point of each, and one beyond the last of all, and their points.

        Parameters
        ----------
        piece : lines, (k,)
        start, end : distances from the beginning of each [m], (k,)
        """
        low = np.searchsorted(self.along, self.begin[piece] + start + _ROUNDING_M)
        high = np.searchsorted(self.along, self.begin[piece] + end - _ROUNDING_M)
        inner = np.maximum(high - low, 0)
        first = np.concatenate(([0], np.cumsum(inner + 2)))
        points = np.empty((first[-1], 3))
        points[first[:-1]], points[first[1:] - 1] = self.at(piece, start), self.at(piece, end)
        owner = np.repeat(np.arange(len(piece)), inner)
        step = np.arange(inner.sum()) - np.repeat(np.cumsum(inner) - inner, inner)
        points[first[owner] + 1 + step] = self.points[low[owner] + step]
        return first, points


def chained(first: Array, points: Array) -> Chain:
    """Return lines as a chain; those that are closed or cross themselves are cut into parts that are not.

    Parameters
    ----------
    first : first point of each line, and one beyond the last of all, (n + 1,)
    points : corners [m], (m, 3)
    """
    owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    same = (owner[1:] == owner[:-1]) & (points[1:, :2] == points[:-1, :2]).all(axis=1)
    points, owner = points[np.append(True, ~same)], owner[np.append(True, ~same)]
    count = np.bincount(owner, minlength=len(first) - 1)
    kept = count[owner] >= 2
    points, owner = points[kept], owner[kept]
    cuts = _cuts(points, owner)
    rows = np.sort(np.concatenate((np.arange(len(points)), cuts)))
    starts = np.zeros(len(rows), dtype=bool)
    if len(rows):
        starts[0] = True
        starts[1:] = (owner[rows[1:]] != owner[rows[:-1]]) | (rows[1:] == rows[:-1])
    begin = np.flatnonzero(starts)
    step = np.hypot(*np.diff(points[rows, :2], axis=0).T) if len(rows) else np.zeros(0)
    along = np.concatenate(([0.0], np.cumsum(np.where(starts[1:], _GAP_M, step)))) if len(rows) else np.zeros(0)
    return Chain(owner[rows[begin]], np.append(begin, len(rows)), points[rows], along)


def _cuts(points: Array, owner: Array) -> Array:
    """Return the corners at which lines are to be cut so that no part is closed or crosses itself."""
    if not len(points):
        return np.zeros(0, dtype=int)
    lines = shapely.linestrings(points[:, :2], indices=np.unique(owner, return_inverse=True)[1])
    first = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    count = np.diff(np.append(first, len(points)))
    cuts: list[int] = []
    for line in np.flatnonzero(~shapely.is_simple(lines) | shapely.is_closed(lines)).tolist():
        start, end = int(first[line]), int(first[line] + count[line] - 1)
        while start < end:
            upto = _simple_until(points[:, :2], start, end)
            cuts += [upto] if upto < end else []
            start = upto
    return np.array(cuts, dtype=int)


def _simple_until(xy: Array, start: int, end: int) -> int:
    """Return the last corner up to which a line neither crosses itself nor closes; halves a ring."""
    low, high = start + 1, end
    while low < high:
        middle = (low + high + 1) // 2
        line = shapely.linestrings(xy[start : middle + 1])
        if shapely.is_simple(line) and not shapely.is_closed(line):
            low = middle
        else:
            high = middle - 1
    closed = bool((xy[start] == xy[end]).all())
    return (start + low + 1) // 2 if closed and low == end - 1 else low
