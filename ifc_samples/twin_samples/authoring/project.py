"""The frame of a file: project, units, place on earth, site, building and storeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import ifcopenshell.api.context
import ifcopenshell.api.project
import ifcopenshell.api.root

from twin_samples.authoring.georeference import georeference, reference
from twin_samples.authoring.identity import global_id
from twin_samples.authoring.pen import Entity, Pen
from twin_samples.authoring.units import UNITS, assign_units
from twin_samples.design.handover import Handover
from twin_samples.design.model import BuildingDesign, EstateDesign

__all__ = ["Frame", "start"]

_TITLES: Final = {"architecture": "Architecture", "services": "Fluides et électricité"}


@dataclass(frozen=True)
class Frame:
    """What things are placed in and belong to.

    Parameters
    ----------
    building : the building
    storeys : by code
    """

    building: Entity
    storeys: dict[str, Entity]


def start(estate: EstateDesign, building: BuildingDesign, part: str, *, handover: Handover) -> tuple[Pen, Frame]:
    """Return a new file with an empty building in it.

    Parameters
    ----------
    estate, building : what the file is about
    part : what it holds of the building: architecture or services
    handover : its schema, units and omissions
    """
    model = ifcopenshell.api.project.create_file(version=handover.schema)
    project = ifcopenshell.api.root.create_entity(model, ifc_class="IfcProject")
    root = ifcopenshell.api.context.add_context(model, context_type="Model")
    body = ifcopenshell.api.context.add_context(
        model, context_type="Model", context_identifier="Body", target_view="MODEL_VIEW", parent=root
    )
    unit = UNITS[handover.length_unit]
    scales = (1 / unit.metres, 1 / unit.square_metres, 1 / unit.cubic_metres)
    pen = Pen(model, estate.code, building.code, part, body, *scales, doubled=handover.doubled_ids)
    project.GlobalId = pen.identity(pen.own("project"), building.code)
    project.Name = f"{estate.name} - {_TITLES[part]}"
    assign_units(pen, project, unit)
    if handover.georeference:
        georeference(pen, estate, building, root)
    return pen, _structure(pen, estate, building, project)


def _structure(pen: Pen, estate: EstateDesign, building: BuildingDesign, project: Entity) -> Frame:
    nowhere = pen.frame((0.0, 0.0, 0.0))
    at = pen.place(None, nowhere)
    identity = global_id(estate.code, "", pen.own("site"), estate.code)  # all buildings stand on one site
    height = pen.length(estate.height + building.place.z)
    angles = reference(estate, building.place.x, building.place.y)
    place = (at, None, None, "ELEMENT", *angles, height, None, None)
    site = pen.root("IfcSite", identity, estate.name, None, None, *place)
    inside = pen.place(at, nowhere)
    identity = pen.identity(pen.own("building"), building.code)
    told = (inside, None, None, "ELEMENT", None, None, _address(pen, estate, building))
    house = pen.root("IfcBuilding", identity, building.name, None, None, *told)
    storeys = {storey.code: _storey(pen, storey, inside) for storey in building.storeys}
    pen.relate("IfcRelAggregates", project, site)
    pen.relate("IfcRelAggregates", site, house)
    pen.relate("IfcRelAggregates", house, *storeys.values())
    return Frame(house, storeys)


def _storey(pen: Pen, storey: Any, inside: Entity) -> Entity:
    at = pen.place(inside, pen.frame((0.0, 0.0, storey.elevation)))
    identity = pen.identity(pen.own("storey"), storey.code)
    told = (at, None, None, "ELEMENT", pen.length(storey.elevation))
    return pen.root("IfcBuildingStorey", identity, storey.name, None, None, *told)


def _address(pen: Pen, estate: EstateDesign, building: BuildingDesign) -> Entity:
    lines = [line for line in (building.name, estate.name, estate.notes.get("street")) if line]
    town, code = estate.notes.get("town"), estate.notes.get("postal_code")
    return pen.make("IfcPostalAddress", "SITE", None, None, None, lines, None, town, None, code, "France")
