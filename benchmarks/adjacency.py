"""How well adjacency inferred from shapes agrees with the boundary surfaces that authors declared.

Run it as ``python benchmarks/adjacency.py FILE… [--peer] [--list]``. The boundaries of each model are hidden, adjacency
is inferred, and compared with the truth that docs/verification.md defines: two declared surfaces on one element,
parallel, at most its thickness and 0.1 m apart, overlapping by at least 0.1 m². Surfaces on virtual elements, where
rooms go over into each other, are scored apart. ``--list`` names every disagreement with its numbers. ``--peer`` times
topologicpy's exact relations between the same spaces, in an environment of its own that is made on first use.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from twin.geometry.placed import outlines_of, triangles_of
from twin.importers.pipeline import Options, import_files
from twin.inference.adjacency import infer
from twin.inference.layer import applied
from twin.inference.run import layers
from twin.model.columns import Array
from twin.model.schema import table_of
from twin.model.twin import Twin

LOOSE_M, LEAST_M2, PARALLEL = 0.1, 0.1, np.cos(np.radians(5))
OPENINGS = ("IfcDoor", "IfcWindow", "IfcOpeningElement")
Pair = tuple[int, int]


@dataclasses.dataclass(frozen=True)
class Surface:
    """Outline of a declared boundary and the plane it lies in."""

    space: int
    points: Array
    normal: Array

    @property
    def centre(self) -> Array:
        """Mean of the corners [m]."""
        return np.asarray(self.points.mean(axis=0))


def main() -> None:
    """Print the table, and what disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--list", action="store_true", help="name every disagreement")
    parser.add_argument("--peer", action="store_true", help="time topologicpy on the same spaces")
    arguments = parser.parse_args()
    print(
        "| file | declared | found | agreed | precision | recall | areas within 10 % | open: declared, found, agreed | s |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    total: dict[str, int] = defaultdict(int)
    told: list[str] = []
    for path in arguments.files:
        twin = import_files([path], Options()).twin
        if twin["boundary_points"].length:
            told += report(path.name, twin, total)
        elif arguments.peer:
            print(f"| {path.name} | no boundaries | | | | | | | {timed(twin)[1]:.3f} |")
    print(line("all", total))
    print("\n".join(told) if arguments.list else "")
    for path in arguments.files if arguments.peer else ():
        print(peer(path, import_files([path], Options()).twin))


def report(name: str, twin: Twin, total: dict[str, int]) -> list[str]:
    """Print the row of one model, add it to the total, and return its disagreements in words."""
    (walls, virtual), (found, spent) = declared(twin), timed(twin)
    closed, direct = split(twin, found)
    score = scored(walls, closed, virtual, direct) | {"ms": round(spent * 1000)}
    for key, value in score.items():
        total[key] += value
    print(line(name, score), flush=True)
    return [f"{name}: {one}" for one in disagreements(twin, walls, closed, virtual, direct)]


def scored(
    walls: dict[Pair, float], closed: dict[Pair, float], virtual: dict[Pair, float], direct: dict[Pair, float]
) -> dict[str, int]:
    """Return counts of declared, found and agreed pairs."""
    agreed = walls.keys() & closed.keys()
    near = [pair for pair in agreed if abs(closed[pair] - walls[pair]) <= 0.1 * walls[pair]]
    counts = {"declared": len(walls), "found": len(closed), "agreed": len(agreed), "near": len(near)}
    both = len(virtual.keys() & direct.keys())
    return counts | {"open declared": len(virtual), "open found": len(direct), "open agreed": both}


def line(name: str, score: dict[str, int]) -> str:
    """Return a row of the table."""
    agreed = score["agreed"]
    shares = (agreed / max(1, score["found"]), agreed / max(1, score["declared"]), score["near"] / max(1, agreed))
    told = " | ".join(f"{share:.3f}" for share in shares)
    virtual = ", ".join(str(score[f"open {one}"]) for one in ("declared", "found", "agreed"))
    return f"| {name} | {score['declared']} | {score['found']} | {agreed} | {told} | {virtual} | {score['ms'] / 1000:.3f} |"


def timed(twin: Twin) -> tuple[Any, float]:
    """Return the adjacency inferred without boundaries, and the seconds it took."""
    tables = {name: table for name, table in twin.tables.items() if name not in {"boundaries", "boundary_points"}}
    kept = twin.edges["relation"] != "bounds"
    tables["edges"] = table_of("edges", {name: twin.edges[name][kept] for name in twin.edges})
    hidden = Twin(tables, twin.meta)
    for name, layer in layers().items():
        if name == "doors":
            hidden = applied(hidden, layer.infer(hidden))
    start = time.perf_counter()
    return infer(hidden).edges, time.perf_counter() - start


def split(twin: Twin, edges: Any) -> tuple[dict[Pair, float], dict[Pair, float]]:
    """Return the areas of pairs with an element between, and of those with open contact only."""
    closed: dict[Pair, float] = defaultdict(float)
    direct: dict[Pair, float] = defaultdict(float)
    for source, target, method, area in zip(*(edges[n] for n in ("source", "target", "method", "value")), strict=True):
        (direct if method == "direct" else closed)[min(source, target), max(source, target)] += area
    return dict(closed), {pair: area for pair, area in direct.items() if pair not in closed}


def declared(twin: Twin) -> tuple[dict[Pair, float], dict[Pair, float]]:
    """Return the contact area of each pair that boundaries prove [m²]: across elements, and open ones."""
    closed: dict[Pair, dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
    virtual: dict[Pair, dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
    thickness = thicknesses(twin)
    for element, surfaces in surfaces_by_element(twin).items():
        ifc_class = "IfcVirtualElement" if element < 0 else twin.nodes["ifc_class"][element]
        for one, other in facing_pairs(surfaces, thickness.get(element, 0.0) + LOOSE_M):
            plane, overlap = overlapping(one, other)
            if overlap.area >= LEAST_M2:
                pair = (min(one.space, other.space), max(one.space, other.space))
                side = virtual if ifc_class == "IfcVirtualElement" else closed
                side[pair][(ifc_class in OPENINGS, *plane)].append(overlap)
    known = {pair: area_of(parts) for pair, parts in closed.items()}
    return known, {pair: area_of(parts) for pair, parts in virtual.items() if pair not in known}


def area_of(parts: dict[Any, list[Any]]) -> float:
    """Return the area of overlaps by plane; doors lie in the surface of their wall and count only without it."""
    solid = {key: some for key, some in parts.items() if not key[0]} or parts
    return float(sum(shapely.union_all(some).area for some in solid.values()))


def surfaces_by_element(twin: Twin) -> dict[int, list[Surface]]:
    """Return the declared surfaces on each element; -1 for virtual boundaries without one."""
    table, points = twin["boundaries"], twin["boundary_points"]
    rows = np.split(points["xyz"], np.flatnonzero(np.diff(points["boundary"])) + 1)
    found: dict[int, list[Surface]] = defaultdict(list)
    for boundary, corners in zip(np.unique(points["boundary"]), rows, strict=True):
        middle = corners - corners.mean(axis=0)
        normal = np.cross(middle, np.roll(middle, -1, axis=0)).sum(axis=0)
        size = np.linalg.norm(normal)
        element = int(table["element"][boundary])
        if size > 2e-3 and (element >= 0 or table["physical"][boundary] == "VIRTUAL"):
            found[element].append(Surface(int(table["space"][boundary]), corners, normal / size))
    return found


def facing_pairs(surfaces: list[Surface], apart: float) -> list[tuple[Surface, Surface]]:
    """Return surfaces of different spaces that are parallel and no farther apart."""
    pairs = [(a, b) for n, a in enumerate(surfaces) for b in surfaces[n + 1 :] if a.space != b.space]
    parallel = [(a, b) for a, b in pairs if abs(a.normal @ b.normal) >= PARALLEL]
    return [(a, b) for a, b in parallel if abs((b.centre - a.centre) @ a.normal) <= apart]


def overlapping(one: Surface, other: Surface) -> tuple[tuple[float, ...], Any]:
    """Return the plane of two surfaces, roughly, and their overlap seen along the normal."""
    normal = one.normal if tuple(np.round(one.normal, 3)) > tuple(np.round(-one.normal, 3)) else -one.normal
    axis = np.eye(3)[np.argmin(np.abs(np.round(normal, 3)))]
    along = np.cross(normal, axis) / np.linalg.norm(np.cross(normal, axis))
    axes = np.stack((along, np.cross(normal, along)))
    anchor = np.floor(np.minimum(one.points.min(axis=0), other.points.min(axis=0)) / 1000) * 1000
    flat = [shapely.make_valid(shapely.polygons((some.points - anchor) @ axes.T)) for some in (one, other)]
    middle = (one.centre + other.centre) / 2 - anchor
    return (*np.round(normal, 2).tolist(), round(float(middle @ normal))), shapely.intersection(*flat)


def thicknesses(twin: Twin) -> dict[int, float]:
    """Return the thickness of each element [m]: its layers if declared, else as measured on its mesh."""
    known: dict[int, float] = defaultdict(float)
    table, of_type = twin["materials"], defaultdict(float)
    for node, type_, value in zip(table["node"], table["type"], table["thickness"], strict=True):
        if np.isfinite(value):
            (known if node >= 0 else of_type)[node if node >= 0 else type_] += value
    for row in np.flatnonzero(twin.nodes["type"] >= 0):
        if row not in known and twin.nodes["type"][row] in of_type:
            known[int(row)] = of_type[twin.nodes["type"][row]]
    rows = np.unique(twin["boundaries"]["element"])
    rows = rows[(rows >= 0) & (twin.nodes["mesh"][rows] >= 0)]
    measured = dict(zip(rows.tolist(), measured_thickness(twin, rows), strict=True))
    return {**measured, **known}


def measured_thickness(twin: Twin, rows: Array) -> list[float]:
    """Return the lesser of the width in plan and the height of elements [m]."""
    height = np.diff(twin.nodes["box"][rows, :, 2], axis=1)[:, 0]
    frames = shapely.get_coordinates(shapely.oriented_envelope(outlines_of(twin, rows))).reshape(-1, 5, 2)
    sides = np.linalg.norm(np.diff(frames[:, :3], axis=1), axis=2)
    return np.minimum(sides.min(axis=1), height).tolist()


def disagreements(
    twin: Twin,
    walls: dict[Pair, float],
    closed: dict[Pair, float],
    virtual: dict[Pair, float],
    direct: dict[Pair, float],
) -> list[str]:
    """Return what was missed, invented or measured differently, in words."""
    missed = [f"missed {names(twin, pair)}: {walls[pair]:.2f} m² declared" for pair in walls.keys() - closed.keys()]
    more = [f"not declared {names(twin, pair)}: {closed[pair]:.2f} m²" for pair in closed.keys() - walls.keys()]
    both = [(pair, walls[pair], closed[pair]) for pair in walls.keys() & closed.keys()]
    areas = [
        f"area of {names(twin, pair)}: {was:.2f} m² declared, {now:.2f} m² found"
        for pair, was, now in both
        if abs(now - was) > 0.1 * was
    ]
    opened = [f"open, missed {names(twin, pair)}: {virtual[pair]:.2f} m²" for pair in virtual.keys() - direct.keys()]
    extra = [
        f"open, not declared {names(twin, pair)}: {direct[pair]:.2f} m²" for pair in direct.keys() - virtual.keys()
    ]
    return sorted(missed) + sorted(more) + sorted(areas) + sorted(opened) + sorted(extra)


def names(twin: Twin, pair: Pair) -> str:
    """Return the names of two spaces with their storeys."""
    nodes = twin.nodes
    storeys = [nodes["name"][nodes["storey"][row]] if nodes["storey"][row] >= 0 else "?" for row in pair]
    told = [f"{nodes['name'][row]} {nodes['long_name'][row]}".strip() for row in pair]
    return " – ".join(f"{name} [{storey}]" for name, storey in zip(told, storeys, strict=True))


if __name__ == "__main__":
    main()
