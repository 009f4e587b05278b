"""What a landlord asks of a model that a building is to be run with, as requirements in IDS 1.0.

``python -m twin_samples.operation OUT.ids`` writes it; ``twin check ESTATE --ids OUT.ids`` checks models against it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from ifctester.facet import Attribute, Entity, PartOf, Property, Restriction
from ifctester.ids import Ids, Specification

__all__ = ["build_requirements"]

_VERSIONS: Final = ["IFC4", "IFC4X3_ADD2"]
_CLASSES: Final = {
    "Spaces": ["IFCSPACE"],
    "Doors": ["IFCDOOR"],
    "Walls": ["IFCWALL", "IFCWALLSTANDARDCASE"],
    "Slabs": ["IFCSLAB"],
    "Stairs": ["IFCSTAIRFLIGHT"],
    "Valves": ["IFCVALVE"],
    "Lifts": ["IFCTRANSPORTELEMENT"],
    "Plant": ["IFCBOILER", "IFCPUMP", "IFCELECTRICDISTRIBUTIONBOARD", "IFCDISTRIBUTIONBOARD"],
}
_ATTRIBUTES: Final = {
    "Spaces": ["LongName"],
    "Doors": ["OverallWidth", "OverallHeight"],
    "Valves": ["PredefinedType"],
}
_PROPERTIES: Final = {
    "Spaces": [
        ("Qto_SpaceBaseQuantities", "NetFloorArea", "IFCAREAMEASURE"),
        ("Qto_SpaceBaseQuantities", "FinishCeilingHeight", "IFCLENGTHMEASURE"),
        ("Pset_SpaceOccupancyRequirements", "OccupancyType", "IFCLABEL"),
    ],
    "Doors": [
        ("Pset_DoorCommon", "FireRating", "IFCLABEL"),
        ("Pset_DoorCommon", "SelfClosing", "IFCBOOLEAN"),
        ("Pset_DoorCommon", "IsExternal", "IFCBOOLEAN"),
        ("Pset_DoorCommon", "HandicapAccessible", "IFCBOOLEAN"),
    ],
    "Walls": [
        ("Pset_WallCommon", "FireRating", "IFCLABEL"),
        ("Pset_WallCommon", "Compartmentation", "IFCBOOLEAN"),
        ("Pset_WallCommon", "IsExternal", "IFCBOOLEAN"),
        ("Pset_WallCommon", "ThermalTransmittance", "IFCTHERMALTRANSMITTANCEMEASURE"),
    ],
    "Slabs": [
        ("Pset_SlabCommon", "FireRating", "IFCLABEL"),
        ("Pset_SlabCommon", "Compartmentation", "IFCBOOLEAN"),
        ("Pset_SlabCommon", "IsExternal", "IFCBOOLEAN"),
    ],
    "Stairs": [
        ("Pset_StairFlightCommon", "RiserHeight", "IFCPOSITIVELENGTHMEASURE"),
        ("Pset_StairFlightCommon", "TreadLength", "IFCPOSITIVELENGTHMEASURE"),
    ],
    "Lifts": [("Pset_TransportElementElevator", "ClearWidth", "IFCPOSITIVELENGTHMEASURE")],
    "Plant": [
        ("Pset_ManufacturerTypeInformation", "Manufacturer", "IFCLABEL"),
        ("Pset_ServiceLife", "ServiceLifeDuration", "IFCDURATION"),
    ],
}
_IN_A_SYSTEM: Final = ("Valves", "Plant")


def build_requirements() -> Ids:
    """Return the requirements."""
    ids = Ids(
        "Models to run a housing estate with",
        description="What incidents and usage are computed from: without it, the answer is unknown.",
        purpose="Operation",
        version="1",
    )
    ids.specifications += [_specification(name, classes) for name, classes in _CLASSES.items()]
    place = Specification("The model says where it stands", minOccurs=1, ifcVersion=_VERSIONS, identifier="place")
    place.applicability.append(Entity("IFCMAPCONVERSION"))
    ids.specifications.append(place)
    return ids


def _specification(name: str, classes: list[str]) -> Specification:
    told = f"{name} say what operation needs"
    specification = Specification(told, ifcVersion=_VERSIONS, identifier=name.casefold())
    specification.applicability.append(Entity(_one_of(classes)))
    specification.requirements += [Attribute(attribute) for attribute in _ATTRIBUTES.get(name, ())]
    specification.requirements += [
        Property(propertySet=set_, baseName=name_, dataType=type_) for set_, name_, type_ in _PROPERTIES.get(name, ())
    ]
    if name in _IN_A_SYSTEM:
        systems = _one_of(["IFCSYSTEM", "IFCDISTRIBUTIONSYSTEM", "IFCDISTRIBUTIONCIRCUIT"])
        specification.requirements.append(PartOf(systems, relation="IFCRELASSIGNSTOGROUP"))
    return specification


def _one_of(names: list[str]) -> Any:
    return Restriction(options={"enumeration": names}) if len(names) > 1 else names[0]


def main() -> None:
    """Write the requirements where the command line says."""
    parser = argparse.ArgumentParser(description="Write the sample requirements as IDS 1.0.")
    parser.add_argument("output", type=Path, help="the IDS file to write")
    build_requirements().to_xml(str(parser.parse_args().output))


if __name__ == "__main__":
    main()
