import numpy as np
import pytest

from twin.errors import TwinError, UsageError
from twin.model.columns import Columns
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.colouring import Groups
from twin_viewers.labels import labels_of
from twin_viewers.palette import UNKNOWN, rgb
from twin_viewers.roles import role_names_of
from twin_viewers.scene import Look, NoShapeError, Surface, scene_of
from twin_viewers.shapes import shapes_of


def layers(scene):
    return {layer.name: layer.mesh for layer in scene.layers}


def nodes_in(scene, name):
    mesh = layers(scene).get(name)
    return set() if mesh is None else set(mesh.cell_data["node"].tolist())


def names_in(twin, scene, name):
    return {twin.nodes["name"][row] for row in nodes_in(scene, name)}


def test_every_triangle_of_what_is_drawn_is_in_one_layer(house):
    scene = scene_of(house)
    assert len(scene.rows) == 9  # ten boxes, of which one is an opening
    assert scene.triangles == 12 * 9


def test_each_cell_knows_its_node(house):
    solid = layers(scene_of(house))["solid"]
    rows, counts = np.unique(solid.cell_data["node"], return_counts=True)
    assert set(house.nodes["name"][rows]) >= {"North", "Floor", "Boiler", "Site"}
    assert set(counts.tolist()) == {12}


def test_openings_are_not_drawn(house):
    assert "Hole" not in set(house.nodes["name"][scene_of(house).rows])


def test_number_of_layers_does_not_grow_with_the_estate(make_twin):
    few = (("element", "IfcWall", "W", -1, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),)
    many = tuple(("element", "IfcWall", f"W{at}", -1, (2.0 * at, 0.0, 0.0), (1.0, 1.0, 1.0)) for at in range(500))
    scenes = [scene_of(make_twin(nodes)) for nodes in (few, many)]
    assert len(scenes[0].layers) == len(scenes[1].layers) == 2
    assert scenes[1].triangles == 500 * 12


def test_edges_of_a_box_are_twelve_lines_without_diagonals(make_twin):
    scene = scene_of(make_twin((("element", "IfcWall", "W", -1, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),)))
    assert layers(scene)["lines"].n_cells == 12


def test_rooms_are_translucent_and_only_their_nearest_surface_shows(house):
    scene = scene_of(house)
    (rooms,) = (layer for layer in scene.layers if layer.name == "rooms")
    assert rooms.surface is Surface.VEIL
    assert names_in(house, scene, "rooms") == {"Kitchen", "Hall", "Attic"}
    assert 0 < rooms.mesh.cell_data["rgba"][:, 3].max() < 128


def test_what_stands_before_the_rooms_is_drawn_faintly_and_the_rest_is_solid(house):
    scene = scene_of(house)
    assert "South" in names_in(house, scene, "front")
    assert {"North", "Floor", "Ceiling"} <= names_in(house, scene, "solid")


def test_without_rooms_nothing_is_faint(house):
    scene = scene_of(house, Look(only=("element",)))
    assert names_in(house, scene, "front") == set()
    assert {"South", "North"} <= names_in(house, scene, "solid")


def test_storey_shows_its_own_things_without_what_is_over_their_heads(house):
    scene = scene_of(house, Look(storey="Ground"))
    names = set(house.nodes["name"][scene.rows])
    assert names == {"Kitchen", "Hall", "South", "North", "Floor", "Boiler"}
    assert set(scene.labels.texts) == {"Kitchen Cuisine", "Hall"}


@pytest.mark.parametrize("key", ["Ground", "ground", "id1"])
def test_storey_is_found_by_id_and_name(house, key):
    assert len(scene_of(house, Look(storey=key)).rows) == 6


def test_floors_of_rooms_are_all_that_is_seen_of_them_in_a_storey(house):
    scene = scene_of(house, Look(storey="Ground"))
    assert layers(scene)["rooms"].n_cells == 2 * 2


def test_unknown_storey_names_those_there_are_and_the_nearest(house):
    with pytest.raises(UsageError, match=r"no such storey; did you mean Upper.*There are Ground, Upper"):
        scene_of(house, Look(storey="Uper"))


def test_only_keeps_the_kinds_asked_for(house):
    names = set(house.nodes["name"][scene_of(house, Look(only=("space", "wall"))).rows])
    assert names == {"Kitchen", "Hall", "Attic", "South", "North"}


def test_unknown_kind_is_refused_with_the_nearest(house):
    with pytest.raises(UsageError, match="Write one of: wall"):
        scene_of(house, Look(only=("walls",)))


def test_twin_without_shapes_says_so(make_twin):
    bare = make_twin((("building", "IfcBuilding", "House", -1, (), ()), ("space", "IfcSpace", "A", -1, (), ())))
    with pytest.raises(NoShapeError, match="no thing in it has a shape") as caught:
        scene_of(bare)
    assert isinstance(caught.value, TwinError)


def test_things_without_a_value_are_grey_and_counted(house):
    scene = scene_of(house, Look(colour_by="Pset_Room.Use"))
    rooms = layers(scene)["rooms"]
    of_hall = rooms.cell_data["rgba"][rooms.cell_data["node"] == 4][:, :3]
    assert (of_hall == np.round(np.array(rgb(UNKNOWN)) * 255)).all()
    assert [(entry.label, entry.count) for entry in scene.legend.entries] == [("cooking", 1), ("unknown", 8)]


def test_rooms_without_a_value_do_not_hide_what_has_one(house):
    scene = scene_of(house, Look(colour_by="tag"))
    assert "Kitchen" in set(house.nodes["name"][scene.rows])  # nothing has a tag: all stays
    assert "rooms" not in layers(scene_of(house, Look(colour_by="colour")))


def test_ground_does_not_make_the_picture_larger(house):
    assert np.ptp(scene_of(house).frame, axis=0)[0] == pytest.approx(10.0)


def test_national_grid_coordinates_do_not_shake(make_twin):
    near, far = scene_of(make_twin()), scene_of(make_twin(origin=(2_656_163.4, 1_135_553.7, 402.6)))
    sizes = [np.ptp(layers(scene)["solid"].points, axis=0) for scene in (near, far)]
    np.testing.assert_allclose(*sizes, atol=1e-5)
    assert abs(layers(far)["solid"].points).max() < 100


def test_building_is_faint_around_equipment_that_alone_has_a_value(house):
    values = Groups("System", ("heating",), np.where(house.nodes["name"] == "Boiler", 0, -1))
    scene = scene_of(house, Look("system", values=values))
    assert names_in(house, scene, "solid") == {"Boiler", "Site"}
    assert names_in(house, scene, "front") == {"South", "North", "Ceiling", "Floor"}


@pytest.mark.parametrize(("letter_m", "named"), [(0.1, {"Kitchen Cuisine", "Hall"}), (5.0, {"Flat"})])
def test_dwelling_is_named_where_names_of_rooms_are_too_wide_for_them(house, letter_m, named):
    flat = table_of("nodes", {"id": ["flat"], "kind": ["zone"], "use": ["dwelling"], "name": ["Flat"]})
    nodes = {name: np.concatenate((house.nodes[name], flat[name])) for name in house.nodes}
    groups = table_of("edges", {"source": [13, 13], "target": [3, 4], "relation": ["groups"] * 2})
    twin = Twin({**house.tables, "nodes": Columns(nodes, 14), "edges": groups})
    role = role_names_of(twin)
    triangles = shapes_of(twin, np.arange(3, 10), role=role, solid=False).triangles
    shown = labels_of(twin, triangles, role=role, letter_m=letter_m).texts
    assert set(shown) - {"Attic"} == named
