"""Draws an outcome on a plan of the estate: outlines of buildings and ways, and things in the colour of their value."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.said.language import in_language
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.plot_style import CATEGORICAL, SEQUENTIAL, THERE, UNKNOWN, ramp

__all__ = ["draw_map", "grouped", "places_of"]

_MARGIN_M: Final = 20.0
_MOST_NAMES: Final = 8


def draw_map(twin: Twin, outcome: Outcome, plot: Plot, axes: Any) -> None:
    """Draw the things of a table on a plan, each in the colour of its value.

    Things at one place, such as dwellings above each other, are drawn as rings around each other, the lowest inside.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    plot : which figure
    axes : matplotlib axes
    """
    table = outcome.shown(plot)
    rows = np.array([twin.row(one) for one in table[plot.key]])
    at = places_of(twin, rows)
    there = places_of(twin, np.array([twin.row(one) for one in outcome.places], dtype=int))
    at_all = np.concatenate((at, there))
    known = np.isfinite(at_all).all(axis=1)
    low, high = (at_all[known].min(axis=0), at_all[known].max(axis=0)) if known.any() else (np.zeros(2), np.ones(2))
    _background(twin, axes)
    axes.set_aspect("equal")
    side = max(np.max(high - low), 60.0) * 0.12 + _MARGIN_M
    axes.set_xlim(low[0] - side, high[0] + side)
    axes.set_ylim(low[1] - side, high[1] + side)
    axes.set_axis_off()
    _stars(twin, outcome, axes)
    colouring = _colouring_of(outcome, plot)
    values = table[plot.value]
    if colouring is not None and (colouring.classes or outcome.column(plot.value, plot.table).kind != "number"):
        _groups(axes, twin, rows, values, colouring, language=outcome.language)
    else:
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        drawn = _dots(axes, at, c=np.ma.masked_invalid(numbers), cmap=SEQUENTIAL, plotnonfinite=True)
        axes.figure.colorbar(drawn, ax=axes, shrink=0.6, label=outcome.column(plot.value, plot.table).heading)


def places_of(twin: Twin, rows: Array) -> Array:
    """Return where things are in plan [m], NaN if nobody knows, (n, 2).

    Parameters
    ----------
    twin : the twin
    rows : rows of the things; a dwelling is in the middle of its spaces, (n,)
    """
    nodes, edges = twin.nodes, twin.edges
    box = nodes["box"][:, :, :2].mean(axis=1)
    own = np.where(np.isfinite(box), box, nodes["position"][:, :2])
    zone = nodes["kind"] == Kind.ZONE
    grouped = np.flatnonzero((edges["relation"] == Relation.GROUPS) & zone[edges["source"]])
    members = own[edges["target"][grouped]]
    good = np.isfinite(members).all(axis=1)
    total, count = np.zeros_like(own), np.zeros(nodes.length)
    np.add.at(total, edges["source"][grouped][good], members[good])
    np.add.at(count, edges["source"][grouped][good], 1.0)
    mean = np.divide(total, count[:, None], out=np.full_like(total, np.nan), where=count[:, None] > 0)
    return np.asarray(np.where(zone[:, None], mean, own)[rows])


def _colouring_of(outcome: Outcome, plot: Plot) -> Colouring | None:
    """Return how the values of a map colour pictures, so that both look alike."""
    return next((one for one in outcome.colours if (one.column, one.table) == (plot.value, plot.table)), None)


def _background(twin: Twin, axes: Any) -> None:
    from matplotlib.collections import LineCollection

    for kind, colour, width in (("plot", "#DCE8D6", 1.0), ("path", "#D5D9DE", 1.6)):
        drawn = [line for lines in _lines_of(twin, kind).values() for line in lines]
        axes.add_collection(LineCollection(drawn, colors=colour, linewidths=width, zorder=0))
    for outline in _outlines(twin):
        axes.fill(*outline.T, facecolor="#EEF0F2", edgecolor="#B7BEC6", linewidth=0.8, zorder=0.5)


def _lines_of(twin: Twin, kind: str) -> dict[int, list[Array]]:
    """Return the lines in plan that things of a kind are drawn by, by row [m]."""
    nodes, lines, points = twin.nodes, twin["lines"], twin["line_points"]
    order = np.argsort(points["line"], kind="stable")
    number = points["line"][order]
    split = np.split(points["xyz"][order][:, :2], np.flatnonzero(np.diff(number)) + 1)
    found: dict[int, list[Array]] = {}
    for line, drawn in zip(np.unique(number).tolist(), split, strict=False):
        row = int(lines["node"][line])
        if nodes["kind"][row] == kind:
            found.setdefault(row, []).append(drawn)
    return found


def _outlines(twin: Twin) -> list[Array]:
    """Return the outlines in plan of the spaces of each building, and of those that a map draws [m]."""
    import shapely

    nodes = twin.nodes
    space = (nodes["kind"] == Kind.SPACE) & np.isfinite(nodes["box"]).all(axis=(1, 2)) & (nodes["building"] >= 0)
    found = []
    for building in np.unique(nodes["building"][space]).tolist():
        box = nodes["box"][space & (nodes["building"] == building)]
        parts = shapely.box(box[:, 0, 0], box[:, 0, 1], box[:, 1, 0], box[:, 1, 1])
        hull = shapely.union_all(shapely.buffer(parts, 0.3)).buffer(-0.3)
        found += [
            shapely.get_coordinates(one.exterior) for one in shapely.get_parts(hull) if one.geom_type == "Polygon"
        ]
    return found + [line for lines in _lines_of(twin, str(Kind.BUILDING)).values() for line in lines]


def _groups(axes: Any, twin: Twin, rows: Array, values: Any, colouring: Colouring, *, language: str) -> None:
    at = places_of(twin, rows)
    from matplotlib.collections import LineCollection

    names, colours, group = grouped(values, colouring)
    lines = _lines_of(twin, "path")
    drawn = np.isin(rows, list(lines))
    for place, name in enumerate(names):
        here = group == place
        if here.any():
            mine, label = here & ~drawn, f"{in_language(name, language)} ({int(here.sum())})"
            _dots(axes, at[mine], c=colours[place], label=label, every=at, which=mine)
            shapes = [line for row in rows[here & drawn].tolist() for line in lines[row]]
            axes.add_collection(LineCollection(shapes, colors=colours[place], linewidths=2.6, zorder=1))
    axes.figure.legend(loc="outside right upper", frameon=False, title=colouring.title, alignment="left")


def grouped(values: Any, colouring: Colouring) -> tuple[list[str], list[str], Array]:
    """Return names and colours of the groups that a colouring makes of values, and the group of each.

    Parameters
    ----------
    values : a column
    colouring : how it colours
    """
    if colouring.classes:
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        names = [name for _, name in colouring.classes]
        group = np.searchsorted([bound for bound, _ in colouring.classes], numbers, side="left")
        group = np.where(np.isnan(numbers), len(names), np.minimum(group, len(names) - 1))
    else:
        texts = [_word(one) for one in values.tolist()]
        names = list(dict.fromkeys([*colouring.order, *sorted({one for one in texts if one})]))
        group = np.array([names.index(one) if one else len(names) for one in texts], dtype=int)
    own = colouring.colours or (ramp(len(names)) if colouring.classes else CATEGORICAL)
    colours = [own[place % len(own)] for place in range(len(names))]
    return [*names, colouring.unknown or "unknown"], [*colours, UNKNOWN], group


def _word(value: Any) -> str:
    import pandas as pd

    if value is True or value is False:
        return "yes" if value else "no"
    return "" if pd.isna(value) else str(value)


def _stars(twin: Twin, outcome: Outcome, axes: Any) -> None:
    """Mark what the outcome is about besides its rows, and name it where names do not crowd."""
    rows = np.array([twin.row(one) for one in outcome.places], dtype=int)
    at = places_of(twin, rows)
    axes.scatter(*at.T, marker="*", s=190, color=THERE, edgecolors="white", linewidths=0.8, zorder=4)
    if len(rows) <= _MOST_NAMES:
        for row, place in zip(rows.tolist(), at, strict=True):
            name = str(twin.nodes["name"][row] or twin.nodes["object_type"][row])
            axes.annotate(
                name, place, xytext=(8, 6), textcoords="offset points", fontsize=9, zorder=5, annotation_clip=True
            )


def _dots(axes: Any, at: Array, *, every: Array | None = None, which: Array | None = None, **said: Any) -> Any:
    """Draw dots; those of one place lie around it on a spiral, so that none hides another."""
    whole = at if every is None else every
    _, place = np.unique(np.round(np.nan_to_num(whole)), axis=0, return_inverse=True)
    turn = np.zeros(len(whole))
    for one in range(int(place.max(initial=-1)) + 1):
        mine = np.flatnonzero(place.ravel() == one)
        turn[mine] = np.arange(len(mine))
    angle, radius = turn * 2.39996, np.sqrt(turn) * 1.4
    moved = whole + np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
    shown = moved if which is None else moved[which]
    return axes.scatter(*shown.T, s=34, edgecolors="white", linewidths=0.5, zorder=3, **said)
