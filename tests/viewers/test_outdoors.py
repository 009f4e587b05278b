import numpy as np
import pytest

from twin.model.columns import Columns
from twin.model.schema import TABLES, table_of
from twin.model.twin import Twin
from twin_viewers.look import Look
from twin_viewers.public import PUBLIC_ROLES, public_roles_of
from twin_viewers.scene import scene_of

SQUARE = ((-20.0, -20.0), (30.0, -20.0), (30.0, -5.0), (-20.0, -5.0))
WAY = ((0.0, -20.0), (0.0, -10.0), (6.0, -1.0))


def with_public_space(twin, things, lines=(), **columns):
    """Add things out of doors: kind, object type, place; and lines: index of the thing, role, corners."""
    first = twin.nodes.length
    new = table_of(
        "nodes",
        {
            "id": [f"out{at}" for at in range(len(things))],
            "kind": [thing[0] for thing in things],
            "object_type": [thing[1] for thing in things],
            "position": [thing[2] if len(thing) > 2 else (np.nan,) * 3 for thing in things],
            **columns,
        },
    )
    old = twin.nodes
    nodes = Columns({name: np.concatenate((old[name], new[name])) for name in old}, first + len(things))
    corners = [(at, (*point, np.nan)[:3]) for at, line in enumerate(lines) for point in line[2]]
    tables = {
        "nodes": nodes,
        "lines": table_of("lines", {"node": [first + line[0] for line in lines], "role": [line[1] for line in lines]}),
        "line_points": table_of(
            "line_points", {"line": [corner[0] for corner in corners], "xyz": [corner[1] for corner in corners]}
        ),
    }
    return Twin({**{name: twin[name] for name in TABLES}, **tables}, twin.meta), first


def cells(scene, row):
    """Corners and colours of the triangles of a node."""
    found = []
    for layer in scene.layers:
        if layer.surface != "lines":
            here = np.flatnonzero(layer.mesh.cell_data["node"] == row)
            faces = layer.mesh.regular_faces[here]
            found.append((layer.mesh.points[faces] + scene.origin, layer.mesh.cell_data["rgba"][here]))
    return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])


def area(corners):
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2


def test_plot_is_filled_without_its_hole(house):
    hole = ((0.0, -15.0), (10.0, -15.0), (10.0, -10.0))
    twin, row = with_public_space(house, [("plot", "green")], [(0, 1, SQUARE), (0, 2, hole)])
    corners, colours = cells(scene_of(twin), row)
    assert area(corners) == pytest.approx(50 * 15 - 25, rel=1e-4)
    assert len(np.unique(colours, axis=0)) == 1


def test_way_is_as_wide_as_it_is_and_paler_where_the_width_is_assumed(house):
    line = ((-20.0, -20.0), (20.0, -20.0))
    twin, row = with_public_space(
        house, [("path", "footway"), ("path", "footway")], [(0, 0, line), (1, 0, WAY)], width=[4.0, np.nan]
    )
    known, assumed = (cells(scene_of(twin), at) for at in (row, row + 1))
    assert np.ptp(known[0][:, :, 1]) == pytest.approx(4.0, abs=0.3)
    assert not set(map(tuple, known[1])) & set(map(tuple, assumed[1]))


def test_parts_of_ways_that_inference_made_are_not_drawn_again(house):
    twin, row = with_public_space(
        house, [("path", "footway"), ("path", "stretch"), ("path", "junction", (0, 0, 0))], [(0, 0, WAY), (1, 0, WAY)]
    )
    assert np.flatnonzero(public_roles_of(twin)).tolist() == [row]
    assert {row + 1, row + 2}.isdisjoint(scene_of(twin).rows.tolist())


@pytest.mark.parametrize("role", [role for role in PUBLIC_ROLES.values() if not role.is_lined], ids=lambda r: r.name)
def test_every_symbol_stands_on_the_ground_where_its_thing_is(house, role):
    twin, row = with_public_space(house, [("equipment", role.types[0], (-9.0, -9.0, 2.0))])
    corners, _ = cells(scene_of(twin), row)
    assert corners[..., 2].min() == pytest.approx(2.0, abs=1e-4)
    assert np.ptp(corners[..., 2]) > 0.5
    assert abs(corners[..., :2] + 9.0).max() < 4.0
    assert len(corners) < 150


def test_device_in_a_building_or_of_another_type_gets_no_symbol(house):
    things = [("equipment", "bench", (1.0, 1.0, 0.0)), ("equipment", "gadget", (-9.0, -9.0, 0.0))]
    twin, _ = with_public_space(house, things, building=[0, -1])
    assert not public_roles_of(twin).any()


def test_tree_is_as_high_and_wide_as_recorded(house):
    twin, row = with_public_space(house, [("equipment", "tree", (-9.0, -9.0, 0.0))], height=[15.0])
    corners, colours = cells(scene_of(twin), row)
    assert np.ptp(corners[..., 2]) == pytest.approx(15.0, abs=1e-3)
    assert len(np.unique(colours, axis=0)) == 2  # trunk and crown


