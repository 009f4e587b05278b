"""How a graph is broken into: what all ways lead through, the easiest way in, and the fewest passages that bar it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["behind", "easiest_way", "fewest_to_guard"]

Numbers = NDArray[np.int64]
_PARTS: Final = 100
"""Costs are told apart to one part of so many: the search for the least cut counts in whole numbers."""


def behind(source: Numbers, target: Numbers, via: Numbers, *, count: int) -> dict[int, frozenset[int]]:
    """Return for each door the places that all ways from place 0 lead to through it.

    These are the places that the door dominates in the graph in which each door is a node.

    Parameters
    ----------
    source, target : places that each passage joins, both ways, (m,)
    via : door of each, -1 for none; several passages may share one, (m,)
    count : number of places

    References
    ----------
    T. Lengauer, R. Tarjan (1979), ACM TOPLAS 1(1), DOI 10.1145/357062.357071: dominators in a flowgraph.

    Examples
    --------
    >>> behind(np.array([0, 1]), np.array([1, 2]), np.array([7, 8]), count=3)
    {7: frozenset({1, 2}), 8: frozenset({2})}
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    for one, two, door in zip(source.tolist(), target.tolist(), via.tolist(), strict=True):
        middle = [count + door] if door >= 0 else []
        nx.add_path(graph, [one, *middle, two])
        nx.add_path(graph, [two, *middle, one])
    above = nx.immediate_dominators(graph, 0)
    found: dict[int, set[int]] = {}
    doors: dict[int, tuple[int, ...]] = {0: ()}
    for place in range(count):
        for door in _doors_above(place, above, doors, count):
            found.setdefault(door, set()).add(place)
    return {door: frozenset(places) for door, places in sorted(found.items())}


def easiest_way(
    source: Numbers, target: Numbers, effort: NDArray[np.float64], *, count: int
) -> tuple[NDArray[np.float64], Numbers]:
    """Return the least effort from place 0 to each place, and the place that such a way comes from, -1 for none.

    Parameters
    ----------
    source, target : places that each passage joins, both ways, (m,)
    effort : of each passage, infinite where nobody gets through, (m,)
    count : number of places
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    on = np.flatnonzero(np.isfinite(effort))
    low, high = np.sort(np.stack((source[on], target[on])), axis=0)
    order = np.lexsort((effort[on], high, low))
    low, high, on = low[order], high[order], on[order]
    first = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))[: len(low)]
    graph = csr_array((effort[on][first], (low[first], high[first])), shape=(count, count))
    far, before = dijkstra(graph, directed=False, indices=0, return_predecessors=True)
    return far, np.maximum(before, -1).astype(np.int64)


def fewest_to_guard(
    source: Numbers, target: Numbers, via: Numbers, *, goals: Sequence[int], cost: dict[int, float]
) -> tuple[float, tuple[int, ...]]:
    """Return the least cost of doors that part place 0 from all goals, and these doors; infinite if no doors do.

    Parameters
    ----------
    source, target : places that each passage joins, both ways, (m,)
    via : door of each, -1 for none, (m,)
    goals : places to protect
    cost : of guarding each door; passages without a door, and doors that are not here, cannot be guarded

    References
    ----------
    L. R. Ford, D. R. Fulkerson (1956), Can. J. Math. 8, DOI 10.4153/CJM-1956-045-5: least cut and greatest flow.
    """
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    doors = sorted(cost)
    graph, into, goal = _capacities((source, target, via), cost, goals)
    flow = maximum_flow(graph, 0, goal)
    if flow.flow_value > graph.data.max() - 1:
        return float("inf"), ()
    left = graph - flow.flow
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    near = np.isin(np.arange(goal + 1), breadth_first_order(left, 0, return_predecessors=False))
    cut = np.flatnonzero(near[into] & ~near[into + 1])
    return flow.flow_value / _PARTS, tuple(doors[place] for place in cut.tolist())


def _capacities(
    ways: tuple[Numbers, Numbers, Numbers], cost: dict[int, float], goals: Sequence[int]
) -> tuple[Any, Numbers, int]:
    """Return the graph of capacities, in which each door is an arc, the beginnings of these arcs, and the goal."""
    from scipy.sparse import csr_array

    (source, target, via), doors = ways, sorted(cost)

    count = int(max(source.max(initial=0), target.max(initial=0), *goals, 0)) + 1
    into = count + 2 * np.arange(len(doors))
    goal = count + 2 * len(doors)
    price = np.round(np.array([cost[door] for door in doors]) * _PARTS).astype(np.int32)
    place = np.searchsorted(doors, via)
    guarded = np.isin(via, doors)
    one, two, at = source[guarded], target[guarded], into[place[guarded]]
    free = ~guarded
    tail = np.concatenate((into, one, two, at + 1, at + 1, source[free], target[free], goals))
    head = np.concatenate((into + 1, at, at, one, two, target[free], source[free], np.full(len(goals), goal)))
    never = int(price.sum()) + 1
    capacity = np.concatenate((price, np.full(len(tail) - len(doors), never, dtype=np.int32)))
    _, first = np.unique(tail * (goal + 1) + head, return_index=True)  # twice the same arc carries no more
    ends = (tail[first].astype(np.int32), head[first].astype(np.int32))
    return csr_array((capacity[first], ends), shape=(goal + 1, goal + 1)), into, goal


def _doors_above(node: int, above: dict[int, int], known: dict[int, tuple[int, ...]], count: int) -> tuple[int, ...]:
    """Return the doors among the dominators of a node, from the street on; known ones are kept."""
    chain = []
    while node not in known and above.get(node, node) != node:
        chain.append(node)
        node = above[node]
    doors = known.get(node, ())
    for one in reversed(chain):
        doors = (*doors, one - count) if one >= count else doors
        known[one] = doors
    return doors
