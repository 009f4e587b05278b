"""The supply graph of a twin: what feeds what, what each thing needs, and who has the use of it.

A need that no link of the twin meets is unknown, not unmet: it is taken as supplied from outside the model, and listed
as assumed. A dwelling or space has a service if one of the things that hand it over there works, else one of its
terminals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.drawn import drawn
from twin.simulation.landings import lifts_of_homes
from twin.simulation.needs import MEDIUM, Needs, needs_table
from twin.simulation.supply import SupplyGraph, SupplyState, graph_of, settled

__all__ = ["LIFT", "Assumed", "ServicePoint", "Supply", "supply_of"]

LIFT: Final = "lift"
"""The service of a lift whose landing one reaches on one's own storey."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Assumed:
    """A need that nothing in the twin meets, taken as met from outside of it.

    Parameters
    ----------
    node : row of the thing
    need : commodities, one of which it needs
    """

    node: int
    need: str


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A service in a place.

    Parameters
    ----------
    place : row of a dwelling or space
    service : what is handed over there
    component : of the supply graph; it works while the place has the service
    """

    place: int
    service: str
    component: int


@dataclass(frozen=True)
class Supply:
    """The supply graph of a twin.

    Parameters
    ----------
    graph : its components: first those that are nodes of the twin, then those that stand for services
    node : row of each component in the twin, -1 for one that stands for a service, (size,)
    component : component of each node of the twin, -1 for none, (n_nodes,)
    points : services by place
    assumed : needs that are taken as met
    """

    graph: SupplyGraph
    node: Rows
    component: Rows
    points: tuple[ServicePoint, ...]
    assumed: tuple[Assumed, ...]

    @cached_property
    def at_rest(self) -> SupplyState:
        """What works while nothing has failed, worked out once for all runs."""
        return settled(self.graph)

    @cached_property
    def point_of(self) -> Mapping[int, ServicePoint]:
        """Services by component."""
        return {point.component: point for point in self.points}

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Names of the services, in order."""
        return tuple(sorted({point.service for point in self.points}))


@dataclass(frozen=True, slots=True)
class _Feeds:
    """Supply links in order of their targets: components at both ends, and what flows."""

    source: Rows
    target: Rows
    commodity: Array


@dataclass(frozen=True, slots=True)
class _NeedRows:
    """Needs of one kind: their owners, how many feeders each has, and the feeders."""

    owner: Rows
    counts: Rows
    feeder: Rows


def supply_of(twin: Twin, needs: Needs | None = None) -> Supply:
    """Return the supply graph of a twin.

    Parameters
    ----------
    twin : the twin
    needs : what things need; the built-in table if it is not given
    """
    needs = needs or needs_table()
    links = _links(twin, needs)
    nodes = np.unique(np.concatenate((links.source, links.target, twin.rows(Kind.EQUIPMENT)))).astype(np.int64)
    component = np.full(twin.nodes.length, -1, dtype=np.int64)
    component[nodes] = np.arange(len(nodes))
    feeds = _Feeds(component[links.source], component[links.target], links.commodity)
    parts, assumed = _needs_of_things(twin, needs, nodes, feeds)
    points, more = _service_points(twin, needs, component, feeds, len(nodes))
    size = len(nodes) + sum(len(part.owner) for part in more[:1]) + len(points)
    return Supply(
        _assembled(size, [*parts, *more]),
        np.concatenate((nodes, np.full(size - len(nodes), -1))),
        component,
        points,
        tuple(Assumed(int(nodes[row]), need) for row, need in assumed),
    )


def _links(twin: Twin, needs: Needs) -> _Feeds:
    """Return the links that supply something, rows of nodes at their ends, in order of the targets."""
    edges = twin.edges
    rows = np.flatnonzero(edges["relation"] == Relation.FEEDS)
    rows = rows[~np.isin(edges["commodity"][rows].astype(str), sorted(needs.never))]
    feeds = _Feeds(edges["source"][rows], edges["target"][rows], edges["commodity"][rows].astype(str))
    turned = np.zeros(len(rows), dtype=bool)
    for commodity, classes in needs.drawn.items():
        mine = np.flatnonzero(feeds.commodity == commodity)
        drawing = _of_classes(twin, np.arange(twin.nodes.length), classes)
        turned[mine] = drawn(feeds.source[mine], feeds.target[mine], drawing)
    source, target = np.where(turned, (feeds.target, feeds.source), (feeds.source, feeds.target))
    order = np.argsort(target, kind="stable")
    return _Feeds(source[order], target[order], feeds.commodity[order])


