"""By night one sees which lamps and halls give light, and which ways are dark."""

from types import SimpleNamespace

import numpy as np
import pytest

from twin.model.columns import Columns
from twin.model.schema import TABLES, table_of
from twin.model.twin import Twin
from twin_viewers.colouring import Groups
from twin_viewers.lights import Sources, brightness, lit_at_rest, lit_in_run, sources_of
from twin_viewers.look import Look
from twin_viewers.player.lighting import lit_at
from twin_viewers.stage import Stage
from twin_viewers.web.session import Session

SIZE = (480, 300)
LAMP, DARK = (-10.0, -5.0, 0.0), (-10.0, -45.0, 0.0)
STREET = ((-10.0, -60.0, 0.0), (-10.0, 20.0, 0.0))


@pytest.fixture
def street(house):
    """Return the house beside a street with one lamp, and the row of the lamp; the street is next."""
    first = house.nodes.length
    things = {
        "id": ["lamp", "street"],
        "kind": ["equipment", "path"],
        "object_type": ["street lamp", "street"],
        "position": [LAMP, (np.nan,) * 3],
        "height": [4.0, np.nan],
        "width": [np.nan, 6.0],
    }
    new, old = table_of("nodes", things), house.nodes
    tables = {
        "nodes": Columns({name: np.concatenate((old[name], new[name])) for name in old}, first + 2),
        "lines": table_of("lines", {"node": [first + 1], "role": [0]}),
        "line_points": table_of("line_points", {"line": [0, 0], "xyz": STREET}),
    }
    return Twin({**{name: house[name] for name in TABLES}, **tables}, house.meta), first


@pytest.fixture
def stage(street):
    stage = Stage(street[0], Look(manner="solid"), size=SIZE)
    stage.look_from({**stage.viewpoint(), "half_height_m": 50.0, "centre": [-10.0, -20.0, 0.0]})
    stage.daylight("night")
    yield stage
    stage.close()


def seen(stage, point):
    """Return how bright the picture is around a place, 0 to 255."""
    x, y = stage._eye().pixels(np.array([point]), size=SIZE)[0].round().astype(int)
    return stage.image()[y - 1 : y + 2, x - 1 : x + 2].mean()


def test_way_below_a_lamp_is_lit_and_the_rest_is_dark(stage):
    near = (LAMP[0] + 2, LAMP[1] - 2, 0.0)
    assert seen(stage, near) > 2.5 * seen(stage, DARK)
    stage.daylight("day")
    assert abs(seen(stage, near) - seen(stage, DARK)) < 12


def test_way_is_dark_where_its_lamp_is_out(stage):
    near = (LAMP[0] + 2, LAMP[1] - 2, 0.0)
    lit = seen(stage, near)
    stage.lights([])
    assert seen(stage, near) < 0.5 * lit
    stage.lights(None)
    assert seen(stage, near) == pytest.approx(lit)


def test_hall_is_lit_where_all_lamps_are_out(stage):
    dark = stage.image().mean()
    hall = next(row for row in range(stage.twin.nodes.length) if stage.twin.nodes["name"][row] == "Hall")
    stage.lights([hall])
    assert stage.image().mean() < 1.2 * dark


def test_day_comes_back_as_it_was(stage):
    stage.daylight("day")
    day = stage.image()
    stage.daylight("night")
    assert stage.image().mean() < 0.5 * day.mean()
    stage.daylight("day")
    assert np.array_equal(stage.image(), day)


def test_value_can_be_read_by_night(stage):
    wall = 6
    stage.colour(
        Groups("Service", ("lost",), np.where(np.arange(stage.twin.nodes.length) == wall, 0, -1), colours=("#D55E00",))
    )
    solid = next(part for part in stage._parts if part.layer.name == "solid")
    shown = np.asarray(solid._mesh.cell_data["rgba"])[solid.nodes == wall, :3]
    assert (shown >= np.floor(0.75 * np.array((213, 94, 0)))).all()
    others = np.asarray(solid._mesh.cell_data["rgba"])[solid.nodes == 7, :3]
    assert others.max() < 120


def test_night_stays_when_the_camera_moves_and_another_look_is_shown(stage):
    dark = stage.image().mean()
    stage.moving(True)
    assert stage.image().mean() < 1.2 * dark
    stage.moving(False)
    stage.show(Look(manner="xray"))
    assert stage.image().mean() < 80


