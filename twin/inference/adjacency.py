"""Which spaces share a wall or a slab, over which area, and what separates them.

Two spaces are adjacent where their surfaces face each other and nothing lies between but walls or slabs, up to a
remainder of 0.1 m for linings, finishes and drawing tolerance. The area is that of the faces where they overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from twin.geometry.between import SLIT_M, Fillings, Solids, between
from twin.geometry.contact import UPRIGHT, Facing, facing
from twin.geometry.placed import outlines_of, triangles_of
from twin.inference.layer import Inferred
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("doors",)

_SEPARATING: Final = (
    "IfcWall",
    "IfcWallStandardCase",
    "IfcWallElementedCase",
    "IfcCurtainWall",
    "IfcSlab",
    "IfcSlabStandardCase",
    "IfcSlabElementedCase",
    "IfcRoof",
    "IfcCovering",
    "IfcPlate",
    "IfcPlateStandardCase",
    "IfcBuildingElementPart",
    "IfcColumn",
    "IfcFooting",
    "IfcChimney",
    "IfcBuildingElementProxy",
)
"""Classes that stand between rooms; what fills their openings lies within their outlines. Beams, stringers and rails
hang in the open."""
_LOOSE_M: Final = 0.1
"""Linings, floor finishes and drawing tolerance beside the element itself [m]."""
_LEAST_M2: Final = 0.1
"""Less than a hand's breadth by the height of a room is a corner, not a shared wall [m²]."""
_THICKEST_M: Final = 1.0
"""Bearing walls of old masonry reach 0.8 m, transfer slabs 1 m [m]."""
_PLENUM_M: Final = 0.6
"""Voids above suspended ceilings and under raised floors; ducts cross in less. A slab still parts the rooms [m]."""
_WALL_M: Final = 0.6
"""Where walls are not modelled, rooms that doors join are this far apart at most; thicker is a passage [m]."""
_STACKED: Final = 1.5
"""Shares that add up to more than this are leaves behind each other, not walls beside each other [-]."""


def infer(twin: Twin) -> Inferred:
    """Return the pairs of spaces that share a wall or a slab.

    Parameters
    ----------
    twin : the twin, with the links through doors if they are known
    """
    rooms = twin.rows(Kind.SPACE)
    rooms = rooms[twin.nodes["mesh"][rooms] >= 0]
    if len(rooms) < 2:
        return Inferred()
    pieces = facing(triangles_of(twin, rooms), reach=_THICKEST_M + _LOOSE_M)
    solids, elements = _separating(twin)
    fillings = _of_elements(pieces, between(pieces, _solids(twin, solids)), elements)
    loose = np.round(pieces.gap - _filled(len(pieces), fillings), 6)  # 0.1 m is 0.1 m wherever the building stands
    shared = _shared(pieces, fillings, loose, _tolerance(twin, rooms, pieces, loose))
    return Inferred(edges=_edges(twin, rooms, shared))


def _tolerance(twin: Twin, rooms: Array, pieces: Facing, loose: Array) -> float:
    """Return how much of the gap between rooms may be empty [m], calibrated on the pairs that doors prove.

    Where most of these have walls between them, what is empty is empty. Where most have none, the author left walls
    out, and rooms as far apart as nine in ten of the pairs with doors are neighbours.
    """
    edges = twin.edges
    doors = (edges["relation"] == Relation.OPENS_ONTO) & (edges["via"] >= 0)
    ends = np.sort(np.column_stack((edges["source"][doors], edges["target"][doors])), axis=1)
    upright = np.abs(pieces.normal[:, 2]) < UPRIGHT
    sides = np.sort(np.column_stack((rooms[pieces.first], rooms[pieces.second])), axis=1)[upright]
    pairs, number = np.unique(sides, axis=0, return_inverse=True)
    if not len(pairs):
        return _LOOSE_M
    least = np.full(len(pairs), np.inf)
    np.minimum.at(least, number, loose[upright])
    key = np.array([1, twin.nodes.length])
    proven = least[np.isin(pairs @ key, ends @ key)]
    if not len(proven) or np.median(proven) <= _LOOSE_M:
        return _LOOSE_M
    return float(np.clip(np.quantile(proven, 0.9), _LOOSE_M, _WALL_M))


def _separating(twin: Twin) -> tuple[Array, Array]:
    """Return the solids that separate, and for each the element that it counts for: openings count for their wall."""
    nodes, edges = twin.nodes, twin.edges
    known = np.isin(nodes["ifc_class"].astype(str), _SEPARATING)
    stands_for = np.where(known, np.arange(nodes.length), -1)
    voids = np.flatnonzero(edges["relation"] == Relation.VOIDS)
    voids = voids[_is_wall(nodes["ifc_class"][edges["target"][voids]])]  # a hole in a slab is open, a door is not
    stands_for[edges["source"][voids]] = edges["target"][voids]
    rows = np.flatnonzero((stands_for >= 0) & (nodes["mesh"] >= 0))
    return rows, stands_for[rows]


def _is_wall(classes: Array) -> Array:
    return np.char.startswith(classes.astype(str), "IfcWall")


