"""Values colour what has some; what has none out of doors stays what it is."""

from dataclasses import replace

import numpy as np
import pytest

from twin.model.columns import Columns
from twin.model.schema import TABLES, table_of
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.cutaway import nodes_in_front
from twin_viewers.look import Look
from twin_viewers.palette import TONES, UNKNOWN, rgb
from twin_viewers.roles import role_names_of
from twin_viewers.scene import scene_of
from twin_viewers.stage import Stage

SIZE = (480, 300)
LOST, KEPT = "#D55E00", "#0072B2"


def groups(twin, rows, name="lost"):
    codes = np.full(twin.nodes.length, -1)
    codes[rows] = ("lost", "kept").index(name)
    return Groups("Service", ("lost", "kept"), codes, colours=(LOST, KEPT))


def tone(stage, row):
    """Return the colours that the cells of a node have now."""
    found = [part.rgba[part.nodes == row, :3] for part in stage._parts if not part.is_lines]
    return {tuple(one) for one in np.concatenate(found).tolist()}


def as_bytes(colour):
    return tuple(round(one * 255) for one in rgb(colour))


@pytest.fixture
def park(house):
    """Return the house with a tree and a footway, and the row of the tree; the way is next."""
    first = house.nodes.length
    things = {
        "id": ["tree", "way"],
        "kind": ["equipment", "path"],
        "object_type": ["tree", "footway"],
        "position": [(20.0, 2.0, 0.0), (np.nan,) * 3],
        "width": [np.nan, 2.0],
    }
    new, old = table_of("nodes", things), house.nodes
    corners = {"line": [0, 0], "xyz": [(0.0, -20.0, np.nan), (6.0, -1.0, np.nan)]}
    tables = {
        "nodes": Columns({name: np.concatenate((old[name], new[name])) for name in old}, first + 2),
        "lines": table_of("lines", {"node": [first + 1], "role": [0]}),
        "line_points": table_of("line_points", corners),
    }
    return Twin({**{name: house[name] for name in TABLES}, **tables}, house.meta), first


def test_tree_is_as_pale_in_a_scene_built_with_values_as_in_one_that_gets_them_later(park):
    twin, row = park
    values = groups(twin, [row + 1])
    later = Stage(twin, Look(manner="solid"), size=SIZE)
    later.colour(values)
    assert tone(Stage(twin, Look(manner="solid", values=values), size=SIZE), row) == tone(later, row)


def test_tree_stays_green_and_way_tells_its_value(park):
    twin, row = park
    stage = Stage(twin, Look(manner="solid"), size=SIZE)
    before = tone(stage, row)
    stage.colour(groups(twin, [row + 1]))
    now = tone(stage, row)
    assert any(green > max(red, blue) for red, green, blue in now)
    assert len(now) == len(before) > 1  # leaves and trunk
    assert tone(stage, row + 1) == {as_bytes(LOST)}
    stage.colour(groups(twin, [3]))
    assert as_bytes(LOST) not in tone(stage, row + 1)
    stage.colour(None)
    assert tone(stage, row) == before
    stage.close()


def test_tones_are_the_same_whether_values_come_with_the_look_or_later(park):
    twin, row = park
    values = groups(twin, [3, 6])
    late = Stage(twin, Look(manner="solid"), size=SIZE)
    late.colour(values)
    early = Stage(twin, Look("services", manner="solid", values=values), size=SIZE)
    for node in (row, 6, 9):
        pairs = zip(sorted(tone(late, node)), sorted(tone(early, node)), strict=True)
        assert all(np.abs(np.subtract(*pair)).max() <= 1 for pair in pairs)  # rounded once or twice
    late.close()
    early.close()


def test_value_of_before_leaves_no_trace(park):
    twin, row = park
    stage = Stage(twin, Look("services", manner="solid", values=groups(twin, [row + 1])), size=SIZE)
    stage.colour(groups(twin, [6]))
    assert as_bytes(LOST) not in tone(stage, row + 1)
    assert tone(stage, 6) == {as_bytes(LOST)}
    stage.close()


def test_legend_counts_nothing_out_of_doors_as_unknown(park):
    twin, row = park
    rows = scene_of(twin, Look(manner="xray")).rows
    legend = scene_of(twin, Look("services", manner="xray", values=groups(twin, [3]))).legend
    unknown = next(entry.count for entry in legend.entries if entry.label == "unknown")
    assert unknown == len(rows) - 1 - np.isin(rows, (row, row + 1)).sum()


def test_wall_of_unknown_value_is_grey(house):
    stage = Stage(house, Look(manner="xray"), size=SIZE)
    stage.colour(Numbers("Area", "m2", np.where(np.arange(house.nodes.length) == 3, 5.0, np.nan)))
    assert tone(stage, 6) == {as_bytes(UNKNOWN)} != {as_bytes(TONES["wall"])}
    stage.close()


@pytest.mark.parametrize("half_height_m", [6.0, 60.0])
def test_floors_of_rooms_show_over_their_slab_however_small_the_picture(house, half_height_m):
    stage = Stage(house, Look(storey="Ground"), size=SIZE)
    stage.smooth(False)
    stage.look_from({**stage.viewpoint(), "half_height_m": half_height_m})
    before = stage.image().astype(int)
    next(part for part in stage._parts if part.layer.name == "rooms").show(False)
    changed = np.abs(stage.image() - before).sum(axis=2) > 20
    x, y = stage._eye().pixels(np.array([(7.5, 2.5, 0.0)]), size=SIZE)[0].round().astype(int)
    assert changed[y, x]
    stage.close()


def test_what_hides_rooms_does_not_depend_on_how_other_houses_stand(house):
    scene, role = scene_of(house, Look(manner="xray")), role_names_of(house)
    front = nodes_in_front(house, scene.placed, role=role, viewpoint=scene.viewpoint)
    askew = replace(scene.viewpoint, along=np.sqrt((0.5, 0.5)))
    assert front.any()
    assert np.array_equal(front, nodes_in_front(house, scene.placed, role=role, viewpoint=askew))
