"""Rays agree with brute force, more cameras never see less, and what nobody knows of a camera is told as perhaps."""

import numpy as np
import pytest
import shapely

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin.usage.run import Given, measured
from twin_rules.physics.line_of_sight import range_of_camera, seen, within_view

FLAT = np.array([np.nan])


def look(eye, points, blocks=(), tops=(), skip_m=0.0):
    ends = np.broadcast_to(np.asarray(eye, dtype=float), (len(points), 3))
    shapes = np.array([*blocks, None], dtype=object)[:-1]
    return seen(ends, np.asarray(points, dtype=float), blocks=shapes, tops=np.asarray(tops, dtype=float), skip_m=skip_m)


def street(cameras=(), lamps=((50.0, 2.0),), lit="", windows=()):
    """Return a twin of one straight way of 100 m, with cameras and lamps beside it, and windows of a dwelling."""
    nodes = {"id": ["way", "stretch", "home", "room"], "kind": ["path", "path", "zone", "space"]}
    nodes["object_type"], nodes["ifc_class"] = ["footway", "stretch", "", ""], [""] * 4
    nodes["use"], nodes["parent"] = ["", "", "dwelling", "living"], [-1, 0, -1, -1]
    position, box = [np.full(3, np.nan)] * 4, [np.full((2, 3), np.nan)] * 4
    for kind, places in (("camera", cameras), ("street lamp", lamps)):
        for place, at in enumerate(places):
            for name, value in {"id": f"{kind} {place}", "kind": "equipment", "object_type": kind}.items():
                nodes[name].append(value)
            nodes["ifc_class"].append("IfcLightFixture" if kind == "street lamp" else "IfcAudioVisualAppliance")
            nodes["use"].append("")
            nodes["parent"].append(-1)
            position.append(np.array([*at[:2], 0.0]))
            box.append(np.full((2, 3), np.nan))
    for place, at in enumerate(windows):
        for name, value in {"id": f"window {place}", "kind": "element", "ifc_class": "IfcWindow"}.items():
            nodes[name].append(value)
        nodes["object_type"].append("")
        nodes["use"].append("")
        nodes["parent"].append(-1)
        position.append(np.full(3, np.nan))
        box.append(np.array([at, at], dtype=float))
    count = len(nodes["id"])
    source = [2, *[count - len(windows) + n for n in range(len(windows))]]
    edges = {"source": source, "target": [3] * len(source), "relation": ["groups", *["bounds"] * len(windows)]}
    tables = {
        "nodes": table_of("nodes", {**nodes, "position": position, "box": box}),
        "edges": table_of("edges", edges),
    }
    tables["lines"] = table_of("lines", {"node": [1], "role": [0]})
    tables["line_points"] = table_of("line_points", {"line": [0, 0], "xyz": [[0.0, 0, 0], [100.0, 0, 0]]})
    said = [(0, "lit", lit)] + [(5 - 1 + n, "camera:direction", at[2]) for n, at in enumerate(cameras) if len(at) > 2]
    said = [one for one in said if one[2] != ""]
    tables["property_sets"] = table_of("property_sets", {"name": ["public space"] * len(said)})
    tables["properties"] = table_of(
        "properties",
        {
            "set": list(range(len(said))),
            "name": [name for _, name, _ in said],
            "value": [str(value) for *_, value in said],
            "number": [value if isinstance(value, float) else np.nan for *_, value in said],
        },
    )
    tables["node_property_sets"] = table_of(
        "node_property_sets", {"node": [node for node, *_ in said], "set": list(range(len(said)))}
    )
    return Twin(tables)


def asked(twin, conditions=None, **said):
    return measured(twin, "watched", said, given=Given(conditions=conditions or Conditions()))


def test_a_wall_hides_what_is_behind_it_and_nothing_else():
    wall = shapely.box(4, -1, 5, 1)
    found = look((0, 0, 1.5), [(3, 0, 1.5), (9, 0, 1.5), (9, 4, 1.5)], [wall], [3.0])
    assert found.tolist() == [True, False, True]


def test_one_looks_over_a_low_block_from_above_as_similar_triangles_say():
    """From 6 m high over a block of 2 m that ends 8 m away one sees ground from 8 · 6 / (6 - 2) = 12 m on."""
    block = shapely.box(6, -1, 8, 1)
    found = look((0, 0, 6), [(11.9, 0, 0), (12.1, 0, 0)], [block], [2.0])
    assert found.tolist() == [False, True]
    assert look((0, 0, 6), [(12.1, 0, 0)], [block], FLAT).tolist() == [False]


