from datetime import datetime

import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin_rules.facts.dated import dated
from twin_rules.physics.lift_traffic import people_riding, ride_s

THINGS = {
    "board": "IfcElectricDistributionBoard",
    "left": "IfcTransportElement.ELEVATOR",
    "right": "IfcTransportElement.ELEVATOR",
    "escalator": "IfcTransportElement.ESCALATOR",
    "first": "storey",
    "home": "dwelling",
}
SERVES = [("left", "first", "serves"), ("right", "first", "serves")]


def crowded(wire, people):
    twin = wire(THINGS, [("board", name, "power") for name in ("left", "right", "escalator")], other=SERVES)
    home = {"headcount": [np.nan] * 5 + [people], "storey": [-1] * 5 + [4]}
    nodes = {name: twin.nodes[name] for name in twin.nodes} | home
    return Twin({**twin.tables, "nodes": table_of("nodes", nodes)})


def caught(twin, scenario, seed):
    names = twin.nodes["name"]
    changes = run_scenario(twin, scenario, seed=seed).changes
    return [(one.time_s, names[one.node], one.value) for one in changes if one.state == "trapped"]


@pytest.fixture(scope="module")
def tower(wire):
    return crowded(wire, 3000.0)


CUT = Scenario("Cut", datetime(2026, 1, 12, 18, 30)).event("power-cut", at="board", duration="1 h")


def test_rides_of_a_day_add_up():
    assert sum(dated("lift_traffic_fr")["share_by_hour"]) == pytest.approx(1.0)


def test_twice_the_residents_have_twice_the_people_in_the_lift():
    assert people_riding(80, 8, ride_s=20) == pytest.approx(2 * people_riding(40, 8, ride_s=20))


def test_ride_in_a_higher_building_takes_longer():
    assert ride_s(12) > ride_s(4)


def test_people_are_caught_when_power_goes_and_free_when_it_is_back(tower):
    told = caught(tower, CUT, seed=1)
    assert {name for _, name, _ in told} == {"left", "right"}
    assert [value for time, _, value in told if time == 3600] == [0.0, 0.0]


def test_lift_holds_no_more_than_its_capacity(wire):
    told = caught(crowded(wire, 1e6), CUT, seed=1)
    assert max(value for _, _, value in told) == dated("lift_traffic_fr")["capacity_people"]


def test_mean_of_many_draws_is_that_of_little(tower):
    mean = people_riding(1500, 18.5, ride_s=ride_s(1))
    drawn = [value for seed in range(40) for _, _, value in caught(tower, CUT, seed=seed)]
    # 80 draws: four standard errors of a Poisson mean
    assert np.sum(drawn) / 80 == pytest.approx(mean, abs=4 * np.sqrt(mean / 80))


def test_what_spares_one_lift_does_not_change_the_other(tower):
    alone = CUT.event("equipment-failure", at="left", after="2 h")
    for seed in range(5):
        both = {name: value for time, name, value in caught(tower, CUT, seed) if time == 0}
        right = Scenario("Right", CUT.start).event("equipment-failure", at="right")
        assert [value for _, _, value in caught(tower, right, seed)] == ([both["right"]] if "right" in both else [])
    assert caught(tower, alone, 1)[:2] == caught(tower, CUT, 1)[:2]
