"""The committed sample is what its generator makes, valid IFC, and as complete as it says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.validate
import pytest

from twin_samples.residence import write_residence


@pytest.fixture(scope="module")
def model(residence: Path) -> Any:
    return ifcopenshell.open(str(residence))


def test_generating_again_gives_the_committed_bytes(residence: Path, tmp_path: Path) -> None:
    again = tmp_path / residence.name
    write_residence(again)
    assert again.read_bytes() == residence.read_bytes(), (
        "run: python -m twin_samples.residence ifc_samples/residence.ifc"
    )


def test_generating_twice_in_one_process_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        write_residence(tmp_path / folder / "residence.ifc")
    assert (tmp_path / "first/residence.ifc").read_bytes() == (tmp_path / "second/residence.ifc").read_bytes()


def test_it_stays_under_a_megabyte(residence: Path) -> None:
    assert residence.stat().st_size < 1_000_000


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_breaks_no_rule_of_the_schema(model: Any) -> None:
    findings = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(model, findings, express_rules=True)
    assert findings.statements == []


def test_identities_are_unique(model: Any) -> None:
    ids = Counter(root.GlobalId for root in model.by_type("IfcRoot"))
    assert max(ids.values()) == 1


def test_each_dwelling_is_a_zone_of_its_rooms_and_its_cellar(model: Any) -> None:
    zones = {zone.Name: zone for zone in model.by_type("IfcZone")}
    rooms = {name: [space.LongName for space in zones[name].IsGroupedBy[0].RelatedObjects] for name in zones}
    assert {name: len(rooms[name]) for name in rooms if name.startswith("Logement")} == {
        "Logement A001": 8,
        "Logement A002": 7,
        "Logement A101": 8,
        "Logement A102": 7,
    }
    assert all("Cave" in rooms[name] for name in rooms if name.startswith("Logement"))


def test_every_tap_and_radiator_hangs_on_its_plant(model: Any) -> None:
    downstream: dict[Any, list[Any]] = {}
    for relation in model.by_type("IfcRelConnectsPorts"):
        source, target = (port.Nests[0].RelatingObject for port in (relation.RelatingPort, relation.RelatedPort))
        downstream.setdefault(source, []).append(target)
    reached = set(model.by_type("IfcBoiler") + model.by_type("IfcFlowMeter"))
    waiting = list(reached)
    while waiting:
        new = set(downstream.get(waiting.pop(), [])) - reached
        reached |= new
        waiting += new
    users = set(model.by_type("IfcSanitaryTerminal") + model.by_type("IfcSpaceHeater"))
    assert len(users) == 32
    assert users <= reached


def test_windows_are_drawn_in_frame_and_glass(model: Any) -> None:
    for window_type in model.by_type("IfcWindowType"):
        items = window_type.RepresentationMaps[0].MappedRepresentation.Items
        assert [item.StyledByItem[0].Styles[0].Name for item in items] == ["Aluminium", "Verre"]


def test_open_kitchens_are_bounded_by_a_virtual_element(model: Any) -> None:
    virtual = [
        boundary for boundary in model.by_type("IfcRelSpaceBoundary") if boundary.PhysicalOrVirtualBoundary == "VIRTUAL"
    ]
    assert Counter(boundary.RelatingSpace.LongName for boundary in virtual) == {"Séjour": 2, "Cuisine": 2}