@pytest.mark.parametrize("seed", range(6))
def test_rays_agree_with_stepping_along_them(seed):
    rng = np.random.default_rng(seed)
    blocks = [shapely.box(x, y, x + w, y + d) for x, y, w, d in rng.uniform([0, 0, 2, 2], [40, 40, 9, 9], (7, 4))]
    tops = rng.uniform(1, 8, 7)
    points = np.column_stack((rng.uniform(0, 50, (40, 2)), np.full(40, 1.0)))
    eye = np.array([rng.uniform(0, 50), rng.uniform(0, 50), 5.0])
    steps = np.linspace(0, 1, 4001)[:, None]
    expected = []
    for point in points:
        ray = eye + steps * (point - eye)
        hit = [
            (shapely.contains_xy(one, ray[:, 0], ray[:, 1]) & (ray[:, 2] < top)).any()
            for one, top in zip(blocks, tops, strict=True)
        ]
        expected.append(not any(hit))
    assert look(eye, points, blocks, tops).tolist() == expected


@pytest.mark.parametrize(("direction", "expected"), [(0, [True, False]), (90, [False, True]), (315, [True, False])])
def test_a_field_of_view_opens_clockwise_from_north(direction, expected):
    points = np.array([[0.0, 10.0], [10.0, 0.0]])
    found = within_view(np.zeros((2, 2)), points, direction_deg=np.full(2, direction), angle_deg=np.full(2, 90.0))
    assert found.tolist() == expected


def test_a_narrower_lens_reaches_farther():
    near, far = (range_of_camera(angle, pixels=1920, pixels_per_m=25) for angle in (90, 60))
    assert far / near == pytest.approx(np.sqrt(3))


def test_a_lamp_lights_as_much_of_a_way_as_is_in_its_reach():
    table = asked(street(lamps=((50.0, 0.0),))).table.set_index("id")
    assert table.loc["stretch", "share_lit"] == pytest.approx(0.4)


def test_a_lamp_that_fails_leaves_a_way_dark_even_if_it_is_said_to_be_lit():
    twin = street(lamps=((50.0, 0.0),), lit="yes")
    usual = asked(twin).table.loc[0, "share_lit"]
    out = Conditions({"supply": {twin.row("street lamp 0"): "off"}}, "no power")
    assert usual == pytest.approx(1.0)
    assert asked(twin, out).table.loc[0, "share_lit"] == pytest.approx(0.6)


def test_what_is_lit_by_its_map_alone_is_told_apart_from_what_lamps_light():
    told = [asked(street(lamps=((50.0, 0.0),), lit=word)).notes[0] for word in ("yes", "")]
    assert told[0] == "60% of the ways are lit as their map says; no lamp is drawn there."
    assert "map says" not in told[1]


def test_a_way_of_which_nobody_knows_a_lamp_is_unknown_and_not_dark():
    table = asked(street(lamps=())).table
    assert np.isnan(table.loc[0, "share_lit"])
    assert table.loc[0, "state"] == "unknown"


def test_a_camera_without_direction_sees_perhaps_and_one_with_a_direction_for_sure():
    lost, aimed = (asked(street(cameras=[at])).table.loc[0] for at in ((50.0, -5.0), (50.0, -5.0, 0.0)))
    assert (lost["share_seen"], lost["share_seen_perhaps"] > 0) == (0, True)
    assert 0 < aimed["share_seen"] < lost["share_seen_perhaps"]


@pytest.mark.parametrize(("said", "degrees"), [("N", 0.0), ("nne", 22.5), ("W", 270.0), ("315-45", 0.0), ("SE", 135.0)])
def test_a_camera_may_name_the_point_of_the_compass_or_a_range(said, degrees):
    named, counted = (asked(street(cameras=[(50.0, -5.0, one)])).table.loc[0] for one in (said, degrees))
    assert named["share_seen"] == pytest.approx(counted["share_seen"])


def test_a_camera_that_looks_somewhere_is_of_unknown_direction():
    vague = asked(street(cameras=[(50.0, -5.0, "towards the door")])).table.loc[0]
    assert (vague["share_seen"], vague["share_seen_perhaps"] > 0) == (0, True)


@pytest.mark.parametrize("seed", range(4))
def test_more_cameras_never_see_less(seed):
    rng = np.random.default_rng(seed)
    places = [(float(x), float(y), float(d)) for x, y, d in rng.uniform([0, -20, 0], [100, 20, 360], (6, 3))]
    shares = [asked(street(cameras=places[:count])).table.loc[0, "share_seen"] for count in range(7)]
    assert shares == sorted(shares)


def test_windows_of_dwellings_in_sight_of_a_camera_are_told():
    windows = [(50.0, 10.0, 3.0), (50.0, -30.0, 3.0)]
    told = asked(street(cameras=[(50.0, 0.0, 0.0)], windows=windows)).more["cameras"].iloc[0]
    assert (told["windows"], told["windows_perhaps"], told["dwellings"]) == (1, 0, 1)
    unaimed = asked(street(cameras=[(50.0, 0.0)], windows=windows)).more["cameras"].iloc[0]
    assert (unaimed["windows"], unaimed["windows_perhaps"]) == (0, 2)
