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
from twin.model.once import once
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
