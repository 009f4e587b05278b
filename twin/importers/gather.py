"""What a thing is when several files speak of it: what the first says, and what only others know."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.importers.names import is_generic
from twin.model.algebra import Tables
from twin.model.columns import Array, Columns
from twin.model.kinds import SPATIAL, Kind
from twin.model.relations import Relation

__all__ = ["gathered"]

_SAID: Final = (
    ("ifc_class", "kind"),
    ("name",),
    ("long_name",),
    ("code",),
    ("description",),
    ("object_type",),
    ("predefined_type",),
    ("tag",),
    ("operation",),
    ("type",),
    ("is_external",),
    ("elevation",),
    ("width",),
    ("height",),
    ("position",),
    ("mesh", "transform", "box"),
)
"""Columns that are taken over together where the representative says nothing in the first of each."""


def gathered(tables: Tables, same: Array, order: Array) -> dict[str, Columns]:
    """Return the tables where a node that stands for others knows what they know and stands in one place.

    Parameters
    ----------
    tables : the tables of all files end to end
    same : row of the node that stands for each node, (n,)
    order : place of each node's file in the order of precedence, (n,)
    """
    others = np.flatnonzero((same != np.arange(len(same))) & (tables["nodes"]["source"] >= 0))
    others = others[np.argsort(-order[others], kind="stable")]  # what is written last stands
    columns = dict(tables["nodes"])
    named = others[~_generically_named(tables["nodes"], others)]
    for group in _SAID:
        giving = named if group[0] in {"name", "long_name"} else others
        columns |= _filled(columns, group, giving, same)
    columns["parent"] = _parents(tables["nodes"], same, order)
    nodes = Columns(columns, tables["nodes"].length)
    return {**tables, "nodes": nodes, "edges": _in_one_place(tables["edges"], nodes["parent"], same)}


def _filled(columns: dict[str, Array], group: tuple[str, ...], others: Array, same: Array) -> dict[str, Array]:
    silent = _silent(columns[group[0]])
    giving = others[silent[same[others]] & ~silent[others]]
    result = {}
    for name in group:
        result[name] = columns[name].copy()
        result[name][same[giving]] = columns[name][giving]
    return result


def _generically_named(nodes: Columns, rows: Array) -> Array:
    """Return which are sites and buildings whose name its author never wrote, (n,) of bool."""
    names = zip(nodes["kind"][rows].tolist(), nodes["name"][rows].tolist(), strict=True)
    return np.array([kind in {Kind.SITE, Kind.BUILDING} and is_generic(name) for kind, name in names], dtype=bool)


def _silent(values: Array) -> Array:
    if values.dtype == object:
        return np.isin(values.astype(str), ("", "IfcBuildingElementProxy"))
    if values.dtype.kind == "f":
        return np.asarray(np.isnan(values.reshape(len(values), -1)[:, 0])) if len(values) else np.zeros(0, dtype=bool)
    return np.asarray(values < 0)


def _parents(nodes: Columns, same: Array, order: Array) -> Array:
    """Return what contains each node; of a thing of several files the innermost that any of them says."""
    depth = np.full(nodes.length + 1, -1)
    depth[:-1] = [_DEPTH.get(kind, len(SPATIAL)) for kind in nodes["kind"].tolist()]
    parent = nodes["parent"].copy()
    several = np.isin(same, np.unique(same[same != np.arange(len(same))]))
    rows = np.flatnonzero(several & (parent >= 0))
    rows = rows[np.lexsort((-order[rows], depth[parent[rows]]))]
    parent[same[rows]] = nodes["parent"][rows]
    return parent


_DEPTH: Final = {str(kind): depth for depth, kind in enumerate((Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.SPACE))}


def _in_one_place(edges: Columns, parent: Array, same: Array) -> Columns:
    """Return the edges without those that put a thing of several files into another place than its own."""
    several = np.zeros(len(same), dtype=bool)
    several[same[same != np.arange(len(same))]] = True
    target = same[edges["target"]]
    inside = (edges["relation"] == Relation.CONTAINS) & several[target]
    own = same[edges["source"]] == np.where(parent[target] >= 0, same[parent[target]], -1)
    keep = ~inside | own
    return Columns({name: values[keep] for name, values in edges.items()}, int(keep.sum()))
