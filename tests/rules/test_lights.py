from datetime import datetime

import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin_rules.facts.lit_ways import dark_ways

START = datetime(2026, 1, 12, 18, 30)
LAMP = "IfcLightFixture.POINTSOURCE"
THINGS = {
    "board": "IfcElectricDistributionBoard",
    "breaker": "IfcProtectiveDevice.CIRCUITBREAKER",
    "stair lamp": LAMP,
    "hall lamp": LAMP,
    "other hall lamp": LAMP,
    "escape light": "IfcLightFixture.SECURITYLIGHTING",
    "kitchen lamp": LAMP,
    "stair": "space",
    "hall": "space",
    "kitchen": "space",
    "home": "dwelling",
}
FEEDS = [("board", "breaker"), ("breaker", "stair lamp"), ("breaker", "escape light"), ("breaker", "hall lamp"),
         ("board", "other hall lamp"), ("board", "kitchen lamp")]  # fmt: skip
INSIDE = {
    "stair lamp": "stair", "escape light": "stair", "hall lamp": "hall", "other hall lamp": "hall",
    "kitchen lamp": "kitchen",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(wire):
    return wire(THINGS, [(*pair, "power") for pair in FEEDS], [("home", "kitchen")], INSIDE)


def lights_of(twin, scenario):
    names = twin.nodes["name"]
    changes = run_scenario(twin, scenario).changes
    return [(one.time_s, names[one.node], one.value) for one in changes if one.state == "light"]


def failing(at, hazard="lighting-failure"):
    return Scenario("Dark", START, 7200).event(hazard, at=at)


def test_stair_is_dark_once_the_emergency_light_has_no_charge_left(house):
    assert lights_of(house, failing("stair lamp", "equipment-failure")) == [
        (0, "stair", "emergency"), (3600, "stair", "dark")
    ]  # fmt: skip


def test_emergency_light_that_has_failed_helps_nobody(house):
    scenario = failing("escape light", "equipment-failure").event("lighting-failure", at="breaker", after=60)
    assert lights_of(house, scenario) == [(60, "stair", "dark")]


def test_room_with_half_of_its_lamps_is_lit(house):
    assert lights_of(house, failing("hall lamp")) == []


def test_failed_board_darkens_common_rooms_whatever_made_it_fail(house):
    told = lights_of(house, failing("board", "power-cut"))
    assert {name for time, name, _ in told if time == 0} == {"hall", "stair"}


def test_light_comes_back_with_power(house):
    scenario = Scenario("Dark", START, 7200).event("power-cut", at="breaker", duration="10 min")
    assert lights_of(house, scenario) == [(0, "stair", "emergency"), (600, "stair", "lit")]


def test_lamps_of_a_place_fail_when_the_place_is_named(house):
    assert ("hall", "dark") in [(name, value) for _, name, value in lights_of(house, failing("hall"))]


@pytest.fixture(scope="module")
def ways():
    """Return a square of four ways of 10, 10, 10 and 30 m, and a way of 5 m that ends blind."""
    names = ["a", "b", "c", "d", "e", "ab", "bc", "cd", "da", "ae"]
    links = [("a", "b", "ab", 10.0), ("b", "c", "bc", 10.0), ("c", "d", "cd", 10.0), ("d", "a", "da", 30.0),
             ("a", "e", "ae", 5.0)]  # fmt: skip
    edges = {
        "source": [names.index(one) for one, *_ in links],
        "target": [names.index(one) for _, one, *_ in links],
        "via": [names.index(one) for *_, one, _ in links],
        "length": [length for *_, length in links],
        "relation": ["walks_to"] * 5,
        "lit": [1] * 5,
    }
    nodes = {"id": names, "name": names, "kind": ["path"] * len(names)}
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


@pytest.mark.parametrize(
    ("dark", "length", "cut", "detour"),
    [(["ab"], 10, 0, 5.0), (["da"], 30, 0, 1.0), (["ab", "da"], 40, 1, 1.0)],
)
def test_way_around_a_dark_stretch_keeps_to_lit_ones(ways, dark, length, cut, detour):
    found = dark_ways(ways, [ways.row(one) for one in dark])
    assert (found.length_m, found.cut) == (length, cut)
    assert found.detour == detour


def test_nothing_dark_leaves_nothing_to_go_around(ways):
    assert dark_ways(ways, []).stretches == 0
