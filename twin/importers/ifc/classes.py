"""From IFC classes to kinds of nodes.

The nearest ancestor named here decides, so classes of schema versions to come find their kind by themselves. In
IFC4X3 roads, bridges and railways are facilities beside buildings; they take the same places in the tree.
"""

from __future__ import annotations

from typing import Any, Final

from twin.model.kinds import Kind

__all__ = ["KIND_OF_CLASS", "ancestors", "kind_of"]

KIND_OF_CLASS: Final = {
    "IfcSite": Kind.SITE,
    "IfcFacility": Kind.BUILDING,
    "IfcBuilding": Kind.BUILDING,
    "IfcFacilityPart": Kind.STOREY,
    "IfcBuildingStorey": Kind.STOREY,
    "IfcSpace": Kind.SPACE,
    "IfcExternalSpatialStructureElement": Kind.EXTERIOR,
    "IfcSpatialZone": Kind.ZONE,
    "IfcZone": Kind.ZONE,
    "IfcSystem": Kind.SYSTEM,
    "IfcGroup": Kind.GROUP,
    "IfcPort": Kind.PORT,
    "IfcDistributionElement": Kind.EQUIPMENT,
    "IfcTransportElement": Kind.EQUIPMENT,
    "IfcTransportationDevice": Kind.EQUIPMENT,
    "IfcElectricalElement": Kind.EQUIPMENT,
    "IfcEquipmentElement": Kind.EQUIPMENT,
    "IfcProduct": Kind.ELEMENT,
}


def ancestors(declaration: Any) -> list[str]:
    """Return the class itself and what it derives from, nearest first."""
    names = []
    while declaration is not None:
        names.append(declaration.name())
        declaration = declaration.supertype()
    return names


def kind_of(declaration: Any) -> Kind:
    """Return the kind of node that instances of this class become.

    Raises
    ------
    KeyError
        If the class is neither a product nor a group.
    """
    for name in ancestors(declaration):
        if name in KIND_OF_CLASS:
            return KIND_OF_CLASS[name]
    raise KeyError(declaration.name())
