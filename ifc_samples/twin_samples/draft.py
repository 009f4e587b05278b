"""A model in the making: contexts, units, place on earth, styles, and the shapes that things are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import ifcopenshell
import ifcopenshell.api.context
import ifcopenshell.api.georeference
import ifcopenshell.api.project
import ifcopenshell.api.root
import ifcopenshell.api.unit

__all__ = [
    "Draft",
    "Entity",
    "Point",
    "disk",
    "extrude_side",
    "extrude_stair",
    "extrude_up",
    "place",
    "rectangle",
    "start_draft",
]

Entity = Any
"""An entity of an IFC model; ifcopenshell types them only at run time."""

Point = tuple[float, float, float]

_COLOURS = {
    "Béton": (0.72, 0.72, 0.70, 0.0),
    "Enduit": (0.93, 0.89, 0.80, 0.0),
    "Plâtre": (0.96, 0.96, 0.95, 0.0),
    "Bois": (0.62, 0.44, 0.26, 0.0),
    "Aluminium": (0.35, 0.37, 0.40, 0.0),
    "Verre": (0.60, 0.78, 0.88, 0.7),
    "Acier": (0.62, 0.66, 0.70, 0.0),
    "Laiton": (0.80, 0.65, 0.25, 0.0),
    "Céramique": (0.98, 0.98, 0.98, 0.0),
    "Eau froide": (0.10, 0.35, 0.80, 0.0),
    "Chauffage": (0.80, 0.20, 0.10, 0.0),
}


@dataclass(frozen=True)
class Draft:
    """An IFC4 model in the making, with what everything in it refers to."""

    model: Entity
    project: Entity
    body: Entity
    axis: Entity
    styles: dict[str, Entity] = field(default_factory=dict)
    contained: dict[int, list[Entity]] = field(default_factory=dict)
    nested: dict[int, list[Entity]] = field(default_factory=dict)
    typed: dict[int, list[Entity]] = field(default_factory=dict)
    """Members of relations still to be written, by the id of what they belong to."""

    def create(self, ifc_class: str, name: str | None, **attributes: Any) -> Entity:
        """Return a new rooted thing with that name."""
        thing = ifcopenshell.api.root.create_entity(self.model, ifc_class=ifc_class, name=name)
        for attribute, value in attributes.items():
            setattr(thing, attribute, value)
        return thing

    def shape(self, items: Sequence[Entity], kind: str = "SweptSolid") -> Entity:
        """Return a body representation of some items."""
        return self.model.create_entity("IfcShapeRepresentation", self.body, "Body", kind, list(items))

    def give_shape(self, thing: Entity, *representations: Entity) -> None:
        """Give a product its representations."""
        thing.Representation = self.model.create_entity("IfcProductDefinitionShape", None, None, list(representations))

    def paint(self, item: Entity, style: str) -> Entity:
        """Return the item, drawn in a named style."""
        self.model.create_entity("IfcStyledItem", item, [self.styles[style]], None)
        return item


def start_draft(project_name: str) -> Draft:
    """Return an empty model in metres, placed in Lambert-93 (EPSG:2154) near Montpellier."""
    model = ifcopenshell.api.project.create_file(version="IFC4")
    project = ifcopenshell.api.root.create_entity(model, ifc_class="IfcProject", name=project_name)
    _assign_units(model)
    root = ifcopenshell.api.context.add_context(model, context_type="Model")
    body, axis = (
        ifcopenshell.api.context.add_context(
            model, context_type="Model", context_identifier=identifier, target_view=view, parent=root
        )
        for identifier, view in (("Body", "MODEL_VIEW"), ("Axis", "GRAPH_VIEW"))
    )
    draft = Draft(model, project, body, axis)
    _georeference(model)
    draft.styles.update({name: _style(model, name) for name in _COLOURS})
    return draft


def place(model: Entity, thing: Entity, at: Point, *, parent: Entity | None = None, turn: int = 0) -> None:
    """Place a thing relative to another one, turned about the vertical by a multiple of 90°."""
    ahead = {0: (1.0, 0.0, 0.0), 90: (0.0, 1.0, 0.0), 180: (-1.0, 0.0, 0.0), 270: (0.0, -1.0, 0.0)}[turn]
    frame = _frame(model, at, (0.0, 0.0, 1.0), ahead)
    thing.ObjectPlacement = model.create_entity(
        "IfcLocalPlacement", parent.ObjectPlacement if parent is not None else None, frame
    )


def rectangle(model: Entity, x0: float, y0: float, x1: float, y1: float) -> Entity:
    """Return a rectangular profile between two corners."""
    centre = model.create_entity("IfcCartesianPoint", [round((x0 + x1) / 2, 4), round((y0 + y1) / 2, 4)])
    frame = model.create_entity("IfcAxis2Placement2D", centre, None)
    return model.create_entity("IfcRectangleProfileDef", "AREA", None, frame, round(x1 - x0, 4), round(y1 - y0, 4))


def extrude_up(model: Entity, profile: Entity, *, bottom: float, height: float) -> Entity:
    """Return a profile in plan, extruded upwards."""
    frame = _frame(model, (0.0, 0.0, bottom), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
    return _extrude(model, profile, frame, height)


def extrude_side(model: Entity, outline: Sequence[tuple[float, float]], holes: Sequence[Any], *, y: Any) -> Entity:
    """Return an outline in the plane of a wall (x along it, z up), extruded from ``y[0]`` to ``y[1]`` across it."""
    curves = [_closed_line(model, points) for points in (outline, *holes)]
    if holes:
        profile = model.create_entity("IfcArbitraryProfileDefWithVoids", "AREA", None, curves[0], curves[1:])
    else:
        profile = model.create_entity("IfcArbitraryClosedProfileDef", "AREA", None, curves[0])
    frame = _frame(model, (0.0, y[1], 0.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0))
    return _extrude(model, profile, frame, y[1] - y[0])


def extrude_stair(model: Entity, outline: Sequence[tuple[float, float]], width: float) -> Entity:
    """Return a side view of a flight (x ahead, z up), extruded to its right by the width."""
    profile = model.create_entity("IfcArbitraryClosedProfileDef", "AREA", None, _closed_line(model, outline))
    frame = _frame(model, (0.0, 0.0, 0.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0))
    return _extrude(model, profile, frame, width)


def disk(model: Entity, points: Sequence[Point], radius: float) -> Entity:
    """Return a pipe of that radius along a line."""
    corners = [model.create_entity("IfcCartesianPoint", [round(value, 4) for value in point]) for point in points]
    line = model.create_entity("IfcPolyline", corners)
    return model.create_entity("IfcSweptDiskSolid", line, radius, None, None, None)


def _frame(model: Entity, at: Point, up: Point, ahead: Point) -> Entity:
    location = model.create_entity("IfcCartesianPoint", [round(value, 4) for value in at])
    if up == (0.0, 0.0, 1.0) and ahead == (1.0, 0.0, 0.0):
        return model.create_entity("IfcAxis2Placement3D", location, None, None)
    axes = [model.create_entity("IfcDirection", direction) for direction in (up, ahead)]
    return model.create_entity("IfcAxis2Placement3D", location, *axes)


def _extrude(model: Entity, profile: Entity, frame: Entity, depth: float) -> Entity:
    up = model.create_entity("IfcDirection", (0.0, 0.0, 1.0))
    return model.create_entity("IfcExtrudedAreaSolid", profile, frame, up, round(depth, 4))


def _closed_line(model: Entity, points: Sequence[tuple[float, float]]) -> Entity:
    corners = [model.create_entity("IfcCartesianPoint", [round(value, 4) for value in point]) for point in points]
    return model.create_entity("IfcPolyline", [*corners, corners[0]])


def _assign_units(model: Entity) -> None:
    kinds = ("LENGTHUNIT", "AREAUNIT", "VOLUMEUNIT", "PLANEANGLEUNIT", "POWERUNIT", "THERMODYNAMICTEMPERATUREUNIT")
    units = {kind: ifcopenshell.api.unit.add_si_unit(model, unit_type=kind) for kind in kinds}
    powers = {"POWERUNIT": 1, "LENGTHUNIT": -2, "THERMODYNAMICTEMPERATUREUNIT": -1}
    parts = [model.create_entity("IfcDerivedUnitElement", units[kind], power) for kind, power in powers.items()]
    transmittance = model.create_entity("IfcDerivedUnit", parts, "THERMALTRANSMITTANCEUNIT", None)
    project = model.by_type("IfcProject")[0]
    project.UnitsInContext = model.create_entity("IfcUnitAssignment", [*units.values(), transmittance])


def _georeference(model: Entity) -> None:
    ifcopenshell.api.georeference.add_georeferencing(model)
    ifcopenshell.api.georeference.edit_georeferencing(
        model,
        projected_crs={"Name": "EPSG:2154", "GeodeticDatum": "RGF93", "VerticalDatum": "NGF-IGN69"},
        coordinate_operation={
            "Eastings": 770300.0,
            "Northings": 6279900.0,
            "OrthogonalHeight": 35.0,
            "XAxisAbscissa": 0.9659258262890683,
            "XAxisOrdinate": 0.25881904510252074,
            "Scale": 1.0,
        },
    )


def _style(model: Entity, name: str) -> Entity:
    red, green, blue, transparency = _COLOURS[name]
    colour = model.create_entity("IfcColourRgb", None, red, green, blue)
    shading = model.create_entity("IfcSurfaceStyleShading", colour, transparency)
    return model.create_entity("IfcSurfaceStyle", name, "BOTH", [shading])
