"""Doors of plans open as IFC says, and as their author drew them."""

from collections import Counter
from pathlib import Path

import ifcopenshell
import ifcopenshell.util.placement
import numpy as np
import pytest
import shapely

import twin
from twin.model.columns import Columns
from twin.model.twin import Twin
from twin_viewers.send.plan_doors import leaves_of

DOOR = ("element", "IfcDoor", "Door", 1, (2.0, 0.0, 0.0), (1.0, 0.1, 2.0))


@pytest.fixture
def opening(make_twin):
    """Return how a door of a metre opens whose left is at 2 m, whose front is at 0.1 m and looks north."""

    def of(operation):
        made = make_twin(
            (("building", "IfcBuilding", "B", -1, (), ()), ("storey", "IfcBuildingStorey", "S", 1, (), ()), DOOR)
        )
        nodes = Columns({**made.nodes, "operation": np.array(["", "", operation], dtype=object)}, 3)
        return leaves_of(Twin({**made.tables, "nodes": nodes}), np.array([2]))

    return of


def ends(line):
    return shapely.get_coordinates(line)[[0, -1]].round(3).tolist()


@pytest.mark.parametrize(
    ("operation", "hinges"),
    [
        ("SINGLE_SWING_LEFT", [2.0]),
        ("SINGLE_SWING_RIGHT", [3.0]),
        ("DOUBLE_DOOR_SINGLE_SWING", [2.0, 3.0]),
    ],
)
def test_leaf_stands_open_ahead_of_its_hinges(opening, operation, hinges):
    found = opening(operation)
    wide = 1.0 / len(hinges)
    assert [ends(one) for one in found.leaves] == [[[at, 0.1], [at, 0.1 + wide]] for at in hinges]
    assert found.unknown == 0


def test_arc_leads_from_the_closed_door_to_the_open_leaf(opening):
    (arc,) = opening("SINGLE_SWING_LEFT").ways
    assert ends(arc) == [[3.0, 0.1], [2.0, 1.1]]
    np.testing.assert_allclose(np.hypot(*(shapely.get_coordinates(arc) - (2.0, 0.1)).T), 1.0)


def test_door_that_swings_both_ways_has_a_leaf_on_either_side(opening):
    rows = [ends(one) for one in opening("DOUBLE_SWING_RIGHT").leaves]
    assert rows == [[[3.0, 0.1], [3.0, 1.1]], [[3.0, 0.0], [3.0, -1.0]]]


@pytest.mark.parametrize(("operation", "aside"), [("SLIDING_TO_LEFT", (2.0, 2.5)), ("SLIDING_TO_RIGHT", (2.5, 3.0))])
def test_sliding_leaf_has_gone_half_way_and_stays_in_its_opening(opening, operation, aside):
    found = opening(operation)
    assert shapely.total_bounds(found.ways)[[0, 2]] == pytest.approx((2.1, 2.45) if aside[0] < 2.2 else (2.55, 2.9))
    (leaf,) = found.leaves
    x, y = shapely.get_coordinates(leaf).T
    assert (x.min(), x.max()) == pytest.approx(aside)
    assert y.min() == y.max() > 0.1


@pytest.mark.parametrize("operation", ["", "SWING_FIXED_LEFT", "REVOLVING", "DOUBLE_DOOR_SINGLE_SWING_OPPOSITE_LEFT"])
def test_door_that_says_too_little_has_no_leaf_and_is_counted(opening, operation):
    found = opening(operation)
    assert (len(found.leaves), found.unknown) == (0, 1)


@pytest.fixture(scope="module")
def duplex(shared_data: Path):
    file = shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc"
    return ifcopenshell.open(file), twin.import_models([file]).facts


def test_importer_keeps_how_real_doors_open(duplex):
    nodes = duplex[1].nodes
    found = Counter(nodes["operation"][nodes["ifc_class"] == "IfcDoor"].tolist())
    assert found == {"SINGLE_SWING_RIGHT": 8, "SINGLE_SWING_LEFT": 6}
    assert set(nodes["operation"][nodes["ifc_class"] != "IfcDoor"].tolist()) == {""}


def test_importer_takes_the_word_of_a_type_of_ifc4(shared_data):
    nodes = twin.import_models([shared_data / "thatopen" / "AC20-FZK-Haus.ifc"]).facts.nodes
    doors = nodes["ifc_class"] == "IfcDoor"
    words = dict(zip(nodes["name"][doors].tolist(), nodes["operation"][doors].tolist(), strict=True))
    assert (words["Innentuer-1"], words["Innentuer-2"]) == ("SINGLE_SWING_RIGHT", "SINGLE_SWING_LEFT")
    assert words["Haustuer"] == ""


def test_real_doors_open_as_the_plan_symbols_of_their_author(duplex):
    model, facts = duplex
    rows = {int(step): row for row, step in enumerate(facts.nodes["step_id"].tolist())}
    for door in model.by_type("IfcDoor"):
        hinge, middle = drawn_by_author(door, facts["sources"]["transform"][0])
        found = leaves_of(facts, np.array([rows[door.id()]]))
        start, _ = shapely.get_coordinates(found.leaves[0])
        here = shapely.get_coordinates(found.ways[0])[6]
        assert np.hypot(*(start - hinge)) < 0.06, door.Name  # the casing stands before the wall
        assert np.hypot(*(here - middle)) < 0.10, door.Name


def drawn_by_author(door, to_estate):
    """Return the centre and the middle of the arc of the plan symbol of a door [m]."""
    (plan,) = (one for one in door.Representation.Representations if one.RepresentationIdentifier == "Plan")
    items = plan.Items[0].MappingSource.MappedRepresentation.Items[0].Elements
    (arc,) = (one for one in items if one.is_a("IfcTrimmedCurve") and one.BasisCurve.is_a("IfcCircle"))
    circle = arc.BasisCurve
    first, last = (np.radians(one[0].wrappedValue) for one in (arc.Trim1, arc.Trim2))
    x, y = circle.Position.RefDirection.DirectionRatios if circle.Position.RefDirection else (1.0, 0.0)
    turn, centre = np.arctan2(y, x) + (first + last) / 2, np.array(circle.Position.Location.Coordinates)
    place = to_estate @ ifcopenshell.util.placement.get_local_placement(door.ObjectPlacement)
    points = [centre, centre + circle.Radius * np.array((np.cos(turn), np.sin(turn)))]
    return tuple((place @ (*point, 0.0, 1.0))[:2] for point in points)