def _needs_of_things(
    twin: Twin, needs: Needs, nodes: Rows, feeds: _Feeds
) -> tuple[list[_NeedRows], list[tuple[int, str]]]:
    """Return the needs of all things that links meet, and those that none meets."""
    parts, assumed = [], []
    for rows, wanted in _by_class(twin, needs, nodes):
        named = {commodity for need in wanted for commodity in need} | needs.never
        for need in wanted:
            mine = np.isin(feeds.target, rows)
            mine &= ~np.isin(feeds.commodity, sorted(named)) if need == (MEDIUM,) else np.isin(feeds.commodity, need)
            met, bare = _rows_of(feeds, mine, rows)
            parts.append(met)
            giving = bare[np.isin(bare, feeds.source)] if need == (MEDIUM,) else bare
            assumed += [(row, "|".join(need)) for row in giving.tolist()]
    for commodity, wanted in needs.making.items():
        makers = _makers(feeds, commodity, wanted[0])
        for need in wanted:
            met, bare = _rows_of(feeds, np.isin(feeds.target, makers) & np.isin(feeds.commodity, need), makers)
            parts.append(met)
            assumed += [(row, "|".join(need)) for row in bare.tolist()]
    return parts, sorted(set(assumed))


def _by_class(twin: Twin, needs: Needs, nodes: Rows) -> Iterator[tuple[Rows, tuple[tuple[str, ...], ...]]]:
    """Yield the components that need the same, with what they need."""
    classes, types = twin.nodes["ifc_class"][nodes].astype(str), twin.nodes["predefined_type"][nodes].astype(str)
    pairs, which = np.unique(np.char.add(np.char.add(classes, "."), types), return_inverse=True)
    for number, pair in enumerate(pairs.tolist()):
        wanted = needs.of(*pair.split(".", 1))
        if wanted:
            yield np.flatnonzero(which == number), wanted


def _rows_of(feeds: _Feeds, mine: Array, rows: Rows) -> tuple[_NeedRows, Rows]:
    """Return one need of each component that a link meets, and the components whose need none meets."""
    owner, counts = np.unique(feeds.target[mine], return_counts=True)
    return _NeedRows(owner, counts, feeds.source[mine]), np.setdiff1d(rows, owner)


def _makers(feeds: _Feeds, commodity: str, made_of: tuple[str, ...]) -> Rows:
    """Return what gives a commodity and makes it: is fed with what it is made of, or with anything but itself."""
    of = feeds.commodity == commodity
    only_passing = np.setdiff1d(feeds.target[of], feeds.target[np.isin(feeds.commodity, made_of)])
    return np.intersect1d(np.setdiff1d(feeds.source[of], only_passing), feeds.target)


def _service_points(
    twin: Twin, needs: Needs, component: Rows, feeds: _Feeds, first: int
) -> tuple[tuple[ServicePoint, ...], list[_NeedRows]]:
    """Return the services of places, and the needs of the components that stand for them, numbered from `first` on."""
    things, places = _things_in_places(twin, component)
    taps: list[tuple[int, str]] = []
    wanted: list[tuple[int, str, list[int]]] = []
    for service, commodities in needs.services.items():
        fed = np.unique(feeds.target[np.isin(feeds.commodity, sorted(commodities))])
        giving = np.unique(feeds.source[np.isin(feeds.commodity, sorted(commodities))])
        handed = _of_classes(twin, things, needs.delivery.get(service, ()))
        for place, mine in _grouped(places, things, np.isin(component[things], fed)):
            over = mine[np.isin(mine, things[handed])]
            if len(over):
                wanted.append((place, service, component[over].tolist()))
                continue
            ends = component[mine][~np.isin(component[mine], giving)]
            if not len(ends):
                continue  # it only passes through, as in a shaft or a box on the façade
            wanted.append((place, service, [first + len(taps) + step for step in range(len(ends))]))
            taps += [(int(end), service) for end in ends.tolist()]
    wanted += _lifts(twin, component)
    base = first + len(taps)
    points = tuple(ServicePoint(place, service, base + step) for step, (place, service, _) in enumerate(wanted))
    return points, [*_tap_needs(taps, needs, feeds, first), _point_needs(wanted, base)]


