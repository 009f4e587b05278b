"""Which ways cannot be taken while some things are closed, out of order or lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.routes_arcs import Arcs
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["closed_arcs", "ways_at"]

_GATE_M: Final = 1.0
"""A gate closes the ways that pass it no farther off than this [m]: half of what one leaf spans."""


def closed_arcs(twin: Twin, arcs: Arcs, rows: Iterable[int]) -> NDArray[np.bool_]:
    """Return which arcs cannot be taken while some things are closed, (m,).

    A door, stair or lift closes the links through it; a space what leads across it and through its doors; a way, or a
    stretch of it, itself; a junction what begins or ends there; a gate or bollard the ways that it stands on.

    Parameters
    ----------
    twin : the twin
    arcs : its walking graph
    rows : the things
    """
    nodes, edges = twin.nodes, twin.edges
    shut = np.zeros(nodes.length + 1, dtype=bool)
    shut[[*rows]] = True
    shut[-1] = False
    shut[ways_at(twin, np.flatnonzero(shut[:-1] & (nodes["kind"] == "equipment")))] = True
    ends = {name: np.append(edges[name], -1)[arcs.edge] for name in ("source", "target", "via")}
    parent = np.append(nodes["parent"], -1)[ends["via"]]
    return np.asarray(
        shut[arcs.inside] | shut[ends["source"]] | shut[ends["target"]] | shut[ends["via"]] | shut[parent]
    )


def ways_at(twin: Twin, rows: Array) -> NDArray[np.int64]:
    """Return the stretches that pass where some things stand, rows.

    Parameters
    ----------
    twin : the twin
    rows : rows of the things, such as gates, (n,)
    """
    at = twin.nodes["position"][rows][:, :2]
    at = at[np.isfinite(at).all(axis=1)]
    lines, points = twin["lines"], twin["line_points"]
    if not len(at) or not lines.length:
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(points["line"], kind="stable")
    of, xy = points["line"][order], points["xyz"][order][:, :2]
    walked = np.isin(of, np.flatnonzero(twin.nodes["object_type"][lines["node"]] == "stretch"))
    drawn, number = np.unique(of[walked], return_inverse=True)
    long_enough = np.bincount(number, minlength=len(drawn))[number] > 1
    shapes = shapely.linestrings(
        xy[walked][long_enough], indices=np.unique(number[long_enough], return_inverse=True)[1]
    )
    near = shapely.STRtree(shapes).query(shapely.points(at), predicate="dwithin", distance=_GATE_M)[1]
    kept = np.unique(number[long_enough])
    return np.unique(lines["node"][drawn[kept[near]]]).astype(np.int64)
