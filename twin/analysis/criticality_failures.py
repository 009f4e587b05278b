"""What the failure of one thing costs, and the order of all such failures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_runs import Run, runs_of
from twin.analysis.criticality_stakes import Stakes
from twin.analysis.single_failures import SingleFailures, single_failures
from twin.model.twin import Twin
from twin.simulation.supply import SupplyGraph, SupplyState, after_failures, settled

__all__ = ["Costs", "Failure", "Undisturbed", "failures_of"]


@dataclass(frozen=True, slots=True)
class Failure:
    """What a thing's failure alone costs.

    Parameters
    ----------
    node : row of the thing
    rank : 1 for what costs most; what costs the same has the same rank
    others : rows of the things in one run with it, whose failures cost the same
    dwellings : dwellings that lose some service
    by_service : number of dwellings that lose each service; services that none loses are left out
    spaces : number of common spaces that lose each service
    people : who live in the dwellings, as far as it is known
    people_low, people_high : bounds of that number where it is assumed
    people_unknown : dwellings among them of which nobody knows how many live there
    vulnerable : how many of the people must not go without, as far as it is known
    vulnerable_unknown : dwellings among them of which that is not known
    assumed : share of what is lost that only assumed links join to the thing [-]
    alone : whether everything that it feeds stops with it: nothing stands in
    """

    node: int
    rank: int
    others: tuple[int, ...]
    dwellings: int
    by_service: dict[str, int]
    spaces: dict[str, int]
    people: float
    people_low: float
    people_high: float
    people_unknown: int
    vulnerable: float
    vulnerable_unknown: int
    assumed: float
    alone: bool

    @property
    def services_lost(self) -> int:
        """How many dwellings lose how many services, multiplied."""
        return sum(self.by_service.values())


@dataclass(frozen=True)
class Costs:
    """What the failure of each component costs.

    Parameters
    ----------
    state : what works before it
    single : what each failure puts out
    total : columns of `Stakes.weight` by component, (size, k)
    declared : the same where what hangs on assumed links is not lost, (size, k)
    """

    state: SupplyState
    single: SingleFailures
    total: NDArray[np.float64]
    declared: NDArray[np.float64]


class Undisturbed:
    """An estate on which nothing has failed yet.

    Parameters
    ----------
    stakes : what its components are worth
    """

    def __init__(self, stakes: Stakes) -> None:
        self.stakes = stakes
        nothing_assumed = len(stakes.declared.owner) == len(stakes.graph.owner)
        self._graphs = (stakes.graph,) if nothing_assumed else (stakes.graph, stakes.declared)
        self._states = tuple(settled(graph) for graph in self._graphs)
        pairs = zip(self._graphs, self._states, strict=True)
        self._single: tuple[SingleFailures, ...] = tuple(single_failures(graph, state) for graph, state in pairs)

    def costs(self) -> Costs:
        """Return what each failure costs."""
        found = [single.impact(self.stakes.weight) for single in self._single]
        return Costs(self._states[0], self._single[0], found[0], found[-1])

    def costs_after(self, failed: list[int]) -> Costs:
        """Return what each failure costs once others have failed, less what it would have cost without them.

        Parameters
        ----------
        failed : components
        """
        weight, found, after = self.stakes.weight, [], []
        for graph, before, single in zip(self._graphs, self._states, self._single, strict=True):
            state = after_failures(graph, before, failed)
            alone = single.impact(np.where(state.works[:, None], weight, 0.0))
            after.append((state, single_failures(graph, state)))
            extra = after[-1][1].impact(weight) - alone
            found.append(np.round(extra, 9))  # sums of fractions of people differ in the last digits
        return Costs(*after[0], found[0], found[-1])


def failures_of(twin: Twin, stakes: Stakes, costs: Costs, *, every: bool) -> tuple[Failure, ...]:
    """Return the failures that cost something, what costs most first.

    Parameters
    ----------
    twin : the estate
    stakes : what its components are worth
    costs : of the failure of each
    every : tell each piece of pipe and cable apart, instead of runs of them
    """
    count = stakes.places(costs.total)
    things = np.flatnonzero((stakes.supply.node >= 0) & count[: len(stakes.supply.node)].any(axis=1))
    runs = [Run(one, ()) for one in things.tolist()]
    if not every:
        runs = runs_of(twin, stakes.supply, stakes.graph, costs.state, count)
    alone = _Alone(stakes.graph, costs.state, costs.single)
    return _ranked([_failure(stakes, run, costs, alone(run.component)) for run in runs])


class _Alone:
    """Tells whether nothing stands in for a component where it feeds something."""

    def __init__(self, graph: SupplyGraph, state: SupplyState, single: SingleFailures) -> None:
        self._graph, self._state, self._single = graph, state, single

    def __call__(self, component: int) -> bool:
        graph = self._graph
        needs = graph.fed[graph.first_fed[component] : graph.first_fed[component + 1]]
        fed = graph.owner[needs]
        fed = fed[self._state.works[fed]].tolist()
        return all(self._single.puts_out(component, one) for one in fed)


def _failure(stakes: Stakes, run: Run, costs: Costs, alone: bool) -> Failure:
    node, row = stakes.supply.node, slice(run.component, run.component + 1)
    cost, sure = costs.total[row], costs.declared[row]
    total = stakes.places(cost).sum()
    names = ("homes", "people", "people_low", "people_high", "people_unknown", "vulnerable", "vulnerable_unknown")
    homes, people, low, high, unknown, vulnerable, unsaid = (float(stakes.column(cost, name)[0]) for name in names)
    return Failure(
        int(node[run.component]),
        0,
        tuple(node[list(run.others)].tolist()),
        round(homes),
        _counted(stakes.services, stakes.dwellings(cost)[0]),
        _counted(stakes.services, stakes.spaces(cost)[0]),
        people,
        low,
        high,
        round(unknown),
        vulnerable,
        round(unsaid),
        float(np.clip(1.0 - stakes.places(sure).sum() / total, 0.0, 1.0)) if total else 0.0,
        alone,
    )


def _counted(services: tuple[str, ...], numbers: NDArray[np.float64]) -> dict[str, int]:
    return {name: round(number) for name, number in zip(services, numbers.tolist(), strict=True) if number > 0}


def _ranked(failures: list[Failure]) -> tuple[Failure, ...]:
    order = sorted(failures, key=lambda one: (*(-part for part in _weight(one)), one.node))
    ranked: list[Failure] = []
    for place, one in enumerate(order, start=1):
        same = ranked and _weight(ranked[-1]) == _weight(one)
        ranked.append(replace(one, rank=ranked[-1].rank if same else place))
    return tuple(ranked)


def _weight(one: Failure) -> tuple[float, ...]:
    return one.services_lost, one.people, one.dwellings, sum(one.spaces.values())
