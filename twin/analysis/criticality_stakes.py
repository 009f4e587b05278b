"""What is at stake at each component of a supply graph: who lives where a service is handed over.

To a supply graph is added one component for each dwelling, which needs all of its services: it stops with the first of
them, so that a dwelling which loses three services is one dwelling, and its people are counted once. Where a model
shows networks but no dwelling or room that has the use of them, the terminals at their ends are counted instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_runs import has_name
from twin.errors import UsageError
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.components import ServicePoint, Supply
from twin.simulation.outages import links_of
from twin.simulation.people import people_of
from twin.simulation.supply import SupplyGraph, graph_of

__all__ = ["TERMINALS", "Stakes", "stakes_of"]

TERMINALS: Final = "terminals"
"""Stands for a service where no place has one: each end of a network counts."""

Rows = NDArray[np.int64]
_PER_HOME = ("homes", "people", "people_low", "people_high", "people_unknown", "vulnerable", "vulnerable_unknown")


@dataclass(frozen=True)
class Stakes:
    """A supply graph with dwellings, and what is lost with each component that stops.

    Parameters
    ----------
    supply : the supply graph of the twin
    graph : the same with a component for each dwelling
    declared : the same without the needs whose links are assumed
    weight : columns that `column` names, (size, k)
    services : names of the services; `TERMINALS` alone where no place has any
    """

    supply: Supply
    graph: SupplyGraph
    declared: SupplyGraph
    weight: NDArray[np.float64]
    services: tuple[str, ...]

    def dwellings(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the columns that count dwellings without each service, (n, n_services)."""
        return table[:, : len(self.services)]

    def spaces(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the columns that count common spaces without each service, (n, n_services)."""
        return table[:, len(self.services) : 2 * len(self.services)]

    def places(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the columns that count places: whole numbers, from which the others follow, (n, 2 n_services)."""
        return table[:, : 2 * len(self.services)]

    def column(self, table: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        """Return what dwellings without any of the services hold, (n,).

        Parameters
        ----------
        table : with the columns of `weight`
        name : ``homes``, ``people``, ``people_low``, ``people_high``, ``people_unknown``, ``vulnerable`` or
            ``vulnerable_unknown``
        """
        return table[:, 2 * len(self.services) + _PER_HOME.index(name)]


def stakes_of(twin: Twin, supply: Supply, service: str | None = None) -> Stakes:
    """Return what is at stake.

    Parameters
    ----------
    twin : the estate
    supply : its supply graph
    service : the only one that counts; all of them if it is not given

    Raises
    ------
    UsageError
        If no place of the estate has the service.
    """
    services = (supply.services or (TERMINALS,)) if service is None else (service,)
    points = [one for one in supply.points if one.service in services]
    if service is not None and not points:
        remedy = f"There is {', '.join(supply.services)}." if supply.services else "`twin check` says what is missing."
        raise UsageError(f"service {service}", "no dwelling or space of this estate has it", remedy)
    homes = _homes(twin, points)
    graph = _with_homes(supply.graph, list(homes.values()))
    weight = np.zeros((graph.size, 2 * len(services) + len(_PER_HOME)))
    for point in points:
        column = services.index(point.service) + (0 if point.place in homes else len(services))
        weight[point.component, column] = 1.0
    if services == (TERMINALS,):
        weight[_terminals(twin, supply), 1] = 1.0
    for step, home in enumerate(homes):
        weight[supply.graph.size + step, 2 * len(services) :] = _at_home(twin, home)
    return Stakes(supply, graph, _declared(twin, supply, graph), weight, services)


def _homes(twin: Twin, points: list[ServicePoint]) -> dict[int, list[int]]:
    """Return the components of the services of each dwelling."""
    kinds, found = twin.nodes["kind"], dict[int, list[int]]()
    for point in points:
        if kinds[point.place] == Kind.ZONE:
            found.setdefault(point.place, []).append(point.component)
    return found


def _terminals(twin: Twin, supply: Supply) -> Rows:
    """Return the components of things that are fed, feed nothing, and are no piece of pipe or cable."""
    graph, classes = supply.graph, twin.nodes["ifc_class"]
    ends = np.flatnonzero((np.diff(graph.first_fed) == 0) & (np.diff(graph.first_need) > 0) & (supply.node >= 0))
    return ends[[has_name(str(classes[supply.node[one]])) for one in ends.tolist()]] if len(ends) else ends


def _at_home(twin: Twin, home: int) -> tuple[float, ...]:
    """Return what one dwelling adds to each column."""
    people, low, high, told, vulnerable = people_of(twin).at(home)
    unknown, unsaid = told == "unknown", bool(np.isnan(vulnerable))
    known = (0.0, 0.0, 0.0, 1.0) if unknown else (people, low, high, 0.0)
    return 1.0, *known, 0.0 if unsaid else vulnerable, float(unsaid)


def _with_homes(graph: SupplyGraph, homes: list[list[int]]) -> SupplyGraph:
    needs = [(graph.size + step, one) for step, some in enumerate(homes) for one in some]
    owner = np.concatenate((graph.owner, [home for home, _ in needs])).astype(np.int64)
    counts = np.concatenate((np.diff(graph.first_feeder), np.ones(len(needs)))).astype(np.int64)
    feeder = np.concatenate((graph.feeder, [one for _, one in needs])).astype(np.int64)
    return graph_of(graph.size + len(homes), owner, counts, feeder)


def _declared(twin: Twin, supply: Supply, graph: SupplyGraph) -> SupplyGraph:
    """Return the graph without the needs that an assumed link helps to meet: nobody knows what they hang on."""
    links, node = links_of(twin), np.append(supply.node, np.full(graph.size - len(supply.node), -1))
    need = np.repeat(np.arange(len(graph.owner)), np.diff(graph.first_feeder))
    source, target = node[graph.feeder], _things(supply, graph, node)[graph.owner[need]]
    assumed = links.key[links.assumed]
    resting = np.isin(source * links.size + target, assumed) & (source >= 0) & (target >= 0)
    kept = np.ones(len(graph.owner), dtype=bool)
    kept[need[resting]] = False
    return graph_of(graph.size, graph.owner[kept], np.diff(graph.first_feeder)[kept], graph.feeder[kept[need]])


def _things(supply: Supply, graph: SupplyGraph, node: Rows) -> Rows:
    """Return the thing that each component is or stands for at one of its taps, -1 for places, (size,)."""
    things = node.copy()
    places = np.zeros(graph.size, dtype=bool)
    places[list(supply.point_of)] = True
    places[supply.graph.size :] = True
    taps = np.flatnonzero((node < 0) & ~places & (np.diff(graph.first_need) > 0))
    things[taps] = node[graph.feeder[graph.first_feeder[graph.first_need[taps]]]]
    return things
