"""What a floor plan shows of a storey, turned so that its building lies along the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of, triangles_of
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.roles import role_names_of
from twin_viewers.send.plan_doors import Leaves, leaves_of
from twin_viewers.storey_plan import CUT_M, CUT_ROLES, Turn, cut_of, floor_of, rooms_of

__all__ = ["Room", "StoreyPlan", "plan_of", "storeys_with_plans", "turn_of"]

_STEP_M: Final = 0.01
_LEAST_TREAD_M2: Final = 0.05
_AIR_M: Final = 0.02


@dataclass(frozen=True)
class Room:
    """A room on a plan.

    Parameters
    ----------
    row : its row
    outline : its outline [m]
    dwelling : row of the dwelling that it is part of, -1 if it is part of none
    """

    row: int
    outline: Any
    dwelling: int


@dataclass(frozen=True)
class StoreyPlan:
    """A storey as a plan shows it.

    Parameters
    ----------
    storey : its row
    rooms : its rooms, the largest first
    walls : what walls and columns fill where they are cut [m], (n,)
    windows : the same of windows
    doors : outlines of doors
    leaves : how they open
    treads : steps of stairs
    lifts : outlines of lifts
    rows : rows of all that is drawn
    """

    storey: int
    rooms: tuple[Room, ...]
    walls: NDArray[Any]
    windows: NDArray[Any]
    doors: NDArray[Any]
    leaves: Leaves
    treads: NDArray[Any]
    lifts: NDArray[Any]
    rows: NDArray[np.int64]

    @property
    def is_drawn(self) -> bool:
        """Whether there is a room, or anything that stands as high as the cut."""
        return bool(self.rooms) or len(self.walls) > 0

    @property
    def crossed(self) -> Any:
        """Where steps, lifts and leaves of doors lie, over which names are hard to read."""
        swept = [shapely.convex_hull(one) for one in self.leaves.ways.tolist()]
        return shapely.union_all(shapely.buffer([*self.treads.tolist(), *self.lifts.tolist(), *swept], _AIR_M))

    @property
    def bounds(self) -> NDArray[np.float64]:
        """Least x and y, greatest x and y of all that is drawn [m], (4,)."""
        drawn = [one.outline for one in self.rooms]
        for shapes in (self.walls, self.windows, self.doors, self.treads, self.leaves.leaves):
            drawn += shapes.tolist()
        return np.asarray(shapely.total_bounds(drawn))


def storeys_with_plans(twin: Twin) -> list[int]:
    """Return the rows of the storeys of which there is something to draw, by building and from below."""
    nodes = twin.nodes
    role = role_names_of(twin)
    inside = (nodes["mesh"] >= 0) & (nodes["storey"] >= 0) & ((nodes["kind"] == Kind.SPACE) | (role == "wall"))
    rows = np.unique(nodes["storey"][inside])
    height = np.array([np.nanmin(nodes["box"][inside & (nodes["storey"] == row), 0, 2]) for row in rows.tolist()])
    return [int(one) for one in rows[np.lexsort((height, nodes["building"][rows]))]]


def turn_of(twin: Twin, storeys: list[int], north: tuple[float, float] | None) -> Turn:
    """Return how plans of a building lie on the sheet: its longer side along it, north up rather than down.

    Parameters
    ----------
    twin : the twin
    storeys : rows of its storeys
    north : direction of north in plan; None if unknown
    """
    nodes = twin.nodes
    walls = (nodes["mesh"] >= 0) & (role_names_of(twin) == "wall") & np.isin(nodes["storey"], storeys)
    rooms = np.concatenate([rooms_of(twin, storey) for storey in storeys])
    turn = Turn.of(outlines_of(twin, rooms if len(rooms) else np.flatnonzero(walls)))
    if north is None:
        return turn
    angle = np.radians(turn.angle)
    upward = north[0] * np.sin(angle) + north[1] * np.cos(angle)
    return turn if upward > -1e-9 else Turn(turn.angle + 180.0, turn.centre)


def plan_of(twin: Twin, storey: int, turn: Turn) -> StoreyPlan:
    """Return a storey as a plan shows it.

    Parameters
    ----------
    twin : the twin
    storey : its row
    turn : how it lies on the sheet
    """
    rooms = rooms_of(twin, storey)
    height = _floor(twin, storey, rooms) + CUT_M
    walls, windows = (_reached(twin, storey, roles, height) for roles in (_SOLID, ("window",)))
    doors, stairs = (_reached(twin, storey, (role,), None) for role in ("door", "stair"))
    lifts = _lifts(twin, storey, height)
    outlines = outlines_of(twin, rooms)
    homes, opening = _dwellings(twin), leaves_of(twin, doors)
    known = [place for place in range(len(rooms)) if outlines[place] is not None]
    shown = [
        Room(int(rooms[at]), one, int(homes[rooms[at]])) for at, one in zip(known, turn.all(outlines), strict=True)
    ]
    return StoreyPlan(
        storey,
        tuple(sorted(shown, key=lambda one: -one.outline.area)),
        turn.all(cut_of(twin, walls, height=height)),
        turn.all(cut_of(twin, windows, height=height)),
        turn.all(outlines_of(twin, doors)),
        replace(opening, leaves=turn.all(opening.leaves), ways=turn.all(opening.ways)),
        turn.all(_treads(twin, stairs)),
        turn.all(outlines_of(twin, lifts)),
        np.concatenate((rooms, walls, windows, doors, stairs, lifts)),
    )


_SOLID: Final = tuple(role for role in CUT_ROLES if role != "window")


def _floor(twin: Twin, storey: int, rooms: Array) -> float:
    if len(rooms):
        return floor_of(twin, rooms)
    nodes = twin.nodes
    walls = (nodes["mesh"] >= 0) & (nodes["storey"] == storey) & (role_names_of(twin) == "wall")
    return float(np.median(nodes["box"][walls, 0, 2]))


def _reached(twin: Twin, storey: int, roles: tuple[str, ...], height: float | None) -> NDArray[np.int64]:
    """Return the rows of things of the storey, and at a height of others of the building that reach there too."""
    nodes = twin.nodes
    shaped = (nodes["mesh"] >= 0) & np.isin(role_names_of(twin), roles)
    mine = nodes["storey"] == storey
    if height is not None:
        box = nodes["box"]
        mine |= (nodes["building"] == nodes["building"][storey]) & (box[:, 0, 2] < height) & (box[:, 1, 2] > height)
    return np.flatnonzero(shaped & mine)


def _lifts(twin: Twin, storey: int, height: float) -> NDArray[np.int64]:
    nodes = twin.nodes
    lifts = (nodes["mesh"] >= 0) & np.char.startswith(nodes["ifc_class"].astype(str), "IfcTransportElement")
    here = (nodes["box"][:, 0, 2] < height) & (nodes["box"][:, 1, 2] > height)
    return np.flatnonzero(lifts & here & (nodes["building"] == nodes["building"][storey]))


def _dwellings(twin: Twin) -> NDArray[np.int64]:
    """Return the row of the dwelling that each node is part of, -1 for none, (n,)."""
    nodes, edges = twin.nodes, twin.edges
    home = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    mine = (edges["relation"] == Relation.GROUPS) & home[edges["source"]]
    found = np.full(nodes.length, -1, dtype=np.int64)
    found[edges["target"][mine]] = edges["source"][mine]
    return found


def _treads(twin: Twin, stairs: Array) -> NDArray[Any]:
    """Return the level faces of stairs that look up, each step by itself, (k,)."""
    shapes = triangles_of(twin, stairs)
    corners = shapes.points[shapes.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    level = across[:, 2] > 0.99 * np.linalg.norm(across, axis=1)
    level &= np.abs(across[:, 2]) > 1e-6
    if not level.any():
        return outlines_of(twin, stairs)
    keys = np.column_stack((shapes.owner[level], np.round(corners[level, :, 2].mean(axis=1) / _STEP_M)))
    polygons = shapely.polygons(corners[level, :, :2])
    step = np.unique(keys, axis=0, return_inverse=True)[1].ravel()
    order = np.argsort(step, kind="stable")
    groups = np.split(polygons[order], np.flatnonzero(np.diff(step[order])) + 1)
    united = np.array([shapely.union_all(shapely.buffer(one, 1e-4)) for one in groups])
    return np.asarray(united[shapely.area(united) > _LEAST_TREAD_M2])
