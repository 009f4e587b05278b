"""Lines split where they meet, and joined where they nearly do: from drawings to a network.

Two lines meet where they cross or touch on the same level, and where one ends on a corner of the other on whatever
level, which is how maps say that a bridge reaches the ground. An end that stops short of a line of its level by no
more than a tolerance is taken to have been meant to reach it. The tolerance has to lie below the
distance of things that are meant apart. In open data of two towns (Montpellier: street axes and pavements, Neukölln in
OpenStreetMap; 31,000 ends), ends that miss do so by up to 0.3 m in 87 cases, by 0.3 to 1 m in 4, by 1 m or more where
a way stops at a kerb on purpose; 0.5 m lies between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.measures import Chain, chained
from twin.model.columns import Array

__all__ = ["Noded", "noded"]

_SAME_M: Final = 0.01
"""Corners this near are one: finer than any survey [m]."""


@dataclass(frozen=True)
class Noded:
    """A network of stretches between junctions.

    Parameters
    ----------
    line : the line that each stretch is a part of, ascending along it, (n,)
    ends : junctions at its beginning and end, (n, 2)
    first : first of its points, and one beyond the last of all, (n + 1,)
    points : its corners; the outermost are those of the junctions [m], (m, 3)
    moved : how far its ends were moved to meet others at most [m], (n,)
    junctions : positions [m], (k, 3)
    level : level of the lowest line at each junction, (k,)
    added : junction of each point that lines were to be split at besides, (a,)
    """

    line: Array
    ends: Array
    first: Array
    points: Array
    moved: Array
    junctions: Array
    level: Array
    added: Array = field(default_factory=lambda: np.zeros(0, dtype=int))

    def lines(self) -> NDArray[Any]:
        """Return the stretches in plan, (n,)."""
        owner = np.repeat(np.arange(len(self.line)), np.diff(self.first))
        return np.asarray(shapely.linestrings(self.points[:, :2], indices=owner), dtype=object)


@dataclass(frozen=True)
class _Sites:
    """Places along lines, some of which are the same place.

    Parameters
    ----------
    piece : line that each lies on, (s,)
    along : distance from its beginning in plan [m], (s,)
    same : pairs of sites that are one place, (p, 2)
    """

    piece: Array
    along: Array
    same: Array


def noded(
    first: Array,
    points: Array,
    level: Array,
    *,
    snap_m: float,
    apart_m: float,
    added: tuple[Array, Array] | None = None,
) -> Noded:
    """Return the network that lines make.

    Parameters
    ----------
    first : first point of each line, and one beyond the last of all, (n + 1,)
    points : corners of the lines, z NaN if unknown [m], (m, 3)
    level : level of each line, (n,)
    snap_m : how far an end may miss what it was meant to reach [m]
    apart_m : lines whose heights differ by more where they cross do not meet [m]
    added : lines and points on them where they are to be split besides, (a,) and (a, 2)
    """
    chain = chained(first, points)
    lines = chain.lines()
    pairs = _pairs(lines, snap_m)
    split = _added(chain, lines, added)
    ends = _ends(chain)
    parts = [
        ends,
        split,
        _crossings(lines, _meeting(pairs, level[chain.line])),
        _touching(chain, lines, pairs, level[chain.line], snap_m),
    ]
    sites = _apart(chain, _together(parts), apart_m)
    place = _places(sites, chain, snap_m=min(snap_m / 10, 0.05))
    asked = slice(len(ends.piece), len(ends.piece) + len(split.piece))
    return _network(chain, sites, place, level, (asked, snap_m))


def _pairs(lines: NDArray[Any], reach: float) -> Array:
    pairs: Array = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=reach).T
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]])


def _meeting(pairs: Array, level: Array) -> Array:
    ordered: Array = pairs[pairs[:, 0] < pairs[:, 1]]
    return np.asarray(ordered[level[ordered[:, 0]] == level[ordered[:, 1]]])


def _ends(chain: Chain) -> _Sites:
    """Return beginning and end of each line."""
    pieces = np.arange(chain.count)
    piece = np.repeat(pieces, 2)
    return _Sites(piece, np.column_stack((np.zeros(chain.count), chain.length)).ravel(), np.zeros((0, 2), dtype=int))


def _added(chain: Chain, lines: NDArray[Any], added: tuple[Array, Array] | None) -> _Sites:
    """Return the places where lines are to be split in any case, on the nearest part of their line."""
    none = np.zeros((0, 2), dtype=int)
    if added is None or not len(added[0]):
        return _Sites(np.zeros(0, dtype=int), np.zeros(0), none)
    owner, xy = added
    points = shapely.points(xy)
    start = np.searchsorted(chain.line, owner)
    count = np.searchsorted(chain.line, owner, side="right") - start
    asked = np.repeat(np.arange(len(owner)), count)
    piece = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + start[asked]
    order = np.lexsort((shapely.distance(points[asked], lines[piece]), asked))
    nearest = piece[order][np.cumsum(count) - count]
    return _Sites(nearest, shapely.line_locate_point(lines[nearest], points), none)


def _crossings(lines: NDArray[Any], pairs: Array) -> _Sites:
    """Return where lines cross, touch, or begin and end to run together."""
    shared = shapely.intersection(lines[pairs[:, 0]], lines[pairs[:, 1]])
    kept = ~shapely.is_empty(shared)
    xy, owner = shapely.get_coordinates(shared[kept], return_index=True)
    points, pairs = shapely.points(xy), pairs[kept][owner]
    piece = pairs.ravel()
    along = shapely.line_locate_point(lines[piece], np.repeat(points, 2))
    return _Sites(piece, along, np.arange(len(piece)).reshape(-1, 2))


def _touching(chain: Chain, lines: NDArray[Any], pairs: Array, level: Array, snap_m: float) -> _Sites:
    """Return where lines end on others, or nearly so.

    An end is led to the nearest line alone, and one that crosses a line already is not led to it once more.
    """
    pair = np.repeat(np.arange(len(pairs)), 2)
    from_, to = pairs[pair].T
    at_end = np.tile([False, True], len(pairs))
    points = shapely.points(np.where(at_end[:, None], chain.last_point()[from_], chain.first_point()[from_])[:, :2])
    gap = shapely.distance(points, lines[to])
    same = level[from_] == level[to]
    on_corner = ~same & (gap <= _SAME_M) & _is_corner(chain, lines[to], points, to)
    short = same & (gap <= snap_m) & ~shapely.intersects(lines[from_], lines[to])
    short &= gap <= _least_of(2 * from_ + at_end, np.where(short, gap, np.inf)) + _SAME_M
    chosen = np.flatnonzero(on_corner | short)
    piece = np.column_stack((from_[chosen], to[chosen])).ravel()
    start = np.where(at_end[chosen], chain.length[from_[chosen]], 0.0)
    along = np.column_stack((start, shapely.line_locate_point(lines[to[chosen]], points[chosen]))).ravel()
    return _Sites(piece, along, np.arange(len(piece)).reshape(-1, 2))


def _is_corner(chain: Chain, lines: NDArray[Any], points: NDArray[Any], to: Array) -> Array:
    """Return which points lie on a corner of their line, (n,)."""
    along = chain.begin[to] + shapely.line_locate_point(lines, points)
    place = np.searchsorted(chain.along, along)
    near = np.minimum(
        np.abs(chain.along[np.minimum(place, len(chain.along) - 1)] - along),
        np.abs(chain.along[np.maximum(place - 1, 0)] - along),
    )
    return np.asarray(near <= _SAME_M)


def _least_of(group: Array, values: Array) -> Array:
    least = np.full(group.max(initial=0) + 1, np.inf)
    np.minimum.at(least, group, values)
    return least[group]


def _together(parts: list[_Sites]) -> _Sites:
    first = np.cumsum([0, *(len(one.piece) for one in parts)])
    return _Sites(
        np.concatenate([one.piece for one in parts]),
        np.concatenate([one.along for one in parts]),
        np.concatenate([one.same + start for one, start in zip(parts, first[:-1], strict=True)]),
    )


def _apart(chain: Chain, sites: _Sites, apart_m: float) -> _Sites:
    """Return the sites without the pairs that lie on different heights."""
    z = chain.at(sites.piece, sites.along)[:, 2]
    rise = np.abs(z[sites.same[:, 0]] - z[sites.same[:, 1]])
    return _Sites(sites.piece, sites.along, sites.same[~(rise > apart_m)])


def _places(sites: _Sites, chain: Chain, *, snap_m: float) -> Array:
    """Return the number of the junction of each site, (s,): sites that are one, or nearly so along their line."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    order = np.argsort(chain.begin[sites.piece] + sites.along, kind="stable")
    near = (sites.piece[order][1:] == sites.piece[order][:-1]) & (np.diff(sites.along[order]) <= snap_m)
    pairs = np.concatenate((sites.same, np.column_stack((order[:-1], order[1:]))[near]))
    count = len(sites.piece)
    links = coo_array((np.ones(len(pairs), dtype=bool), pairs.T), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1])


