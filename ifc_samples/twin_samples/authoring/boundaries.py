"""First-level space boundaries: the walls, doors, windows and slabs that bound each room, and where it has no wall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from twin_samples.authoring.openings import size_of
from twin_samples.authoring.pen import Entity, Pen, Point
from twin_samples.authoring.project import Frame
from twin_samples.authoring.rooms import corner, local
from twin_samples.authoring.sides import Faces, Side, shared_side, sides
from twin_samples.design.model import BuildingDesign, Opening, Room, Storey, Wall

__all__ = ["Written", "write_boundaries"]

_BURIED_M = -1.0
"""A storey whose floor lies deeper has earth at its outer walls."""
_EARTH, _AIR, _INSIDE = "EXTERNAL_EARTH", "EXTERNAL", "INTERNAL"


@dataclass(frozen=True, slots=True)
class Written:
    """What is already in the file: spaces, walls (by storey and code), openings and slabs, by code."""

    spaces: Mapping[str, Entity]
    walls: Mapping[tuple[str, str], Entity]
    openings: Mapping[str, Entity]
    slabs: Mapping[str, Entity]


def write_boundaries(pen: Pen, frame: Frame, building: BuildingDesign, written: Written) -> None:
    """Bound every room of a building."""
    storeys = building.storeys
    for index, storey in enumerate(storeys):
        above = storeys[index + 1] if index + 1 < len(storeys) else None
        bounder = _Bounder(pen, written, storey, above)
        for room in storey.rooms:
            bounder.by_walls(room)
            bounder.by_slabs(room, index == 0, _is_hole(storey, room))
        bounder.write_open_links(frame)


def _is_hole(storey: Storey, room: Room) -> bool:
    """Return whether the floor of a room is a hole in the slab for the most part."""
    x0, y0, _ = corner(room)
    x1, y1 = max(x for x, _ in room.outline), max(y for _, y in room.outline)
    covered = sum(
        max(0.0, min(x1, hole.x1) - max(x0, hole.x0)) * max(0.0, min(y1, hole.y1) - max(y0, hole.y0))
        for hole in storey.slab_holes
    )
    return covered > 0.9 * (x1 - x0) * (y1 - y0)


@dataclass(frozen=True)
class _Bounder:
    """Bounds the rooms of one storey."""

    pen: Pen
    written: Written
    storey: Storey
    above: Storey | None
    _faces: Faces = field(default_factory=Faces)
    _fillings: dict[str, list[Opening]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for wall in self.storey.walls:
            self._faces.add(wall)
        for opening in self.storey.openings:
            self._fillings[opening.wall].append(opening)

    def by_walls(self, room: Room) -> None:
        """Bound a room by the walls at its sides, and by the doors and windows in them."""
        outside = _EARTH if self.storey.elevation < _BURIED_M else _AIR
        for side in sides(room):
            for wall, span in self._faces.touching(side):
                exposure = outside if wall.external else _INSIDE
                top = min(wall.height, room.height)
                patch = self._upright(room, side, (*span, 0.0, top))
                element = self.written.walls[self.storey.code, wall.code]
                whole = self._bound(room, element, (f"{wall.code}/{side.at:g}/{span[0]:g}", exposure), patch)
                self._by_fillings(room, side, wall, (span, whole, exposure))

    def _by_fillings(self, room: Room, side: Side, wall: Wall, part: tuple[tuple[float, float], Entity, str]) -> None:
        span, whole, exposure = part
        for opening in self._fillings[wall.code]:
            if room.code not in opening.rooms or not span[0] < opening.centre < span[1]:
                continue
            size = size_of(opening)
            start = round(opening.centre - size.width / 2, 4)
            top = round(opening.sill + size.height, 4)
            patch = self._upright(room, side, (start, round(start + size.width, 4), opening.sill, top))
            element = self.written.openings[opening.code]
            self._bound(room, element, (opening.code, exposure), patch, parent=whole)

    def by_slabs(self, room: Room, lowest: bool, hole_below: bool) -> None:
        """Bound a room by the slabs below and above, save where it goes through them."""
        if not hole_below:
            exposure = _EARTH if lowest else _INSIDE
            slab = self.written.slabs[self.storey.code]
            self._bound(room, slab, (f"slab {self.storey.code}", exposure), self._flat(room, 0.0))
        if self.above is not None and not room.through and not room.outdoor:
            exposure = _INSIDE if self.above.rooms else _AIR
            slab = self.written.slabs[self.above.code]
            self._bound(room, slab, (f"slab {self.above.code}", exposure), self._flat(room, room.height))

    def write_open_links(self, frame: Frame) -> None:
        """Bound rooms that touch without a wall between them by a virtual element."""
        rooms = {room.code: room for room in self.storey.rooms}
        for codes in self.storey.open_links:
            if all(code in rooms for code in codes):
                self._join(frame.storeys[self.storey.code], rooms[codes[0]], rooms[codes[1]])

    def _join(self, inside: Entity, one: Room, other: Room) -> None:
        identity = self.pen.identity("virtual", f"{one.code}/{other.code}")
        named = ("Limite virtuelle", None, None, self.pen.place(inside.ObjectPlacement, self.pen.frame((0.0,) * 3)))
        newer = (None,) if self.pen.is_newer else ()
        element = self.pen.root("IfcVirtualElement", identity, *named, None, None, *newer)
        self.pen.relate("IfcRelContainedInSpatialStructure", inside, element)
        touching = shared_side(one, other)
        for room, rank in ((one, 0), (other, 1)):
            patch = None
            if touching is not None:
                patch = self._upright(room, touching[0][rank], (*touching[1], 0.0, min(one.height, other.height)))
            code = f"{one.code}/{other.code}"
            self._bound(room, element, (code, _INSIDE), patch, physical="VIRTUAL")

    def _bound(
        self,
        room: Room,
        element: Entity,
        told: tuple[str, str],
        patch: Entity | None,
        *,
        parent: Entity | None = None,
        physical: str = "PHYSICAL",
    ) -> Entity:
        """Return a new boundary, told what it is called in the room and what lies behind it."""
        code, exposure = told
        identity = self.pen.identity("boundary", f"{room.code}/{code}")
        ends = (self.written.spaces[room.code], element, patch, physical, exposure, parent)
        return self.pen.root("IfcRelSpaceBoundary1stLevel", identity, "1stLevel", None, *ends)

    def _upright(self, room: Room, side: Side, patch: Sequence[float]) -> Entity:
        """Return a patch (start, end, bottom, top) of a side of the room, in the coordinates of its space."""
        start, end, bottom, top = patch
        x0, y0, _ = corner(room)
        along, across = (start - x0, side.at - y0) if side.along_x else (start - y0, side.at - x0)
        at = (along, across, bottom) if side.along_x else (across, along, bottom)
        out = float(side.outward)
        normal: Point = (0.0, out, 0.0) if side.along_x else (out, 0.0, 0.0)
        ahead: Point = (1.0, 0.0, 0.0) if side.along_x else (0.0, 1.0, 0.0)
        # the surface's own y is normal × ahead, which points down on two of the four sides
        upwards = (out < 0) if side.along_x else (out > 0)
        height = round(top - bottom, 4) * (1 if upwards else -1)
        width = round(end - start, 4)
        outline = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
        return self._draw(at, (normal, ahead), outline)

    def _flat(self, room: Room, z: float) -> Entity:
        up = 1.0 if z > 0 else -1.0
        outline = tuple((x, y * up) for x, y in local(room))
        return self._draw((0.0, 0.0, z), ((0.0, 0.0, up), (1.0, 0.0, 0.0)), outline)

    def _draw(self, at: Point, axes: tuple[Point, Point], outline: tuple[tuple[float, float], ...]) -> Entity:
        pen, where = self.pen, (round(at[0], 4), round(at[1], 4), round(at[2], 4))

        def draw() -> Entity:
            plane = pen.make("IfcPlane", pen.frame(where, *axes))
            surface = pen.make("IfcCurveBoundedPlane", plane, _line(pen, outline), [])
            return pen.make("IfcConnectionSurfaceGeometry", surface, None)

        return pen.kept(("patch", where, axes, outline), draw)


def _line(pen: Pen, outline: tuple[tuple[float, float], ...]) -> Entity:
    def draw() -> Entity:
        corners = [pen.point(*point) for point in outline]
        return pen.make("IfcPolyline", [*corners, corners[0]])

    return pen.kept(("line", outline), draw)
