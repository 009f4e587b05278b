"""How many people pass each stretch, door, stair, lift and common space in each hour, by where they live and go to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_arcs import Kind as Way
from twin.analysis.routes_search import least_arcs, seconds_at
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.usage.walking import Walks, walks_of
from twin_rules.facts.dated import dated
from twin_rules.facts.demand import HOURS, Demand, demand_of
from twin_rules.physics.assignment import Network

__all__ = ["Footfall", "Walkers", "footfall_of"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Walkers:
    """Everybody who leaves home, on the graph that they walk in; what they do there depends on β alone.

    Parameters
    ----------
    twin : the estate
    demand : who lives where, and where they go to
    walks : the graph
    level_m_s : speed on the level [m/s]
    """

    twin: Twin
    demand: Demand
    walks: Walks
    level_m_s: float

    @cached_property
    def minutes(self) -> Numbers:
        """Time from each dwelling to each place as people feel it, infinite without a way [min], (n, m)."""
        padded = np.append(self._times, np.full((len(self._times), 1), np.inf), axis=1)
        return np.asarray(padded[:, self._starts].min(axis=-1).T / 60)

    def footfall(self, *, beta_per_min: float) -> Footfall:
        """Return how many people pass where in each hour.

        Parameters
        ----------
        beta_per_min : how fast the wish to go falls off with time [1/min]
        """
        walks = self.demand.walks(self.minutes, beta_per_min=beta_per_min)
        flow = np.zeros((len(self.best), HOURS))
        for place, times in enumerate(self._times):
            on = np.flatnonzero(walks[:, place].any(axis=1))
            if len(on):
                starts = self._starts[on][np.arange(len(on)), np.append(times, np.inf)[self._starts[on]].argmin(axis=1)]
                flow += self._network.loaded(times, starts, walks[on, place])
        return Footfall(self, walks, flow)

    @cached_property
    def best(self) -> NDArray[np.int64]:
        """The arcs of the graph that count: the best between each two nodes."""
        seconds = np.where(self.walks.closed, np.inf, self._felt)
        return np.asarray(least_arcs(self.walks.arcs, seconds)[1], dtype=np.int64)

    @cached_property
    def dwellings(self) -> Numbers:
        """From how many dwellings people come over each of the arcs that count, at least, (k,).

        Those who go to one and the same place are told apart; whether others come besides is not asked.
        """
        most = np.zeros(len(self.best))
        for times in self._times:
            on, starts = self._leaving(times)
            if len(on):
                most = np.maximum(most, self._network.loaded(times, starts, np.ones((len(on), 1)))[:, 0])
        return most

    def _leaving(self, times: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which dwellings have a way to a place, and the node that each is left from for it."""
        each = np.append(times, np.inf)[self._starts]
        on = np.flatnonzero(np.isfinite(each).any(axis=1))
        return on, self._starts[on, each[on].argmin(axis=1)]

    @cached_property
    def _felt(self) -> Numbers:
        """How long each arc takes as people feel it: stairs are longer than the clock says [s], (m,)."""
        arcs, nodes, data = self.walks.arcs, self.twin.nodes, dated("footfall_fr")
        weight = np.where(arcs.kind == Way.STAIR, data["stairs"]["weight"], 1.0)
        room = (nodes["kind"] == Kind.SPACE) & np.isin(nodes["use"].astype(str), data["rooms"]["uses"])
        room &= ~_private(self.twin, self.demand.homes)
        door = (arcs.edge >= 0) & (room[arcs.space[arcs.tail]] | room[arcs.space[arcs.head]])
        return np.asarray(seconds_at(arcs, self.level_m_s) * weight + data["rooms"]["door_s"] * door)

    @cached_property
    def _network(self) -> Network:
        arcs, best = self.walks.arcs, self.best
        seconds = np.maximum(self._felt[best], 1e-6)
        return Network(arcs.tail[best], arcs.head[best], seconds, count=len(arcs.position))

    @cached_property
    def _times(self) -> Numbers:
        return self._network.times_to([self.walks.places.into.get(int(row), []) for row in self.demand.goals])

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Nodes that each dwelling is left from, -1 beyond the last, (n, most)."""
        out = [self.walks.places.out.get(int(row), []) for row in self.demand.homes]
        most = max([1, *map(len, out)])
        return np.array([one + [-1] * (most - len(one)) for one in out], dtype=np.int64).reshape(-1, most)


@dataclass(frozen=True)
class Footfall:
    """What people do.

    Parameters
    ----------
    walkers : the people
    walks : walks between each dwelling and each place in each hour, (n, m, 24)
    flow : people over each of the arcs that count in each hour, (k, 24)
    """

    walkers: Walkers
    walks: Numbers
    flow: Numbers

    def times(self, factor: Numbers) -> Footfall:
        """Return the same with so many times as many people in each hour.

        Parameters
        ----------
        factor : of each hour [-], (24,)
        """
        return Footfall(self.walkers, self.walks * factor, self.flow * factor)

    @cached_property
    def by_row(self) -> dict[int, Numbers]:
        """People in each hour by row: stretches, doors, stairs, lifts, and spaces that belong to no dwelling, (24,)."""
        arcs, best, twin = self.walkers.walks.arcs, self.walkers.best, self.walkers.twin
        edge, kind = arcs.edge[best], arcs.kind[best]
        via = np.append(twin.edges["via"], -1)[edge]
        lift = np.isin(kind, [Way.BOARD, Way.ALIGHT, Way.RIDE])
        found = _sums(via[kind == Way.BOARD], self.flow[kind == Way.BOARD])
        on = (edge >= 0) & (via >= 0) & ~lift
        for link, flow in _sums(edge[on], self.flow[on]).items():
            row = int(twin.edges["via"][link])
            found[row] = np.maximum(found[row], flow) if row in found else flow
        space = arcs.space
        enters = space[arcs.tail[best]] != space[arcs.head[best]]
        found |= _sums(space[arcs.head[best]][enters], self.flow[enters])
        kept = self._common
        return {row: flow for row, flow in sorted(found.items()) if kept[row]}

    @cached_property
    def dwellings(self) -> NDArray[np.int64]:
        """From how many dwellings people pass each row of the twin, at least, (n_nodes,)."""
        arcs, best, twin = self.walkers.walks.arcs, self.walkers.best, self.walkers.twin
        edge, space = arcs.edge[best], arcs.space
        via = np.where(edge >= 0, np.append(twin.edges["via"], -1)[edge], -1)
        enters = space[arcs.tail[best]] != space[arcs.head[best]]
        found = np.zeros(twin.nodes.length)
        for rows, on in ((via, via >= 0), (space[arcs.head[best]], enters & (space[arcs.head[best]] >= 0))):
            np.maximum.at(found, rows[on], self.walkers.dwellings[on])
        return np.floor(found + 1e-6).astype(np.int64)

    @cached_property
    def _common(self) -> NDArray[np.bool_]:
        """Which rows are shared: what lies within a dwelling, and its own doors, are nobody's business."""
        twin, homes = self.walkers.twin, self.walkers.demand.homes
        nodes, edges = twin.nodes, twin.edges
        private = _private(twin, homes)
        opens = edges["relation"] == Relation.OPENS_ONTO
        inside = opens & (private[edges["source"]] | private[edges["target"]]) & (edges["via"] >= 0)
        shown = np.isin(nodes["kind"].astype(str), [Kind.SPACE, Kind.PATH, Kind.ELEMENT, Kind.EQUIPMENT]) & ~private
        shown &= (nodes["kind"] != Kind.PATH) | (nodes["object_type"] == "stretch")
        shown[edges["via"][inside]] = False
        return np.asarray(shown)