def _network(chain: Chain, sites: _Sites, place: Array, level: Array, settings: tuple[slice, float]) -> Noded:
    """Return the stretches between junctions.

    Parameters
    ----------
    chain : the lines
    sites : places along them
    place : junction of each site
    level : level of each line as it came in
    settings : which sites were asked for, and how long a stub is that goes nowhere [m]
    """
    positions = _middle(chain.at(sites.piece, sites.along), place)
    piece, start, end, ends = _stretches(sites, place)
    asked = np.isin(np.arange(len(positions)), place[settings[0]])
    kept = ~_stubs(ends, end - start, asked, settings[1])
    piece, start, end, ends = piece[kept], start[kept], end[kept], ends[kept]
    first, points = chain.between(piece, start, end)
    outer = np.column_stack((first[:-1], first[1:] - 1)).ravel()
    moved = np.hypot(*(points[outer] - positions[ends.ravel()])[:, :2].T)
    points[outer] = positions[ends.ravel()]
    used, number = np.unique(ends, return_inverse=True)
    renumbered = np.full(len(positions), -1)
    renumbered[used] = np.arange(len(used))
    return Noded(
        chain.line[piece],
        number.reshape(-1, 2),
        first,
        points,
        moved.reshape(-1, 2).max(axis=1, initial=0.0),
        positions[used],
        _least_level(chain, sites, place, level)[used],
        renumbered[place[settings[0]]],
    )


