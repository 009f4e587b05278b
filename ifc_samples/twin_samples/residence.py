"""A small residential building, as an architect of a French landlord would hand it over.

Four dwellings on two storeys over a basement with plant rooms and cellars, in IFC4, metres and Lambert-93: spaces with
boundaries, dwellings as zones, walls with doors and windows, a stair and a lift, devices, and the networks that feed
them. ``python -m twin_samples.residence OUT.ifc`` writes it, the same bytes each time.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from twin_samples.boundaries import build_boundaries
from twin_samples.building import Building, build_building, space_height
from twin_samples.catalogue import DOORS, build_catalogue
from twin_samples.draft import Draft, Entity, start_draft
from twin_samples.networks import build_networks
from twin_samples.plan import DWELLINGS, STOREYS
from twin_samples.properties import classify, describe, document, measure
from twin_samples.relations import relate, write_collected
from twin_samples.stable import write_stable

__all__ = ["build_residence", "write_residence"]

_TRANSMITTANCES = {"Façade 30": 0.35, "Mur enterré 30": 3.1}
"""U-values of the outer walls [W m⁻² K⁻¹], for λ of 2.0 (concrete), 0.04 (wool), 0.25 (plaster)."""


def build_residence() -> Entity:
    """Return the model of the residence, its identities still random."""
    draft = start_draft("Résidence Les Tilleuls")
    catalogue = build_catalogue(draft)
    built = build_building(draft, catalogue)
    build_networks(draft, catalogue, built)
    build_boundaries(draft, built)
    _group_dwellings(draft, built)
    _describe_spaces(draft, built)
    _describe_walls(draft, built)
    _describe_openings(draft, built)
    _describe_plant(draft, built)
    _classify_all(draft, built)
    catalogue.write_usages()
    write_collected(draft)
    return draft.model


def write_residence(path: Path) -> None:
    """Write the residence to a file, the same bytes each time."""
    write_stable(build_residence(), path)


def _group_dwellings(draft: Draft, built: Building) -> None:
    """Make each dwelling a zone of its rooms and its cellar, with the landlord's own code."""
    rooms = [(storey.code, room) for storey in STOREYS for room in storey.rooms]
    for code, size in DWELLINGS.items():
        zone = draft.create("IfcZone", f"Logement {code}", LongName=size, ObjectType="Logement")
        spaces = [built.spaces[storey, room.code] for storey, room in rooms if room.dwelling == code]
        relate(draft, "IfcRelAssignsToGroup", ("RelatingGroup", zone), ("RelatedObjects", spaces))
        describe(draft, [zone], "Patrimoine", {"CodeLogement": ("IfcIdentifier", f"TIL-A-{code[1:]}")})
    common = draft.create("IfcZone", "Parties communes", ObjectType="Parties communes")
    shared = [built.spaces[storey, room.code] for storey, room in rooms if not room.dwelling]
    relate(draft, "IfcRelAssignsToGroup", ("RelatingGroup", common), ("RelatedObjects", shared))


def _describe_spaces(draft: Draft, built: Building) -> None:
    """Give spaces their common properties and their quantities."""
    by_access = defaultdict(list)
    for storey in STOREYS:
        for room in storey.rooms:
            space = built.spaces[storey.code, room.code]
            by_access[not room.dwelling and room.code.startswith("C")].append(space)
            area = room.box.width * room.box.depth
            height = space_height(storey.code, room)
            measure(
                draft,
                space,
                "Qto_SpaceBaseQuantities",
                {
                    "Height": ("Length", height),
                    "NetFloorArea": ("Area", area),
                    "NetVolume": ("Volume", area * height),
                },
            )
    for public, spaces in by_access.items():
        properties = {"IsExternal": ("IfcBoolean", False), "PubliclyAccessible": ("IfcBoolean", public)}
        describe(draft, spaces, "Pset_SpaceCommon", properties)


def _describe_walls(draft: Draft, built: Building) -> None:
    """Give walls their common properties, one set for each build-up."""
    by_build_up: dict[str, list[Entity]] = defaultdict(list)
    for storey in STOREYS:
        for wall in storey.walls:
            by_build_up[wall.build_up].append(built.walls[storey.code, wall.name])
    for build_up, walls in by_build_up.items():
        outside = build_up.startswith(("Façade", "Mur enterré", "Acrotère"))
        partition = build_up.endswith("10")
        properties: dict[str, tuple[str, object]] = {
            "IsExternal": ("IfcBoolean", outside),
            "LoadBearing": ("IfcBoolean", not partition),
            "FireRating": ("IfcLabel", "EI30" if partition else "REI60"),
        }
        if build_up in _TRANSMITTANCES:
            properties["ThermalTransmittance"] = ("IfcThermalTransmittanceMeasure", _TRANSMITTANCES[build_up])
        describe(draft, walls, "Pset_WallCommon", properties)


