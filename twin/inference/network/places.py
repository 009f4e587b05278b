"""In which space and dwelling the things of a network stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from twin.inference.rooms import Rooms
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Places"]


@dataclass(frozen=True)
class Places:
    """Where nodes of a twin are; arrays have one row for each node.

    Parameters
    ----------
    twin : the twin
    """

    twin: Twin

    @cached_property
    def rooms(self) -> Rooms:
        """The spaces that have a shape."""
        return Rooms.of(self.twin)

    @cached_property
    def centre(self) -> Array:
        """Middle of the box of each node, else the origin of its placement [m], (n, 3)."""
        nodes = self.twin.nodes
        middle = nodes["box"].mean(axis=1)
        return np.where(np.isfinite(middle), middle, nodes["position"])

    @cached_property
    def space(self) -> Array:
        """Space of each piece of equipment, -1 where unknown, (n,): as declared or inferred, else by its middle."""
        edges, kind = self.twin.edges, self.twin.nodes["kind"]
        found = np.full(self.twin.nodes.length, -1)
        holds = (edges["relation"] == Relation.CONTAINS) & (kind[edges["source"]] == Kind.SPACE)
        found[edges["target"][holds][::-1]] = edges["source"][holds][::-1]
        rows = self.twin.rows(Kind.EQUIPMENT)
        rows = rows[(found[rows] < 0) & np.isfinite(self.centre[rows]).all(axis=1)]
        found[rows] = self.at(self.centre[rows])
        return found

    def at(self, points: Array) -> Array:
        """Return the space that each point lies in, -1 for none, (m,)."""
        if len(self.rooms.rows) == 0 or len(points) == 0:
            return np.full(len(points), -1)
        place = self.rooms.at(points)
        return np.where(place >= 0, self.rooms.rows[place], -1)

    @cached_property
    def dwelling(self) -> Array:
        """Dwelling that each space or piece of equipment belongs to, -1 where none is known, (n,)."""
        edges, nodes = self.twin.edges, self.twin.nodes
        found = np.full(nodes.length + 1, -1)
        groups = (edges["relation"] == Relation.GROUPS) & (nodes["use"][edges["source"]] == "dwelling")
        found[edges["target"][groups][::-1]] = edges["source"][groups][::-1]
        rows = self.twin.rows(Kind.EQUIPMENT)
        found[rows] = found[self.space[rows]]
        return found[:-1]