def test_brightness_falls_with_the_square_of_the_distance():
    one = Sources(np.array([(0.0, 0.0, 4.0)]), np.array([4.0]), np.ones(1), np.array([0]))
    below, side = brightness(np.array([(0.0, 0.0, 0.0), (4.0, 0.0, 0.0)]), one)
    assert below == pytest.approx(1.0)
    assert side == pytest.approx(((4.0 / np.hypot(4.0, 4.0)) ** 3) ** 0.7)
    assert brightness(np.array([(90.0, 0.0, 0.0)]), one)[0] == 0


def test_two_lamps_light_more_than_each():
    two = Sources(np.array([(-6.0, 0, 4.0), (6.0, 0, 4.0)]), np.full(2, 4.0), np.ones(2), np.arange(2))
    one = Sources(*(column[:1] for column in (two.points, two.height, two.power, two.lamps)))
    middle = np.zeros((1, 3))
    assert brightness(middle, two)[0] == pytest.approx(2**0.7 * brightness(middle, one)[0])


def test_lamp_gives_light_unless_a_run_says_otherwise(street):
    twin, lamp = street
    assert lit_at_rest(twin).tolist() == [lamp]
    on, unknown = np.zeros(twin.nodes.length), np.full(twin.nodes.length, np.nan)
    assert lamp in lit_in_run(twin, unknown, on)
    assert lamp not in lit_in_run(twin, unknown, on + 1)
    assert not len(lit_in_run(twin, unknown, unknown))
    assert set(lit_in_run(twin, on, unknown)) == {3, 4, 5}


def test_light_of_a_lamp_is_at_its_head(street):
    twin, lamp = street
    sources = sources_of(twin, [lamp])
    np.testing.assert_allclose(sources.points, [(LAMP[0], LAMP[1], 4.0)])
    assert sources.lamps.tolist() == [lamp]


def played(twin, **states):
    """Return a run of which only states of all nodes are known, the same at each moment."""
    return SimpleNamespace(twin=twin, tracks=SimpleNamespace(by_state=states), raw=lambda name, _: states[name])


def test_run_darkens_what_it_says_and_leaves_on_what_it_says_nothing_of(street):
    twin, lamp = street
    unknown = np.full(twin.nodes.length, np.nan)
    off = np.where(np.arange(len(unknown)) == lamp, 1.0, np.nan)
    assert lit_at(played(twin), 0.0).tolist() == [lamp]
    assert lit_at(played(twin, supply=unknown, light=unknown), 0.0).tolist() == [lamp]
    assert not len(lit_at(played(twin, supply=off), 0.0))


def test_hall_is_dark_once_none_of_its_lamps_works(house):
    wall, hall, first = 6, 4, house.nodes.length
    new = table_of("nodes", {"id": ["lamp"], "kind": ["equipment"], "ifc_class": ["IfcLightFixture"]})
    columns = {name: np.concatenate((house.nodes[name], new[name])) for name in house.nodes}
    columns["use"][hall] = "hall"
    nodes = Columns(columns, first + 1)
    edges = table_of("edges", {"source": [first], "target": [hall], "relation": ["serves"]})
    twin = Twin({**{name: house[name] for name in TABLES}, "nodes": nodes, "edges": edges}, house.meta)
    assert lit_at(played(twin), 0.0).tolist() == [hall]
    out = np.where(np.arange(first + 1) == first, 1.0, np.nan)
    assert not len(lit_at(played(twin, supply=out), 0.0))
    assert lit_at(played(twin, supply=np.where(np.arange(first + 1) == wall, 1.0, np.nan)), 0.0).tolist() == [hall]


def test_run_lights_no_room_that_is_dark_at_rest(street):
    twin, lamp = street
    lit = np.zeros(twin.nodes.length)
    assert lit_at(played(twin, light=lit, supply=lit), 0.0).tolist() == [lamp]


def test_lamp_goes_out_in_a_run_that_is_played_and_burns_again_when_it_is_closed(stage, street, monkeypatch):
    twin, lamp = street
    session, near = Session(twin, stage), (LAMP[0] + 2, LAMP[1] - 2, 0.0)
    lit = seen(stage, near)
    monkeypatch.setattr(Session, "sides", lambda _: (None,))
    session.player = played(twin, supply=np.where(np.arange(twin.nodes.length) == lamp, 1.0, np.nan))
    session.paint()
    assert seen(stage, near) < 0.5 * lit
    session.end()
    assert seen(stage, near) == pytest.approx(lit)


def test_night_does_not_fall_again_while_the_same_lamps_burn(stage, monkeypatch):
    falls = []
    monkeypatch.setattr(stage._night, "fall", lambda *_: falls.append(1))
    for lit in ([0], [0], [], []):
        stage.lights(lit)
    assert len(falls) == 2
