"""Which nodes are one thing, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.model.algebra import Tables
from twin.model.columns import Array
from twin.model.kinds import Kind

__all__ = ["Join", "Sameness", "precedence"]


@dataclass(frozen=True, slots=True)
class Join:
    """Two nodes that are one thing.

    Parameters
    ----------
    one : row of one
    other : row of the other
    method : what says so
    confidence : 0 to 1
    value : the number it rests on, NaN if none
    """

    one: int
    other: int
    method: str
    confidence: float
    value: float = float("nan")


class Sameness:
    """Nodes gathered into things: each node has a representative, that of the file that takes precedence.

    Two nodes of one file are never one: its author told them apart.

    Parameters
    ----------
    order : place of each node's file among all, the one that takes precedence first, (n,)
    source : file of each node, -1 if none, (n,)
    """

    def __init__(self, order: Array, source: Array) -> None:
        self._key = list(zip(order.tolist(), range(len(order)), strict=True))
        self._above = list(range(len(order)))
        self._sources = source.tolist()
        self._files: dict[int, set[int]] = {}
        self.joins: list[Join] = []

    def root(self, row: int) -> int:
        """Return the node that stands for a node."""
        path = []
        while self._above[row] != row:
            path.append(row)
            row = self._above[row]
        for one in path:
            self._above[one] = row
        return row

    def are_one(self, one: int, other: int) -> bool:
        """Return whether two nodes are one thing."""
        return self.root(one) == self.root(other)

    def files(self, row: int) -> set[int]:
        """Return the files that have a thing."""
        root = self.root(row)
        return self._files.get(root) or {self._sources[root]} - {-1}

    def join(self, join: Join) -> bool:
        """Take two nodes for one thing from now on, and return whether that could be."""
        first, second = sorted((self.root(join.one), self.root(join.other)), key=self._key.__getitem__)
        if first == second or self.files(first) & self.files(second):
            return False
        self._files[first] = self.files(first) | self.files(second)
        self._above[second] = first
        self.joins.append(join)
        return True

    def representatives(self) -> Array:
        """Return for each node the row of the node that stands for it, (n,)."""
        return np.array([self.root(row) for row in range(len(self._above))], dtype=int)


def precedence(tables: Tables) -> Array:
    """Return for each node the place of its file among all, (n,).

    The file with most spaces that have a shape comes first, then that with most shapes: an architect's model says best
    what a place is. What no file says any more comes last.
    """
    nodes, names = tables["nodes"], tables["sources"]["name"].tolist()
    source, drawn = nodes["source"], nodes["mesh"] >= 0
    rooms = _counts(source[(nodes["kind"] == Kind.SPACE) & drawn], len(names))
    shapes = _counts(source[drawn], len(names))
    things = _counts(source, len(names))
    ranked = sorted(range(len(names)), key=lambda one: (-rooms[one], -shapes[one], -things[one], names[one]))
    place = np.empty(len(names) + 1, dtype=int)
    place[ranked] = np.arange(len(names))
    place[-1] = len(names)
    return place[source]


def _counts(sources: Array, length: int) -> list[int]:
    counted: list[int] = np.bincount(sources[sources >= 0], minlength=length).tolist()
    return counted