def footfall_of(
    twin: Twin, homes: NDArray[np.int64], *, closed: Iterable[int], level_m_s: float, also: Iterable[int] = ()
) -> Walkers:
    """Return everybody who leaves home on an estate.

    Parameters
    ----------
    twin : the estate
    homes : rows of the dwellings, (n,)
    closed : rows of what nobody gets through
    level_m_s : speed on the level [m/s]
    also : rows of other things that the graph is to have places for
    """
    demand = demand_of(twin, homes)
    rows = [*demand.homes.tolist(), *demand.goals.tolist(), *also]
    return Walkers(twin, demand, walks_of(twin, rows, closed=closed), level_m_s)


def _private(twin: Twin, homes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows are rooms of dwellings, (n_nodes,)."""
    edges, private = twin.edges, np.zeros(twin.nodes.length, dtype=bool)
    private[edges["target"][(edges["relation"] == Relation.GROUPS) & np.isin(edges["source"], homes)]] = True
    return private


def _sums(keys: NDArray[np.int64], flow: Numbers) -> dict[int, Numbers]:
    """Return the sums of flows by key."""
    known, place = np.unique(keys, return_inverse=True)
    total = np.zeros((len(known), flow.shape[1]))
    np.add.at(total, place, flow)
    return {int(key): total[at] for at, key in enumerate(known) if key >= 0}
