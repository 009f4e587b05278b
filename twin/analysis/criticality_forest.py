"""Runs of components that fail together: the trees of a supply graph, and the few places in them that others read.

Most components of a real network have one need and one feeder: pipes in a row, cables of a board. Whatever puts out the
feeder puts out such a component, so these form trees. What else reads a tree reads it at some of its components, its
keys; all components between two keys put out the same things elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_echoes import without_echoes
from twin.simulation.supply import SupplyGraph, SupplyState

__all__ = ["Forest", "Keys", "forest_of", "keys_of"]

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Forest:
    """The trees of a supply graph.

    Parameters
    ----------
    parent : the one feeder that works of a component with one need, itself for a root, (size,)
    order : components that work, each after its parent
    needs : of each root that has needs, the feeders that work of each
    """

    parent: list[int]
    order: list[int]
    needs: dict[int, list[list[int]]]


@dataclass(frozen=True)
class Keys:
    """The places of a forest that decide what is put out elsewhere, numbered so that each comes after its parent.

    Parameters
    ----------
    of : number of the key that is first met upwards from each component that works, itself included; -1 for none
    below : number of the key that stands for a component: the next key at or below it; -1 if none is below
    row : component of each key
    needs : numbers of the keys that can meet each need of a key; a key that is no root needs the key above it
    """

    of: list[int]
    below: list[int]
    row: list[int]
    needs: list[list[list[int]]]


def forest_of(graph: SupplyGraph, state: SupplyState) -> Forest:
    """Return the trees among the components that work.

    Parameters
    ----------
    graph : the components
    state : what works
    """
    need = np.repeat(np.arange(len(graph.owner)), np.diff(graph.first_feeder))
    used = state.works[graph.feeder] & state.works[graph.owner[need]]
    pairs = np.unique(need[used] * max(graph.size, 1) + graph.feeder[used])
    need, feeder = np.divmod(pairs, max(graph.size, 1))
    one_need = np.diff(graph.first_need)[graph.owner] == 1
    kept = without_echoes(graph.owner, one_need, need, feeder)
    need, feeder = need[kept], feeder[kept]
    single = one_need & (np.bincount(need, minlength=len(graph.owner)) == 1)
    parent = np.arange(graph.size)
    parent[graph.owner[need[single[need]]]] = feeder[single[need]]
    order = np.argsort(state.rank, kind="stable")[: int(state.works.sum())]
    return Forest(parent.tolist(), order.tolist(), _needs_of_roots(graph, need, feeder, ~single[need]))


def keys_of(forest: Forest) -> Keys:
    """Return the keys of a forest: its roots with needs, what those read, and where ways to what they read part."""
    size, parent = len(forest.parent), forest.parent
    is_key, below = [False] * size, [-1] * size
    for root, needs in forest.needs.items():
        is_key[root] = True
        for feeders in needs:
            for feeder in feeders:
                is_key[feeder] = True
    for row in reversed(forest.order):
        if is_key[row]:
            below[row] = row
        above = parent[row]
        if below[row] < 0 or above == row:
            continue
        if below[above] < 0:
            below[above] = below[row]
        else:
            is_key[above] = True
    return _numbered(forest, is_key, below)


def _needs_of_roots(
    graph: SupplyGraph, need: Rows, feeder: Rows, chosen: NDArray[np.bool_]
) -> dict[int, list[list[int]]]:
    """Return the feeders of each need by owner, of the chosen pairs of need and feeder."""
    need, feeder = need[chosen], feeder[chosen]
    ends = np.flatnonzero(np.diff(need)) + 1
    owners = graph.owner[need[np.concatenate(([0], ends))]].tolist() if len(need) else []
    cuts, feeders = [0, *ends.tolist(), len(need)], feeder.tolist()
    found: dict[int, list[list[int]]] = {}
    for place, owner in enumerate(owners):
        found.setdefault(owner, []).append(feeders[cuts[place] : cuts[place + 1]])
    return found


def _numbered(forest: Forest, is_key: list[bool], below: list[int]) -> Keys:
    """Return keys by number, in the order in which they came to work."""
    parent, of, number = forest.parent, [-1] * len(forest.parent), [-1] * len(forest.parent)
    row: list[int] = []
    for one in forest.order:
        if is_key[one]:
            of[one] = number[one] = len(row)
            row.append(one)
        elif parent[one] != one:
            of[one] = of[parent[one]]
    needs = []
    for one in row:
        if one in forest.needs:
            needs.append([[number[feeder] for feeder in feeders] for feeders in forest.needs[one]])
        else:
            above = of[parent[one]] if parent[one] != one else -1
            needs.append([[above]] if above >= 0 else [])
    return Keys(of, [number[one] if one >= 0 else -1 for one in below], row, needs)
