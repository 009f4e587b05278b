import numpy as np
import pytest

from twin.errors import UsageError
from twin.model.columns import Columns
from twin.model.twin import Twin
from twin_viewers.boxes import corners_of
from twin_viewers.colouring import values_of
from twin_viewers.detail import is_boxed
from twin_viewers.look import Look, is_solid, rows_of
from twin_viewers.outer import outer_rows
from twin_viewers.palette import FRAME, PANE, rgb
from twin_viewers.roles import ROLES, roles_of
from twin_viewers.scene import scene_of

TWO_HOUSES = (
    ("storey", "IfcBuildingStorey", "Ground", 0, (), ()),
    ("space", "IfcSpace", "Kitchen", 0, (0.2, 0.2, 0.0), (4.8, 4.8, 2.6)),
    ("space", "IfcSpace", "Hall", 0, (5.2, 0.2, 0.0), (4.6, 4.8, 2.6)),
    ("element", "IfcWall", "South", 0, (0.0, 0.0, 0.0), (10.0, 0.2, 2.6)),
    ("element", "IfcWall", "North", 0, (0.0, 5.0, 0.0), (10.0, 0.2, 2.6)),
    ("element", "IfcWall", "Party", 0, (5.0, 0.2, 0.0), (0.2, 4.8, 2.6)),
    ("element", "IfcDoor", "Inner", 0, (5.0, 1.0, 0.0), (0.2, 0.9, 2.0)),
    ("element", "IfcWindow", "Window", 0, (1.0, 0.0, 1.0), (1.0, 0.2, 1.0)),
    ("element", "IfcRoof", "Roof", 0, (0.0, 0.0, 2.6), (10.0, 5.2, 0.4)),
    ("equipment", "IfcBoiler", "Boiler", 0, (1.0, 1.0, 0.0), (1.0, 1.0, 1.5)),
    ("equipment", "IfcSolarDevice", "Solar", 0, (1.0, 1.0, 3.0), (1.0, 1.0, 0.5)),
    ("element", "IfcWall", "Other", 1, (30.0, 0.0, 0.0), (10.0, 0.2, 2.6)),
)


def of_buildings(twin, numbers):
    nodes = Columns({**twin.nodes, "building": np.array(numbers, dtype=np.int32)}, twin.nodes.length)
    return Twin({**twin.tables, "nodes": nodes}, twin.meta)


@pytest.fixture
def houses(make_twin):
    return of_buildings(make_twin(TWO_HOUSES), [0] * 11 + [1])


def roles(twin):
    return np.array(ROLES)[roles_of(twin)]


def drawn(twin, **options):
    look = Look(**options)
    rows = rows_of(twin, look, values_of(twin, "kind"), role=roles(twin))
    return look, rows


def test_what_lies_inside_is_left_out(houses):
    _, rows = drawn(houses)
    kept = set(houses.nodes["name"][outer_rows(houses, rows, role=roles(houses))])
    assert kept == {"South", "North", "Window", "Roof", "Solar", "Other"}


@pytest.mark.parametrize("turn", [0.4, 1.2, 2.8])
def test_what_lies_inside_does_not_depend_on_how_a_building_is_turned(houses, turn):
    spin = np.array(((np.cos(turn), -np.sin(turn), 0), (np.sin(turn), np.cos(turn), 0), (0, 0, 1)))
    nodes = houses.nodes
    transform = np.einsum("ij,njk->nik", spin, nodes["transform"])
    spun = Twin({**houses.tables, "nodes": Columns({**nodes, "transform": transform}, nodes.length)})
    rows = np.flatnonzero(nodes["mesh"] >= 0)
    corners = corners_of(spun, rows)
    box = nodes["box"].copy()
    box[rows, 0], box[rows, 1] = corners.min(axis=1), corners.max(axis=1)
    spun = Twin({**spun.tables, "nodes": Columns({**spun.nodes, "box": box}, nodes.length)})
    assert set(nodes["name"][outer_rows(spun, rows, role=roles(spun))]) == {
        "South", "North", "Window", "Roof", "Solar", "Other",
    }  # fmt: skip


