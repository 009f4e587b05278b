"""Doors of buildings as places of the walking network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from twin.inference.ways.drawn import Drawn
from twin.inference.ways.footprints import Footprints
from twin.inference.ways.limits import limits
from twin.inference.ways.reach import Reached, reached
from twin.inference.ways.thresholds import ground_doors, outer_doors
from twin.model.columns import Array, Columns, text
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["ENTRANCE", "Entrances", "entrances", "findings_of", "nodes_of", "openings_of"]

ENTRANCE: Final = "entrance"
_DEEPEST_M: Final = 1.5
"""A door farther behind the front of its building stands in a recess or court [m]."""
_OUT_M: Final = 0.05
"""How far before the front one stands [m]."""


@dataclass(frozen=True)
class Entrances:
    """Doors on the ground that lead outside.

    Parameters
    ----------
    door : node of each, (n,)
    outside : node of the outside that it leads to, (n,)
    position : where one stands before it, on its threshold [m], (n, 3)
    found : where those that see a way reach it
    """

    door: Array
    outside: Array
    position: Array
    found: Reached


def entrances(twin: Twin, drawn: Drawn, around: Footprints) -> Entrances:
    """Return the doors on the ground with the ways that they lead to.

    Parameters
    ----------
    twin : the twin
    drawn : walkable lines
    around : buildings
    """
    doors, outside = outer_doors(twin)
    position = _before(twin, doors, around)
    lines, reach = drawn.lines(), limits()["reach"]["entrance_m"]
    found = reached(np.asarray(shapely.points(position[:, :2])), lines, within=reach, around=around)
    ground = np.full(len(doors), np.nan)
    ground[found.thing] = _height(drawn, found)
    low = np.isin(doors, ground_doors(twin, ground)) & np.isfinite(position[:, :2]).all(axis=1)
    number = np.cumsum(low) - 1
    kept = low[found.thing]
    seen = Reached(number[found.thing[kept]], found.line[kept], found.at[kept], found.gap[kept])
    return Entrances(doors[low], outside[low], position[low], seen)


def nodes_of(twin: Twin, found: Entrances) -> Columns:
    """Return the entrances that see a way as nodes."""
    nodes, some = twin.nodes, found.found.thing
    doors = found.door[some]
    columns: dict[str, Any] = {
        "id": text([f"{ENTRANCE}~{one}" for one in nodes["id"][doors]]),
        "kind": [Kind.PATH] * len(doors),
        "object_type": [ENTRANCE] * len(doors),
        "building": nodes["building"][doors],
        "storey": nodes["storey"][doors],
        "position": found.position[some],
        "is_external": np.ones(len(doors)),
        "provenance": [Provenance.GEOMETRIC] * len(doors),
    }
    return table_of("nodes", columns)


def openings_of(twin: Twin, found: Entrances, rows: Array, step_free: Array) -> Columns:
    """Return the links from the outside of buildings to their entrances.

    Parameters
    ----------
    twin : the twin
    found : the entrances
    rows : node of each that sees a way, (n,)
    step_free : whether its threshold is level, (n,)
    """
    some = found.found.thing
    count = len(some)
    width = np.full(twin.nodes.length, np.nan)
    edges = twin.edges
    opens = (edges["relation"] == Relation.OPENS_ONTO) & (edges["via"] >= 0)
    width[edges["via"][opens]] = edges["clear_width"][opens]
    columns: dict[str, Any] = {
        "source": rows,  # "entrance~" comes before "exterior~"
        "target": found.outside[some],
        "relation": [Relation.OPENS_ONTO] * count,
        "via": found.door[some],
        "provenance": [Provenance.GEOMETRIC] * count,
        "method": [ENTRANCE] * count,
        "clear_width": width[found.door[some]],
        "step_free": step_free,
        "is_external": np.ones(count),
    }
    return table_of("edges", columns)


def findings_of(twin: Twin, found: Entrances) -> Sequence[Finding]:
    """Return a finding for each building with doors on the ground that see no way."""
    alone = np.setdiff1d(np.arange(len(found.door)), found.found.thing)
    told = []
    for outside in np.unique(found.outside[alone]).tolist():
        mine = found.door[alone[found.outside[alone] == outside]]
        told.append(_without_path(twin, outside, mine, int((found.outside == outside).sum())))
    return told


def _without_path(twin: Twin, outside: int, doors: Array, every: int) -> Finding:
    building = int(twin.nodes["building"][outside])
    named = str(twin.nodes["name"][building] or twin.nodes["id"][building])
    some = ", ".join(str(twin.nodes["name"][door] or twin.nodes["id"][door]) for door in doors[:3])
    return Finding(
        "entrance-without-path",
        Severity.WARNING if len(doors) == every else Severity.INFO,
        f"From {len(doors)} of the {every} doors of {named} on the ground, no way is in reach and sight: {some}.",
        "Draw the way from the door to the street in the public space.",
        global_id=str(twin.nodes["global_id"][building]),
        name=named,
    )


def _before(twin: Twin, doors: Array, around: Footprints) -> Array:
    """Return where one stands in front of doors [m], (n, 3)."""
    box, nodes = twin.nodes["box"][doors], twin.nodes
    middle = np.column_stack((box[:, :, :2].mean(axis=1), box[:, 0, 2]))
    middle = np.where(np.isnan(middle), nodes["position"][doors], middle)
    place = {row: number for number, row in enumerate(around.rows.tolist())}
    for one, door in enumerate(doors.tolist()):
        own = place.get(int(nodes["building"][door]))
        if own is not None and np.isfinite(middle[one, :2]).all():
            middle[one, :2] = _outside(middle[one, :2], around.areas[own])
    return middle


def _outside(point: Array, area: Any) -> Array:
    """Return the point moved to just before the nearest front, unless that is too far [m], (2,)."""
    at = shapely.points(point)
    front = shapely.get_coordinates(shapely.shortest_line(at, area.boundary))[-1]
    away = front - point
    far = float(np.hypot(*away))
    if not shapely.intersects(area, at) or far > _DEEPEST_M:
        return point
    return np.asarray(front + _OUT_M * (away / far if far > 0 else 0.0))


def _height(drawn: Drawn, found: Reached) -> Array:
    """Return the height of the ways that are reached, NaN if unknown [m], (n,)."""
    heights = np.full(len(found.line), np.nan)
    for one, (line, at) in enumerate(zip(found.line.tolist(), found.at, strict=True)):
        corners = drawn.points[drawn.first[line] : drawn.first[line + 1]]
        along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(corners[:, :2], axis=0).T))))
        where = shapely.line_locate_point(shapely.linestrings(corners[:, :2]), shapely.points(at))
        heights[one] = np.interp(where, along, corners[:, 2])
    return heights
