"""All that one can walk through in a twin as one graph, with the places where one starts and ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.analysis.routes_arcs import Arcs, Writer
from twin.analysis.routes_arcs import Kind as Way
from twin.analysis.routes_indoors import Indoors
from twin.analysis.routes_outdoors import Outdoors
from twin.inference.ways.thresholds import ground_doors
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Places", "walk_graph"]

_OUTLYING: Final = ("cellar", "parking", "storage", "technical", "exterior", "roof")
"""Uses of spaces of a dwelling that nobody is at home in."""


@dataclass(frozen=True)
class Places:
    """Where one starts from, or gets to, for each thing asked for.

    Parameters
    ----------
    out : nodes of the graph that one starts at, by the thing's row
    into : nodes that one ends at, by the thing's row
    """

    out: dict[int, list[int]]
    into: dict[int, list[int]]


def walk_graph(twin: Twin, rows: Iterable[int]) -> tuple[Arcs, Places]:
    """Return the graph of a twin with places for some of its things.

    A dwelling or storey is reached in any of its spaces, the outside of a building at any door on the ground, a way at
    any junction of it, a door on either side. Things that no link reaches have no places.

    Parameters
    ----------
    twin : the twin
    rows : things that one wants to start or end at
    """
    writer = Writer()
    indoors, outdoors = Indoors(twin, writer), Outdoors(twin, writer)
    linked = outdoors.enter(indoors)
    _keep_to_ground(twin, indoors)
    indoors.join(space for space in indoors.points if space not in linked)
    places = _Finder(twin, writer, indoors, outdoors)
    found = {row: places.of(row) for row in dict.fromkeys(rows)}
    out, into = ({row: sorted(ends[side]) for row, ends in found.items()} for side in (0, 1))
    return writer.written(), Places(out, into)


def _keep_to_ground(twin: Twin, indoors: Indoors) -> None:
    """Take doors of balconies away from the outside of buildings: no way leads on from there."""
    ground = set(ground_doors(twin).tolist())
    high = {point for via, point in indoors.outer.items() if via not in ground}
    for row in twin.rows(Kind.EXTERIOR).tolist():
        if row in indoors.points:
            indoors.points[row] = [point for point in indoors.points[row] if point not in high]


class _Finder:
    """Finds the places of things, and adds nodes for those that have none yet."""

    def __init__(self, twin: Twin, writer: Writer, indoors: Indoors, outdoors: Outdoors) -> None:
        self._twin, self._writer, self._indoors, self._outdoors = twin, writer, indoors, outdoors
        self._known: dict[int, tuple[set[int], set[int]]] = {}

    def of(self, row: int) -> tuple[set[int], set[int]]:
        """Return the nodes that one leaves a thing from, and those that one reaches it at."""
        if row not in self._known:
            self._known[row] = self._found(row)
        return self._known[row]

    def _found(self, row: int) -> tuple[set[int], set[int]]:
        kind = self._twin.nodes["kind"][row]
        if kind == Kind.SPACE:
            return self._in_space(row, self._indoors.middle(row))
        if kind == Kind.EXTERIOR:
            return (points := set(self._indoors.points.get(row, ()))), points
        if kind == Kind.PATH:
            return (points := self._on_way(row)), points
        if row in self._outdoors.joined:
            return self._beside_way(row)
        if kind in {Kind.ZONE, Kind.STOREY, Kind.BUILDING, Kind.GROUP, Kind.SITE}:
            return self._of_all(self._members(row, str(kind)))
        return self._standing(row)

    def _in_space(self, space: int, at: Array) -> tuple[set[int], set[int]]:
        points = self._indoors.points.get(space, [])
        every = np.array([at, *(self._writer.nodes[one][0] for one in points)])
        away = self._indoors.across(space, every).length[0, 1 : len(every)]
        out, into = self._writer.node(at, space), self._writer.node(at, space)
        self._writer.arcs([(out, one) for one in points], away, inside=space)
        self._writer.arcs([(one, into) for one in points], away, inside=space)
        self._writer.arcs([(out, into)], 0.0, inside=space)
        return {out}, {into}

    def _beside_way(self, row: int) -> tuple[set[int], set[int]]:
        edges = self._twin.edges
        at = self._twin.nodes["position"][row]
        out, into = self._writer.node(at, row), self._writer.node(at, row)
        for junction, edge in self._outdoors.joined[row]:
            said = {"kind": Way.WAY, "edge": edge, "step_free": edges["step_free"][edge]}
            self._writer.arcs([(out, junction)], edges["length"][edge], **said)
            self._writer.arcs([(junction, into)], edges["length"][edge], **said)
        return {out}, {into}

    def _on_way(self, row: int) -> set[int]:
        if row in self._outdoors.node_of:
            return {self._outdoors.node_of[row]}
        edges, parent = self._twin.edges, self._twin.nodes["parent"]
        via = edges["via"]
        mine = (edges["relation"] == Relation.WALKS_TO) & (via >= 0) & ((via == row) | (parent[via] == row))
        ends = np.concatenate((edges["source"][mine], edges["target"][mine])).tolist()
        return {self._outdoors.node_of[end] for end in ends if end in self._outdoors.node_of}

    def _members(self, row: int, kind: str) -> Array:
        """Return the spaces of a dwelling, storey or building; of a building that has none, its entrances."""
        nodes, edges = self._twin.nodes, self._twin.edges
        if kind == Kind.STOREY:
            return np.flatnonzero((nodes["storey"] == row) & (nodes["kind"] == Kind.SPACE))
        if kind == Kind.BUILDING:
            outside = np.flatnonzero((nodes["building"] == row) & (nodes["kind"] == Kind.EXTERIOR))
            opens = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
            ends = np.column_stack((edges["source"][opens], edges["target"][opens]))
            return np.concatenate((outside, ends[:, 1][ends[:, 0] == row], ends[:, 0][ends[:, 1] == row]))
        grouped = np.isin(edges["relation"].astype(str), [Relation.GROUPS, Relation.CONTAINS]) & (
            edges["source"] == row
        )
        members = edges["target"][grouped]
        lived_in = ~np.isin(nodes["use"][members].astype(str), _OUTLYING)
        return np.asarray(members[lived_in] if lived_in.any() else members)

    def _of_all(self, rows: Array) -> tuple[set[int], set[int]]:
        found = [self.of(row) for row in rows.tolist()]
        return set().union(*(one for one, _ in found)), set().union(*(other for _, other in found))

    def _standing(self, row: int) -> tuple[set[int], set[int]]:
        """Return the places of a thing indoors: where it stands in its space, or both sides of a door."""
        from twin.inference.use import standing_in

        passing = {point for point, (_, _, via) in enumerate(self._writer.nodes) if via == row}
        if passing:
            return passing, passing
        space = int(standing_in(self._twin, np.array([row]))[0])
        if space < 0:
            return set(), set()
        box = self._twin.nodes["box"][row]
        at = box.mean(axis=0) if np.isfinite(box).all() else self._twin.nodes["position"][row]
        return self._in_space(space, at if np.isfinite(at).all() else self._indoors.middle(space))
