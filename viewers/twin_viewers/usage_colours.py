"""Turns how a measure colours things into values of a picture: groups or numbers for all nodes of a twin."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.usage.map_plot import grouped
from twin.usage.outcome import Colouring, Outcome
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.legend import Entry
from twin_viewers.palette import rgb

__all__ = ["entries_of", "usage_values"]

_THERE: Final = "#009E73"
_PLACES: Final = "asked for"


def usage_values(twin: Twin, outcome: Outcome, colouring: Colouring) -> Groups | Numbers:
    """Return the values that a picture is coloured by.

    What is coloured as a whole, such as a dwelling, storey or building, gives its value to the spaces in it that have
    none of their own; a way gives it to its stretches, and has that of its middle stretch where only they have one.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    colouring : which of its colourings
    """
    table, column = outcome.shown(colouring), outcome.column(colouring.column, colouring.table)
    rows = np.array([twin.row(one) for one in table[colouring.key]], dtype=np.int64)
    values: Any = table[colouring.column]
    known = np.zeros(twin.nodes.length, dtype=bool)
    known[rows] = True
    if column.kind in {"number", "count"} and not colouring.classes:
        numbers = np.full(twin.nodes.length, np.nan)
        numbers[rows] = values.to_numpy(dtype=float, na_value=np.nan)
        return Numbers(colouring.title, column.unit, _spread(twin, numbers, known))
    names, colours, group = grouped(values, colouring)
    last = len(names) - 1
    codes = np.full(twin.nodes.length, -1.0)
    codes[rows] = np.where(group == last, last if colouring.unknown else -1, group)
    codes = _spread(twin, codes, known).astype(np.int64)
    kept = len(names) if colouring.unknown else last
    there = [twin.row(one) for one in outcome.places]
    codes[there] = np.where(codes[there] < 0, kept, codes[there])
    labels, tones = (*names[:kept], _PLACES), (*colours[:kept], _THERE)
    return Groups(colouring.title, labels, codes, ordered=bool(colouring.classes), colours=tones)


def entries_of(outcome: Outcome, colouring: Colouring) -> tuple[Entry, ...] | None:
    """Return the lines of a legend with how many rows of the answer are in each group; None for a scale.

    Parameters
    ----------
    outcome : what a measure answered
    colouring : which of its colourings
    """
    column = outcome.column(colouring.column, colouring.table)
    if column.kind in {"number", "count"} and not colouring.classes:
        return None
    names, colours, group = grouped(outcome.shown(colouring)[colouring.column], colouring)
    counts = np.bincount(group, minlength=len(names)).tolist()
    lines = [Entry(name, count, rgb(tone)) for name, count, tone in zip(names, counts, colours, strict=True) if count]
    if outcome.places:
        lines.append(Entry(_PLACES, len(outcome.places), rgb(_THERE)))
    return tuple(lines)


def _spread(twin: Twin, values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the values with those of wholes given to the spaces in them that have none, the smallest whole first."""
    nodes, found, done = twin.nodes, values.copy(), known.copy()
    spaces = nodes["kind"] == Kind.SPACE
    for whole in (_zones(twin), nodes["storey"], nodes["building"]):
        mine = spaces & ~done & (whole >= 0) & known[whole]
        found[mine] = values[whole[mine]]
        done |= mine
    parent = nodes["parent"]
    part = (nodes["kind"] == Kind.PATH) & ~done & (parent >= 0) & known[parent]
    found[part] = values[parent[part]]
    return _of_parts(twin, found, done)


def _of_parts(twin: Twin, values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the values with those of stretches given to the way that is drawn for them: the one in the middle."""
    nodes, found = twin.nodes, values.copy()
    parent = nodes["parent"]
    stretch = np.flatnonzero((nodes["kind"] == Kind.PATH) & known & (parent >= 0) & np.isfinite(values))
    order = stretch[np.lexsort((values[stretch], parent[stretch]))]
    ways, first, count = np.unique(parent[order], return_index=True, return_counts=True)
    mine = ~known[ways] & (nodes["kind"][ways] == Kind.PATH)
    found[ways[mine]] = values[order[(first + (count - 1) // 2)[mine]]]
    return found


def _zones(twin: Twin) -> Array:
    """Return the zone that each node belongs to, -1 for none, (n_nodes,)."""
    edges, zone = twin.edges, np.full(twin.nodes.length, -1, dtype=np.int64)
    grouped_ = edges["relation"] == Relation.GROUPS
    grouped_ &= twin.nodes["kind"][edges["source"]] == Kind.ZONE
    zone[edges["target"][grouped_]] = edges["source"][grouped_]
    return zone
