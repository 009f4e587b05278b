"""Which single failures put out each component of a supply graph, all found in one pass.

A component dies with another exactly if that one is itself, or if for one of its needs it puts out every feeder. So the
sets F(v) of single failures that put out v are the greatest solution of

    F(v) = {v} ∪ ⋃ over needs of ⋂ over feeders u of F(u)

among components that work at all. Most components hang in trees of one need and one feeder, where the sets are chains
and sums over them are sums over subtrees. The others, roots of these trees, and the few places that they read, are
solved together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_forest import Forest, Keys, forest_of, keys_of
from twin.analysis.criticality_sets import Block, blocks_of
from twin.simulation.supply import SupplyGraph, SupplyState, settled

__all__ = ["SingleFailures", "single_failures"]


@dataclass(frozen=True)
class SingleFailures:
    """What each single failure puts out.

    Parameters
    ----------
    works : whether each component works while nothing has failed; the others are in no set, (size,)
    forest : trees of components with one need and one feeder
    keys : the places of the forest that roots read, and the roots
    blocks : which keys put out which roots
    """

    works: NDArray[np.bool_]
    forest: Forest
    keys: Keys
    blocks: tuple[Block, ...]

    def that_put_out(self, component: int) -> frozenset[int]:
        """Return the components whose failure alone puts this one out, itself among them; empty if it does not work."""
        if not self.works[component]:
            return frozenset()
        chain = self._upwards(component)
        return frozenset(chain).union(*(self._run(key) for key in self._keys_that_put_out(chain[-1])))

    def puts_out(self, one: int, other: int) -> bool:
        """Return whether the failure of one component alone puts out another that works, or itself."""
        chain = self._upwards(other)
        if one in chain:
            return True
        key, root = self.keys.below[one], self.keys.of[chain[-1]]
        known = key >= 0 and root >= 0 and key != root
        return known and any(block.puts_out(key, root) for block in self.blocks)

    def impact(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each component the weight of all that its failure alone puts out, (size, k).

        Parameters
        ----------
        weight : of each component, in k columns, (size, k); nothing is put out that does not work
        """
        tree = np.where(self.works[:, None], weight, 0.0)
        for column in tree.T:
            column[:] = self._summed(column.tolist())
        return np.asarray(tree + self._elsewhere(tree)[np.asarray(self.keys.below, dtype=np.int64)])

    def _elsewhere(self, tree: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight that each key puts out in other trees, and a row of zeros at the end, (n_keys + 1, k)."""
        row = np.asarray(self.keys.row, dtype=np.int64)
        total = np.zeros((len(row) + 1, tree.shape[1]))
        for block in self.blocks:
            total[block.candidates] += block.weighed(tree[row])
        return total

    def _summed(self, weight: list[float]) -> list[float]:
        """Return the weight of each component and all below it in its tree."""
        parent = self.forest.parent
        for component in reversed(self.forest.order):
            above = parent[component]
            if above != component:
                weight[above] += weight[component]
        return weight

    def _upwards(self, component: int) -> list[int]:
        """Return a component and those above it in its tree."""
        chain = [component]
        while (above := self.forest.parent[chain[-1]]) != chain[-1]:
            chain.append(above)
        return chain

    def _keys_that_put_out(self, root: int) -> list[int]:
        key = self.keys.of[root]
        if key < 0 or self.keys.row[key] != root:
            return []
        return [one for block in self.blocks for one in block.that_put_out(key)]

    def _run(self, key: int) -> list[int]:
        """Return the components that a key stands for: itself and those above it, up to the next key."""
        run = self._upwards(self.keys.row[key])
        return [one for one in run if self.keys.below[one] == key]


def single_failures(graph: SupplyGraph, state: SupplyState | None = None) -> SingleFailures:
    """Return which single failures put out each component.

    Parameters
    ----------
    graph : the components
    state : what is healthy and works already; everything healthy if it is not given
    """
    state = state or settled(graph)
    forest = forest_of(graph, state)
    keys = keys_of(forest)
    roots = [row in forest.needs for row in keys.row]
    return SingleFailures(state.works, forest, keys, tuple(blocks_of(keys.needs, roots)))
