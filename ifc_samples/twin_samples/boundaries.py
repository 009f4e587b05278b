"""First-level space boundaries of the sample residence, computed from its plan.

Each room is bounded by the walls that touch it, the doors and windows in them, the slabs below and above, and, where
two rooms of a dwelling join without a wall, a virtual element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ifcopenshell.api.boundary

from twin_samples.building import Building
from twin_samples.catalogue import DOORS, WINDOWS
from twin_samples.draft import Draft, Entity, place
from twin_samples.plan import CLEAR_HEIGHT, OUTLINE, STOREYS, Box, Room, Storey
from twin_samples.relations import contain

__all__ = ["build_boundaries"]

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a room: where it lies, and from where to where it runs [m], seen along the axes of the building."""

    along_x: bool
    at: float
    start: float
    end: float
    outward: float

    def overlap(self, other: Box) -> tuple[float, float] | None:
        """Return from where to where a rectangle touches this side from outside, None if it does not."""
        faces = (other.y0, other.y1) if self.along_x else (other.x0, other.x1)
        span = (other.x0, other.x1) if self.along_x else (other.y0, other.y1)
        start, end = max(self.start, span[0]), min(self.end, span[1])
        touches = abs(faces[0 if self.outward > 0 else 1] - self.at) < _TOLERANCE
        return (start, end) if touches and end - start > _TOLERANCE else None


def build_boundaries(draft: Draft, built: Building) -> None:
    """Bound every room of the plan."""
    for index, storey in enumerate(STOREYS[:-1]):
        outside = "EXTERNAL_EARTH" if index == 0 else "EXTERNAL"
        for room in storey.rooms:
            _bound_by_walls(draft, built, storey, room, outside)
            _bound_by_slabs(draft, built, index, room)
        _bound_open_joints(draft, built, storey)


def _bound_by_walls(draft: Draft, built: Building, storey: Storey, room: Room, outside: str) -> None:
    """Bound a room by the walls at its four sides, and by the doors and windows in them."""
    for side in _sides(room.box):
        for wall in storey.walls:
            span = side.overlap(wall.box)
            if span is None:
                continue
            exposure = outside if _is_outer(wall.box) else "INTERNAL"
            space = built.spaces[storey.code, room.code]
            whole = _bound(draft, space, built.walls[storey.code, wall.name], exposure)
            _draw_upright(draft, whole, room, side, (*span, 0, CLEAR_HEIGHT))
            for opening in (opening for opening in storey.openings if opening.wall == wall.name):
                size = DOORS.get(opening.type_name) or WINDOWS[opening.type_name]
                if not span[0] < opening.centre < span[1]:
                    continue
                filling = built.openings[storey.code, opening]
                part = _bound(draft, space, filling, "EXTERNAL" if _is_outer(wall.box) else "INTERNAL", parent=whole)
                start, bottom = opening.centre - size.width / 2, opening.sill
                _draw_upright(draft, part, room, side, (start, start + size.width, bottom, bottom + size.height))


def _bound_by_slabs(draft: Draft, built: Building, index: int, room: Room) -> None:
    """Bound a room by the slab it stands on and the one above, save a shaft where it goes through."""
    storey, above = STOREYS[index], STOREYS[index + 1]
    space = built.spaces[storey.code, room.code]
    if index == 0 or not room.shaft:
        floor = _bound(draft, space, built.slabs[storey.code], "EXTERNAL_EARTH" if index == 0 else "INTERNAL")
        _draw_flat(draft, floor, room, 0)
    top = above is STOREYS[-1]
    if top or not room.shaft:
        ceiling = _bound(draft, space, built.slabs[above.code], "EXTERNAL" if top else "INTERNAL")
        _draw_flat(draft, ceiling, room, CLEAR_HEIGHT)


def _bound_open_joints(draft: Draft, built: Building, storey: Storey) -> None:
    """Bound rooms that touch without a wall between them by a virtual element."""
    for room in storey.rooms:
        for other in storey.rooms:
            for side in _sides(room.box):
                span = side.overlap(other.box)
                if span is not None and side.outward > 0:
                    _join(draft, built, storey, (room, other), side=side, span=span)


