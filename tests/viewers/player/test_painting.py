from itertools import pairwise

import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.palette import UNKNOWN, rgb
from twin_viewers.player.looking import look_of, marks_at
from twin_viewers.player.painting import painted, spread_of
from twin_viewers.player.player import player_of
from twin_viewers.player.shades import CALM, alarming, calm, shades_of_words
from twin_viewers.scene import scene_of

WINDOWS = (
    ("element", "IfcWindow", "Pane", 1, (1.0, 0.0, 1.0), (1.0, 0.2, 1.0)),
    ("element", "IfcWindow", "Far pane", 1, (30.0, 0.0, 1.0), (1.0, 0.2, 1.0)),
    ("zone", "IfcZone", "A01", -1, (), ()),
    ("system", "IfcDistributionSystem", "Heating", -1, (), ()),
)


@pytest.fixture
def home(make_twin):
    """Return a house with a window, a dwelling of one room, and a system of one boiler."""
    from_boxes = make_twin.__globals__["NODES"]
    twin = make_twin((*from_boxes, *WINDOWS))
    row = {name: at for at, name in enumerate(twin.nodes["name"].tolist())}
    links = [("A01", "Kitchen"), ("Heating", "Boiler")]
    edges = {
        "source": [row[a] for a, _ in links],
        "target": [row[b] for _, b in links],
        "relation": ["groups"] * len(links),
        "provenance": ["declared"] * len(links),
    }
    return Twin({**twin.tables, "edges": table_of("edges", edges)}, {"crs": "EPSG:2154"})


def values_on(twin, painted_on, **given):
    row = {name: at for at, name in enumerate(twin.nodes["name"].tolist())}
    values = np.full(twin.nodes.length, np.nan)
    for name, value in given.items():
        values[row[name]] = value
    shown = painted(spread_of(twin), values)
    return [shown[row[name]] for name in painted_on]


def test_dwelling_shows_by_its_rooms_and_their_windows(home):
    assert values_on(home, ["Kitchen", "Pane", "A01"], A01=2.0) == [2.0, 2.0, 2.0]
    assert np.isnan(values_on(home, ["Hall", "Far pane", "North"], A01=2.0)).all()


def test_system_shows_by_its_members(home):
    assert values_on(home, ["Boiler"], Heating=1.0) == [1.0]


def test_storey_and_building_show_by_their_rooms(home):
    assert values_on(home, ["Kitchen", "Hall"], Ground=1.0) == [1.0, 1.0]
    assert np.isnan(values_on(home, ["Attic"], Ground=1.0)).all()
    assert values_on(home, ["Attic"], House=3.0) == [3.0]


def test_worse_of_whole_and_part_shows(home):
    assert values_on(home, ["Kitchen", "Hall"], Ground=1.0, Kitchen=3.0, Hall=0.0) == [3.0, 1.0]


def test_room_is_drawn_in_the_colour_of_its_state(home, made_up, flood):
    ids = dict(zip(home.nodes["name"].tolist(), home.nodes["id"].tolist(), strict=True))
    player = player_of(home, made_up(flood, [(30, ids["A01"], "fuss", "much")]))
    for moment_s, colour in ((0.0, CALM), (1800.0, alarming(2)[-1])):
        scene = scene_of(home, look_of(player, "fuss", moment_s))
        rooms = next(layer.mesh for layer in scene.layers if layer.name == "rooms")
        mine = rooms.cell_data["rgba"][rooms.cell_data["node"] == home.row("Kitchen")][:, :3]
        assert (mine == np.round(np.array(rgb(colour)) * 255)).all()


def test_state_of_machines_is_looked_at_without_walls(home, made_up, flood):
    ids = dict(zip(home.nodes["name"].tolist(), home.nodes["id"].tolist(), strict=True))
    player = player_of(home, made_up(flood, [(0, ids["Boiler"], "fuss", "much")]))
    assert look_of(player, "fuss", 0.0).only == ("equipment",)


def test_state_of_which_nothing_is_known_still_shows_the_house(home, made_up, flood):
    player = player_of(home, made_up(flood, []))
    assert scene_of(home, look_of(player, "water_depth", 0.0)).triangles > 0


def test_marks_name_what_is_out_of_order_until_it_is_put_right(estate, outage):
    player = player_of(estate.facts, outage)
    assert marks_at(player, 0.0) == ()
    (mark,) = marks_at(player, 2700.0)
    assert (mark.number, mark.text, mark.rows, mark.names) == (1, "failed", (estate.facts.row("TGBT"),), ("TGBT",))
    assert marks_at(player, player.duration_s) == ()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["temperature", "water_depth", "smoke_density"])
def test_shades_get_darker_the_worse_it_is(name, count):
    light = [_lightness(one) for one in (calm(name), *alarming(count, name))]
    assert light == sorted(light, reverse=True)
    assert all(one - other > 10.0 for one, other in pairwise(light[1:]))


@pytest.mark.parametrize("name", ["temperature", "water_depth", "smoke_density"])
def test_what_is_calm_is_told_from_the_first_step_and_from_what_nobody_knows(name):
    first, rest = alarming(4, name)[0], calm(name)
    assert min(_distance(rest, first), _distance(rest, UNKNOWN)) > 8.0


def test_better_than_usual_has_a_colour_of_its_own():
    shades = shades_of_words(("unlocked", "locked", "failed"), 1)
    assert len(set(shades)) == 3


def _lab(colour):
    """Return a colour in CIELAB, white point D65 (IEC 61966-2-1; CIE 15:2004, § 8.2.1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    ratios = np.array(to_xyz) @ linear / (0.9505, 1.0, 1.089)
    x, y, z = np.where(ratios > 216 / 24389, np.cbrt(ratios), (24389 / 27 * ratios + 16) / 116)
    return np.array((116 * y - 16, 500 * (x - y), 200 * (y - z)))


def _lightness(colour):
    return float(_lab(colour)[0])


def _distance(one, other):
    return float(np.linalg.norm(_lab(one) - _lab(other)))
