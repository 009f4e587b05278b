"""Junctions and entrances as nodes, and the ways between them."""

from __future__ import annotations

import numpy as np

from twin.analysis.routes_arcs import Kind, Writer
from twin.analysis.routes_indoors import Indoors
from twin.analysis.routes_speeds import numbers
from twin.inference.ways.drawn import said
from twin.inference.ways.limits import limits
from twin.model.columns import Array
from twin.model.kinds import Kind as NodeKind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Outdoors"]


class Outdoors:
    """The walking network.

    Parameters
    ----------
    twin : the twin
    writer : takes nodes and arcs
    """

    def __init__(self, twin: Twin, writer: Writer) -> None:
        self._twin, self._writer = twin, writer
        edges, nodes = twin.edges, twin.nodes
        rows = np.flatnonzero(edges["relation"] == Relation.WALKS_TO)
        ends = np.column_stack((edges["source"][rows], edges["target"][rows])).astype(int)
        passed = nodes["kind"][ends].astype(str) == NodeKind.PATH
        self.node_of: dict[int, int] = {
            row: writer.node(nodes["position"][row], row) for row in np.unique(ends[passed]).tolist()
        }
        """Number of each junction and entrance, by its row in the twin."""
        self.joined: dict[int, list[tuple[int, int]]] = {}
        """Junctions that lead to a plot or to what stands outdoors, each with the edge."""
        for row, (source, target), (is_source, is_target) in zip(rows, ends, passed, strict=True):
            if is_source != is_target:
                thing, path = (target, source) if is_source else (source, target)
                self.joined.setdefault(int(thing), []).append((self.node_of[int(path)], int(row)))
        both = passed.all(axis=1)
        self._walk(rows[both], ends[both])

    def enter(self, indoors: Indoors) -> set[int]:
        """Join doors with the entrances in front of them; return the outsides that need no crossing any more.

        Parameters
        ----------
        indoors : the passing points of spaces
        """
        edges, kinds = self._twin.edges, self._twin.nodes["kind"].astype(str)
        rows = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
        ends = np.column_stack((edges["source"][rows], edges["target"][rows])).astype(int)
        at_door = (kinds[ends] == NodeKind.PATH).any(axis=1) & (kinds[ends] == NodeKind.EXTERIOR).any(axis=1)
        linked = set()
        for row, pair in zip(rows[at_door].tolist(), ends[at_door].tolist(), strict=True):
            entrance, exterior = sorted(pair, key=lambda one: str(kinds[one]) == NodeKind.EXTERIOR)
            door = indoors.outer.get(int(edges["via"][row]))
            if door is not None and entrance in self.node_of:
                self._writer.both([(door, self.node_of[entrance])], 0.0, edge=row)
                linked.add(exterior)
        return linked

    def _walk(self, rows: Array, ends: Array) -> None:
        edges, nodes = self._twin.edges, self._twin.nodes
        numbers_ = np.zeros(nodes.length, dtype=int)
        numbers_[list(self.node_of)] = list(self.node_of.values())
        length, slope = edges["length"][rows], edges["slope"][rows]
        free = self._step_free(rows)
        via = edges["via"][rows].astype(int)
        way = np.where(via >= 0, nodes["parent"][via], -1)
        way = np.where(way >= 0, way, via)
        steps = (via >= 0) & np.isin(nodes["object_type"][way].astype(str), limits()["walked"]["steps"])
        rise = np.where(steps & np.isnan(slope), self._climbed(way, length), slope * length)
        length = np.where(steps, np.hypot(length, np.nan_to_num(rise)), length)
        for some, kind in ((~steps, Kind.WAY), (steps, Kind.STAIR)):
            self._writer.both(
                numbers_[ends[some]], length[some], rise=rise[some], kind=kind, edge=rows[some], step_free=free[some]
            )

    def _step_free(self, rows: Array) -> Array:
        edges = self._twin.edges
        narrow = edges["clear_width"][rows] < limits()["step_free"]["least_width_m"]
        return np.where(narrow, 0, edges["step_free"][rows])

    def _climbed(self, way: Array, length: Array) -> Array:
        """Return the height of steps: by their number, else by their length and the usual pitch [m]."""
        speeds = numbers()["speeds"]
        whole = np.full(self._twin.nodes.length, 0.0)
        np.add.at(whole, way, length)
        count = said(self._twin, way, "step_count")[0] * length / np.maximum(whole[way], 1e-9)
        return np.asarray(
            np.where(np.isnan(count), length * speeds["riser_m"] / speeds["tread_m"], count * speeds["riser_m"])
        )
