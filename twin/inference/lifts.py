"""Lifts as links between the landings they serve.

A lift is what stands above itself: cars drawn once per storey, shaft spaces, or one car whose storeys are declared. One
passes from landing to landing through it and never through its shaft; it is no way out, but it is free of steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Final

import numpy as np
import shapely

from twin.geometry.placed import outlines_of
from twin.inference.climbs import Climb, edges_of
from twin.inference.layer import Inferred
from twin.inference.rooms import Rooms
from twin.model.algebra import joined
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("doors", "use")

_CLASSES: Final = ("IfcTransportElement", "IfcTransportationDevice")
_LIFTS: Final = ("ELEVATOR", "LIFTINGGEAR")
_UNSAID: Final = ("", "NOTDEFINED", "USERDEFINED")
_TALL_M: Final = 1.8
"""Anything lower carries goods, not people [m]."""
_LARGEST_M2: Final = 12.0
"""Largest car of a hospital bed lift with its shaft; beyond it a box is a moving walkway or a platform [m²]."""
_SAME_SHAFT: Final = 0.5
"""Boxes that share this much of the smaller one in plan belong to one shaft; shafts side by side share nothing [-]."""
_BESIDE_M: Final = 0.6
"""Thickness of a shaft wall with its lining and the frame of the landing door [m]."""
_FLOOR_M: Final = 0.6
"""Floors of one storey differ by less than this [m]."""
_WALKED: Final = ("circulation", "stair", "common room", "parking")


@dataclass(frozen=True)
class _Shaft:
    """Cars and shaft spaces above each other.

    Parameters
    ----------
    lift : node that stands for the lift: the lowest car, else the lowest shaft space
    members : all nodes of it
    outline : union of their outlines in plan, relative to the origin of the rooms
    bottom : least height [m]
    top : greatest height [m]
    """

    lift: int
    members: tuple[int, ...]
    outline: Any
    bottom: float
    top: float


@dataclass(frozen=True)
class _Landing:
    space: int
    distance: float
    width: float
    sure: bool


def infer(twin: Twin) -> Inferred:
    """Return the links from landing to landing, and the storeys that each lift serves."""
    rooms = Rooms.of(twin)
    if not len(rooms.rows):
        return Inferred()
    floors = _floors(twin, rooms)
    climbs: list[Climb] = []
    serves: list[tuple[int, int, float]] = []
    findings: list[Finding] = []
    for shaft in _shafts(twin, rooms):
        served = _served(twin, shaft, floors)
        landings = {storey: _landings(twin, rooms, shaft, storey, floors[storey]) for storey in served}
        reached = [storey for storey in served if landings[storey]]
        for lower, upper in pairwise(reached):
            climbs += [_climb(shaft, *ends) for ends in product(landings[lower], landings[upper])]
        serves += [(shaft.lift, storey, _trust(landings[storey])) for storey in reached]
        findings += [_no_landing(twin, shaft, storey) for storey in served if not landings[storey]]
    edges = joined([{"edges": edges_of(twin, climbs)}, {"edges": _serving(serves)}])["edges"]
    return Inferred(edges=edges, findings=findings)


def _floors(twin: Twin, rooms: Rooms) -> dict[int, float]:
    """Return the usual floor height of each storey that has spaces [m]."""
    storey = twin.nodes["storey"][rooms.rows]
    return {int(row): float(np.median(rooms.bottom[storey == row])) for row in np.unique(storey) if row >= 0}


def _shafts(twin: Twin, rooms: Rooms) -> list[_Shaft]:
    rows = np.flatnonzero((_is_car(twin) | (twin.nodes["use"] == "lift")) & (twin.nodes["mesh"] >= 0))
    if not len(rows):
        return []
    outlines = shapely.transform(outlines_of(twin, rows), lambda points: points - rooms.origin)
    group = _groups(outlines, twin.nodes["building"][rows])
    return [_shaft(twin, rows[group == one], outlines[group == one]) for one in np.unique(group)]


def _is_car(twin: Twin) -> Array:
    nodes, box = twin.nodes, twin.nodes["box"]
    kind = nodes["predefined_type"].astype(str)
    size = box[:, 1] - box[:, 0]
    boxy = (size[:, 2] >= _TALL_M) & (size[:, 0] * size[:, 1] <= _LARGEST_M2)
    is_lift = np.isin(kind, _LIFTS) | (np.isin(kind, _UNSAID) & boxy)
    return np.asarray(np.isin(nodes["ifc_class"].astype(str), _CLASSES) & is_lift)


def _groups(outlines: Array, building: Array) -> Array:
    """Return the number of the shaft that each outline belongs to."""
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    least = np.minimum(shapely.area(outlines[one]), shapely.area(outlines[other]))
    shared = shapely.area(shapely.intersection(outlines[one], outlines[other]))
    same = (shared >= _SAME_SHAFT * least) & (building[one] == building[other])
    group = np.arange(len(outlines))
    while True:
        least_of = group.copy()
        np.minimum.at(least_of, one[same], group[other[same]])
        if np.array_equal(least_of, group):
            return group
        group = least_of


def _shaft(twin: Twin, rows: Array, outlines: Array) -> _Shaft:
    box, nodes = twin.nodes["box"][rows], twin.nodes
    order = np.lexsort((nodes["id"][rows].astype(str), box[:, 0, 2], nodes["kind"][rows] == Kind.SPACE))
    outline = shapely.union_all(outlines)
    return _Shaft(int(rows[order[0]]), tuple(rows.tolist()), outline, box[:, 0, 2].min(), box[:, 1, 2].max())


def _served(twin: Twin, shaft: _Shaft, floors: dict[int, float]) -> list[int]:
    """Return the storeys a lift serves from below: the declared ones, else all that its boxes reach."""
    edges = twin.edges
    said = np.isin(edges["target"], shaft.members) & (edges["relation"] == Relation.REFERS_TO)
    declared = {int(row) for row in edges["source"][said]} & floors.keys()
    building = twin.nodes["building"]
    if declared:
        cars = np.array(shaft.members)[twin.nodes["kind"][list(shaft.members)] != Kind.SPACE]
        declared |= {int(row) for row in twin.nodes["storey"][cars]} & floors.keys()
        return sorted(declared, key=lambda row: floors[row])
    reached = [
        row
        for row, floor in floors.items()
        if shaft.bottom - _FLOOR_M <= floor <= shaft.top - _TALL_M and building[row] == building[shaft.lift]
    ]
    return sorted(reached, key=lambda row: floors[row])


def _landings(twin: Twin, rooms: Rooms, shaft: _Shaft, storey: int, floor: float) -> list[_Landing]:
    """Return where one steps out at a storey: through doors of the shaft, else the largest way beside it."""
    edges, nodes = twin.edges, twin.nodes
    opens = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
    ends = np.column_stack((edges["source"][opens], edges["target"][opens]))
    inside = np.isin(ends, shaft.members)
    outer = np.where(inside[:, 0], ends[:, 1], ends[:, 0])
    through = (inside.sum(axis=1) == 1) & (nodes["storey"][outer] == storey) & (nodes["use"][outer] != "lift")
    through &= nodes["kind"][outer] == Kind.SPACE
    if through.any():
        width = edges["clear_width"][opens]
        return [_Landing(int(outer[one]), 0.0, float(width[one]), sure=True) for one in np.flatnonzero(through)]
    return _beside(twin, rooms, shaft, floor)


def _beside(twin: Twin, rooms: Rooms, shaft: _Shaft, floor: float) -> list[_Landing]:
    near = rooms.tree.query(shaft.outline, predicate="dwithin", distance=_BESIDE_M)
    use = twin.nodes["use"][rooms.rows[near]]
    near = near[(np.abs(rooms.bottom[near] - floor) <= _FLOOR_M) & np.isin(use.astype(str), _WALKED)]
    near = near[~np.isin(rooms.rows[near], shaft.members)]
    if not len(near):
        return []
    best = near[np.lexsort((rooms.rows[near], -rooms.area[near]))[0]]
    distance = float(shapely.distance(rooms.outlines[best], shaft.outline))
    return [_Landing(int(rooms.rows[best]), distance, float("nan"), sure=False)]


def _climb(shaft: _Shaft, lower: _Landing, upper: _Landing) -> Climb:
    width = min(lower.width, upper.width) if np.isfinite([lower.width, upper.width]).all() else float("nan")
    distance = max(lower.distance, upper.distance)
    return Climb(lower.space, upper.space, shaft.lift, "lift", _trust([lower, upper]), distance, width, 1)


def _trust(landings: list[_Landing]) -> float:
    return 0.9 if all(one.sure for one in landings) else 0.5


def _serving(serves: list[tuple[int, int, float]]) -> Columns:
    columns: dict[str, list[Any]] = {
        "source": [lift for lift, _, _ in serves],
        "target": [storey for _, storey, _ in serves],
        "relation": [Relation.SERVES] * len(serves),
        "provenance": [Provenance.GEOMETRIC] * len(serves),
        "method": ["lift"] * len(serves),
        "confidence": [trust for _, _, trust in serves],
    }
    return table_of("edges", columns)


def _no_landing(twin: Twin, shaft: _Shaft, storey: int) -> Finding:
    name = str(twin.nodes["name"][shaft.lift])
    return Finding(
        "lift-without-landing",
        Severity.INFO,
        f"Lift {name} passes storey {twin.nodes['name'][storey]}, but no door or corridor beside its shaft is known.",
        "Model the landing door, or declare which storeys the lift serves.",
        global_id=str(twin.nodes["global_id"][shaft.lift]),
        name=name,
    )