def _stretches(sites: _Sites, place: Array) -> tuple[Array, Array, Array, Array]:
    """Return the line of each stretch, where it begins and ends on it, and its junctions, (n, 2)."""
    order = np.lexsort((sites.along, sites.piece))
    piece, along, junction = sites.piece[order], sites.along[order], place[order]
    run = np.flatnonzero(np.append(True, (piece[1:] != piece[:-1]) | (junction[1:] != junction[:-1])))
    piece, along, junction = piece[run], along[run], junction[run]
    begins = np.flatnonzero(piece[1:] == piece[:-1])
    ends = np.column_stack((junction[begins], junction[begins + 1]))
    return piece[begins], along[begins], along[begins + 1], ends


def _stubs(ends: Array, length: Array, asked: Array, snap_m: float) -> Array:
    """Return which stretches are the short ends of lines drawn beyond what they meet, (n,) of bool."""
    degree = np.bincount(ends.ravel(), minlength=len(asked))
    loose = (degree[ends] == 1) & ~asked[ends]
    return np.asarray((length <= snap_m) & loose.any(axis=1) & (degree[ends].max(axis=1, initial=0) > 2))


def _least_level(chain: Chain, sites: _Sites, place: Array, level: Array) -> Array:
    lowest = np.full(place.max(initial=-1) + 1, np.iinfo(int).max)
    np.minimum.at(lowest, place, level[chain.line[sites.piece]])
    return lowest


def _middle(points: Array, group: Array) -> Array:
    """Return the mean of the points of each group, of those that are known, (k, 3)."""
    count = group.max(initial=-1) + 1
    mean = np.full((count, 3), np.nan)
    for axis in range(3):
        known = np.isfinite(points[:, axis])
        times = np.bincount(group[known], minlength=count)
        total = np.bincount(group[known], points[known, axis], minlength=count)
        mean[:, axis] = np.divide(total, times, out=np.full(count, np.nan), where=times > 0)
    return mean
