"""What the failure of each single thing of an estate costs its people, ranked.

All single failures are found in one pass (`twin.analysis.single_failures`). What is counted is dwellings, their people
and common spaces that lose a service. How often a thing fails is not in it: this is what happens if it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_failures import Failure, Undisturbed, failures_of
from twin.analysis.criticality_runs import has_name
from twin.analysis.criticality_stakes import Stakes, stakes_of
from twin.analysis.single_failures import single_failures
from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of

__all__ = ["Criticality", "Failure", "Pair", "critical_pairs", "criticality", "values"]


@dataclass(frozen=True)
class Criticality:
    """The failures of an estate, what costs most first.

    Parameters
    ----------
    failures : of one thing each; those that cost nothing are left out
    services : that count
    dwellings : that have one of the services while nothing has failed
    things : that take part in supply
    assumed_needs : needs of things that nothing in the twin meets, taken as met from outside of it
    """

    failures: tuple[Failure, ...]
    services: tuple[str, ...]
    dwellings: int
    things: int
    assumed_needs: int

    @property
    def assumed(self) -> float:
        """Which share of all that single failures cost only assumed links join to them [-]."""
        cost = [one.services_lost + sum(one.spaces.values()) for one in self.failures]
        shares = [one.assumed for one in self.failures]
        return float(np.average(shares, weights=cost)) if cost else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that stand in for each other.

    Parameters
    ----------
    first : row of the one
    second : the other, with what is lost if both fail, but if neither fails alone
    """

    first: int
    second: Failure


def criticality(
    twin: Twin,
    *,
    service: str | None = None,
    supply: Supply | None = None,
    after: Sequence[int] = (),
    every: bool = False,
) -> Criticality:
    """Return what the failure of each single thing costs.

    Dwellings that lose services count first, each service once, then people, then common spaces.

    Parameters
    ----------
    twin : the estate
    service : the only one that counts, such as ``power``; all of them if it is not given
    supply : its supply graph, if it is there already
    after : rows of things that have failed already; then only what is lost because of both is told: what neither their
        failure costs nor the further one alone
    every : tell each piece of pipe and cable apart, instead of runs of them

    Raises
    ------
    UsageError
        If no place has the service, or what has failed takes no part in supply.
    """
    supply = supply or supply_of(twin)
    stakes = stakes_of(twin, supply, service)
    estate, failed = Undisturbed(stakes), _components(twin, supply, after)
    costs = estate.costs_after(failed) if failed else estate.costs()
    homes = stakes.column(stakes.weight, "homes")[costs.state.works].sum()
    things = int((supply.node >= 0).sum())
    failures = failures_of(twin, stakes, costs, every=every)
    return Criticality(failures, stakes.services, int(homes), things, len(supply.assumed))


def critical_pairs(twin: Twin, *, service: str | None = None, top: int = 10) -> tuple[Pair, ...]:
    """Return the pairs of things that stand in for each other, what both together cost most first.

    Parameters
    ----------
    twin : the estate
    service : the only one that counts; all of them if it is not given
    top : number of things to look at: feeders of what has several and costs most

    Raises
    ------
    UsageError
        If no place has the service.
    """
    supply = supply_of(twin)
    stakes = stakes_of(twin, supply, service)
    estate = Undisturbed(stakes)
    found: list[Pair] = []
    for first in _standing_in(twin, stakes, estate)[:top]:
        node = int(supply.node[first])
        for second in failures_of(twin, stakes, estate.costs_after([first]), every=False):
            if not any(_same(one, node, second) for one in found):
                found.append(Pair(node, second))
    return tuple(sorted(found, key=lambda one: (-one.second.services_lost, -one.second.people, one.first)))


def values(twin: Twin, *, service: str | None = None) -> NDArray[np.float64]:
    """Return for each node how many dwellings lose a service if it alone fails [dwellings], (n_nodes,).

    It is NaN for what takes no part in supply.

    Parameters
    ----------
    twin : the estate
    service : the only one that counts; all of them if it is not given
    """
    stakes = stakes_of(twin, supply_of(twin), service)
    homes = stakes.column(stakes.weight, "homes")[:, None]
    lost = single_failures(stakes.graph).impact(homes)[:, 0]
    component = stakes.supply.component
    return np.where(component >= 0, np.append(lost, np.nan)[component], np.nan)


def _components(twin: Twin, supply: Supply, rows: Sequence[int]) -> list[int]:
    for row in rows:
        if supply.component[row] < 0:
            name = twin.nodes["name"][row] or twin.nodes["id"][row]
            remedy = "Name a valve, board, pump or another thing of a network."
            raise UsageError(name, "takes no part in supply", remedy)
    return [int(supply.component[row]) for row in rows]


def _standing_in(twin: Twin, stakes: Stakes, estate: Undisturbed) -> list[int]:
    """Return the components that share a need with others, by what hangs on that need, most first."""
    graph, cost = stakes.graph, stakes.places(estate.costs().total)
    feeders = np.diff(graph.first_feeder)
    shared, owner = np.repeat(feeders > 1, feeders), np.repeat(graph.owner, feeders)
    most = np.zeros(graph.size)
    np.maximum.at(most, graph.feeder[shared], cost[owner[shared]].sum(axis=1))
    most[len(stakes.supply.node) :] = 0.0
    most[: len(stakes.supply.node)][stakes.supply.node < 0] = 0.0
    order = np.lexsort((np.arange(graph.size), -most))
    found = [_named(twin, stakes, cost, int(one)) for one in order[most[order] > 0]]
    return list(dict.fromkeys(found))


def _same(pair: Pair, first: int, second: Failure) -> bool:
    """Return whether a pair is the same two runs the other way around."""
    return first in (pair.second.node, *pair.second.others) and pair.first in (second.node, *second.others)


def _named(twin: Twin, stakes: Stakes, cost: NDArray[np.float64], component: int) -> int:
    """Return the first thing with a name upwards from a piece of pipe or cable, as long as it costs the same."""
    graph, node, classes = stakes.graph, stakes.supply.node, twin.nodes["ifc_class"]
    one = component
    while not has_name(str(classes[node[one]])):
        feeders = graph.feeder[
            graph.first_feeder[graph.first_need[one]] : graph.first_feeder[graph.first_need[one + 1]]
        ]
        if len(feeders) != 1 or node[feeders[0]] < 0 or (cost[feeders[0]] != cost[one]).any():
            return component
        one = int(feeders[0])
    return one
