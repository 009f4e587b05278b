"""What the boundary surfaces that authors declared prove about adjacency, as docs/verification.md defines it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from itertools import combinations
from typing import Any

import numpy as np
import shapely

from twin.geometry.placed import outlines_of
from twin.model.columns import Array
from twin.model.twin import Twin

LOOSE_M, LEAST_M2, PARALLEL = 0.1, 0.1, np.cos(np.radians(5))
OFF_M = 0.5
"""A surface farther than this outside the box of its own space was put in the wrong place by its author."""
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
                side[pair][plane].append(overlap)
    known = {pair: area_of(parts) for pair, parts in closed.items()}
    return known, {pair: area_of(parts) for pair, parts in virtual.items() if pair not in known}


def area_of(parts: dict[Any, list[Any]]) -> float:
    """Return the area of overlaps by plane; some authors cut doors out of the surface of their wall, some do not."""
    return float(sum(shapely.union_all(some).area for some in parts.values()))


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
    pairs = [(a, b) for a, b in combinations(surfaces, 2) if a.space != b.space]
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
    voided = twin.edges["target"][twin.edges["relation"] == "voids"]
    rows = np.unique(np.concatenate((twin["boundaries"]["element"], voided)))
    rows = rows[(rows >= 0) & (twin.nodes["mesh"][rows] >= 0)]
    measured = dict(zip(rows.tolist(), measured_thickness(twin, rows), strict=True))
    return in_walls(twin, {**measured, **known})


def in_walls(twin: Twin, thickness: dict[int, float]) -> dict[int, float]:
    """Return thicknesses in which doors, windows and openings are as thick as the wall that they are in.

    Their declared surfaces lie in the faces of the wall, while a leaf is a few centimetres thick.
    """
    edges, result = twin.edges, dict(thickness)
    for relation in ("voids", "fills"):  # openings first, since doors take theirs from them
        rows = edges["relation"] == relation
        for part, whole in zip(edges["source"][rows].tolist(), edges["target"][rows].tolist(), strict=True):
            result[part] = max(result.get(part, 0.0), result.get(whole, 0.0))
    return result


def measured_thickness(twin: Twin, rows: Array) -> list[float]:
    """Return the lesser of the width in plan and the height of elements [m]."""
    height = np.diff(twin.nodes["box"][rows, :, 2], axis=1)[:, 0]
    frames = shapely.get_coordinates(shapely.oriented_envelope(outlines_of(twin, rows))).reshape(-1, 5, 2)
    sides = np.linalg.norm(np.diff(frames[:, :3], axis=1), axis=2)
    return np.minimum(sides.min(axis=1), height).tolist()


def misplaced(twin: Twin) -> set[int]:
    """Return the spaces with declared surfaces that lie off their own body."""
    table, points, box = twin["boundaries"], twin["boundary_points"], twin.nodes["box"]
    space = table["space"][points["boundary"]]
    off = (points["xyz"] < box[space, 0] - OFF_M) | (points["xyz"] > box[space, 1] + OFF_M)
    return set(space[off.any(axis=1)].tolist())
