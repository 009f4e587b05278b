"""Who gets where on foot while some things are closed: what catchments and their kin stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_arcs import Arcs
from twin.analysis.routes_closed import closed_arcs
from twin.analysis.routes_graph import Places, walk_graph
from twin.analysis.routes_reach import Reach, reach
from twin.analysis.routes_search import seconds_at
from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Walks", "walks_of"]


@dataclass(frozen=True)
class Walks:
    """The walking graph of an estate while some things are closed.

    Parameters
    ----------
    twin : the estate
    arcs : the graph
    places : where one starts from and gets to, for each thing asked for
    closed : arcs that cannot be taken, (m,)
    """

    twin: Twin
    arcs: Arcs
    places: Places
    closed: NDArray[np.bool_]

    def to(self, rows: Iterable[int], *, level_m_s: float) -> Reach:
        """Return how one gets to the nearest of some things, by stairs as well.

        Parameters
        ----------
        rows : the things
        level_m_s : speed on the level [m/s]
        """
        return self._reach(rows, np.where(self.closed, np.inf, seconds_at(self.arcs, level_m_s)))

    def step_free_to(self, rows: Iterable[int], *, level_m_s: float) -> Reach:
        """Return how one gets to the nearest of some things by ways that are proven to be free of steps.

        Parameters
        ----------
        rows : the things
        level_m_s : speed on the level [m/s]
        """
        shut = self.closed | (self.arcs.step_free != 1)
        return self._reach(rows, np.where(shut, np.inf, seconds_at(self.arcs, level_m_s)))

    def perhaps_step_free_to(self, rows: Iterable[int], *, level_m_s: float) -> Reach:
        """Return how one gets to the nearest of some things if all that nobody knows turns out to be free of steps.

        Parameters
        ----------
        rows : the things
        level_m_s : speed on the level [m/s]
        """
        shut = self.closed | (self.arcs.step_free == 0)
        return self._reach(rows, np.where(shut, np.inf, seconds_at(self.arcs, level_m_s)))

    def start_of(self, rows: Sequence[int] | Array, found: Reach) -> NDArray[np.int64]:
        """Return the node of the graph at which the best way from each thing starts, -1 where nothing leads out, (n,).

        Parameters
        ----------
        rows : the things
        found : where they go
        """
        starts = np.full(len(rows), -1, dtype=np.int64)
        for place, row in enumerate(np.asarray(rows).tolist()):
            if nodes := self.places.out.get(row, []):
                starts[place] = nodes[int(np.argmin(found.seconds[nodes]))]
        return starts

    def joined(self, rows: Sequence[int] | Array) -> NDArray[np.bool_]:
        """Return whether any way out of each thing is modelled, closed or not, wherever to, (n,).

        Rooms that are joined to each other alone lead nowhere: a dwelling is left by some door, known or not.

        Parameters
        ----------
        rows : the things
        """
        first, last = self._owners
        wanted = np.asarray(rows).tolist()
        return np.array(
            [any((first[one], last[one]) != (row, row) for one in self.places.out.get(row, [])) for row in wanted],
            dtype=bool,
        )

    @cached_property
    def _owners(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Least and greatest owner among the nodes that each node is joined to: a zone, or else -1, (k,)."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        nodes, edges, arcs = self.twin.nodes, self.twin.edges, self.arcs
        owner = np.where(nodes["kind"] == Kind.ZONE, np.arange(nodes.length), -1)
        homes = (edges["relation"] == Relation.GROUPS) & (nodes["use"][edges["source"]] == "dwelling")
        owner[edges["target"][homes]] = edges["source"][homes]
        count = len(arcs.position)
        graph = csr_array((np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=(count, count))
        parts, part = connected_components(graph, directed=False)
        least, most = np.full(parts, nodes.length), np.full(parts, -1)
        np.minimum.at(least, part, owner[arcs.space])
        np.maximum.at(most, part, owner[arcs.space])
        return least[part], most[part]

    @cached_property
    def assumed(self) -> NDArray[np.float64]:
        """Which arcs rest on links that are only assumed, 1 or 0, (m,)."""
        provenance = np.append(self.twin.edges["provenance"].astype(str), "")[self.arcs.edge]
        return np.asarray(provenance == Provenance.ASSUMED, dtype=np.float64)

    def _reach(self, rows: Iterable[int], seconds: Array) -> Reach:
        return reach(self.arcs, [self.places.into.get(int(row), []) for row in rows], seconds)


def walks_of(twin: Twin, rows: Iterable[int], *, closed: Iterable[int] = ()) -> Walks:
    """Return the walking graph of an estate with places for some things, while others are closed.

    Parameters
    ----------
    twin : the estate
    rows : things that one starts from or gets to
    closed : things that nobody gets through, as for `closed_arcs`
    """
    wanted = frozenset(int(row) for row in rows)
    known = _graphs(twin)
    if wanted not in known:
        known.clear()  # the last one is kept, for a measure is made again as usual
        known[wanted] = walk_graph(twin, sorted(wanted))
    arcs, places = known[wanted]
    return Walks(twin, arcs, places, closed_arcs(twin, arcs, closed))


@once
def _graphs(twin: Twin) -> dict[frozenset[int], tuple[Arcs, Places]]:  # noqa: ARG001  # kept beside the twin
    """Return the graphs made so far, by the things that have places in them."""
    return {}
