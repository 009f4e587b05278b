"""What each meter counts: which dwellings and things hang on it, and which other meters.

What hangs on a meter in the network decides, not where it stands: the meter of a boiler room may lie in the box of a
flat. Only where no network leads from it does its place count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of

__all__ = ["CARRIERS", "Carrier", "Metered", "dwellings_of_buildings", "metered", "top"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """What brings energy into a building.

    Parameters
    ----------
    name : of it
    quantities : which observations tell how much, and how they are summed by hour
    flows : commodities of the network behind its meters
    services : what dwellings have of it
    """

    name: str
    quantities: tuple[tuple[str, str], ...]
    flows: frozenset[str]
    services: frozenset[str]


_WARM: Final = frozenset({"heating_flow", "hot_water"})
_WARMTH: Final = frozenset({"heating", "hot_water"})
CARRIERS: Final = (
    Carrier(
        "electricity",
        (("energy", "difference"), ("energy_used", "sum"), ("power", "mean")),
        frozenset({"power"}),
        frozenset({"power"}),
    ),
    Carrier("heat", (("heat", "difference"),), _WARM, _WARMTH),
    Carrier("gas", (("gas", "difference"),), _WARM | {"gas"}, _WARMTH | {"gas"}),
    Carrier("hot water", (("water", "difference"),), frozenset({"hot_water"}), frozenset({"hot_water"})),
)
_SOLAR: Final = ("IfcSolarDevice",)


@dataclass(frozen=True, slots=True)
class Metered:
    """What a meter counts.

    Parameters
    ----------
    row : of the meter, or of what its sensor is bound to
    building : row of the building, -1 if unknown
    dwellings : rows of those that hang on it
    behind : rows of all that hangs on it, itself included
    by_place : whether no network leads from it, so that its place was taken
    produces : whether only solar panels feed it
    """

    row: int
    building: int
    dwellings: frozenset[int]
    behind: frozenset[int]
    by_place: bool = False
    produces: bool = False


def metered(twin: Twin, rows: Iterable[int], carrier: Carrier) -> list[Metered]:
    """Return what meters count, in the order of their rows, each row once.

    Parameters
    ----------
    twin : the estate
    rows : what sensors of the carrier are bound to
    carrier : what they count
    """
    fed = _links(twin, carrier.flows)
    feeders = _turned(fed)
    homes = _homes(twin, carrier)
    watched = _watched(twin)
    found = []
    for row in sorted(set(rows)):
        behind = _reached(fed, {row, *watched.get(row, ())})
        produces = _only_sun(twin, feeders, {row, *watched.get(row, ())})
        dwellings = frozenset(home for one in behind for home in homes.get(one, ()))
        lonely = behind == {row} and row not in feeders
        if lonely and not dwellings:
            dwellings = _of_place(twin, row)
        building = row if twin.nodes["kind"][row] == Kind.BUILDING else int(twin.nodes["building"][row])
        if building < 0 and dwellings:
            building = int(twin.nodes["building"][min(dwellings)])
        found.append(Metered(row, building, dwellings, frozenset(behind), lonely, produces))
    return found


def top(meters: Sequence[Metered]) -> list[Metered]:
    """Return the meters that hang on no other of them; of those that count the same, the first.

    Parameters
    ----------
    meters : of one carrier
    """
    order = sorted(meters, key=lambda one: (-len(one.behind), -len(one.dwellings), one.row))
    kept: list[Metered] = []
    for one in order:
        if not any(_under(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.row)


def dwellings_of_buildings(twin: Twin) -> dict[int, list[int]]:
    """Return the rows of the dwellings of each building that has some."""
    nodes = twin.nodes
    found: dict[int, list[int]] = {}
    for row in np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")).tolist():
        found.setdefault(int(nodes["building"][row]), []).append(row)
    return found


def _under(one: Metered, other: Metered) -> bool:
    if one.by_place or other.by_place:
        return bool(one.dwellings) and one.dwellings <= other.dwellings
    return one.row in other.behind or (one.behind - {one.row} <= other.behind and len(one.behind) > 1)


def _links(twin: Twin, flows: frozenset[str]) -> dict[int, set[int]]:
    edges = twin.edges
    mine = (edges["relation"] == Relation.FEEDS) & np.isin(edges["commodity"].astype(str), sorted(flows))
    fed: dict[int, set[int]] = {}
    for source, target in zip(edges["source"][mine].tolist(), edges["target"][mine].tolist(), strict=True):
        fed.setdefault(source, set()).add(target)
    return fed


def _turned(fed: dict[int, set[int]]) -> dict[int, set[int]]:
    feeders: dict[int, set[int]] = {}
    for source, targets in fed.items():
        for target in targets:
            feeders.setdefault(target, set()).add(source)
    return feeders


def _reached(fed: dict[int, set[int]], start: set[int]) -> set[int]:
    seen, front = set(start), list(start)
    while front:
        new = [one for row in front for one in fed.get(row, ()) if one not in seen]
        seen.update(new)
        front = list(dict.fromkeys(new))
    return seen


def _only_sun(twin: Twin, feeders: dict[int, set[int]], start: set[int]) -> bool:
    """Return whether all that feeds something comes from solar panels."""
    sources = {row for row in _reached(feeders, start) if row not in feeders} - start
    return bool(sources) and all(twin.nodes["ifc_class"][row] in _SOLAR for row in sources)


@once
def _watched(twin: Twin) -> dict[int, tuple[int, ...]]:
    """Return the equipment that each device monitors."""
    edges, kinds = twin.edges, twin.nodes["kind"]
    mine = (edges["relation"] == Relation.MONITORS) & (kinds[edges["target"]] == Kind.EQUIPMENT)
    found: dict[int, tuple[int, ...]] = {}
    for source, target in zip(edges["source"][mine].tolist(), edges["target"][mine].tolist(), strict=True):
        found[source] = (*found.get(source, ()), target)
    return found


def _homes(twin: Twin, carrier: Carrier) -> dict[int, set[int]]:
    """Return the dwellings to which each thing hands over a service of the carrier."""
    supply, kinds = supply_of(twin), twin.nodes["kind"]
    found: dict[int, set[int]] = {}
    for point in supply.points:
        if point.service in carrier.services and kinds[point.place] == Kind.ZONE:
            for row in _handing_over(supply, point.component):
                found.setdefault(row, set()).add(point.place)
    return found


def _handing_over(supply: Supply, component: int) -> set[int]:
    """Return the things nearest to a service that hand it over, past components that stand for services only."""
    graph, rows, seen, front = supply.graph, set[int](), {component}, [component]
    while front:
        one = front.pop()
        needs = graph.first_need[one], graph.first_need[one + 1]
        for feeder in graph.feeder[graph.first_feeder[needs[0]] : graph.first_feeder[needs[1]]].tolist():
            if supply.node[feeder] >= 0:
                rows.add(int(supply.node[feeder]))
            elif feeder not in seen:
                seen.add(feeder)
                front.append(feeder)
    return rows


def _of_place(twin: Twin, row: int) -> frozenset[int]:
    """Return the dwelling that something is or stands in, or all those of the building that it is."""
    nodes = twin.nodes
    if nodes["kind"][row] == Kind.BUILDING:
        return frozenset(dwellings_of_buildings(twin).get(row, ()))
    if nodes["kind"][row] == Kind.ZONE and nodes["use"][row] == "dwelling":
        return frozenset({row})
    edges = twin.edges
    into = edges["target"] == row
    spaces = {row, *edges["source"][into & (edges["relation"] == Relation.CONTAINS)].tolist()}
    grouped = (edges["relation"] == Relation.GROUPS) & np.isin(edges["target"], sorted(spaces))
    zones = {one for one in edges["source"][grouped].tolist() if nodes["use"][one] == "dwelling"}
    return frozenset(zones)
