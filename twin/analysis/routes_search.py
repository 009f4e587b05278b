"""Shortest ways through the graph of a twin, for somebody who walks in one way or another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np

from twin.analysis.routes_arcs import Arcs, Kind
from twin.analysis.routes_speeds import numbers, slope_factor, stair_seconds
from twin.model.columns import Array

__all__ = [
    "PROFILES",
    "Profile",
    "distances",
    "least_arcs",
    "least_blocked",
    "open_seconds",
    "proven_seconds",
    "seconds_at",
    "seconds_of",
    "shortest",
]

Profile = Literal["shortest", "step-free"]
PROFILES: Final = ("shortest", "step-free")
_LEAST_S: Final = 1e-6
"""Least time of an arc [s]: a sparse matrix takes none for no arc."""
_OBSTACLE_S: Final = 1e7
"""What a blocked link counts for when the way with the fewest of them is sought [s]: more than any way takes."""


def seconds_of(arcs: Arcs, profile: Profile) -> Array:
    """Return how long each arc takes, whether or not one can pass it [s], (m,).

    Parameters
    ----------
    arcs : the graph
    profile : who walks
    """
    return seconds_at(arcs, numbers()["step_free" if profile == "step-free" else "speeds"]["level_m_s"])


def seconds_at(arcs: Arcs, level_m_s: float) -> Array:
    """Return how long each arc takes somebody of a given speed, whether or not one can pass it [s], (m,).

    Who is slower on the level is taken to be slower on stairs in the same proportion.

    Parameters
    ----------
    arcs : the graph
    level_m_s : speed on the level [m/s]
    """
    speeds, lifts = numbers()["speeds"], numbers()["lifts"]
    slope = np.divide(arcs.rise, arcs.metres, out=np.zeros(len(arcs.metres)), where=arcs.metres > 0)
    factor = np.where(arcs.kind == Kind.WAY, slope_factor(slope), 1.0)
    rise = np.nan_to_num(arcs.rise)
    return np.select(
        [arcs.kind == Kind.STAIR, arcs.kind == Kind.BOARD, arcs.kind == Kind.ALIGHT, arcs.kind == Kind.RIDE],
        [
            stair_seconds(rise, arcs.metres) * speeds["level_m_s"] / level_m_s,
            lifts["wait_s"] + lifts["doors_s"],
            lifts["doors_s"],
            np.abs(rise) / lifts["speed_m_s"],
        ],
        arcs.metres / (level_m_s * factor),
    )


def shortest(arcs: Arcs, sources: Sequence[int], targets: Sequence[int], *, profile: Profile) -> list[int]:
    """Return the arcs of the best way from any source to any target; empty if there is none.

    Parameters
    ----------
    arcs : the graph
    sources, targets : nodes
    profile : who walks
    """
    return _way(arcs, _weights(arcs, profile), sources, targets)


def least_blocked(arcs: Arcs, sources: Sequence[int], targets: Sequence[int], *, profile: Profile) -> list[int]:
    """Return the arcs of the way with the fewest links that such a person cannot pass.

    Parameters
    ----------
    arcs : the graph
    sources, targets : nodes
    profile : who would walk
    """
    weight = _weights(arcs, profile)
    past = np.where(np.isinf(weight), _OBSTACLE_S + seconds_of(arcs, profile), weight)
    return _way(arcs, past, sources, targets)


def distances(arcs: Arcs, sources: Sequence[Sequence[int]], seconds: Array) -> Array:
    """Return the least time from any node of each source to all nodes [s], infinite if there is no way.

    Parameters
    ----------
    arcs : the graph
    sources : nodes of each source, (n_sources,)
    seconds : how long each arc takes, infinite where nobody passes [s], (m,)
    """
    from scipy.sparse.csgraph import dijkstra

    matrix, _ = least_arcs(arcs, seconds)
    found = np.full((len(sources), len(arcs.position)), np.inf)
    for place, nodes in enumerate(sources):
        if len(nodes):
            found[place] = dijkstra(matrix, indices=list(nodes), min_only=True)
    return found


def open_seconds(arcs: Arcs, profile: Profile) -> Array:
    """Return how long each arc takes, infinite where somebody is known not to pass [s], (m,).

    What is not known to be free of steps may be passed, and takes as long as if it were.

    Parameters
    ----------
    arcs : the graph
    profile : who walks
    """
    seconds = seconds_of(arcs, profile)
    return seconds if profile == "shortest" else np.where(arcs.step_free == 0, np.inf, seconds)


def proven_seconds(arcs: Arcs, profile: Profile) -> Array:
    """Return how long each arc takes, infinite where it is not proven that somebody passes [s], (m,).

    Parameters
    ----------
    arcs : the graph
    profile : who walks
    """
    seconds = seconds_of(arcs, profile)
    return seconds if profile == "shortest" else np.where(arcs.step_free == 1, seconds, np.inf)


def _weights(arcs: Arcs, profile: Profile) -> Array:
    """Return what each arc counts for when one way is chosen [s], infinite for those that cannot be passed, (m,).

    Proven links are preferred to somewhat shorter ones. What a link counts for is no time: it is told to nobody.
    """
    seconds = seconds_of(arcs, profile)
    if profile == "shortest":
        return seconds
    doubt = numbers()["step_free"]
    indoors = arcs.kind != Kind.WAY
    doubtful = seconds * doubt["unknown_factor"] + np.where(indoors, doubt["unknown_s"], 0.0)
    return np.select([arcs.step_free == 0, arcs.step_free < 0], [np.inf, doubtful], seconds)


def _way(arcs: Arcs, weight: Array, sources: Sequence[int], targets: Sequence[int]) -> list[int]:
    from scipy.sparse.csgraph import dijkstra

    if not len(sources) or not len(targets):
        return []
    matrix, best = least_arcs(arcs, weight)
    pairs = zip(arcs.tail[best].tolist(), arcs.head[best].tolist(), strict=True)
    arc_of = dict(zip(pairs, best.tolist(), strict=True))
    ends = sorted(targets)
    time, before, _ = dijkstra(matrix, indices=sorted(sources), min_only=True, return_predecessors=True)
    node = ends[int(np.argmin(time[ends]))]
    found = []
    while before[node] >= 0:
        found.append(arc_of[int(before[node]), node])
        node = int(before[node])
    return found[::-1]


def least_arcs(arcs: Arcs, weight: Array) -> tuple[Any, Array]:
    """Return the graph as a sparse matrix, and the arcs that it consists of: the best between each two nodes, (k,).

    Parameters
    ----------
    arcs : the graph
    weight : of each arc, infinite for those that cannot be passed, (m,)
    """
    from scipy.sparse import csr_array

    open_ = np.flatnonzero(np.isfinite(weight))
    order = open_[np.lexsort((-arcs.step_free[open_], weight[open_], arcs.head[open_], arcs.tail[open_]))]
    pairs = np.column_stack((arcs.tail[order], arcs.head[order]))
    best = order[np.append(True, (pairs[1:] != pairs[:-1]).any(axis=1))[: len(order)]]
    count = len(arcs.position)
    ends = (arcs.tail[best], arcs.head[best])
    return csr_array((np.maximum(weight[best], _LEAST_S), ends), shape=(count, count)), best
