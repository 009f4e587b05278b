"""The power network as the twin tells it: where power enters, what hangs on a thing, and where it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["POWER", "PowerNetwork", "beyond", "delivery_points", "power_network"]

POWER: Final = "power"
_PLACES: Final = (Kind.SITE, Kind.BUILDING)


@dataclass(frozen=True)
class PowerNetwork:
    """Which thing feeds which with power.

    Parameters
    ----------
    fed : rows of the things that each thing feeds, ascending
    feeders : rows of the things that feed each thing, ascending
    """

    fed: dict[int, tuple[int, ...]]
    feeders: dict[int, tuple[int, ...]]


@once
def power_network(twin: Twin) -> PowerNetwork:
    """Return the power network of a twin."""
    edges = twin.edges
    links = (edges["relation"] == Relation.FEEDS) & (edges["commodity"] == POWER)
    fed: dict[int, set[int]] = {}
    feeders: dict[int, set[int]] = {}
    for source, target in zip(edges["source"][links].tolist(), edges["target"][links].tolist(), strict=True):
        fed.setdefault(source, set()).add(target)
        feeders.setdefault(target, set()).add(source)
    return PowerNetwork(_sorted(fed), _sorted(feeders))


def delivery_points(twin: Twin, rows: Iterable[int] = ()) -> tuple[int, ...]:
    """Return what a cut is aimed at: where power enters buildings or a site, heads of a system, things themselves.

    Parameters
    ----------
    twin : the twin
    rows : buildings, sites, systems or things; none stands for the whole estate
    """
    network, nodes = power_network(twin), twin.nodes
    sources = [row for row in network.fed if row not in network.feeders]
    rows = tuple(rows)
    if not rows:
        return tuple(sorted(sources))
    found: set[int] = set()
    for row in rows:
        kind = nodes["kind"][row]
        if kind in _PLACES:
            found |= {one for one in sources if kind == Kind.SITE or nodes["building"][one] == row}
        elif kind in (Kind.SYSTEM, Kind.GROUP):
            found |= _heads(twin, network, row)
        else:
            found.add(row)
    return tuple(sorted(found))


def beyond(network: PowerNetwork, row: int) -> Iterator[int]:
    """Yield the things that hang on a thing, itself first, those nearer before those farther."""
    seen, front = {row}, [row]
    while front:
        yield from front
        fed = [one for row in front for one in network.fed.get(row, ()) if one not in seen]
        front = list(dict.fromkeys(fed))
        seen.update(front)


def _heads(twin: Twin, network: PowerNetwork, system: int) -> set[int]:
    """Return the members of a system that no other member feeds."""
    edges = twin.edges
    mine = (edges["relation"] == Relation.GROUPS) & (edges["source"] == system)
    members = set(edges["target"][mine].tolist()) & (network.fed.keys() | network.feeders.keys())
    return {one for one in members if members.isdisjoint(network.feeders.get(one, ()))}


def _sorted(links: dict[int, set[int]]) -> dict[int, tuple[int, ...]]:
    return {row: tuple(sorted(links[row])) for row in sorted(links)}
