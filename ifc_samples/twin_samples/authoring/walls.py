"""Walls and slabs: what they are made of, their shapes, and how they use the layers of their types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from twin_samples.authoring.pen import Entity, Pen
from twin_samples.authoring.project import Frame
from twin_samples.authoring.relations import associate
from twin_samples.authoring.shapes import prism, shape
from twin_samples.design.catalogue import BUILD_UPS, BuildUp, thickness_of
from twin_samples.design.model import BuildingDesign, Rectangle, Storey, Wall

__all__ = ["BuildUps", "material", "runs_along_x", "write_slabs", "write_walls"]

_SLABS: Final = {"BASESLAB": "Radier", "FLOOR": "Plancher", "ROOF": "Toiture"}
"""What a slab is called by its predefined type."""
_CODES: Final = {
    "exterior": ("B2010", "Exterior Walls"),
    "interior": ("C1010", "Interior Partitions"),
    "BASESLAB": ("A1030", "Slab on Grade"),
    "FLOOR": ("B1010", "Floor Construction"),
    "ROOF": ("B3010", "Roof Coverings"),
}
"""Code and title in UniFormat II."""


@dataclass(frozen=True)
class BuildUps:
    """The types of walls and slabs that a file uses, and what uses them.

    Parameters
    ----------
    pen : of the file
    """

    pen: Pen
    _types: dict[str, tuple[Entity, Entity]] = field(default_factory=dict)
    _users: dict[tuple[str, str, str], list[Entity]] = field(default_factory=dict)
    """By key, axis of the layers and sense: the things that are made up so."""

    def assign(self, thing: Entity, key: str, *, axis: str, sense: str = "POSITIVE") -> None:
        """Make a thing one of a build-up, with its layers across that axis, from its zero or towards it."""
        if key not in self._types:
            self._types[key] = self._write_type(key, "IfcSlabType" if axis == "AXIS3" else "IfcWallType")
        self.pen.relate("IfcRelDefinesByType", self._types[key][0], thing)
        self._users.setdefault((key, axis, sense), []).append(thing)

    def write_usages(self) -> None:
        """Write how walls and slabs use the layers of their types."""
        for (key, axis, sense), things in self._users.items():
            offset = 0.0 if sense == "POSITIVE" else self.pen.length(thickness_of(key))
            usage = self.pen.make("IfcMaterialLayerSetUsage", self._types[key][1], axis, sense, offset, None)
            associate(self.pen, "IfcRelAssociatesMaterial", f"{key}/{sense}", things=things, resource=usage)

    def _write_type(self, key: str, ifc_class: str) -> tuple[Entity, Entity]:
        pen, told = self.pen, BUILD_UPS[key]
        layers = [
            pen.make("IfcMaterialLayer", material(pen, name), pen.length(thickness), *[None] * 5)
            for name, thickness in told.layers
        ]
        layer_set = pen.make("IfcMaterialLayerSet", layers, key, None)
        identity = pen.identity("build-up", key)
        made = pen.root(ifc_class, identity, key, None, None, None, None, None, None, told.predefined)
        associate(pen, "IfcRelAssociatesMaterial", key, things=[made], resource=layer_set)
        return made, layer_set


def material(pen: Pen, name: str) -> Entity:
    """Return the material of a name."""
    return pen.kept(("material", name), lambda: pen.make("IfcMaterial", name, None, None))


def runs_along_x(wall: Wall) -> bool:
    """Return whether a wall runs along x: its thickness is what it measures along y."""
    across_x, across_y = wall.plan.x1 - wall.plan.x0, wall.plan.y1 - wall.plan.y0
    thickness = thickness_of(wall.build_up)
    return abs(across_y - thickness) <= abs(across_x - thickness)


def write_walls(pen: Pen, frame: Frame, building: BuildingDesign, build_ups: BuildUps) -> dict[tuple[str, str], Entity]:
    """Return the walls of a building by storey and code, all of them written."""
    walls = {}
    for storey in building.storeys:
        inside = frame.storeys[storey.code]
        for wall in storey.walls:
            made = walls[storey.code, wall.code] = _wall(pen, inside, storey, wall)
            build_ups.assign(made, wall.build_up, axis="AXIS2", sense=_sense(storey, wall))
            pen.relate("IfcRelContainedInSpatialStructure", inside, made)
    return walls


def _wall(pen: Pen, inside: Entity, storey: Storey, wall: Wall) -> Entity:
    """Return a wall whose own x runs along it, its zero at its right-hand face."""
    plan, along_x, told = wall.plan, runs_along_x(wall), BUILD_UPS[wall.build_up]
    sizes = (round(plan.x1 - plan.x0, 4), round(plan.y1 - plan.y0, 4))
    length, thickness = sizes if along_x else sizes[::-1]
    at = pen.frame((plan.x0, plan.y0, 0.0)) if along_x else pen.frame((plan.x1, plan.y0, 0.0), ahead=(0.0, 1.0, 0.0))
    outline = Rectangle(0.0, 0.0, length, thickness).outline
    drawn = shape(pen, prism(pen, outline, bottom=0.0, height=wall.height, colour=told.style))
    place = pen.place(inside.ObjectPlacement, at)
    identity = pen.identity("wall", f"{storey.code}/{wall.code}")
    named = (f"{wall.build_up} {wall.code}", None, None, place, drawn, wall.code, told.predefined)
    made = pen.root("IfcWall", identity, *named)
    pen.describe(made, "Pset_WallCommon", _common(told, external=wall.external))
    pen.classify(made, *_CODES["exterior" if wall.external else "interior"])
    return made


def _common(told: BuildUp, *, external: bool) -> tuple[tuple[str, tuple[str, Any]], ...]:
    said: list[tuple[str, tuple[str, Any]]] = [
        ("IsExternal", ("IfcBoolean", external)),
        ("LoadBearing", ("IfcBoolean", told.load_bearing)),
        ("ThermalTransmittance", ("IfcThermalTransmittanceMeasure", told.u_value)),
    ]
    if told.fire_rating:
        said.append(("FireRating", ("IfcLabel", told.fire_rating)))
    return tuple(said)


def _sense(storey: Storey, wall: Wall) -> str:
    """Return which way layers lie, outermost first, in a wall that has the middle of its storey inside."""
    axis = 1 if runs_along_x(wall) else 0
    across = [corner[axis] for corner in storey.slab]
    low, high = (wall.plan.y0, wall.plan.y1) if axis else (wall.plan.x0, wall.plan.x1)
    outer_is_low = low + high < min(across) + max(across)
    return "POSITIVE" if outer_is_low == bool(axis) else "NEGATIVE"


def write_slabs(pen: Pen, frame: Frame, building: BuildingDesign, build_ups: BuildUps) -> dict[str, Entity]:
    """Return the slabs that the storeys stand on, by the code of the storey."""
    slabs = {}
    for storey in building.storeys:
        inside = frame.storeys[storey.code]
        made = slabs[storey.code] = _slab(pen, inside, storey, building)
        build_ups.assign(made, storey.slab_build_up, axis="AXIS3")
        pen.relate("IfcRelContainedInSpatialStructure", inside, made)
    return slabs


def _slab(pen: Pen, inside: Entity, storey: Storey, building: BuildingDesign) -> Entity:
    told, thickness = BUILD_UPS[storey.slab_build_up], storey.slab_thickness
    holes = [hole.outline for hole in storey.slab_holes]
    body = prism(pen, storey.slab, bottom=0.0, height=thickness, colour=told.style, holes=holes)
    place = pen.place(inside.ObjectPlacement, pen.frame((0.0, 0.0, -thickness)))
    named = (_SLABS[told.predefined], None, None, place, shape(pen, body), storey.code, told.predefined)
    made = pen.root("IfcSlab", pen.identity("slab", storey.code), *named)
    outside = storey in (building.storeys[0], building.storeys[-1])
    pen.describe(made, "Pset_SlabCommon", _common(told, external=outside))
    pen.classify(made, *_CODES[told.predefined])
    return made
