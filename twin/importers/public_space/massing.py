"""Surrounding buildings as bodies: those that the file gives, else footprints drawn up to a height that is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import isnan
from typing import NamedTuple

import numpy as np
import shapely

from twin.geometry.mesh import Mesh
from twin.importers.public_space.attributes import Value
from twin.importers.public_space.faces import triangulated
from twin.importers.public_space.paint import paint_of, storey_height_m
from twin.importers.public_space.things import Things
from twin.model.columns import Array
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind

__all__ = ["with_bodies"]


class _Span(NamedTuple):
    """From where to where a building reaches above the ground [m], and whether that was assumed from its storeys."""

    bottom: float
    top: float
    assumed: bool


def with_bodies(things: Things, ground: float, *, file: str, but: Collection[int]) -> tuple[Things, list[Finding]]:
    """Return the things with a body for each building whose height is known, and findings that count the others.

    Parameters
    ----------
    things : the features of one file
    ground : level of the ground [m], NaN if unknown: bodies then stand on zero
    file : its name
    but : buildings that need none, because a model shows them
    """
    things = replace(things, bodies={row: one for row, one in things.bodies.items() if row not in but})
    rows = [row for row, one in enumerate(things.meanings) if one.kind == Kind.BUILDING]
    rows = [row for row in rows if row not in but and row not in things.bodies]
    spans = {row: span for row in rows if (span := _span(things.known[row])) is not None}
    base = 0.0 if isnan(ground) else ground
    bodies = {row: _prism(things.geometry[row], base + span.bottom, base + span.top) for row, span in spans.items()}
    found = _told(len(rows), list(spans.values()), file)
    if bodies and isnan(ground):
        found.append(_ground_unknown(len(bodies), file))
    return replace(things, bodies={**things.bodies, **bodies}), found


def _span(known: Mapping[str, Value]) -> _Span | None:
    storey = storey_height_m()
    height, levels = _number(known, "height"), _number(known, "building:levels")
    bottom = _number(known, "min_height")
    assumed = isnan(height) or (isnan(bottom) and "building:min_level" in known)
    bottom = _number(known, "building:min_level") * storey if isnan(bottom) else bottom
    bottom = 0.0 if isnan(bottom) else bottom
    top = levels * storey if isnan(height) else height
    return _Span(bottom, top, assumed) if top > bottom else None


def _number(known: Mapping[str, Value], name: str) -> float:
    return known[name].number if name in known else float("nan")


def _prism(footprint: shapely.Geometry, bottom: float, top: float) -> Mesh:
    """Return the body over a footprint between two levels [m]."""
    polygons = shapely.orient_polygons(shapely.get_parts(shapely.force_2d(footprint)))
    rings = shapely.get_rings(polygons)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.append(ring[1:] != ring[:-1], True)  # a ring's last corner is its first
    start = np.flatnonzero(~last)
    corners, place = np.unique(points, axis=0, return_inverse=True)
    place = place.reshape(-1)
    count = len(corners)
    low, next_low = place[start], place[start + 1]
    walls = np.concatenate(
        (np.column_stack((low, next_low, next_low + count)), np.column_stack((low, next_low + count, low + count)))
    )
    lid = _lid(polygons, corners)
    faces = np.concatenate((walls, lid + count, lid[:, ::-1]))
    vertices = np.concatenate([np.column_stack((corners, np.full(count, level))) for level in (bottom, top)])
    colours, of_surface = paint_of(["", "RoofSurface"])
    paint = np.concatenate(
        (np.zeros(len(walls), dtype=int), np.ones(len(lid), dtype=int), np.zeros(len(lid), dtype=int))
    )
    return Mesh(vertices, faces.astype("int32"), colours, of_surface[paint])


def _lid(polygons: Sequence[shapely.Polygon], corners: Array) -> Array:
    """Return the triangles of some polygons as rows of their corners, counter-clockwise seen from above, (n, 3)."""
    flat = np.concatenate([triangulated(polygon) for polygon in polygons])
    row_of = {tuple(point): row for row, point in enumerate(corners.tolist())}
    lid = np.array([[row_of[tuple(point)] for point in triangle] for triangle in flat.tolist()], dtype=int).reshape(
        -1, 3
    )
    first, second = corners[lid[:, 1]] - corners[lid[:, 0]], corners[lid[:, 2]] - corners[lid[:, 0]]
    down = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0] < 0
    lid[down] = lid[down][:, ::-1]
    return lid


def _told(count: int, spans: Sequence[_Span], file: str) -> list[Finding]:
    found = []
    assumed = sum(span.assumed for span in spans)
    if assumed:
        found.append(
            Finding(
                "height-assumed",
                Severity.INFO,
                f"{assumed} surrounding buildings were drawn {storey_height_m():g} m high for each of their storeys",
                "Give their height.",
                file,
            )
        )
    if len(spans) < count:
        found.append(
            Finding(
                "height-unknown",
                Severity.INFO,
                f"{count - len(spans)} surrounding buildings have no height and are shown by their footprint",
                "Give height or building:levels.",
                file,
            )
        )
    return found


def _ground_unknown(count: int, file: str) -> Finding:
    return Finding(
        "ground-unknown",
        Severity.INFO,
        f"{count} surrounding buildings stand on level 0, because no model says where the ground is",
        "Import them with the models of the estate.",
        file,
    )
