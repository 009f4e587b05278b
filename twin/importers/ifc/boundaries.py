"""Space boundaries: the edge from an element to the space it bounds, with the surface where they touch."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.model import Entity, Model, arguments
from twin.importers.ifc.placement import Matrix, axes
from twin.importers.ifc.relations import Edge
from twin.model.columns import Columns
from twin.model.relations import Relation
from twin.model.schema import table_of

__all__ = ["read_boundaries"]

Points = NDArray[np.float64]

_CLOSED_M = 1e-6
_NO_POINTS = np.empty((0, 3))


def read_boundaries(model: Model, things: list[tuple[Entity, Matrix | None]]) -> tuple[list[Edge], dict[str, Columns]]:
    """Return the ``bounds`` edges of a file, and the tables of boundaries and of the corners of their surfaces.

    A virtual boundary, where one space simply goes over into the next, has no element and so no edge.

    Parameters
    ----------
    model : the file
    things : instance and placement of each node
    """
    edges: list[Edge] = []
    rows: list[tuple[Any, ...]] = []
    corners: list[Points] = []
    places = [None if matrix is None else matrix[:3] for _, matrix in things]
    for boundary in model.all("IfcRelSpaceBoundary"):
        _, _, name, description, space, element, geometry, physical, side = arguments(boundary, 9)
        ends = [model.node_row.get(end.id(), -1) if end is not None else -1 for end in (element, space)]
        if ends[1] < 0:
            continue
        level = _level(boundary.is_a(), f"{name} {description}".lower())
        rows.append((ends[1], ends[0], level, physical or "NOTDEFINED", side or "NOTDEFINED"))
        surface = partial(_surface, geometry, places[ends[1]], model.units.length)
        corners.append(model.attempt(boundary, surface, _NO_POINTS))
        if ends[0] >= 0:
            edges.append(Edge(ends[0], ends[1], Relation.BOUNDS, "IfcRelSpaceBoundary"))
    columns = zip(*rows, strict=True) if rows else ((),) * 5
    names = ("space", "element", "level", "physical", "side")
    table = table_of("boundaries", dict(zip(names, columns, strict=True)))
    owners = np.repeat(np.arange(len(corners)), [len(points) for points in corners]) if corners else ()
    points = np.concatenate(corners) if corners else ()
    return list(dict.fromkeys(edges)), {
        "boundaries": table,
        "boundary_points": table_of("boundary_points", {"boundary": owners, "xyz": points}),
    }


def _level(ifc_class: str, said: str) -> int:
    if ifc_class != "IfcRelSpaceBoundary":
        return 2 if ifc_class.endswith("2ndLevel") else 1
    return 2 if "2nd" in said or "2a" in said or "2b" in said else 1 if "1st" in said else 0


def _surface(geometry: Entity | None, placement: Points | None, length: float) -> Points:
    """Return the outline of a boundary in file coordinates, (n, 3) [m]; empty if it is no plane outline.

    Parameters
    ----------
    geometry : IfcConnectionSurfaceGeometry
    placement : rows of the matrix from space to file coordinates, (3, 4) [m]
    length : metres per unit of length
    """
    if geometry is None or not geometry.is_a("IfcConnectionSurfaceGeometry"):
        return _NO_POINTS
    outline = _OUTLINES.get(geometry[0].is_a())
    local = outline(geometry[0], length) if outline else _NO_POINTS
    return local if placement is None or not len(local) else local @ placement[:, :3].T + placement[:, 3]


def _bounded_plane(surface: Entity, length: float) -> Points:
    plane, outer = arguments(surface, 2)
    return _placed(_curve(outer, length), plane.get_argument(0), length)


def _extrusion(surface: Entity, length: float) -> Points:
    profile, position, direction, depth = arguments(surface, 4)
    line = _curve(profile[2], length)
    if len(line) != 2:
        return _NO_POINTS
    sweep = np.multiply(direction[0], depth * length)
    return _placed(np.concatenate((line, line[::-1] + sweep)), position, length)


def _single_face(surface: Entity, length: float) -> Points:
    faces = [face for shell in surface.FbsmFaces for face in shell.CfsFaces]
    loop = faces[0].Bounds[0].Bound if len(faces) == 1 else None
    points = [point.Coordinates for point in getattr(loop, "Polygon", ())]
    return np.multiply(points, length) if points else _NO_POINTS


_OUTLINES = {
    "IfcCurveBoundedPlane": _bounded_plane,
    "IfcSurfaceOfLinearExtrusion": _extrusion,
    "IfcFaceBasedSurfaceModel": _single_face,
}


def _curve(curve: Entity | None, length: float) -> Points:
    """Return the corners of a curve of straight lines, (n, 3) [m]; empty for other curves."""
    if curve is None:
        return _NO_POINTS
    kind, points = curve.is_a(), list[tuple[float, ...]]()
    if kind == "IfcPolyline":
        points = [point.get_argument(0) for point in curve.get_argument(0)]
    elif kind == "IfcIndexedPolyCurve" and not curve.Segments:
        points = list(curve.Points.CoordList)
    elif kind == "IfcCompositeCurve":
        return _end_to_end(
            [_curve(part.ParentCurve, length)[:: 1 if part.SameSense else -1] for part in curve.Segments]
        )
    if len(points) > 2 and math.dist(points[0], points[-1]) * length < _CLOSED_M:
        points.pop()
    return np.array([(*point, 0.0)[:3] for point in points]).reshape(-1, 3) * length


def _end_to_end(parts: list[Points]) -> Points:
    """Return the corners of curves that follow each other, each once; empty if one of them is not straight."""
    if not all(map(len, parts)):
        return _NO_POINTS
    corners = np.concatenate(parts)
    step = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    return np.asarray(corners[step >= _CLOSED_M])


def _placed(points: Points, position: Entity | None, length: float) -> Points:
    if position is None:
        return points
    matrix = axes(position, length)
    return np.asarray(points @ matrix[:3, :3].T + matrix[:3, 3])
