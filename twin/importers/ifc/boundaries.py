"""Space boundaries: the edge from an element to the space it bounds, with the surface where they touch."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.model import Entity, Model
from twin.importers.ifc.placement import Matrix, axes
from twin.importers.ifc.relations import Edge
from twin.model.columns import Columns
from twin.model.relations import Relation
from twin.model.schema import table_of

__all__ = ["read_boundaries"]

Points = NDArray[np.float64]

_CLOSED_M = 1e-6


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
    for boundary in model.all("IfcRelSpaceBoundary"):
        space, element = boundary.RelatingSpace, boundary.RelatedBuildingElement
        ends = [model.node_row.get(end.id(), -1) if end is not None else -1 for end in (element, space)]
        if ends[1] < 0:
            continue
        placement = things[ends[1]][1]
        rows.append((ends[1], ends[0], _level(boundary), _word(boundary, 7), _word(boundary, 8)))
        surface = partial(_surface, boundary, np.eye(4) if placement is None else placement, model.units.length)
        corners.append(model.attempt(boundary, surface, np.empty((0, 3))))
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


def _word(boundary: Entity, place: int) -> str:
    return str(boundary[place] or "NOTDEFINED")


def _level(boundary: Entity) -> int:
    if boundary.is_a("IfcRelSpaceBoundary2ndLevel"):
        return 2
    if boundary.is_a("IfcRelSpaceBoundary1stLevel"):
        return 1
    said = f"{boundary.Name or ''} {boundary.Description or ''}".lower()
    return 2 if "2nd" in said or "2a" in said or "2b" in said else 1 if "1st" in said else 0


def _surface(boundary: Entity, placement: Matrix, length: float) -> Points:
    """Return the outline of a boundary in file coordinates, (n, 3) [m]; empty if it is no plane outline."""
    geometry = boundary.ConnectionGeometry
    surface = getattr(geometry, "SurfaceOnRelatingElement", None)
    local = _outline(surface, length) if surface is not None else np.empty((0, 3))
    return np.asarray(local @ placement[:3, :3].T + placement[:3, 3])


def _outline(surface: Entity, length: float) -> Points:
    if surface.is_a("IfcCurveBoundedPlane"):
        return _placed(_curve(surface.OuterBoundary, length), surface.BasisSurface.Position, length)
    if surface.is_a("IfcSurfaceOfLinearExtrusion"):
        line = _placed(_curve(getattr(surface.SweptCurve, "Curve", None), length), surface.Position, length)
        sweep = np.multiply(surface.ExtrudedDirection.DirectionRatios, surface.Depth * length)
        if surface.Position is not None:
            sweep = axes(surface.Position, length)[:3, :3] @ sweep
        return np.concatenate((line, line[::-1] + sweep)) if len(line) == 2 else np.empty((0, 3))
    if surface.is_a("IfcFaceBasedSurfaceModel"):
        return _first_face(surface, length)
    return np.empty((0, 3))


def _first_face(surface: Entity, length: float) -> Points:
    faces = [face for shell in surface.FbsmFaces for face in shell.CfsFaces]
    loop = faces[0].Bounds[0].Bound if len(faces) == 1 else None
    points = [point.Coordinates for point in getattr(loop, "Polygon", ())]
    return np.multiply(points, length) if points else np.empty((0, 3))


def _curve(curve: Entity | None, length: float) -> Points:
    points: list[tuple[float, ...]] = []
    if curve is not None and curve.is_a("IfcPolyline"):
        points = [point.Coordinates for point in curve.Points]
    elif curve is not None and curve.is_a("IfcIndexedPolyCurve") and not curve.Segments:
        points = list(curve.Points.CoordList)
    elif curve is not None and curve.is_a("IfcCompositeCurve"):
        parts = [_curve(segment.ParentCurve, length)[:: 1 if segment.SameSense else -1] for segment in curve.Segments]
        return np.concatenate([part[:-1] for part in parts]) if all(map(len, parts)) else np.empty((0, 3))
    result = np.zeros((len(points), 3))
    for row, point in enumerate(points):
        result[row, : len(point)] = point
    return result * length


def _placed(points: Points, position: Entity | None, length: float) -> Points:
    matrix = np.eye(4) if position is None else axes(position, length)
    if len(points) > 2 and np.abs(points[0] - points[-1]).max() < _CLOSED_M:
        points = points[:-1]
    return np.asarray(points @ matrix[:3, :3].T + matrix[:3, 3])
