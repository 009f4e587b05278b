"""Steps on graphs and points that networks are made with, all in NumPy and linear in what they are given."""

from __future__ import annotations

import numpy as np

from twin.model.columns import Array

__all__ = ["components", "levels", "matched", "nearest_mutual", "pairs_within"]

_SAME_GAP_M = 0.001


def components(count: int, one: Array, other: Array) -> Array:
    """Return for each node the least node that links join it to, (count,).

    Parameters
    ----------
    count : number of nodes
    one : node at one end of each link, (n,)
    other : node at the other end, (n,)

    Examples
    --------
    >>> components(4, np.array([3]), np.array([1])).tolist()
    [0, 1, 2, 1]
    """
    label = np.arange(count)
    while True:
        before = label.copy()
        least = np.minimum(label[one], label[other])
        for end in (label[one], label[other]):  # hook the roots of both trees to the lesser one
            np.minimum.at(label, end, least)
        while not np.array_equal(label, label[label]):
            label = label[label]
        if np.array_equal(label, before):
            return label


def levels(count: int, one: Array, other: Array, *, roots: Array) -> Array:
    """Return how many links each node is away from the nearest root, -1 where none is reached, (count,).

    Parameters
    ----------
    count : number of nodes
    one : node at one end of each link, (n,)
    other : node at the other end, (n,)
    roots : nodes to start from
    """
    starts, ends = np.concatenate((one, other)), np.concatenate((other, one))
    order = np.argsort(starts, kind="stable")
    ends, first = ends[order], np.searchsorted(starts[order], np.arange(count + 1))
    level = np.full(count, -1)
    front, step = np.unique(roots), 0
    while len(front):
        level[front] = step
        reached = np.concatenate([ends[first[node] : first[node + 1]] for node in front.tolist()])
        front, step = np.unique(reached[level[reached] < 0]), step + 1
    return level


def pairs_within(points: Array, radius: float) -> tuple[Array, Array]:
    """Return all pairs of points not farther apart than a radius, each once, the lesser row first.

    Parameters
    ----------
    points : points [m], (n, 3)
    radius : greatest distance [m]
    """
    if len(points) < 2:
        return np.empty(0, int), np.empty(0, int)
    cell = np.floor((points - points.min(axis=0)) / radius).astype(np.int64) + 1
    size = cell.max(axis=0) + 2
    key = (cell[:, 0] * size[1] + cell[:, 1]) * size[2] + cell[:, 2]
    order = np.argsort(key, kind="stable")
    steps = np.array([(x * size[1] + y) * size[2] + z for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)])
    wanted = (key[:, None] + steps).ravel()
    low, high = np.searchsorted(key[order], wanted, "left"), np.searchsorted(key[order], wanted, "right")
    one = np.repeat(np.repeat(np.arange(len(points)), len(steps)), high - low)
    other = order[_runs(low, high - low)]
    keep = one < other
    one, other = one[keep], other[keep]
    near = np.linalg.norm(points[one] - points[other], axis=1) <= radius
    return one[near], other[near]


def _runs(first: Array, count: Array) -> Array:
    """Return ``first[i], first[i] + 1 … first[i] + count[i] - 1`` of all i end to end."""
    start = np.cumsum(count) - count
    return np.repeat(first - start, count) + np.arange(int(count.sum()))


def nearest_mutual(one: Array, other: Array, gap: Array, *, count: int) -> Array:
    """Return which pairs are nearest to each other from both ends, (n,) of bool.

    Of gaps that agree within a millimetre all count, so that the result does not hang on the order of things: where
    three pipes meet in one point without a fitting, all three join.

    Parameters
    ----------
    one : row at one end of each pair, (n,)
    other : row at the other end, (n,)
    gap : distance between them [m], (n,)
    count : number of rows that pairs refer to
    """
    least = np.full(count, np.inf)
    np.minimum.at(least, one, gap)
    np.minimum.at(least, other, gap)
    return np.asarray(gap <= np.minimum(least[one], least[other]) + _SAME_GAP_M)


def matched(one: Array, other: Array, gap: Array, *, count: int) -> Array:
    """Return which pairs are taken if each end has one partner, the nearest pairs first, (n,) of bool.

    Parameters
    ----------
    one : row at one end of each pair, (n,)
    other : row at the other end, (n,)
    gap : distance between them [m], infinite for pairs that cannot be, (n,)
    count : number of rows that pairs refer to
    """
    taken, used = np.zeros(len(one), dtype=bool), np.zeros(count, dtype=bool)
    while (open_ := np.flatnonzero(np.isfinite(gap) & ~used[one] & ~used[other])).size:
        best = open_[nearest_mutual(one[open_], other[open_], gap[open_], count=count)]
        taken[best] = True
        used[one[best]] = used[other[best]] = True
    return taken