def test_steps_and_crossings_have_bars(house):
    for kind, count in (("footway", 2), ("steps", 3), ("crossing", 3)):
        twin, row = with_public_space(house, [("path", kind)], [(0, 0, WAY)], width=[2.0])
        assert len(np.unique(cells(scene_of(twin), row)[1], axis=0)) == count


def test_way_lies_over_the_plot_it_crosses(house):
    twin, row = with_public_space(house, [("plot", "green"), ("path", "footway")], [(0, 1, SQUARE), (1, 0, WAY)])
    plot, way = (cells(scene_of(twin), at)[0] for at in (row, row + 1))
    assert plot[..., 2].max() < way[..., 2].min()


def test_way_follows_the_heights_it_has(house):
    line = ((-20.0, -20.0, 0.0), (20.0, -20.0, 4.0))
    twin, row = with_public_space(house, [("path", "footway")], [(0, 0, line)])
    corners = cells(scene_of(twin), row)[0].reshape(-1, 3)
    np.testing.assert_allclose(corners[:, 2], np.clip((corners[:, 0] + 20) / 10, 0, 4), atol=0.3)


def test_twin_of_public_space_alone_is_drawn():
    empty = Twin({name: table_of(name, {}) for name in TABLES})
    twin, row = with_public_space(empty, [("plot", "square"), ("equipment", "tree", (0, 0, 0))], [(0, 1, SQUARE)])
    scene = scene_of(twin)
    assert scene.rows.tolist() == [row, row + 1]
    assert [entry.label for entry in scene.legend.entries] == ["Public space", "Squares", "Trees"]


def test_whole_public_space_is_few_layers_however_much_there_is(house):
    things = [("equipment", "tree", (2.0 * at, -9.0, 0.0)) for at in range(300)]
    few, many = (with_public_space(house, things[:count])[0] for count in (1, 300))
    assert len(scene_of(few).layers) == len(scene_of(many).layers)


def test_picture_with_public_space_shows_walls_and_no_rooms(house):
    twin, _ = with_public_space(house, [("plot", "green")], [(0, 1, SQUARE)])
    names = {layer.name for layer in scene_of(twin).layers}
    assert names.isdisjoint({"rooms", "front"})
    assert "rooms" in {layer.name for layer in scene_of(twin, Look(manner="xray")).layers}
    assert "rooms" in {layer.name for layer in scene_of(twin, Look(storey="Ground")).layers}


def test_city_around_an_estate_does_not_make_the_picture_larger(house):
    far = ((-20.0, -20.0), (3000.0, -20.0), (3000.0, 3000.0))
    near, _ = with_public_space(house, [("plot", "green")], [(0, 1, SQUARE)])
    wide, row = with_public_space(
        house,
        [("plot", "green"), ("path", "street"), ("equipment", "tree", (900.0, 0.0, 0.0))],
        [(0, 1, SQUARE), (1, 0, far)],
    )
    assert row + 2 not in scene_of(wide).rows
    assert np.ptp(scene_of(wide).frame, axis=0).max() < 1.5 * np.ptp(scene_of(near).frame, axis=0).max()


def test_city_is_drawn_without_what_is_smaller_than_a_pixel():
    empty = Twin({name: table_of(name, {}) for name in TABLES})
    street = ((0.0, 0.0), (4000.0, 100.0))
    twin, row = with_public_space(empty, [("path", "street"), ("equipment", "bench", (0, 0, 0))], [(0, 0, street)])
    assert scene_of(twin).rows.tolist() == [row]


def test_steps_lead_up_uneven_ground_that_buildings_and_ways_tell():
    empty = Twin({name: table_of(name, {}) for name in TABLES})
    hill = ((0.0, 0.0, 10.0), (100.0, 0.0, 20.0), (100.0, 50.0, 20.0), (0.0, 50.0, 10.0))
    twin, row = with_public_space(
        empty, [("path", "street"), ("equipment", "tree", (50.0, 25.0, np.nan))], [(0, 0, hill)], width=[5.0, np.nan]
    )
    corners, _ = cells(scene_of(twin), row + 1)
    assert corners[..., 2].min() == pytest.approx(15.0, abs=0.05)


def test_shadow_lies_on_the_ground_and_away_from_the_light(house):
    twin, _ = with_public_space(house, [("equipment", "tree", (-9.0, -9.0, 0.0))])
    scene = scene_of(twin)
    shade = next(layer.mesh for layer in scene.layers if layer.name == "shadows")
    assert np.ptp(shade.points[:, 2]) < 0.01
    assert (shade.points @ scene.viewpoint.right).max() > (scene.frame @ scene.viewpoint.right)[:8].max()
    assert set(shade.cell_data["node"].tolist()) == {-1}
