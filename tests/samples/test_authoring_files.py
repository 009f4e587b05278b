"""What the writers of the sample estate put into files is valid, repeatable and says what the design says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.util.unit
import ifcopenshell.validate
import numpy as np
import pytest

import twin
from twin_samples.authoring.architecture import write_architecture
from twin_samples.authoring.identity import global_id
from twin_samples.authoring.services import write_services
from twin_samples.design.handover import CLEAN, Handover
from twin_samples.design.model import (
    OUTSIDE,
    BuildingDesign,
    Device,
    Dwelling,
    EstateDesign,
    Lift,
    Link,
    Network,
    Opening,
    Place,
    Rectangle,
    Room,
    Stair,
    Storey,
    Wall,
)

Write = Callable[..., Any]

WIDTH, DEPTH = 9.0, 4.68
OUTLINE = Rectangle(0, 0, WIDTH, DEPTH).outline
STAIR = Rectangle(5.41, 1.34, 7.41, 4.34)
SHAFT = Rectangle(7.48, 0.34, 8.66, 4.34)


def _rooms(level: int) -> tuple[Room, ...]:
    home = "TOY-A-01" if level == 0 else "TOY-A-11"
    living = Room(
        f"{level}.SEJ", f"{level}01", "Séjour", "living", Rectangle(0.34, 0.34, 3.34, 4.34).outline, 2.5, home
    )
    hall = Room(
        f"{level}.ENT", f"{level}02", "Entrée", "entrance", Rectangle(3.34, 0.34, 5.34, 4.34).outline, 2.5, home
    )
    well = Rectangle(5.41, 0.34, 7.41, 4.34).outline
    stair = Room(
        f"{level}.ESC", f"{level}03", "Escalier", "stair", well, 2.7 if level == 0 else 2.5, through=level == 0
    )
    lift = Room(f"{level}.ASC", f"{level}04", "Ascenseur", "lift", SHAFT.outline, 2.7, through=level == 0)
    return living, hall, stair, lift


def _walls() -> tuple[Wall, ...]:
    front = Wall("F1", Rectangle(0, 0, WIDTH, 0.34), "Façade ITE 34", 2.5, external=True)
    back = Wall("F2", Rectangle(0, 4.34, WIDTH, DEPTH), "Façade ITE 34", 2.5, external=True)
    left = Wall("P1", Rectangle(0, 0.34, 0.34, 4.34), "Façade ITE 34", 2.5, external=True)
    right = Wall("P2", Rectangle(8.66, 0.34, WIDTH, 4.34), "Façade ITE 34", 2.5, external=True)
    inner = Wall("C1", Rectangle(5.34, 0.34, 5.41, 4.34), "Cloison 7", 2.5)
    shaft = Wall("C2", Rectangle(7.41, 0.34, 7.48, 4.34), "Cloison 7", 2.5)
    return front, back, left, right, inner, shaft


def _openings(level: int) -> tuple[Opening, ...]:
    landing = Opening(
        f"{level}.D1", "Porte palière 93", "C1", 1.0, (f"{level}.ENT", f"{level}.ESC"), fire_rating="EI30", lock="key"
    )
    car = Opening(f"{level}.D2", "Porte palière ascenseur 90", "C2", 1.0, (f"{level}.ESC", f"{level}.ASC"), lift="ASC1")
    window = Opening(f"{level}.W1", "Fenêtre 120x135", "F2", 1.8, (f"{level}.SEJ", OUTSIDE), sill=0.8)
    entrance = Opening(
        "0.D3", "Porte de hall 120", "F1", 6.4, ("0.ESC", OUTSIDE), lock="access control", fails="unlocked"
    )
    return (landing, car, window) if level else (landing, car, window, entrance)


def _storey(level: int) -> Storey:
    return Storey(
        str(level),
        "Rez-de-chaussée" if level == 0 else "Étage 1",
        2.7 * level,
        2.7,
        OUTLINE,
        slab_build_up="Dalle 20" if level else "Dallage 20",
        rooms=_rooms(level),
        walls=_walls(),
        openings=_openings(level),
        open_links=((f"{level}.SEJ", f"{level}.ENT"),),
        stairs=() if level else (Stair("ESC1", "0.ESC", "1.ESC", STAIR, "y0", 0.95, 16, 2.7),),
        slab_holes=(STAIR, SHAFT) if level else (),
    )


@pytest.fixture(scope="module")
def estate() -> EstateDesign:
    """Two dwellings above each other, a stair and a lift beside them, and cold water from a meter to a valve."""
    roof = Storey("T", "Toiture", 5.4, 0.5, OUTLINE, slab_thickness=0.36, slab_build_up="Toiture-terrasse 36")
    meter = Device("EF-C", "Compteur général EF", "Compteur", "0.ENT", (4.5, 4.2, 0.5), monitors=("EF-V",))
    valve = Device("EF-V", "Vanne générale EF", "Vanne", "0.ENT", (4.0, 4.2, 0.5), turn=90.0)
    run = Link("EF-C", "EF-V", ((4.5, 4.2, 0.5), (4.2, 4.2, 0.5), (4.0, 4.2, 0.5)))
    building = BuildingDesign(
        "A",
        "Bâtiment A",
        "slab",
        (_storey(0), _storey(1), roof),
        (Dwelling("TOY-A-01", "T2", "A", "0", "0.D1"), Dwelling("TOY-A-11", "T2", "A", "1", "1.D1")),
        lifts=(Lift("ASC1", "Ascenseur 1", ("0.ASC", "1.ASC"), ("0", "1")),),
        devices=(meter, valve),
        networks=(Network("EF", "Eau froide sanitaire", "cold_water", "IfcPipeSegment", (run,)),),
        place=Place(10.0, 20.0, 1.0, 30.0),
    )
    return EstateDesign("Résidence du Test", "TOY", (building,))


@pytest.fixture
def write(estate: EstateDesign, tmp_path: Path) -> Write:
    """Return a function that writes a part of the building, as its architect or its engineers would, and opens it."""
    writers: dict[str, Write] = {"ARC": write_architecture, "MEP": write_services}

    def run(part: str, **how: Any) -> Any:
        path = tmp_path / f"{part}.ifc"
        writers[part](estate, estate.buildings[0], path, handover=replace(CLEAN, **how))
        return ifcopenshell.open(str(path))

    return run


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("part", "schema", "rules"),
    [("ARC", "IFC4", True), ("MEP", "IFC4X3", True), ("ARC", "IFC4X3", False), ("MEP", "IFC4", False)],
)
def test_it_breaks_no_rule_of_the_schema(write: Write, part: str, schema: str, rules: bool) -> None:
    findings = ifcopenshell.validate.json_logger()
    # reading the rules of a schema takes four seconds each time
    ifcopenshell.validate.validate(write(part, schema=schema), findings, express_rules=rules)
    assert findings.statements == []


@pytest.mark.parametrize("part", ["ARC", "MEP"])
def test_writing_again_gives_the_same_bytes(write: Write, tmp_path: Path, part: str) -> None:
    write(part)
    before = (tmp_path / f"{part}.ifc").read_bytes()
    write(part)
    assert (tmp_path / f"{part}.ifc").read_bytes() == before


def test_only_the_lift_carries_its_identity_in_both_files(write: Write) -> None:
    models = [write(part) for part in ("ARC", "MEP")]
    counts = Counter(root.GlobalId for model in models for root in model.by_type("IfcRoot"))
    shared = {identity for identity, times in counts.items() if times > 1}
    told = {model.by_guid(identity).is_a() for model in models for identity in shared}
    assert told == {"IfcTransportElement"}


def test_identities_follow_from_the_codes_of_the_design(write: Write) -> None:
    model = write("ARC")
    assert model.by_guid(global_id("TOY", "A", "room", "0.SEJ")).LongName == "Séjour"
    assert model.by_guid(global_id("TOY", "A", "opening", "0.D1")).is_a("IfcDoor")


@pytest.mark.parametrize(
    ("unit", "metres"), [("METRE", 1.0), ("CENTIMETRE", 0.01), ("MILLIMETRE", 0.001), ("FOOT", 0.3048)]
)
def test_lengths_and_areas_are_those_of_the_design_in_every_unit(write: Write, unit: str, metres: float) -> None:
    model = write("ARC", length_unit=unit)
    scale = ifcopenshell.util.unit.calculate_unit_scale(model)
    assert scale == pytest.approx(metres)
    door = model.by_guid(global_id("TOY", "A", "opening", "0.D1"))
    assert door.OverallWidth * scale == pytest.approx(1.0)
    area = ifcopenshell.util.unit.calculate_unit_scale(model, "AREAUNIT")
    floors = {one.AreaValue * area for one in model.by_type("IfcQuantityArea")}
    assert any(floor == pytest.approx(12.0) for floor in floors)


@pytest.mark.parametrize("unit", ["METRE", "MILLIMETRE", "FOOT"])
def test_the_map_conversion_places_the_building_in_its_estate(write: Write, unit: str) -> None:
    conversion = write("MEP", length_unit=unit).by_type("IfcMapConversion")[0]
    assert (conversion.Eastings, conversion.Northings, conversion.OrthogonalHeight) == (770310.0, 6279920.0, 36.0)
    assert (conversion.XAxisAbscissa, conversion.XAxisOrdinate) == pytest.approx((3**0.5 / 2, 0.5))
    metres = {"METRE": 1.0, "MILLIMETRE": 0.001, "FOOT": 0.3048}[unit]
    assert conversion.Scale == pytest.approx(metres)


def test_every_dwelling_is_a_zone_with_the_code_of_the_landlord(write: Write) -> None:
    model = write("ARC")
    zones = {zone.Name: zone.IsGroupedBy[0].RelatedObjects for zone in model.by_type("IfcZone")}
    rooms = {name: [space.LongName for space in spaces] for name, spaces in zones.items()}
    assert rooms["Logement TOY-A-01"] == ["Séjour", "Entrée"]
    assert rooms["Parties communes"] == ["Escalier", "Ascenseur"] * 2


def test_open_rooms_are_bounded_by_a_virtual_element(write: Write) -> None:
    bounds = write("ARC").by_type("IfcRelSpaceBoundary")
    virtual = [one.RelatingSpace.Name for one in bounds if one.PhysicalOrVirtualBoundary == "VIRTUAL"]
    assert virtual == ["001", "002", "101", "102"]


def test_a_room_is_bounded_by_what_it_touches(write: Write) -> None:
    bounds = [one for one in write("ARC").by_type("IfcRelSpaceBoundary") if one.RelatingSpace.Name == "001"]
    classes = Counter(one.RelatedBuildingElement.is_a() for one in bounds)
    assert classes == {"IfcWall": 3, "IfcSlab": 2, "IfcWindow": 1, "IfcVirtualElement": 1}


def test_the_flights_of_a_stair_meet_at_its_landing(write: Write) -> None:
    model = write("ARC")
    lower, upper = model.by_type("IfcStairFlight")
    landing = next(slab for slab in model.by_type("IfcSlab") if slab.PredefinedType == "LANDING")
    top = lower.NumberOfRisers * lower.RiserHeight
    height = landing.ObjectPlacement.RelativePlacement.Location.Coordinates[2]
    assert height + 0.15 == pytest.approx(top, abs=1e-4)
    assert upper.ObjectPlacement.RelativePlacement.Location.Coordinates[2] == pytest.approx(top, abs=1e-4)
    assert lower.NumberOfRisers + upper.NumberOfRisers == 16


def test_flow_runs_from_the_source_through_the_segment_to_the_target(write: Write) -> None:
    model = write("MEP")
    joined = [(one.RelatingPort, one.RelatedPort) for one in model.by_type("IfcRelConnectsPorts")]
    owners = [tuple(port.Nests[0].RelatingObject.Tag for port in ports) for ports in joined]
    assert owners == [("EF-C", None), (None, "EF-V")]
    assert all((one.FlowDirection, other.FlowDirection) == ("SOURCE", "SINK") for one, other in joined)


def test_joined_ports_lie_in_one_point(write: Write) -> None:
    for relation in write("MEP").by_type("IfcRelConnectsPorts"):
        matrices = [_origin(port) for port in (relation.RelatingPort, relation.RelatedPort)]
        assert matrices[0] == pytest.approx(matrices[1], abs=1e-6)


def _origin(port: Any) -> list[float]:
    from ifcopenshell.util.placement import get_local_placement

    return list(get_local_placement(port.ObjectPlacement)[:3, 3])


@pytest.mark.parametrize(
    ("part", "how", "ifc_class", "left"),
    [
        ("ARC", {"boundaries": False}, "IfcRelSpaceBoundary", 0),
        ("ARC", {"zones": False}, "IfcZone", 0),
        ("ARC", {"georeference": False}, "IfcMapConversion", 0),
        ("MEP", {"systems": False}, "IfcDistributionSystem", 0),
        ("MEP", {"without_ports": frozenset({"EF-V"})}, "IfcDistributionPort", 3),
        ("MEP", {"without_connection": frozenset({("EF-C", "EF-V", "EF")})}, "IfcRelConnectsPorts", 0),
    ],
)
def test_an_office_can_leave_things_out(
    write: Write, part: str, how: dict[str, Any], ifc_class: str, left: int
) -> None:
    assert len(write(part, **how).by_type(ifc_class)) == left


@pytest.mark.parametrize(("told", "served"), [(True, ["Étage 1"]), (False, [])])
def test_a_lift_tells_the_storeys_it_serves_only_if_its_office_does(
    write: Write, told: bool, served: list[str]
) -> None:
    model = write("ARC", lift_storeys=told)
    lift = model.by_type("IfcTransportElement")[0]
    assert [relation.RelatingStructure.Name for relation in lift.ReferencedInStructures] == served


def test_rooms_bear_the_names_that_were_handed_over(write: Write) -> None:
    model = write("ARC", room_names={"0.SEJ": "SDB 2"}, room_numbers={"0.SEJ": "B12"})
    space = model.by_guid(global_id("TOY", "A", "room", "0.SEJ"))
    assert (space.Name, space.LongName) == ("B12", "SDB 2")


def test_a_doubled_identity_stands_twice_in_the_file(write: Write) -> None:
    model = write("ARC", doubled_ids={"1.D1": "0.D1"})
    assert Counter(door.GlobalId for door in model.by_type("IfcDoor")).most_common(1)[0][1] == 2


def test_services_say_in_words_which_room_they_are_in(write: Write) -> None:
    model = write("MEP", room_numbers={"0.ENT": "B7"})
    said = [one.NominalValue.wrappedValue for one in model.by_type("IfcPropertySingleValue") if one.Name == "Local"]
    assert said == ["B7"]
    assert not model.by_type("IfcSpace")


def test_a_newer_file_calls_a_board_by_its_newer_name(write: Write, estate: EstateDesign, tmp_path: Path) -> None:
    board = Device("TG", "TGBT", "TGBT", "0.ENT", (4.0, 0.4, 0.0))
    building = replace(estate.buildings[0], devices=(board,), networks=())
    path = tmp_path / "board.ifc"
    write_services(estate, building, path, handover=Handover(schema="IFC4X3"))
    assert len(ifcopenshell.open(str(path)).by_type("IfcDistributionBoard", include_subtypes=False)) == 1


def _twin(estate: EstateDesign, folder: Path, **units: str) -> Any:
    """Return the twin of the building, its parts handed over in those units."""
    paths = [folder / f"{part}-{unit}.ifc" for part, unit in units.items()]
    for path, unit, writer in zip(paths, units.values(), (write_architecture, write_services), strict=True):
        writer(estate, estate.buildings[0], path, handover=replace(CLEAN, length_unit=unit))
    return twin.import_models(paths).facts


def test_parts_in_millimetres_and_feet_make_the_twin_that_metres_make(estate: EstateDesign, tmp_path: Path) -> None:
    mixed = _twin(estate, tmp_path, ARC="MILLIMETRE", MEP="FOOT")
    metres = _twin(estate, tmp_path, ARC="METRE", MEP="METRE")
    for column in ("id", "kind", "storey"):
        np.testing.assert_array_equal(mixed.nodes[column], metres.nodes[column])
    np.testing.assert_allclose(mixed.nodes["box"], metres.nodes["box"], rtol=0.0, atol=1e-4)
    assert Counter(mixed.edges["relation"]) == Counter(metres.edges["relation"])
    assert Counter(mixed.nodes["kind"])["building"] == 1


def test_the_stair_and_the_lift_join_the_storeys_in_the_twin(estate: EstateDesign, tmp_path: Path) -> None:
    edges = _twin(estate, tmp_path, ARC="METRE", MEP="METRE").edges
    methods = edges["method"][edges["relation"] == "opens_onto"]
    assert Counter(methods)["flight"] == 1
    assert Counter(methods)["lift"] == 1
