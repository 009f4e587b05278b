"""Things in one run of pipes or cables whose failures cost the same, told as one: by the first that has a name.

A pipe with one feeder fails its dwellings just as that feeder does if no branch leaves between them. Nobody looks for
pipe segment 4711, and who repairs it closes what stands before it. So a run is named by its first valve, pump, board or
tank in the direction of supply, and a run without any belongs to the one that alone feeds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.twin import Twin
from twin.simulation.components import Supply
from twin.simulation.supply import SupplyGraph, SupplyState

__all__ = ["Run", "has_name", "runs_of"]

_PIECES: Final = re.compile(r"(Segment|Fitting)$|^IfcJunctionBox$|^IfcPort$|^IfcDistributionPort$")


@dataclass(frozen=True, slots=True)
class Run:
    """Things that are told as one.

    Parameters
    ----------
    component : the one that names the run, and whose failure costs most
    others : components of the other things in it, in the direction of supply
    """

    component: int
    others: tuple[int, ...]


def has_name(ifc_class: str) -> bool:
    """Return whether people know things of a class by name, rather than as a piece of pipe or cable."""
    return _PIECES.search(ifc_class) is None


def runs_of(twin: Twin, supply: Supply, graph: SupplyGraph, state: SupplyState, cost: NDArray[np.float64]) -> list[Run]:
    """Return the runs among the things whose failure costs something.

    Parameters
    ----------
    twin : the estate
    supply : its supply graph
    graph : the same, perhaps with more components at the end
    state : what works
    cost : of the failure of each component, counted in whole numbers, (size, k)
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    things = np.flatnonzero((supply.node >= 0) & cost[: len(supply.node)].any(axis=1))
    if not len(things):
        return []
    is_thing = np.zeros(graph.size, dtype=bool)
    is_thing[things] = True
    above, below = _only_feeders(graph, state)
    same = is_thing[above] & is_thing[below] & (cost[above] == cost[below]).all(axis=1)
    ends = (above[same], below[same])
    _, label = connected_components(coo_array((np.ones(same.sum()), ends), shape=(graph.size,) * 2), directed=False)
    order = things[np.lexsort((things, state.rank[things], label[things]))]
    groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    feeder = {below: above for above, below in zip(above.tolist(), below.tolist(), strict=True) if is_thing[above]}
    return _named([_Group.of(twin, supply, group) for group in groups], feeder, state)


@dataclass(frozen=True)
class _Group:
    """Components whose failures cost the same, in the direction of supply, and the place of the one that has a name."""

    members: list[int]
    named: int | None

    @classmethod
    def of(cls, twin: Twin, supply: Supply, group: NDArray[np.int64]) -> _Group:
        classes = twin.nodes["ifc_class"][supply.node[group]].tolist()
        named = next((place for place, name in enumerate(classes) if has_name(name)), None)
        return cls(group.tolist(), named)


def _named(groups: list[_Group], feeder: dict[int, int], state: SupplyState) -> list[Run]:
    """Return a run for each group; one without a name goes to the run of its feeder, which is there before it."""
    runs: list[list[int]] = []
    run_of: dict[int, list[int]] = {}
    for group in sorted(groups, key=lambda one: int(state.rank[one.members[0]])):
        run = run_of.get(feeder.get(group.members[0], -1)) if group.named is None else None
        if run is None:
            first = group.named or 0
            run = [group.members[first], *group.members[:first], *group.members[first + 1 :]]
            runs.append(run)
        else:
            run += group.members
        run_of.update(dict.fromkeys(group.members, run))
    return [Run(run[0], tuple(run[1:])) for run in runs]


def _only_feeders(graph: SupplyGraph, state: SupplyState) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of a feeder and what stops with it, because nothing else that works meets a need of that."""
    need = np.repeat(np.arange(len(graph.owner)), np.diff(graph.first_feeder))
    used = state.works[graph.feeder] & state.works[graph.owner[need]]
    need, feeder = need[used], graph.feeder[used]
    only = np.bincount(need, minlength=len(graph.owner))[need] == 1
    return feeder[only], graph.owner[need[only]]
