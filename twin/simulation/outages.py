"""Who was without which service, from when to when, because of what, and how much of that is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from twin.model.evidence import Provenance
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.kernel import Change
from twin.simulation.run import History

__all__ = ["Outage", "assumed_share", "causes_of", "outages"]

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
    """

    place: int
    service: str
    from_s: float
    to_s: float
    ended: bool
    change: int

    @property
    def lost_s(self) -> float:
        """How long it lasted, as far as it was watched [s]."""
        return self.to_s - self.from_s


def outages(history: History) -> list[Outage]:
    """Return every time that a place was without a service, in the order in which they began."""
    services = {point.service for point in history.supply.points}
    begun: dict[tuple[int, str], int] = {}
    found: list[Outage] = []
    for place, change in enumerate(history.changes):
        if change.state not in services:
            continue
        key = (change.node, change.state)
        if change.value == _OFF:
            begun.setdefault(key, place)
        elif key in begun:
            found.append(_outage(history, key, begun.pop(key), until_s=change.time_s, ended=True))
    found += [_outage(history, key, place, until_s=history.end_s, ended=False) for key, place in begun.items()]
    return sorted(found, key=lambda one: one.change)


def causes_of(history: History, change: int) -> Iterator[Change]:
    """Yield a change and those that brought it about, back to the first."""
    while change >= 0:
        yield history.changes[change]
        change = history.changes[change].cause


def assumed_share(twin: Twin, history: History, outage: Outage) -> float:
    """Return which share of the supply links on the way from the cause to a loss is assumed [-]."""
    rows = [one.node for one in causes_of(history, outage.change) if one.state == _SUPPLY]
    links = [_is_assumed(twin, source, target) for target, source in pairwise(rows)]
    return float(np.mean(links)) if links else 0.0


def _outage(history: History, key: tuple[int, str], place: int, *, until_s: float, ended: bool) -> Outage:
    return Outage(*key, history.changes[place].time_s, until_s, ended, place)


def _is_assumed(twin: Twin, source: int, target: int) -> bool:
    edges = twin.edges
    rows = np.flatnonzero((edges["source"] == source) & (edges["target"] == target))
    rows = rows[edges["relation"][rows] == Relation.FEEDS]
    return bool((edges["provenance"][rows] == Provenance.ASSUMED).all())
