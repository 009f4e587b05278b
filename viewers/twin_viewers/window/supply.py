"""What a thing serves in the end, and where a dwelling has its services from: the answers of the supply engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_runs import has_name
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.components import LIFT, Supply, supply_of
from twin.simulation.needs import needs_table
from twin.simulation.supply import after_failures
from twin_viewers.window.trace import weakest

__all__ = ["Chain", "Served", "Step", "chains_of", "needs_assumed", "reached_by", "served_by", "supply"]

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Served:
    """Who has a service from a thing.

    Parameters
    ----------
    service : the service
    dwellings : rows of the dwellings
    spaces : rows of the rooms outside of dwellings
    """

    service: str
    dwellings: tuple[int, ...]
    spaces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A station on the way of a service.

    Parameters
    ----------
    row : of the thing
    pieces : number of pieces of pipe or cable between it and the station before it
    provenance : the weakest of the links between them
    confidence : the least of them [-]
    """

    row: int
    pieces: int
    provenance: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Chain:
    """The way of a service to a place, from the place up to where it comes from.

    Parameters
    ----------
    service : the service
    works : whether the place has it while nothing has failed
    steps : stations, the one in the place first
    ways : number of things that hand it over in the place, any one of which is enough
    """

    service: str
    works: bool
    steps: tuple[Step, ...]
    ways: int


@once
def supply(twin: Twin) -> Supply:
    """Return the supply graph of a twin, worked out once for all panels."""
    return supply_of(twin)


def served_by(twin: Twin, row: int) -> tuple[Served, ...]:
    """Return who loses which service if a thing alone fails; none if it takes no part in supply.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    """
    known = supply(twin)
    component = int(known.component[row])
    if component < 0:
        return ()
    points = np.array([point.component for point in known.points], dtype=np.int64)
    after = after_failures(known.graph, known.at_rest, [component])
    lost = points[known.at_rest.working(points) & ~after.working(points)].tolist()
    return _by_service(twin, lost)


def reached_by(twin: Twin, row: int) -> tuple[Served, ...]:
    """Return who may have which service from a thing, whether or not others stand in for it.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    """
    known = supply(twin)
    component, graph = int(known.component[row]), known.graph
    if component < 0:
        return ()
    reached = np.zeros(graph.size, dtype=bool)
    front = np.array([component])
    while len(front):
        reached[front] = True
        spans = [graph.fed[graph.first_fed[one] : graph.first_fed[one + 1]] for one in front.tolist()]
        owners = np.unique(graph.owner[np.concatenate(spans)])
        front = owners[~reached[owners]]
    return _by_service(twin, [point.component for point in known.points if reached[point.component]])


def chains_of(twin: Twin, place: int) -> tuple[Chain, ...]:
    """Return where a dwelling or room has its services from.

    Parameters
    ----------
    twin : the twin
    place : its row
    """
    known = supply(twin)
    found = []
    for point in known.points:
        if point.place != place:
            continue
        ends = _ends(known, point.component)
        works = bool(known.at_rest.working(np.array([point.component]))[0])
        ways = [_way(twin, known, end, point.service) for end in ends]
        shown = min(ways, key=lambda way: (-len(way), way[0].row)) if ways else ()
        found.append(Chain(point.service, works, shown, len(ends)))
    return tuple(found)


def needs_assumed(twin: Twin, row: int) -> tuple[str, ...]:
    """Return the needs of a thing that nothing in the twin meets, taken as met from outside; alternatives by ``|``.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    """
    return tuple(one.need for one in supply(twin).assumed if one.node == row)


def _by_service(twin: Twin, points: list[int]) -> tuple[Served, ...]:
    """Return the places of some components that stand for services, by service."""
    known, kinds = supply(twin), twin.nodes["kind"]
    found: dict[str, list[int]] = {}
    for one in points:
        found.setdefault(known.point_of[one].service, []).append(known.point_of[one].place)
    return tuple(
        Served(
            service,
            tuple(place for place in places if kinds[place] == Kind.ZONE),
            tuple(place for place in places if kinds[place] != Kind.ZONE),
        )
        for service, places in sorted(found.items())
    )


def _ends(known: Supply, component: int) -> list[int]:
    """Return the rows of the things that hand a service over."""
    found: list[int] = []
    for one in _feeders(known, component):
        rows = [one] if known.node[one] >= 0 else _feeders(known, one)[:1]
        found += [int(known.node[each]) for each in rows]
    return list(dict.fromkeys(found))


def _feeders(known: Supply, component: int) -> list[int]:
    """Return the feeders of the first need of a component."""
    graph = known.graph
    need = int(graph.first_need[component])
    if need == graph.first_need[component + 1]:
        return []
    feeders: list[int] = graph.feeder[graph.first_feeder[need] : graph.first_feeder[need + 1]].tolist()
    return feeders


def _way(twin: Twin, known: Supply, end: int, service: str) -> tuple[Step, ...]:
    """Return the stations from a thing upwards along what gives a service, or along power for a lift."""
    wanted = needs_table().services.get(service, frozenset({"power"} if service == LIFT else {service}))
    steps, seen = [Step(end, 0, "", 1.0)], {end}
    row, pieces, edges = end, 0, list[int]()
    while (found := _above(twin, known, row, wanted, seen)) is not None:
        edge, row = found
        seen.add(row)
        edges.append(edge)
        if has_name(str(twin.nodes["ifc_class"][row])):
            steps.append(Step(row, pieces, *weakest(twin, tuple(edges))))
            pieces, edges = 0, []
        else:
            pieces += 1
    if edges:
        steps.append(Step(row, pieces - 1, *weakest(twin, tuple(edges))))
    return tuple(steps)


def _above(twin: Twin, known: Supply, row: int, wanted: frozenset[str], seen: set[int]) -> tuple[int, int] | None:
    """Return the link and the thing that gives something to another, the one nearest to its source; None if none."""
    edges = twin.edges
    options = []
    for edge, other in _neighbours(twin, row):
        if other in seen or str(edges["commodity"][edge]) not in wanted:
            continue
        component = known.component[other]
        if component >= 0 and known.at_rest.working(np.array([component]))[0]:
            options.append((int(known.at_rest.rank[component]), edge, other))
    rank = int(known.at_rest.rank[known.component[row]]) if known.component[row] >= 0 else 0
    options = [one for one in options if one[0] < rank] or (options if rank == 0 else [])  # a tap needs nothing itself
    return min(options)[1:] if options else None


def _neighbours(twin: Twin, row: int) -> Iterator[tuple[int, int]]:
    """Yield the supply links that lead to a thing with what they come from; of drawn air also what draws it."""
    incoming, outgoing = _feeds(twin)
    yield from incoming.get(row, ())
    for edge, other in outgoing.get(row, ()):
        if str(twin.edges["commodity"][edge]) in needs_table().drawn:
            yield edge, other


@once
def _feeds(twin: Twin) -> tuple[dict[int, list[tuple[int, int]]], dict[int, list[tuple[int, int]]]]:
    """Return supply links into and out of each thing."""
    edges = twin.edges
    rows = np.flatnonzero(edges["relation"] == Relation.FEEDS)
    incoming: dict[int, list[tuple[int, int]]] = {}
    outgoing: dict[int, list[tuple[int, int]]] = {}
    ends = (edges["source"][rows].tolist(), edges["target"][rows].tolist())
    for edge, source, target in zip(rows.tolist(), *ends, strict=True):
        incoming.setdefault(target, []).append((edge, source))
        outgoing.setdefault(source, []).append((edge, target))
    return incoming, outgoing
