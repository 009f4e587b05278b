"""Which single failures put out each component of a supply graph, all found in one pass.

A component dies with another exactly if that one is itself, or if for one of its needs it puts out every feeder. So the
sets F(v) of single failures that put out v are the greatest solution of

    F(v) = {v} ∪ ⋃ over needs of ⋂ over feeders u of F(u)

among components that work at all. Most components of a real network have one need and one feeder: pipes in a row,
cables of a board. Their sets are that of the feeder and themselves, so they form trees, and only the roots of these
trees carry a set of their own. Sums over sets are then sums over subtrees.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.simulation.supply import SupplyGraph, SupplyState, settled

__all__ = ["SingleFailures", "single_failures"]

_Set = frozenset[int]


@dataclass(frozen=True)
class SingleFailures:
    """What each single failure puts out.

    Parameters
    ----------
    works : whether each component works while nothing has failed; the others are in no set, (size,)
    parent : the one feeder of a component with one need, itself for a root, (size,)
    order : components that work, each after its parent
    of_root : for each root the other components whose failure alone puts it out
    """

    works: NDArray[np.bool_]
    parent: NDArray[np.int64]
    order: NDArray[np.int64]
    of_root: dict[int, _Set]

    def that_put_out(self, component: int) -> _Set:
        """Return the components whose failure alone puts this one out, itself among them; empty if it does not work."""
        if not self.works[component]:
            return frozenset()
        chain = [component]
        while self.parent[chain[-1]] != chain[-1]:
            chain.append(int(self.parent[chain[-1]]))
        return self.of_root[chain[-1]].union(chain)

    def impact(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each component the weight of all that its failure alone puts out, (size, k).

        Parameters
        ----------
        weight : of each component, in k columns, (size, k); nothing is put out that does not work
        """
        total = np.where(self.works[:, None], weight, 0.0)
        for component in self.order[::-1].tolist():
            parent = self.parent[component]
            if parent != component:
                total[parent] += total[component]
        below = {root: total[root].copy() for root in self.of_root}
        for root, others in self.of_root.items():
            if others:
                total[list(others)] += below[root]
        return np.asarray(total)


def single_failures(graph: SupplyGraph, state: SupplyState | None = None) -> SingleFailures:
    """Return which single failures put out each component.

    Parameters
    ----------
    graph : the components
    state : what is healthy and works already; everything healthy if it is not given
    """
    state = state or settled(graph)
    parent = _parents(graph, state)
    order = np.argsort(state.rank, kind="stable")[: int(state.works.sum())]
    roots = [row for row in order.tolist() if parent[row] == row]
    return SingleFailures(state.works, parent, order, _Solver(graph, state, parent).solved(roots))


def _parents(graph: SupplyGraph, state: SupplyState) -> NDArray[np.int64]:
    """Return for each component its one working feeder, if it has one need and one such feeder; else itself."""
    working = state.works[graph.feeder]
    need = np.repeat(np.arange(len(graph.owner)), np.diff(graph.first_feeder))
    alive = np.bincount(need[working], minlength=len(graph.owner))
    parent = np.arange(graph.size)
    single = (np.diff(graph.first_need)[graph.owner] == 1) & (alive == 1) & state.works[graph.owner]
    chosen = working & single[need]
    parent[graph.owner[need[chosen]]] = graph.feeder[chosen]
    return parent


class _Solver:
    """Works out the sets of the roots, downwards from all components."""

    def __init__(self, graph: SupplyGraph, state: SupplyState, parent: NDArray[np.int64]) -> None:
        self._parent: list[int] = parent.tolist()
        self._works = state.works
        self._needs = self._by_root(graph)
        self._sets: dict[int, _Set] = {}

    def _by_root(self, graph: SupplyGraph) -> dict[int, list[list[int]]]:
        needs: dict[int, list[list[int]]] = {}
        first, feeder = graph.first_feeder.tolist(), graph.feeder.tolist()
        works, parent = self._works.tolist(), self._parent
        for need, owner in enumerate(graph.owner.tolist()):
            if works[owner] and parent[owner] == owner:
                alive = [row for row in feeder[first[need] : first[need + 1]] if works[row]]
                needs.setdefault(owner, []).append(sorted(set(alive)))
        return needs

    def solved(self, roots: list[int]) -> dict[int, _Set]:
        """Return for each root the others that put it out; roots are given each after some feeder of each need."""
        waiting, queued = deque(roots), set(roots)
        readers = self._readers(roots)
        while waiting:
            root = waiting.popleft()
            queued.discard(root)
            now = self._evaluated(root)
            if now != self._sets.get(root):
                self._sets[root] = now
                fresh = [one for one in readers.get(root, ()) if one not in queued]
                waiting.extend(fresh)
                queued.update(fresh)
        return {root: found - {root} for root, found in self._sets.items()}

    def _readers(self, roots: list[int]) -> dict[int, list[int]]:
        """Return for each root the roots whose sets depend on it."""
        readers: dict[int, set[int]] = {}
        for root in roots:
            for feeders in self._needs.get(root, ()):
                for feeder in feeders:
                    readers.setdefault(self._chain(feeder)[1], set()).add(root)
        return {root: sorted(some) for root, some in readers.items()}

    def _evaluated(self, root: int) -> _Set:
        lost = {root}
        for feeders in self._needs.get(root, ()):
            known = [self._set_of(feeder) for feeder in feeders]
            some = [one for one in known if one is not None]
            if some:
                lost |= some[0].intersection(*some[1:])
        return frozenset(lost)

    def _set_of(self, component: int) -> _Set | None:
        """Return the set of a component, None for all of them: nothing is known of its root yet."""
        chain, root = self._chain(component)
        found = self._sets.get(root)
        return None if found is None else found.union(chain)

    def _chain(self, component: int) -> tuple[list[int], int]:
        chain = []
        while self._parent[component] != component:
            chain.append(component)
            component = self._parent[component]
        return chain, component