def _join(
    draft: Draft, built: Building, storey: Storey, rooms: tuple[Room, Room], *, side: Side, span: tuple[float, float]
) -> None:
    """Put a virtual element between two rooms and bound both by it."""
    element = draft.create("IfcVirtualElement", "Limite virtuelle")
    place(draft.model, element, (0, 0, 0), parent=built.storeys[storey.code])
    contain(draft, built.storeys[storey.code], element)
    back = Side(side.along_x, side.at, side.start, side.end, -side.outward)
    for room, face in zip(rooms, (side, back), strict=True):
        boundary = _bound(draft, built.spaces[storey.code, room.code], element, "INTERNAL", physical="VIRTUAL")
        _draw_upright(draft, boundary, room, face, (*span, 0, CLEAR_HEIGHT))


def _sides(box: Box) -> Iterator[Side]:
    yield Side(True, box.y0, box.x0, box.x1, -1)
    yield Side(True, box.y1, box.x0, box.x1, 1)
    yield Side(False, box.x0, box.y0, box.y1, -1)
    yield Side(False, box.x1, box.y0, box.y1, 1)


def _is_outer(box: Box) -> bool:
    return box.x0 == OUTLINE.x0 or box.y0 == OUTLINE.y0 or box.x1 == OUTLINE.x1 or box.y1 == OUTLINE.y1


def _bound(
    draft: Draft,
    space: Entity,
    element: Entity,
    exposure: str,
    *,
    parent: Entity | None = None,
    physical: str = "PHYSICAL",
) -> Entity:
    return draft.create(
        "IfcRelSpaceBoundary1stLevel",
        "1stLevel",
        RelatingSpace=space,
        RelatedBuildingElement=element,
        ParentBoundary=parent,
        PhysicalOrVirtualBoundary=physical,
        InternalOrExternalBoundary=exposure,
    )


def _draw_upright(
    draft: Draft, boundary: Entity, room: Room, side: Side, patch: tuple[float, float, float, float]
) -> None:
    """Give a boundary its patch (start, end, bottom, top) of a side of the room, in the coordinates of the space."""
    start, end, bottom, top = patch
    along, across = start - (room.box.x0 if side.along_x else room.box.y0), side.at
    across -= room.box.y0 if side.along_x else room.box.x0
    at = (along, across, bottom) if side.along_x else (across, along, bottom)
    normal = (0.0, side.outward, 0.0) if side.along_x else (side.outward, 0.0, 0.0)
    ahead = (1.0, 0.0, 0.0) if side.along_x else (0.0, 1.0, 0.0)
    # the surface's own y is normal × ahead, which points down on two of the four sides
    upwards = (side.outward < 0) if side.along_x else (side.outward > 0)
    height = round(top - bottom, 4) * (1 if upwards else -1)
    _draw(draft, boundary, at, normal=normal, ahead=ahead, size=(round(end - start, 4), height))


def _draw_flat(draft: Draft, boundary: Entity, room: Room, z: float) -> None:
    normal = (0.0, 0.0, 1.0 if z > 0 else -1.0)
    size = (room.box.width, room.box.depth * normal[2])
    _draw(draft, boundary, (0, 0, z), normal=normal, ahead=(1.0, 0.0, 0.0), size=size)


def _draw(
    draft: Draft,
    boundary: Entity,
    at: tuple[float, float, float],
    *,
    normal: tuple[float, float, float],
    ahead: tuple[float, float, float],
    size: tuple[float, float],
) -> None:
    width, height = size
    ifcopenshell.api.boundary.assign_connection_geometry(
        draft.model,
        rel_space_boundary=boundary,
        outer_boundary=[(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)],
        location=tuple(round(float(value), 4) for value in at),
        axis=normal,
        ref_direction=ahead,
        unit_scale=1.0,
    )