def _solids(twin: Twin, rows: Array) -> Solids:
    """Return the outlines and heights of elements, with the thickness of those that lie sloped."""
    box, mesh = twin.nodes["box"][rows], twin.nodes["mesh"][rows]
    origin = np.floor(box[:, 0, :2].min(axis=0)) if len(rows) else np.zeros(2)
    outlines = shapely.transform(outlines_of(twin, rows), lambda points: points - origin)
    height = box[:, 1, 2] - box[:, 0, 2]
    thick = np.nan_to_num(twin["meshes"]["volume"][mesh], nan=np.inf) / np.maximum(shapely.area(outlines), 1e-6)
    return Solids(outlines, box[:, 0, 2], box[:, 1, 2], np.minimum(height, thick), origin)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Contacts by pair of spaces and separating element, -1 if there is none."""

    first: Array
    second: Array
    element: Array
    area: Array
    loose: Array
    upright: Array
    alone: Array


def _shared(pieces: Facing, fillings: Fillings, loose: Array, tolerance: float) -> _Shared:
    """Return the contacts of spaces whose gap is filled, summed over the pieces of each."""
    piece, element, part, depth = _parts(len(pieces), fillings)
    level = np.abs(pieces.normal[:, 2]) >= UPRIGHT
    close = (loose <= np.where(level, _LOOSE_M, tolerance))[piece]
    close |= (level & (loose <= _PLENUM_M))[piece] & (element >= 0)
    close &= part > 0
    piece, element, depth = piece[close], element[close], depth[close]
    area = pieces.area[piece] * part[close]
    keys = np.column_stack((pieces.first[piece], pieces.second[piece], element))
    groups, number = np.unique(keys, axis=0, return_inverse=True)
    total = np.bincount(number, area, len(groups))
    loose = _mean(np.maximum(loose[piece], 0), area, number)
    upright = _mean(np.abs(pieces.normal[piece, 2]) < UPRIGHT, area, number)
    alone = _mean(np.round(pieces.gap[piece] - depth, 6) <= _LOOSE_M, area, number)
    kept = total >= _LEAST_M2
    first, second, element = groups[kept].T
    return _Shared(first, second, element, total[kept], loose[kept], upright[kept] > 0.5, alone[kept] > 0.5)


def _mean(values: Array, weight: Array, group: Array) -> Array:
    return np.asarray(np.bincount(group, values * weight) / np.bincount(group, weight))


def _of_elements(pieces: Facing, fillings: Fillings, elements: Array) -> Fillings:
    """Return what fills each gap by element: a wall and the openings in it together."""
    keys = np.column_stack((fillings.piece, elements[fillings.solid]))
    groups, number = np.unique(keys, axis=0, return_inverse=True)
    piece, element = groups.T
    volume = np.bincount(number, fillings.share * fillings.depth, len(groups))
    share = np.minimum(np.bincount(number, fillings.share, len(groups)), 1)
    return Fillings(piece, element, share, np.minimum(volume / share, np.maximum(pieces.gap[piece], SLIT_M)))


def _parts(count: int, fillings: Fillings) -> tuple[Array, Array, Array, Array]:
    """Return which part of each piece belongs to which element and how deep it is, and which part of it to none.

    Elements beside each other take their share; of leaves behind each other the deepest takes all.
    """
    total = np.bincount(fillings.piece, fillings.share, count)
    stacked = total[fillings.piece] > _STACKED
    # to the millimetre: of two equal leaves the first is taken, not the one that rounding favours
    order = np.lexsort((fillings.solid, -np.round(fillings.depth * fillings.share, 3), fillings.piece))
    deepest = np.zeros(len(order), dtype=bool)
    deepest[order] = np.diff(fillings.piece[order], prepend=-1) != 0
    part = np.where(stacked, deepest, fillings.share / np.maximum(1, total)[fillings.piece])
    rest = 1 - np.bincount(fillings.piece, part, count)
    piece = np.concatenate((fillings.piece, np.arange(count)))
    element = np.concatenate((fillings.solid, np.full(count, -1)))
    depth = np.concatenate((fillings.depth, np.zeros(count)))
    return piece, element, np.concatenate((part, np.maximum(rest, 0))), depth


def _filled(count: int, fillings: Fillings) -> Array:
    """Return how much of the gap before each piece is filled [m], on average where anything stands."""
    total = np.bincount(fillings.piece, fillings.share, count)
    volume = np.bincount(fillings.piece, fillings.share * fillings.depth, count)
    return np.asarray(volume / np.clip(total, 1e-6, 1))


def _edges(twin: Twin, rooms: Array, shared: _Shared) -> Columns:
    ends = np.column_stack((rooms[shared.first], rooms[shared.second]))
    ids = twin.nodes["id"].astype(str)[ends]
    ends = np.where((ids[:, 0] <= ids[:, 1])[:, None], ends, ends[:, ::-1])
    method = _methods(shared)
    columns: dict[str, Any] = {
        "source": ends[:, 0],
        "target": ends[:, 1],
        "relation": [Relation.ADJACENT] * len(ends),
        "via": shared.element,
        "provenance": [Provenance.GEOMETRIC] * len(ends),
        "method": method,
        "confidence": np.select(
            [method == "direct", shared.alone], [0.8 - shared.loose, 0.98 - shared.loose], 0.85 - shared.loose / 2
        ),
        "value": shared.area,
    }
    return table_of("edges", columns)


def _methods(shared: _Shared) -> Array:
    """Return what lies between: nothing, one wall or slab, or more, of which the deepest is named: leaves or a void."""
    kind = np.where(shared.upright, "wall", "slab").astype(object)
    number = np.where(shared.alone, "shared-", "double-").astype(object)
    return np.where(shared.element < 0, "direct", number + kind)