def _things_in_places(twin: Twin, component: Rows) -> tuple[Rows, Rows]:
    """Return the things that are in a place or serve it, and the place of each: its dwelling, else the space."""
    nodes, edges = twin.nodes, twin.edges
    spaces = nodes["kind"] == Kind.SPACE
    dwelling = np.full(nodes.length, -1, dtype=np.int64)
    homes = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    grouped = (edges["relation"] == Relation.GROUPS) & homes[edges["source"]]
    dwelling[edges["target"][grouped]] = edges["source"][grouped]
    serves = (edges["relation"] == Relation.SERVES) & (nodes["kind"][edges["source"]] == Kind.EQUIPMENT)
    serves &= spaces[edges["target"]] | homes[edges["target"]]
    inside = np.flatnonzero((nodes["parent"] >= 0) & spaces[nodes["parent"]])
    things = np.concatenate((inside, edges["source"][serves]))
    places = np.concatenate((nodes["parent"][inside], edges["target"][serves]))
    places = np.where(dwelling[places] >= 0, dwelling[places], places)
    pairs = np.unique(np.column_stack((places, things)), axis=0)
    pairs = pairs[component[pairs[:, 1]] >= 0]
    return pairs[:, 1], pairs[:, 0]


def _of_classes(twin: Twin, rows: Rows, classes: tuple[str, ...]) -> NDArray[np.bool_]:
    names = twin.nodes["ifc_class"][rows].astype(str)
    full = np.char.add(np.char.add(names, "."), twin.nodes["predefined_type"][rows].astype(str))
    return np.isin(names, classes) | np.isin(full, classes)


def _grouped(places: Rows, things: Rows, chosen: Array) -> Iterator[tuple[int, Rows]]:
    """Yield each place with its chosen things; the places are in ascending order."""
    places, things = places[chosen], things[chosen]
    found, first = np.unique(places, return_index=True)
    yield from zip(found.tolist(), np.split(things, first[1:]), strict=True) if len(found) else ()


def _lifts(twin: Twin, component: Rows) -> list[tuple[int, str, list[int]]]:
    """Return for each dwelling that has the use of lifts these lifts."""
    return [(home, LIFT, component[list(lifts)].tolist()) for home, lifts in lifts_of_homes(twin).items()]


def _tap_needs(taps: list[tuple[int, str]], needs: Needs, feeds: _Feeds, first: int) -> list[_NeedRows]:
    """Return the needs of what stands for a service at one thing: the thing itself, and what gives it the service."""
    owner, things = np.arange(first, first + len(taps)), np.array([thing for thing, _ in taps], dtype=np.int64)
    parts = [_NeedRows(owner, np.ones(len(taps), dtype=np.int64), things)]
    for service, commodities in needs.services.items():
        mine = owner[[name == service for _, name in taps]] if taps else owner
        mask = np.isin(feeds.commodity, sorted(commodities))
        source, target = feeds.source[mask], feeds.target[mask]
        thing = things[mine - first]
        low, high = np.searchsorted(target, thing), np.searchsorted(target, thing, side="right")
        rows = [source[start:end] for start, end in zip(low, high, strict=True)]
        parts.append(_NeedRows(mine, high - low, np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)))
    return parts


def _point_needs(wanted: list[tuple[int, str, list[int]]], base: int) -> _NeedRows:
    counts = np.array([len(feeders) for _, _, feeders in wanted], dtype=np.int64)
    feeder = np.array([one for _, _, feeders in wanted for one in feeders], dtype=np.int64)
    return _NeedRows(np.arange(base, base + len(wanted)), counts, feeder)


def _assembled(size: int, parts: list[_NeedRows]) -> SupplyGraph:
    """Return the graph of all needs, put in the order of their owners."""
    owner = np.concatenate([part.owner for part in parts]).astype(np.int64)
    counts = np.concatenate([part.counts for part in parts]).astype(np.int64)
    feeder = np.concatenate([part.feeder for part in parts]).astype(np.int64)
    order = np.argsort(owner, kind="stable")
    first = np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else counts
    taken = np.repeat(first[order] - np.concatenate(([0], np.cumsum(counts[order])[:-1])), counts[order])
    return graph_of(size, owner[order], counts[order], feeder[taken + np.arange(len(feeder))])
