"""The graph that routes are found in: places where one passes, and the ways from each to the next.

Indoors one passes doors, open links, stairs and lifts, each a node; within a space, nodes are joined by the shortest
way across its outline, a lower bound of what people walk between furniture. Outdoors the nodes are junctions and
entrances. Where one starts and ends are nodes of their own, so that nobody passes through a bench on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np

from twin.model.columns import Array

__all__ = ["Arcs", "Kind", "Writer"]


class Kind(IntEnum):
    """What an arc is."""

    LEVEL = 0
    """Across a space, or from a threshold to what lies before it."""
    WAY = 1
    """Along a stretch outdoors."""
    STAIR = 2
    BOARD = 3
    """Into a lift."""
    ALIGHT = 4
    RIDE = 5


@dataclass(frozen=True)
class Arcs:
    """Nodes and arcs of the graph.

    Parameters
    ----------
    position : where nodes are, NaN if unknown [m], (n, 3)
    space : the twin's node that each lies in or stands for, (n,)
    passing : door, stair, lift… that each is a passing point of, -1 for none, (n,)
    tail, head : ends of the arcs, (m,)
    kind : what each arc is, (m,)
    metres : how far one walks [m], (m,)
    rise : height from tail to head, NaN if unknown [m], (m,)
    edge : edge of the twin that it rests on, -1 for ways across a space, (m,)
    inside : space that it crosses, -1 for none, (m,)
    step_free : 1 free of steps, 0 not, -1 unknown, (m,)
    """

    position: Array
    space: Array
    passing: Array
    tail: Array
    head: Array
    kind: Array
    metres: Array
    rise: Array
    edge: Array
    inside: Array
    step_free: Array


@dataclass
class Writer:
    """Nodes and arcs while they are collected."""

    nodes: list[tuple[Any, int, int]] = field(default_factory=list)
    parts: list[tuple[Array, ...]] = field(default_factory=list)

    def node(self, position: Any, space: int, passing: int = -1) -> int:
        """Return the number of a new node.

        Parameters
        ----------
        position : where it is [m], (3,)
        space : the twin's node that it lies in
        passing : door, stair or lift that it is a passing point of
        """
        self.nodes.append((np.asarray(position, dtype=float), space, passing))
        return len(self.nodes) - 1

    def arcs(
        self,
        ends: Iterable[tuple[int, int]] | Array,
        metres: Any,
        *,
        kind: Kind = Kind.LEVEL,
        rise: Any = 0.0,
        edge: Any = -1,
        inside: Any = -1,
        step_free: Any = 1,
    ) -> None:
        """Add arcs in one direction.

        Parameters
        ----------
        ends : tail and head of each, (k, 2)
        metres : how far one walks [m]
        kind : what they are
        rise : height from tail to head [m]
        edge : edge of the twin that they rest on
        inside : space that they cross
        step_free : 1 free of steps, 0 not, -1 unknown
        """
        pairs = np.asarray(ends, dtype=int).reshape(-1, 2)
        values = (metres, rise, edge, inside, step_free, int(kind))
        self.parts.append((*pairs.T, *(np.broadcast_to(np.asarray(one), (len(pairs),)) for one in values)))

    def both(self, ends: Iterable[tuple[int, int]] | Array, metres: Any, *, rise: Any = 0.0, **said: Any) -> None:
        """Add arcs in both directions; the rise is that of the first."""
        pairs = np.asarray(ends, dtype=int).reshape(-1, 2)
        self.arcs(pairs, metres, rise=rise, **said)
        self.arcs(pairs[:, ::-1], metres, rise=-np.asarray(rise, dtype=float), **said)

    def written(self) -> Arcs:
        """Return all that was collected."""
        kinds = (int, int, float, float, int, int, int, int)
        columns: list[Array] = [
            np.concatenate([part[place] for part in self.parts]).astype(kind) if self.parts else np.zeros(0, dtype=kind)
            for place, kind in enumerate(kinds)
        ]
        tail, head, metres, rise, edge, inside, step_free, kind_ = columns
        return Arcs(
            np.array([one for one, *_ in self.nodes]).reshape(-1, 3),
            np.array([space for _, space, _ in self.nodes], dtype=int),
            np.array([passing for *_, passing in self.nodes], dtype=int),
            tail,
            head,
            kind_,
            metres,
            rise,
            edge,
            inside,
            step_free,
        )
