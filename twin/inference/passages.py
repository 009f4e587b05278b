"""Where a wall can be walked through: doors, gates, and openings without a door, with the frame each stands in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.geometry.placed import outlines_of, triangles_of
from twin.geometry.plan import Rectangles, extents, length_within, rectangles
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Passages", "passages", "target_of", "with_shapeless"]

LEAST_HEIGHT_M: Final = 1.5
"""Lower than that is a hatch [m]: nobody walks through upright."""
LEAST_WIDTH_M: Final = 0.5
"""Narrower openings without a door are slots for pipes or light [m]; the narrowest doors to cupboards are 0.5 m."""
_WALL_REACH_M: Final = 3.0
"""How far the wall is followed around an opening [m]; longer than any wall is thick."""
_RECESS_M: Final = 0.02
"""An opening that is thinner than its wall by more than this is a niche [m]."""
_TOUCHED: Final = 0.05
"""Share of an opening's area below which its wall does not cover it, but ends at its edge [-]."""
_LAYERS_M: Final = 0.45
"""Middles of holes in two layers of one wall are nearer than this [m]; those of two doorways side by side are not."""
_DOORS: Final = ("IfcDoor", "IfcDoorStandardCase")
_OPENINGS: Final = ("IfcOpeningElement", "IfcOpeningStandardCase")
_NO_DOORS: Final = ("TRAPDOOR", "RECESS")
_WALLS: Final = ("IfcWall", "IfcWallStandardCase", "IfcWallElementedCase", "IfcCurtainWall")


@dataclass(frozen=True, slots=True)
class Passages:
    """Doors, gates and openings that one can walk through, each in the frame of its wall.

    Parameters
    ----------
    rows : node of each, (n,)
    is_door : whether something closes it, (n,)
    centre : middle of the opening in plan [m], (n, 2)
    across : unit vector through the wall, (n, 2)
    width : of the opening or leaf, along the wall [m], (n,)
    thickness : of the wall there [m], (n,)
    bottom : height of the threshold [m], (n,)
    """

    rows: Array
    is_door: Array
    centre: Array
    across: Array
    width: Array
    thickness: Array
    bottom: Array

    @property
    def along(self) -> Array:
        """Unit vector along the wall, (n, 2)."""
        return np.column_stack((-self.across[:, 1], self.across[:, 0]))

    def only(self, which: Array | slice) -> Passages:
        """Return some of them.

        Parameters
        ----------
        which : marks, positions or slice of those to keep
        """
        return Passages(*(getattr(self, name)[which] for name in self.__slots__))


def passages(twin: Twin, origin: Array) -> Passages:
    """Return the passages of a twin; those without any shape are left out.

    Parameters
    ----------
    twin : the twin
    origin : easting and northing that coordinates shall be relative to [m], (2,)
    """
    doors, openings = _doors(twin), _unfilled(twin)
    rows = np.concatenate((doors, openings))
    hole = np.concatenate((target_of(twin, Relation.FILLS)[doors], openings))
    wall = np.where(hole >= 0, target_of(twin, Relation.VOIDS)[hole], -1)
    mesh = twin.nodes["mesh"]
    hole = np.where((hole >= 0) & (mesh[hole] >= 0), hole, rows)
    leaf = np.where(mesh[rows] >= 0, rows, hole)
    shaped = mesh[hole] >= 0
    found = _framed(twin, (rows[shaped], leaf[shaped], hole[shaped], wall[shaped]), origin, doors)
    found = found.only(found.is_door | (found.width >= LEAST_WIDTH_M))
    return found.only(~_repeated(found))


def _repeated(found: Passages) -> Array:
    """Return which openings are the same hole as a door or an earlier opening, in another layer of a thick wall."""
    points = shapely.points(found.centre)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=_LAYERS_M)
    level = np.abs(found.bottom[one] - found.bottom[other]) < LEAST_HEIGHT_M
    again = level & ~found.is_door[one] & (found.is_door[other] | (other < one))
    return np.asarray(np.bincount(one[again], minlength=len(points)) > 0)


def with_shapeless(twin: Twin, found: Passages, wanted: Collection[int]) -> Passages:
    """Return the passages and, after them, the wanted doors that have no shape; their numbers are NaN.

    Parameters
    ----------
    twin : the twin
    found : passages
    wanted : nodes
    """
    doors = _doors(twin)
    doors = doors[(twin.nodes["mesh"][doors] < 0) & ~np.isin(doors, found.rows) & np.isin(doors, list(wanted))]
    unknown = np.full((len(doors), 2), np.nan)
    size = unknown[:, 0]
    more = Passages(doors, np.ones(len(doors), dtype=bool), unknown, unknown, size, size, size)
    return Passages(*(np.concatenate((getattr(found, name), getattr(more, name))) for name in found.__slots__))


def target_of(twin: Twin, relation: Relation) -> Array:
    """Return for each node the node that it has the relation to, -1 if none, (n_nodes,)."""
    edges = twin.edges
    chosen = np.flatnonzero(edges["relation"].astype(str) == relation)
    targets = np.full(twin.nodes.length, -1)
    targets[edges["source"][chosen]] = edges["target"][chosen]
    return targets


def _doors(twin: Twin) -> Array:
    rows = _of_class(twin, _DOORS)
    nodes = twin.nodes
    drawn = nodes["box"][rows, 1, 2] - nodes["box"][rows, 0, 2]
    height = np.where(np.isnan(drawn), nodes["height"][rows], drawn)
    upright = ~(height < LEAST_HEIGHT_M)
    return rows[upright & ~np.isin(nodes["predefined_type"][rows].astype(str), _NO_DOORS)]


