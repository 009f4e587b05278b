"""Where one gets from outside without a step, and how that depends on lifts.

Spaces are joined by doors, open links, stairs and lifts. A link with steps, or known to be too narrow for a wheelchair,
does not count. What nobody knows does not prove a way, nor rule it out: so places are reached, not reached, or unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.inference.ways.limits import limits
from twin.inference.ways.thresholds import ground_doors
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["StepFree", "homes_reached", "step_free", "storeys_to_climb"]

_OUTLYING: Final = ("cellar", "parking", "storage", "technical", "exterior", "roof")
"""Uses of spaces of a dwelling in which nobody is at home."""
_NEAR: Final = 1e-9
"""What a link on the level weighs: a sparse matrix takes zero for no link."""

Signs = NDArray[np.int8]


@dataclass(frozen=True)
class StepFree:
    """The links that people walk through in and around buildings.

    Parameters
    ----------
    size : number of nodes of the twin
    tail, head : rows of the nodes that each link joins, (m,)
    free : 1 free of steps and wide enough, 0 not, -1 unknown, (m,)
    lift : row of the lift that carries one, -1 for none, (m,)
    level : number of the storey of each node, counted within its building from below, NaN if unknown, (n_nodes,)
    outside : where one starts, rows
    """

    size: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    free: Signs
    lift: NDArray[np.int64]
    level: NDArray[np.float64]
    outside: NDArray[np.int64]

    def reached(self, out: Iterable[int] = ()) -> Signs:
        """Return where one gets without a step: 1 yes, 0 no, -1 unknown, (n_nodes,).

        Parameters
        ----------
        out : rows of lifts that do not run
        """
        running = ~np.isin(self.lift, list(out))
        maybe = self._from_outside(running & (self.free != 0))
        surely = self._from_outside(running & (self.free == 1))
        return np.where(surely, 1, np.where(maybe, -1, 0)).astype(np.int8)

    def _from_outside(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        ends = (self.tail[chosen], self.head[chosen])
        shape = (self.size, self.size)
        _, label = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=shape), directed=False)
        return np.isin(label, label[self.outside])


@once
def step_free(twin: Twin) -> StepFree:
    """Return the links that people walk through; balconies lead nowhere, and lifts are entered from their landings."""
    nodes, edges = twin.nodes, twin.edges
    kind, use = nodes["kind"].astype(str), nodes["use"].astype(str)
    rows = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
    ends = np.column_stack((edges["source"][rows], edges["target"][rows])).astype(np.int64)
    walked = np.isin(kind[ends], (Kind.SPACE, Kind.EXTERIOR)).all(axis=1) & (use[ends] != "lift").all(axis=1)
    via = edges["via"][rows]
    outer = (kind[ends] == Kind.EXTERIOR).any(axis=1)
    walked &= ~outer | (via < 0) | np.isin(via, ground_doors(twin))
    rows, ends, via = rows[walked], ends[walked], via[walked]
    carried = (via >= 0) & np.char.startswith(nodes["ifc_class"][via].astype(str), "IfcTransport")
    lift = np.where(carried, via, -1).astype(np.int64)
    return StepFree(
        nodes.length, ends[:, 0], ends[:, 1], _free(twin, rows), lift, _levels(twin), np.flatnonzero(kind == "exterior")
    )


def homes_reached(twin: Twin, reached: Signs) -> dict[int, int]:
    """Return for each dwelling whether one gets into any space that people live in: 1, 0, or -1 for unknown.

    Parameters
    ----------
    twin : the twin
    reached : where one gets, (n_nodes,)
    """
    return {home: int(_best(reached[spaces])) for home, spaces in _spaces_of_homes(twin).items()}


def storeys_to_climb(twin: Twin, reached: Signs) -> dict[int, float]:
    """Return for each dwelling the storeys one climbs from where one may get without a step, infinite without a way.

    Parameters
    ----------
    twin : the twin
    reached : where one gets, (n_nodes,)
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    ways = step_free(twin)
    stairs = ways.lift < 0
    ends = (ways.tail[stairs], ways.head[stairs])
    rise = np.nan_to_num(np.abs(ways.level[ends[0]] - ways.level[ends[1]]))
    graph = coo_array((np.maximum(rise, _NEAR), ends), shape=(ways.size, ways.size)).tocsr()
    starts = np.flatnonzero(reached != 0)
    climbed = dijkstra(graph, directed=False, indices=starts, min_only=True)
    return {
        home: float(np.round(climbed[spaces].min(initial=np.inf), 3)) for home, spaces in _spaces_of_homes(twin).items()
    }


@once
def _spaces_of_homes(twin: Twin) -> dict[int, NDArray[np.int64]]:
    """Return the spaces of each dwelling that people live in."""
    nodes, edges = twin.nodes, twin.edges
    home = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    mine = np.flatnonzero((edges["relation"] == Relation.GROUPS) & home[edges["source"]])
    source, target = edges["source"][mine], edges["target"][mine]
    lived_in = ~np.isin(nodes["use"][target].astype(str), _OUTLYING)
    return {
        row: target[(source == row) & (lived_in | ~lived_in[source == row].any())].astype(np.int64)
        for row in np.flatnonzero(home).tolist()
    }


def _best(signs: Signs) -> int:
    return 1 if (signs == 1).any() else -1 if (signs == -1).any() or not len(signs) else 0


def _free(twin: Twin, rows: Array) -> Signs:
    """Return whether links are free of steps and wide enough: 1, 0, or -1 if that is unknown, (m,)."""
    edges = twin.edges
    width, via, free = edges["clear_width"][rows], edges["via"][rows], edges["step_free"][rows].astype(np.int8)
    # the way that ends at a door tells how high its threshold is
    paths = (twin.nodes["kind"] == Kind.PATH)[np.column_stack((edges["source"], edges["target"]))].any(axis=1)
    told = np.flatnonzero((edges["relation"] == Relation.OPENS_ONTO) & paths & (edges["via"] >= 0))
    threshold = np.full(twin.nodes.length, -1, dtype=np.int8)
    threshold[edges["via"][told]] = edges["step_free"][told]
    free = np.where((free < 0) & (via >= 0), threshold[via], free)
    free = np.where((free == 1) & np.isnan(width) & (via >= 0), -1, free)
    return np.where(width < limits()["step_free"]["door_m"], 0, free).astype(np.int8)


def _levels(twin: Twin) -> NDArray[np.float64]:
    """Return the number of the storey that each node is on, counted within its building from below, (n_nodes,)."""
    nodes = twin.nodes
    storeys = np.flatnonzero(nodes["kind"] == Kind.STOREY)
    order = storeys[np.lexsort((nodes["elevation"][storeys], nodes["building"][storeys]))]
    number = np.full(nodes.length, np.nan)
    first = dict[int, int]()
    for place, storey in enumerate(order.tolist()):
        begin = first.setdefault(int(nodes["building"][storey]), place)
        number[storey] = place - begin
    return np.asarray(np.where(nodes["storey"] >= 0, number[nodes["storey"]], np.nan))
