"""Turns how a measure colours things into values of a picture: groups or numbers for all nodes of a twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.usage.map_plot import grouped
from twin.usage.outcome import Colouring, Outcome
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.legend import Entry
from twin_viewers.palette import rgb
from twin_viewers.usage_hours import at_any_hour

__all__ = ["Scaled", "entries_of", "on_outside", "usage_values"]

_THERE: Final = "#009E73"
_PLACES: Final = "asked for"


@dataclass(frozen=True, slots=True)
class Scaled(Numbers):
    """Numbers whose colours mean the same whichever of them are shown, such as those of one hour of many.

    Parameters
    ----------
    low, high : ends of the scale
    """

    low: float = 0.0
    high: float = 1.0

    def span(self, rows: Array) -> tuple[float, float] | None:  # noqa: ARG002  # the scale does not depend on them
        """Return the ends of the scale."""
        return self.low, self.high


def _as_it_is(text: str) -> str:
    return text


def usage_values(
    twin: Twin, outcome: Outcome, colouring: Colouring, *, say: Callable[[str], str] = _as_it_is
) -> Groups | Numbers:
    """Return the values that a picture is coloured by.

    What is coloured as a whole, such as a dwelling, storey or building, gives its value to the spaces in it that have
    none of their own; a way gives it to its stretches, and has that of its middle stretch where only they have one.
    The scale of a number is that of the whole column, so that hours can be compared.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    colouring : which of its colourings
    say : returns what the reader calls a title or group
    """
    table, column = outcome.shown(colouring), outcome.column(colouring.column, colouring.table)
    rows = np.array([twin.row(one) for one in table[colouring.key]], dtype=np.int64)
    values: Any = table[colouring.column]
    known = np.zeros(twin.nodes.length, dtype=bool)
    known[rows] = True
    if column.kind in {"number", "count"} and not colouring.classes:
        numbers = np.full(twin.nodes.length, np.nan)
        numbers[rows] = values.to_numpy(dtype=float, na_value=np.nan)
        ends = _ends(outcome, colouring)
        return Scaled(say(colouring.title), column.unit, _spread(twin, numbers, known), *ends)
    names, colours, group = grouped(values, _with_all_groups(outcome, colouring))
    last = len(names) - 1
    codes = np.full(twin.nodes.length, -1.0)
    codes[rows] = np.where(group == last, last if colouring.unknown else -1, group)
    codes = _spread(twin, codes, known).astype(np.int64)
    kept = len(names) if colouring.unknown else last
    there = [twin.row(one) for one in outcome.places]
    codes[there] = np.where(codes[there] < 0, kept, codes[there])
    labels, tones = (*(say(one) for one in names[:kept]), say(_PLACES)), (*colours[:kept], _THERE)
    return Groups(say(colouring.title), labels, codes, ordered=bool(colouring.classes), colours=tones)


def on_outside(twin: Twin, values: Groups | Numbers) -> Groups | Numbers:
    """Return values that windows and outer walls show too, for who looks at buildings from outside.

    Of several rooms behind one wall, the group that comes last, or the greatest number, shows.

    Parameters
    ----------
    twin : the estate
    values : of its rooms
    """
    from twin_viewers.player.painting import painted, spread_of

    if isinstance(values, Numbers):
        return replace(values, values=painted(spread_of(twin), values.values))
    codes = painted(spread_of(twin), np.where(values.codes >= 0, values.codes, np.nan))
    return replace(values, codes=np.nan_to_num(codes, nan=-1.0).astype(np.int64))


def entries_of(
    outcome: Outcome, colouring: Colouring, *, say: Callable[[str], str] = _as_it_is
) -> tuple[Entry, ...] | None:
    """Return the lines of a legend with how many rows of the answer are in each group; None for a scale.

    Parameters
    ----------
    outcome : what a measure answered
    colouring : which of its colourings
    say : returns what the reader calls a group
    """
    column = outcome.column(colouring.column, colouring.table)
    if column.kind in {"number", "count"} and not colouring.classes:
        return None
    values = outcome.shown(colouring)[colouring.column]
    names, colours, group = grouped(values, _with_all_groups(outcome, colouring))
    counts = np.bincount(group, minlength=len(names)).tolist()
    lines = [
        Entry(say(name), count, rgb(tone)) for name, count, tone in zip(names, counts, colours, strict=True) if count
    ]
    if outcome.places:
        lines.append(Entry(say(_PLACES), len(outcome.places), rgb(_THERE)))
    return tuple(lines)


def _ends(outcome: Outcome, colouring: Colouring) -> tuple[float, float]:
    """Return the least and the greatest number that a colouring shows at any hour."""
    numbers = outcome.shown(at_any_hour(colouring))[colouring.column].to_numpy(dtype=float, na_value=np.nan)
    numbers = numbers[np.isfinite(numbers)]
    return (float(numbers.min()), float(numbers.max())) if len(numbers) else (0.0, 1.0)


def _with_all_groups(outcome: Outcome, colouring: Colouring) -> Colouring:
    """Return a colouring whose groups are those of any hour, so that each keeps its colour."""
    if colouring.classes:
        return colouring
    everything = grouped(outcome.shown(at_any_hour(colouring))[colouring.column], colouring)[0][:-1]
    return replace(colouring, order=tuple(everything))


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


@once
def _zones(twin: Twin) -> Array:
    """Return the zone that each node belongs to, -1 for none, (n_nodes,)."""
    edges, zone = twin.edges, np.full(twin.nodes.length, -1, dtype=np.int64)
    grouped_ = edges["relation"] == Relation.GROUPS
    grouped_ &= twin.nodes["kind"][edges["source"]] == Kind.ZONE
    zone[edges["target"][grouped_]] = edges["source"][grouped_]
    return zone