def _unfilled(twin: Twin) -> Array:
    """Return the openings in walls that nothing fills and that are high enough."""
    nodes, edges = twin.nodes, twin.edges
    rows = _of_class(twin, _OPENINGS)
    filled = edges["target"][edges["relation"].astype(str) == Relation.FILLS]
    rows = rows[~np.isin(rows, filled) & ~np.isin(nodes["predefined_type"][rows].astype(str), _NO_DOORS)]
    wall = target_of(twin, Relation.VOIDS)[rows]
    rows = rows[(wall >= 0) & np.isin(nodes["ifc_class"][wall].astype(str), _WALLS)]
    return np.asarray(rows[nodes["box"][rows, 1, 2] - nodes["box"][rows, 0, 2] >= LEAST_HEIGHT_M])


def _of_class(twin: Twin, classes: tuple[str, ...]) -> Array:
    rows = twin.rows(Kind.ELEMENT)
    return rows[np.isin(twin.nodes["ifc_class"][rows].astype(str), classes)]


def _framed(twin: Twin, things: tuple[Array, Array, Array, Array], origin: Array, doors: Array) -> Passages:
    """Return passages in the frames of their walls.

    Parameters
    ----------
    twin : the twin
    things : node of each passage, of its leaf, of its opening and of its wall, (n,) each
    origin : what coordinates shall be relative to [m], (2,)
    doors : the nodes that are doors
    """
    rows, leaf, hole, wall = things
    holes, leaves = (triangles_of(twin, one) for one in (hole, leaf))
    box = rectangles(holes, len(hole))
    outlines = _outlines(twin, wall)
    middle = _middle(box, outlines)
    across, (near, far) = _through(twin, box, middle, (wall, outlines))
    opening, door, deep = (
        extents(one, middle, direction)
        for one, direction in ((holes, _turned(across)), (leaves, _turned(across)), (holes, across))
    )
    low, high = np.maximum(opening[:, 0], door[:, 0]), np.minimum(opening[:, 1], door[:, 1])
    apart = high - low < LEAST_WIDTH_M / 2  # a leaf drawn beside its opening says nothing about the width
    low, high = np.where(apart, opening[:, 0], low), np.where(apart, opening[:, 1], high)
    is_door = np.isin(rows, doors)
    pierced = is_door | ~(deep[:, 1] - deep[:, 0] < far - near - _RECESS_M)
    near, far = (np.where(np.isnan(one), edge, one) for one, edge in zip((near, far), deep.T, strict=True))
    centre = middle + ((near + far) / 2)[:, None] * across + ((low + high) / 2)[:, None] * _turned(across)
    z = twin.nodes["box"]
    bottom = np.maximum(z[leaf, 0, 2], z[hole, 0, 2])
    return Passages(rows, is_door, centre - origin, across, high - low, far - near, bottom).only(pierced)


def _middle(box: Rectangles, outlines: Array) -> Array:
    """Return the middle of the part of each opening that lies in its wall, (n, 2); bodies of openings reach far out."""
    inside = shapely.intersection(box.polygons, outlines)
    inside[~(shapely.area(inside) > _TOUCHED * shapely.area(box.polygons))] = None
    points, which = shapely.get_coordinates(shapely.centroid(inside), return_index=True)
    middle = box.centre.copy()
    middle[which] = points
    return middle


def _turned(vectors: Array) -> Array:
    return np.column_stack((-vectors[:, 1], vectors[:, 0]))


def _through(twin: Twin, box: Rectangles, middle: Array, walls: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return the direction through the wall and where the wall begins and ends on it, (n, 2) and (2, n).

    The wall itself tells: from the middle of the opening it is far shorter across than along. That holds for walls
    with corners and for square holes. Where nothing of the wall is above the opening, the long side of the wall tells,
    and without a wall the thin side of the opening or leaf.
    """
    wall, outlines = walls
    runs = [length_within(outlines, middle, one, reach=_WALL_REACH_M) for one in (box.across, box.along)]
    lengths = [run[:, 1] - run[:, 0] for run in runs]
    turned = np.where(np.isnan(lengths[0]), _lies_along(twin, wall, box.across), lengths[1] < lengths[0])
    across = np.where(turned[:, None], box.along, box.across)
    return across, np.where(turned, runs[1].T, runs[0].T)


def _outlines(twin: Twin, wall: Array) -> Array:
    """Return the outline of the wall of each passage, None without one, (n,)."""
    used, place = np.unique(wall, return_inverse=True)
    outlines = np.full(len(used), None, dtype=object)
    outlines[used >= 0] = outlines_of(twin, used[used >= 0])
    return outlines[place]


def _lies_along(twin: Twin, wall: Array, direction: Array) -> Array:
    """Return whether the wall is long in the direction, (n,); False without a wall that is longer than deep."""
    meshed = np.flatnonzero((wall >= 0) & (twin.nodes["mesh"][wall] >= 0))
    box = rectangles(triangles_of(twin, wall[meshed]), len(meshed))
    aligned = np.abs(np.einsum("ij,ij->i", box.along, direction[meshed])) > np.sqrt(0.5)
    result = np.zeros(len(wall), dtype=bool)
    result[meshed] = aligned & (box.length > 2 * box.depth)
    return result