def _describe_openings(draft: Draft, built: Building) -> None:
    """Give doors and windows their common properties, one set for all that agree."""
    groups: dict[tuple[str, bool, bool, bool, bool], list[Entity]] = defaultdict(list)
    for (_, plan), filling in built.openings.items():
        kind = "Door" if plan.type_name in DOORS else "Window"
        outside = kind == "Window" or "external" in plan.marks
        wide = kind == "Door" and DOORS[plan.type_name].width >= 0.83
        groups[kind, outside, "fire" in plan.marks, "stair" in plan.marks, wide].append(filling)
    for (kind, outside, fire, stair, wide), fillings in groups.items():
        properties: dict[str, tuple[str, object]] = {"IsExternal": ("IfcBoolean", outside)}
        if kind == "Door":
            properties["HandicapAccessible"] = ("IfcBoolean", wide)
            properties["SelfClosing"] = ("IfcBoolean", fire)
            properties["FireExit"] = ("IfcBoolean", stair)
        if fire:
            properties["FireRating"] = ("IfcLabel", "EI30")
        describe(draft, fillings, f"Pset_{kind}Common", properties)


def _describe_plant(draft: Draft, built: Building) -> None:
    """Give the boiler its rated power in a unit of its own, the lift its load, and both their papers."""
    model = draft.model
    boiler = next(entity for (_, plan), entity in built.devices.items() if plan.type_name == "Chaudière gaz")
    lift = next(entity for (_, plan), entity in built.devices.items() if plan.type_name == "Ascenseur")
    kilowatt = model.create_entity("IfcSIUnit", None, "POWERUNIT", "KILO", "WATT")
    powers = {"PuissanceNominale": ("IfcPowerMeasure", 45.0, kilowatt), "MiseEnService": ("IfcDate", "2015-09-01")}
    describe(draft, [boiler], "Chaufferie", powers)
    properties = {"CapacityPeople": ("IfcCountMeasure", 8.0), "CapacityWeight": ("IfcMassMeasure", 630.0)}
    describe(draft, [lift], "Pset_TransportElementElevator", properties)
    document(draft, [boiler], name="Carnet de chaufferie", location="documents/carnet-chaufferie.pdf")
    document(draft, [built.building], name="Notice de sécurité incendie", location="documents/notice-securite.pdf")


def _classify_all(draft: Draft, built: Building) -> None:
    walls = [(plan, built.walls[storey.code, plan.name]) for storey in STOREYS for plan in storey.walls]
    fillings = [(plan, filling) for (_, plan), filling in built.openings.items()]
    devices = [(plan, device) for (_, plan), device in built.devices.items()]
    sanitary = {"Évier", "Lavabo", "Baignoire", "Douche", "WC suspendu"}
    classify(
        draft,
        {
            ("B2010", "Exterior Walls"): [wall for plan, wall in walls if plan.build_up == "Façade 30"],
            ("B2020", "Exterior Windows"): [filling for plan, filling in fillings if plan.type_name not in DOORS],
            ("C1010", "Interior Partitions"): [wall for plan, wall in walls if plan.build_up.endswith(" 10")],
            ("C1020", "Interior Doors"): [
                filling for plan, filling in fillings if plan.type_name in DOORS and "external" not in plan.marks
            ],
            ("D1010", "Vertical Transportation"): [device for plan, device in devices if plan.type_name == "Ascenseur"],
            ("D2010", "Plumbing Fixtures"): [device for plan, device in devices if plan.type_name in sanitary],
            ("D3020", "Heat Generation"): [device for plan, device in devices if plan.type_name == "Chaudière gaz"],
        },
    )


def main() -> None:
    """Write the residence where the command line says."""
    parser = argparse.ArgumentParser(description="Write the sample residence as IFC4.")
    parser.add_argument("output", type=Path, help="the IFC file to write")
    write_residence(parser.parse_args().output)


if __name__ == "__main__":
    main()
