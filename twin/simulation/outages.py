"""Who was without which service, from when to when, because of what, and how much of that is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.kernel import NO_CAUSE, Change
from twin.simulation.run import History

__all__ = ["Links", "Outage", "assumed_share", "causes_of", "links_of", "outages"]

_OFF = "off"
_SUPPLY = "supply"


@dataclass(frozen=True, slots=True)
class Outage:
    """One time without a service.

    Parameters
    ----------
    place : row of the dwelling or space
    service : what it lacked
    from_s, to_s : since the start of the scenario [s]
    ended : whether it was over before the scenario was
    change : place in the history of the loss
    restored : place in the history of the return, -1 if it is not over
    """

    place: int
    service: str
    from_s: float
    to_s: float
    ended: bool
    change: int
    restored: int = NO_CAUSE

    @property
    def lost_s(self) -> float:
        """How long it lasted, as far as it was watched [s]."""
        return self.to_s - self.from_s


@dataclass(frozen=True, slots=True)
class Links:
    """The supply links of a twin, found by their ends.

    Parameters
    ----------
    key : source times `size` plus target, ascending, one per pair of ends, (n,)
    commodity : what flows over the first of the pair's links, (n,)
    assumed : whether all of the pair's links are assumed, (n,)
    size : number of nodes
    """

    key: NDArray[np.int64]
    commodity: Array
    assumed: NDArray[np.bool_]
    size: int

    def between(self, source: int, target: int) -> int | None:
        """Return the place of a pair of ends, None if nothing links them; what is drawn flows against what it needs."""
        for key in (source * self.size + target, target * self.size + source):
            place = int(np.searchsorted(self.key, key))
            if place < len(self.key) and self.key[place] == key:
                return place
        return None


@once
def links_of(twin: Twin) -> Links:
    """Return the supply links of a twin."""
    edges, size = twin.edges, twin.nodes.length
    rows = np.flatnonzero(edges["relation"] == Relation.FEEDS)
    keys = edges["source"][rows].astype(np.int64) * size + edges["target"][rows]
    key, first = np.unique(keys, return_index=True)
    solid = np.unique(keys[edges["provenance"][rows] != Provenance.ASSUMED])
    return Links(key, edges["commodity"][rows][first], ~np.isin(key, solid), size)


def outages(history: History) -> list[Outage]:
    """Return every time that a place was without a service, in the order in which they began."""
    services = frozenset(history.supply.services)
    begun: dict[tuple[int, str], int] = {}
    found: list[Outage] = []
    for place, change in enumerate(history.changes):
        if change.state not in services:
            continue
        key = (change.node, change.state)
        if change.value == _OFF:
            begun.setdefault(key, place)
        elif key in begun:
            found.append(_outage(history, key, begun.pop(key), place))
    found += [_outage(history, key, place, NO_CAUSE) for key, place in begun.items()]
    return sorted(found, key=lambda one: one.change)


def causes_of(history: History, change: int) -> Iterator[Change]:
    """Yield a change and those that brought it about, back to the first."""
    while change >= 0:
        yield history.changes[change]
        change = history.changes[change].cause


def assumed_share(links: Links, history: History, outage: Outage) -> float:
    """Return which share of the supply links on the way from the cause to a loss is assumed [-].

    Parameters
    ----------
    links : of the twin
    history : of the scenario
    outage : the loss
    """
    rows = [one.node for one in causes_of(history, outage.change) if one.state == _SUPPLY]
    places = [links.between(source, target) for target, source in pairwise(rows)]
    known = [bool(links.assumed[place]) for place in places if place is not None]
    return float(np.mean(known)) if known else 0.0


def _outage(history: History, key: tuple[int, str], lost: int, back: int) -> Outage:
    until_s = history.end_s if back < 0 else history.changes[back].time_s
    return Outage(*key, history.changes[lost].time_s, until_s, back >= 0, lost, back)
