"""What people walk to outdoors, and where it meets the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.footprints import Footprints
from twin.inference.ways.limits import limits
from twin.inference.ways.plots import Plots
from twin.inference.ways.reach import Reached, reached
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["Destinations", "building_entrances", "destinations"]

_AT_WALL_M: Final = 1.0
"""How far an entrance is drawn from the wall that it is in [m]."""


@dataclass(frozen=True)
class Destinations:
    """Plots and equipment with where they meet the network.

    Parameters
    ----------
    rows : their nodes, (n,)
    found : where those that see a line meet it
    """

    rows: Array
    found: Reached


def destinations(twin: Twin, lines: NDArray[Any], open_: Plots, around: Footprints) -> Destinations:
    """Return what people walk to outdoors, apart from plots that lines enter.

    Parameters
    ----------
    twin : the twin
    lines : walkable lines
    open_ : plots with their entries
    around : buildings
    """
    words = limits()["destinations"]
    rows = twin.rows(Kind.EQUIPMENT)
    nodes = twin.nodes
    kind, position = nodes["object_type"][rows].astype(str), nodes["position"][rows]
    outdoors = (nodes["storey"][rows] < 0) & (nodes["is_external"][rows] == 1)
    wanted = outdoors & (kind != "") & ~np.isin(kind, words["not"]) & np.isfinite(position[:, :2]).all(axis=1)
    points = np.asarray(shapely.points(position[wanted, :2]))
    entered = np.isin(np.arange(len(open_.rows)), open_.plot)
    shapes = np.concatenate((points, open_.areas[~entered]))
    found = reached(shapes, lines, within=limits()["reach"]["destination_m"], around=around)
    return Destinations(np.concatenate((rows[wanted], open_.rows[~entered])), found)


def building_entrances(twin: Twin, found: Destinations, around: Footprints) -> tuple[Columns, Sequence[Finding]]:
    """Return edges ``opens_onto`` from surrounding buildings to their entrances, ``value`` being the gap [m].

    Entrances that no way leads to make a finding.

    Parameters
    ----------
    twin : the twin
    found : what people walk to outdoors
    around : buildings
    """
    nodes = twin.nodes
    is_door = np.isin(nodes["object_type"][found.rows].astype(str), limits()["destinations"]["entrance"])
    doors = found.rows[is_door & (nodes["kind"][found.rows] == Kind.EQUIPMENT)]
    some = around.rows[~around.own]
    (door, building), gap = shapely.STRtree(around.areas[~around.own]).query_nearest(
        shapely.points(nodes["position"][doors, :2]), max_distance=_AT_WALL_M, return_distance=True, all_matches=False
    )
    columns = {
        "source": some[building],
        "target": doors[door],
        "relation": [Relation.OPENS_ONTO] * len(door),
        "provenance": [Provenance.GEOMETRIC] * len(door),
        "method": ["entrance"] * len(door),
        "value": np.round(gap, 3),
    }
    return _by_id(twin, columns), _findings(twin, np.setdiff1d(doors, found.rows[found.found.thing]))


def _by_id(twin: Twin, columns: dict[str, Any]) -> Columns:
    ends = np.column_stack((columns["source"], columns["target"])).astype(int)
    names = twin.nodes["id"][ends].astype(str)
    source, target = np.where((names[:, 0] > names[:, 1])[:, None], ends[:, ::-1], ends).T
    return table_of("edges", {**columns, "source": source, "target": target})


def _findings(twin: Twin, doors: Array) -> Sequence[Finding]:
    ids = twin.nodes["id"][doors]
    if not len(doors):
        return []
    return [
        Finding(
            "entrance-without-path",
            Severity.INFO,
            f"From {len(doors)} entrances on the map, no way is in reach and sight: {', '.join(ids[:3])}.",
            "Draw the way from the entrance to the street in the public space.",
            global_id=str(twin.nodes["global_id"][doors[0]]),
        )
    ]
