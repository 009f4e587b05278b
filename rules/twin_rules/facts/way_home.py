"""Ways home at night: how much of the shortest is dark, and the shortest that keeps out of the dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_reach import Reach, reach
from twin.analysis.routes_search import seconds_at
from twin.model.columns import Array
from twin.model.relations import Relation
from twin.usage.study import Study
from twin_rules.facts.footfall import Walkers, footfall_of
from twin_rules.facts.night import lit_now
from twin_rules.facts.walkers import closed_by

__all__ = ["WaysHome"]


@dataclass(frozen=True)
class WaysHome:
    """The ways home of an estate.

    Parameters
    ----------
    study : what is asked
    origins : rows of where one comes from, by name
    """

    study: Study
    origins: Mapping[str, Array]

    @cached_property
    def walkers(self) -> Walkers:
        """Everybody, on a graph that has places for the origins too."""
        also = [int(row) for rows in self.origins.values() for row in rows]
        study = self.study
        closed = closed_by(study)
        return footfall_of(study.twin, study.dwellings, closed=closed, level_m_s=study["speed"], also=also)

    @cached_property
    def lit(self) -> NDArray[np.int8]:
        """How each edge of the twin is lit: 1, 0, or -1 for unknown."""
        return lit_now(self.study.twin, self.study.conditions)

    @cached_property
    def outdoors(self) -> NDArray[np.float64]:
        """Metres of each arc that lie outdoors, (m,)."""
        arcs, relation = self.walkers.walks.arcs, self.study.twin.edges["relation"]
        walked = np.append(relation == Relation.WALKS_TO, False)[arcs.edge]
        return np.where(walked, arcs.metres, 0.0)

    @cached_property
    def arc_lit(self) -> NDArray[np.int8]:
        """How each arc is lit; indoors it is, (m,)."""
        lit = np.append(self.lit, 1)[self.walkers.walks.arcs.edge]
        return np.where(self.outdoors > 0, lit, 1).astype(np.int8)

    @cached_property
    def found(self) -> dict[str, tuple[Reach, Reach]]:
        """The shortest ways, and those that keep out of the dark, by where one comes from."""
        walks = self.walkers.walks
        seconds = np.where(walks.closed, np.inf, seconds_at(walks.arcs, self.study["speed"]))
        around = np.where(self.arc_lit == 0, np.inf, seconds)
        made = {}
        for name, rows in self.origins.items():
            places = [walks.places.into.get(int(row), []) for row in rows]
            made[name] = (reach(walks.arcs, places, seconds), reach(walks.arcs, places, around))
        return made

    def along(self, found: Reach, start: Array, lit: int | None) -> NDArray[np.float64]:
        """Return the outdoor metres of the way from each node that are lit so; all if no light is given, (n,).

        Parameters
        ----------
        found : the ways
        start : nodes that they start at, -1 for none, (n,)
        lit : 1 lit, 0 dark, -1 unknown; None for all
        """
        metres = self.outdoors if lit is None else np.where(self.arc_lit == lit, self.outdoors, 0.0)
        return np.where(start >= 0, np.append(found.along(metres), np.nan)[start], np.nan)

    def darkest(self, dwelling: int, origin: str) -> tuple[set[int], int]:
        """Return the edges of the twin on the way to a dwelling, and the row of what it comes from.

        Parameters
        ----------
        dwelling : its row
        origin : name of where one comes from
        """
        found, arcs = self.found[origin][0], self.walkers.walks.arcs
        node, passed = int(self.walkers.walks.start_of([dwelling], found)[0]), set()
        place = int(found.place[node])
        while found.arc[node] >= 0:
            passed.add(int(arcs.edge[found.arc[node]]))
            node = int(found.step[node])
        return passed, int(self.origins[origin][place])

    @cached_property
    def edges(self) -> Array:
        """Edges of the twin that are stretches of way, each stretch once."""
        edges, nodes = self.study.twin.edges, self.study.twin.nodes
        rows = np.flatnonzero((edges["relation"] == Relation.WALKS_TO) & (edges["via"] >= 0))
        rows = rows[nodes["object_type"][edges["via"][rows]] == "stretch"]
        return np.asarray(rows[np.unique(edges["via"][rows], return_index=True)[1]])
