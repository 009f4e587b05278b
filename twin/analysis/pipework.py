"""The pipework of one fluid: what it joins, where it can be closed, and where the fluid comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.needs import needs_table

__all__ = ["Pipework", "pipework"]

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Pipework:
    """What carries one fluid, numbered from 0.

    Parameters
    ----------
    nodes : row of each thing in the twin, ascending, (n,)
    tail, head : ends of the links, in the direction of supply, (m,)
    closable : what can be closed by hand, (n,)
    assumed : what is taken as closable because nobody has said what it is for, (n,)
    separating : what keeps the fluid on its sides apart, (n,)
    source : where the fluid comes from: what gives it without being fed with it, (n,)
    """

    nodes: Rows
    tail: Rows
    head: Rows
    closable: Mask
    assumed: Mask
    separating: Mask
    source: Mask

    def place(self, row: int) -> int:
        """Return the number of a node of the twin, -1 if it carries none of the fluid."""
        place = int(np.searchsorted(self.nodes, row))
        return place if place < len(self.nodes) and self.nodes[place] == row else -1


@once
def pipework(twin: Twin) -> Mapping[str, Pipework]:
    """Return the pipework of each fluid that the twin has any of, by name: water, heating, gas, fuel."""
    edges = twin.edges
    feeds = np.flatnonzero(edges["relation"] == Relation.FEEDS)
    commodity = edges["commodity"][feeds].astype(str)
    return {
        fluid: _carrying(twin, feeds[mine], _table()["separating"].get(fluid, []))
        for fluid, names in _table()["together"].items()
        if (mine := np.isin(commodity, names)).any()
    }


def _carrying(twin: Twin, links: Rows, apart: list[str]) -> Pipework:
    edges = twin.edges
    ends = np.column_stack((edges["source"][links], edges["target"][links])).astype(np.int64)
    nodes, number = np.unique(ends, return_inverse=True)
    tail, head = number.reshape(-1, 2).T
    supplies = ~np.isin(edges["commodity"][links].astype(str), sorted(needs_table().never))
    separating = _of_classes(twin, nodes, apart)
    source = np.zeros(len(nodes), dtype=bool)
    source[tail[supplies]] = True
    source[head[supplies]] = False
    # behind what keeps the fluid apart begins a water of its own
    source[head[supplies & separating[tail]]] = True
    assumed = _of_classes(twin, nodes, _table()["unknown"])
    closable = assumed | _of_classes(twin, nodes, _table()["closable"])
    return Pipework(nodes, tail, head, closable, assumed, separating, source & ~separating)


def _of_classes(twin: Twin, rows: Rows, words: list[str]) -> Mask:
    classes, types = (twin.nodes[name][rows].astype(str) for name in ("ifc_class", "predefined_type"))
    return np.isin(classes, words) | np.isin(np.char.add(np.char.add(classes, "."), types), words)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files("twin.analysis") / "data" / "valves.toml").read_text(encoding="utf-8"))
