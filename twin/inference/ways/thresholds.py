"""Doors through which one leaves a building on the ground, and not onto a balcony."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.ways.limits import limits
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["ground_doors", "outer_doors"]

_NONE: Final = np.zeros(0, dtype=int)


def outer_doors(twin: Twin) -> tuple[Array, Array]:
    """Return the doors that lead outside, and the outside that each leads to, (n,) each; each door once."""
    edges, kinds = twin.edges, twin.nodes["kind"].astype(str)
    rows = np.flatnonzero((edges["relation"] == Relation.OPENS_ONTO) & (edges["via"] >= 0))
    if not len(rows):
        return _NONE, _NONE
    ends = np.column_stack((edges["source"][rows], edges["target"][rows])).astype(int)
    outside = kinds[ends] == Kind.EXTERIOR
    leads_out = outside.any(axis=1) & (kinds[ends] != Kind.PATH).all(axis=1)
    doors, first = np.unique(edges["via"][rows[leads_out]], return_index=True)
    return doors.astype(int), np.where(outside[:, 0], ends[:, 0], ends[:, 1])[leads_out][first]


def ground_doors(twin: Twin, ground: Array | None = None) -> Array:
    """Return the doors that lead out on the ground, (m,).

    Without a height of the ground, it is taken to be that of the lowest way out of the building, and of its ground
    storey where storeys have elevations: those are counted from the ground floor.

    Parameters
    ----------
    twin : the twin
    ground : height of the ground before each door of `outer_doors`, NaN if unknown [m], (n,)
    """
    doors, outside = outer_doors(twin)
    nodes, reach = twin.nodes, float(limits()["reach"]["sill_m"])
    sill = nodes["box"][doors, 0, 2]
    sill = np.where(np.isnan(sill), nodes["position"][doors, 2], sill)
    lowest = np.full(nodes.length, np.inf)
    np.fmin.at(lowest, outside, sill)
    storey = nodes["storey"][doors]
    elevation = np.where(storey >= 0, nodes["elevation"][storey], np.nan)
    low = (sill <= lowest[outside] + reach) | (np.abs(elevation) <= reach) | np.isnan(sill)
    known = np.full(len(doors), np.nan) if ground is None else ground
    return np.asarray(doors[np.where(np.isnan(known) | np.isnan(sill), low, np.abs(sill - known) <= reach)])