def test_wall_behind_a_balcony_is_kept(houses):
    nodes = houses.nodes
    use = nodes["use"].copy()
    use[2] = "exterior"  # the hall is a balcony
    open_ = Twin({**houses.tables, "nodes": Columns({**nodes, "use": use}, nodes.length)})
    kept = outer_rows(open_, np.arange(1, nodes.length), role=roles(open_))
    assert {"Party", "Inner"} <= set(nodes["name"][kept])


def test_several_buildings_are_seen_from_outside_and_one_with_its_rooms(houses, house):
    for twin, solid in ((houses, True), (house, False)):
        look, rows = drawn(twin)
        assert is_solid(twin, look, rows, role=roles(twin)) is solid
        assert ("rooms" in {layer.name for layer in scene_of(twin).layers}) is not solid


def test_engineers_file_without_walls_is_no_second_building(make_twin):
    devices = (*TWO_HOUSES[:-1], ("equipment", "IfcLamp", "Lamp", 1, (1.0, 1.0, 2.0), (0.2, 0.2, 0.2)))
    twin = of_buildings(make_twin(devices), [0] * 11 + [1])
    look, rows = drawn(twin)
    assert not is_solid(twin, look, rows, role=roles(twin))


@pytest.mark.parametrize(
    "options",
    [{"storey": "Ground"}, {"only": ("wall",)}, {"colour_by": "Area"}, {"colour_by": "Use"}, {"manner": "xray"}],
)
def test_what_is_asked_for_by_name_is_never_hidden(make_twin, options):
    twin = of_buildings(make_twin(), [0] * 6 + [1] * 7)
    look, rows = drawn(twin, **options)
    assert not is_solid(twin, look, rows, role=roles(twin))


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"manner": "glass"}, "there is no such look"), ({"manner": "solid", "storey": "Ground"}, "nothing inside")],
)
def test_look_that_cannot_be_is_refused(houses, options, reason):
    with pytest.raises(UsageError, match=reason):
        scene_of(houses, Look(**options))


def test_nothing_is_seen_through_from_outside(houses):
    solid = next(layer.mesh for layer in scene_of(houses).layers if layer.name == "solid")
    assert (solid.cell_data["rgba"][:, 3] == 255).all()


def test_panes_are_dark_and_frames_light(houses):
    window = houses.nodes["mesh"][7]
    colours = houses["faces"]["colour"].copy()
    first = houses["meshes"]["face"][window]
    rgba = houses["colours"]["rgba"].copy()
    rgba = np.concatenate((rgba, [(0.2, 0.4, 0.6, 0.3)])).astype(np.float32)
    colours[first : first + 4] = len(rgba) - 1 - houses["meshes"]["colour"][window]
    faces = Columns({**houses["faces"], "colour": colours}, houses["faces"].length)
    twin = Twin({**houses.tables, "faces": faces, "colours": Columns({"rgba": rgba}, len(rgba))}, houses.meta)
    mesh = next(layer.mesh for layer in scene_of(twin).layers if layer.name == "solid")
    seen = mesh.cell_data["rgba"][mesh.cell_data["node"] == 7, :3]
    for tone, count in ((PANE, 4), (FRAME, 8)):
        assert (seen == np.round(np.array(rgb(tone)) * 255)).all(axis=1).sum() == count


def test_small_parts_become_boxes_first_and_only_as_many_as_it_takes(houses):
    faces = houses["meshes"]["faces"].copy()
    many = Twin({**houses.tables, "meshes": Columns({**houses["meshes"], "faces": faces * 100}, len(faces))})
    rows = np.array([3, 4, 7])  # two walls and a window of 1200 triangles each
    asked = {most: is_boxed(many, rows, role=roles(many), most=most).tolist() for most in (4000, 3000, 100)}
    assert asked == {4000: [False] * 3, 3000: [False, False, True], 100: [True] * 3}


def test_box_around_a_thing_lies_where_the_thing_does(houses):
    corners = corners_of(houses, np.array([3]))
    np.testing.assert_allclose([corners[0].min(axis=0), corners[0].max(axis=0)], [(0, 0, 0), (10, 0.2, 2.6)], atol=1e-6)
    thick = corners_of(houses, np.array([3]), thicken=0.25)
    np.testing.assert_allclose(thick[0].min(axis=0), (0, -0.25, 0), atol=1e-6)
