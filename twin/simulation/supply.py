"""Which components of a supply graph work, by least fixed point, and how that changes when some fail or are repaired.

A component works if it is healthy and each of its needs is met; a need is met if one of its feeders works. Needs are
joined by AND, feeders by OR, and the feeders may form rings. A ring must not keep itself alive, so neither counters of
support nor evaluation from the present state is right after a failure. Here each working component has a rank above
that of some feeder of each of its needs: support that is lower in rank can never lead back to what it supports. After a
failure only components whose lower support is gone lose their place, and are then derived again from what still works.
The cost follows what changes, not the size of the estate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["SupplyGraph", "SupplyState", "after_failures", "after_repairs", "settled", "supply_graph"]

Rows = NDArray[np.int64]
_NOT_WORKING: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class SupplyGraph:
    """Components, what each needs, and what meets each need.

    Parameters
    ----------
    size : number of components
    owner : component that each need belongs to, ascending, (n_needs,)
    first_need : first need of each component, and the number of needs at the end, (size + 1,)
    first_feeder : first row in `feeder` of each need, and the number of feeders at the end, (n_needs + 1,)
    feeder : component that can meet the need, (n_feeders,)
    first_fed : first row in `fed` of each component, and the number of feeders at the end, (size + 1,)
    fed : need that the component can meet, (n_feeders,)
    """

    size: int
    owner: Rows
    first_need: Rows
    first_feeder: Rows
    feeder: Rows
    first_fed: Rows
    fed: Rows


@dataclass(frozen=True, slots=True)
class SupplyState:
    """What is healthy and what works.

    Parameters
    ----------
    healthy : False for what has failed itself, (size,)
    rank : order in which a working component was derived, the greatest int32 for one that does not work, (size,)
    """

    healthy: NDArray[np.bool_]
    rank: NDArray[np.int32]

    @property
    def works(self) -> NDArray[np.bool_]:
        """Whether each component works, (size,)."""
        return np.asarray(self.rank < _NOT_WORKING)

    def working(self, rows: Rows) -> NDArray[np.bool_]:
        """Return whether each of some components works, without a look at the others, (n,)."""
        return np.asarray(self.rank[rows] < _NOT_WORKING)


def supply_graph(size: int, needs: Iterable[tuple[int, Iterable[int]]]) -> SupplyGraph:
    """Return the graph of some components.

    Parameters
    ----------
    size : number of components
    needs : for each need its component and the components that can meet it; none at all means that it is never met

    Examples
    --------
    >>> ring = supply_graph(3, [(1, [0, 2]), (2, [1])])
    >>> settled(ring).works.tolist()
    [True, True, True]
    >>> after_failures(ring, settled(ring), [0]).works.tolist()
    [False, False, False]
    """
    listed = sorted(((owner, list(feeders)) for owner, feeders in needs), key=lambda need: need[0])
    owner = np.array([one for one, _ in listed], dtype=np.int64)
    feeder = np.array([one for _, feeders in listed for one in feeders], dtype=np.int64)
    counts = np.array([len(feeders) for _, feeders in listed], dtype=np.int64)
    return graph_of(size, owner, counts, feeder)


def graph_of(size: int, owner: Rows, counts: Rows, feeder: Rows) -> SupplyGraph:
    """Return the graph of needs in the order of their owners.

    Parameters
    ----------
    size : number of components
    owner : component of each need, ascending, (n_needs,)
    counts : number of feeders of each need, (n_needs,)
    feeder : feeders of all needs, end to end
    """
    need = np.repeat(np.arange(len(owner)), counts)
    order = np.argsort(feeder, kind="stable")
    return SupplyGraph(
        size,
        owner,
        np.searchsorted(owner, np.arange(size + 1)),
        np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
        feeder,
        np.searchsorted(feeder[order], np.arange(size + 1)),
        need[order],
    )


def settled(graph: SupplyGraph, healthy: NDArray[np.bool_] | None = None) -> SupplyState:
    """Return the state of a graph, worked out from nothing.

    Parameters
    ----------
    graph : the components
    healthy : False for what has failed, (size,); all are healthy if it is not given
    """
    sound = np.ones(graph.size, dtype=bool) if healthy is None else healthy.copy()
    rank = np.full(graph.size, _NOT_WORKING, dtype=np.int32)
    free = np.flatnonzero(sound & (np.diff(graph.first_need) == 0))
    rank[free] = 0
    missing, met, front = np.diff(graph.first_need), np.zeros(len(graph.owner), dtype=bool), free
    step = 0
    while len(front):
        step += 1
        now = np.unique(_taken(graph.first_fed, graph.fed, front))
        now = now[~met[now]]
        met[now] = True
        owners, counts = np.unique(graph.owner[now], return_counts=True)
        missing[owners] -= counts
        front = owners[(missing[owners] == 0) & sound[owners]]
        rank[front] = step
    return SupplyState(sound, rank)


def after_failures(graph: SupplyGraph, state: SupplyState, failed: Iterable[int]) -> SupplyState:
    """Return the state after some components fail.

    Parameters
    ----------
    graph : the components
    state : before
    failed : components that fail; those that have failed already may be among them
    """
    rows = np.unique(np.fromiter(failed, dtype=np.int64))
    healthy, rank = state.healthy.copy(), state.rank.copy()
    healthy[rows] = False
    front = rows[rank[rows] < _NOT_WORKING]
    rank[front], lost = _NOT_WORKING, [front]
    while len(front):
        dependents = np.unique(graph.owner[_taken(graph.first_fed, graph.fed, front)])
        dependents = dependents[rank[dependents] < _NOT_WORKING]
        front = dependents[_least_above(graph, rank, dependents) > rank[dependents]]
        rank[front] = _NOT_WORKING
        lost.append(front)
    gone = np.concatenate(lost)
    return _derived(graph, SupplyState(healthy, rank), gone[healthy[gone]])


def after_repairs(graph: SupplyGraph, state: SupplyState, repaired: Iterable[int]) -> SupplyState:
    """Return the state after some components are healthy again.

    Parameters
    ----------
    graph : the components
    state : before
    repaired : components that are healthy from now on
    """
    rows = np.unique(np.fromiter(repaired, dtype=np.int64))
    healthy = state.healthy.copy()
    healthy[rows] = True
    return _derived(graph, SupplyState(healthy, state.rank.copy()), rows[state.rank[rows] == _NOT_WORKING])


def _derived(graph: SupplyGraph, state: SupplyState, candidates: Rows) -> SupplyState:
    """Return the state with all that follows once candidates may work again; the arrays given are written to."""
    rank = state.rank
    while len(candidates):
        above = _least_above(graph, rank, candidates)
        front = candidates[above < _NOT_WORKING]
        rank[front] = above[above < _NOT_WORKING]
        dependents = np.unique(graph.owner[_taken(graph.first_fed, graph.fed, front)])
        candidates = dependents[(rank[dependents] == _NOT_WORKING) & state.healthy[dependents]]
    return state


def _least_above(graph: SupplyGraph, rank: NDArray[np.int32], components: Rows) -> NDArray[np.int32]:
    """Return for each component the least rank that its needs allow, the greatest int32 where one is not met, (n,)."""
    counts = graph.first_need[components + 1] - graph.first_need[components]
    needs = _places(graph.first_need, components)
    best = np.full(len(needs), _NOT_WORKING, dtype=np.int32)
    feeders = graph.first_feeder[needs + 1] - graph.first_feeder[needs]
    some = feeders > 0
    ranks = rank[_taken(graph.first_feeder, graph.feeder, needs)]
    best[some] = np.minimum.reduceat(ranks, _starts(feeders[some])) if some.any() else best[some]
    result = np.zeros(len(components), dtype=np.int32)
    has = counts > 0
    if has.any():
        worst = np.maximum.reduceat(best, _starts(counts[has]))
        result[has] = np.where(worst < _NOT_WORKING, worst + (worst < _NOT_WORKING), _NOT_WORKING)
    return result


def _taken(first: Rows, items: Rows, rows: Rows) -> Rows:
    """Return the items of these rows end to end."""
    return np.asarray(items[_places(first, rows)])


def _places(first: Rows, rows: Rows) -> Rows:
    """Return where the items of these rows stand, end to end."""
    counts = first[rows + 1] - first[rows]
    return np.repeat(first[rows] - _starts(counts), counts) + np.arange(counts.sum())


def _starts(counts: Rows) -> Rows:
    return np.asarray(np.cumsum(counts) - counts)
