"""Which boxes overlap which, in three dimensions.

An index in plan alone finds, for each thing in a tower, what lies on all the other storeys too. Here every box is cut
into bands of height, and each band is laid out beside the others, so that one index in plan serves all of them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from twin.model.columns import Array

__all__ = ["overlapping"]

_BAND_M: Final = 3.0
"""About a storey; boxes that reach over several bands are asked for in each."""


def overlapping(ours: tuple[Array, Array], theirs: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return the pairs of boxes that overlap or touch, as their numbers, ordered by the first and then the second.

    Parameters
    ----------
    ours : least and greatest x, y, z of the boxes asked about, each (n, 3)
    theirs : the same of the boxes to be found, each (m, 3)

    Notes
    -----
    What has no shape has no box: a box with a coordinate that is no number overlaps nothing.

    Examples
    --------
    >>> floors = np.array([[0.0, 0, 0], [0, 0, 3], [0, 0, 6]])
    >>> overlapping((floors, floors + 2.5), (floors, floors + 2.5))[1]
    array([0, 1, 2])
    """
    some, others = (np.flatnonzero(~np.isnan(np.hstack(boxes)).any(axis=1)) for boxes in (ours, theirs))
    if len(some) < len(ours[0]) or len(others) < len(theirs[0]):
        one, other = overlapping((ours[0][some], ours[1][some]), (theirs[0][others], theirs[1][others]))
        return some[one], others[other]
    if not len(some) or not len(others):
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    every = np.concatenate((*ours, *theirs))
    width = float(np.ptp(every[:, 0])) + 1.0
    base = every.min(axis=0)
    found, their, _ = _banded(*theirs, base, width)
    asked, our, our_band = _banded(*ours, base, width)
    here, there = shapely.STRtree(found).query(asked)
    one, other = our[here], their[there]
    # a pair that shares several bands is told in the lowest of them
    lowest = np.maximum(_first(ours[0], base)[one], _first(theirs[0], base)[other]) == our_band[here]
    level = (ours[0][one, 2] <= theirs[1][other, 2]) & (theirs[0][other, 2] <= ours[1][one, 2])
    one, other = one[lowest & level], other[lowest & level]
    order = np.lexsort((other, one))
    return one[order], other[order]


def _first(lower: Array, base: Array) -> Array:
    return np.asarray(np.floor((lower[:, 2] - base[2]) / _BAND_M).astype(int))


def _banded(lower: Array, upper: Array, base: Array, width: float) -> tuple[Array, Array, Array]:
    """Return boxes in plan, one for each band that a box reaches and shifted by it; the number of each; its band."""
    first = _first(lower, base)
    count = _first(upper, base) - first + 1
    number = np.repeat(np.arange(len(lower)), count)
    band = np.arange(len(number)) - np.repeat(np.cumsum(count) - count, count) + first[number]
    shift = band * width - base[0]
    low, high = lower[number], upper[number]
    boxes = shapely.box(low[:, 0] + shift, low[:, 1] - base[1], high[:, 0] + shift, high[:, 1] - base[1])
    return boxes, number, band
