from datetime import datetime

import pytest

from twin.errors import UsageError
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

THINGS = {
    "board": "IfcElectricDistributionBoard",
    "pump": "IfcPump",
    "radiator": "IfcSpaceHeater",
    "room": "space",
    "home": "dwelling",
}
FEEDS = [("board", "pump", "power"), ("pump", "radiator", "heating_flow")]
START = datetime(2026, 1, 12, 8, 30)


@pytest.fixture(scope="module")
def plant(wire):
    return wire(THINGS, FEEDS, [("home", "room")], {"radiator": "room"})


def told(history, twin, state):
    names = twin.nodes["name"]
    return [(one.time_s, names[one.node], one.value) for one in history.changes if one.state == state]


def test_failure_and_repair_take_heating_away_and_bring_it_back(plant):
    scenario = Scenario("Board", START).event("equipment_failure", at="board", after="10 min")
    scenario = scenario.intervene("repair", after="45 min", duration="1 h")
    history = run_scenario(plant, scenario)
    assert told(history, plant, "heating") == [(600, "home", "off"), (6300, "home", "on")]


def test_event_with_a_duration_ends_by_itself(plant):
    history = run_scenario(plant, Scenario("Pump", START).event("equipment-failure", at="pump", duration="2 h"))
    assert told(history, plant, "heating") == [(0, "home", "off"), (7200, "home", "on")]


def test_end_of_one_failure_does_not_heal_another(plant):
    scenario = Scenario("Pump", START).event("equipment-failure", at="pump", duration="1 h")
    scenario = scenario.event("equipment-failure", at="board", after="30 min")
    assert told(run_scenario(plant, scenario), plant, "heating") == [(0, "home", "off")]


@pytest.mark.parametrize(("second", "back_s"), [("1 h", 5400), ("10 min", 3600)])
def test_thing_stays_failed_until_the_last_of_two_events_on_it_ends(plant, second, back_s):
    scenario = Scenario("Pump", START).event("equipment-failure", at="pump", duration="1 h")
    scenario = scenario.event("equipment-failure", at="pump", after="30 min", duration=second)
    assert told(run_scenario(plant, scenario), plant, "heating") == [(0, "home", "off"), (back_s, "home", "on")]


def test_repair_heals_what_two_events_broke(plant):
    scenario = Scenario("Pump", START).event("equipment-failure", at="pump", duration="2 h")
    scenario = scenario.event("equipment-failure", at="pump", after="30 min").intervene("repair", after="1 h")
    assert told(run_scenario(plant, scenario), plant, "heating") == [(0, "home", "off"), (3600, "home", "on")]


def test_end_of_the_event_below_is_known_to_the_one_above(wire):
    twin = wire({"valve": "IfcValve"})
    scenario = Scenario("Valve", START).event("valve-closure", at="valve", duration="1 h")
    scenario = scenario.event("valve-closure", at="valve", after="30 min", duration="1 h", stuck="yes")
    values = [value for _, _, value in told(run_scenario(twin, scenario), twin, "valve")]
    assert values == ["closed", "stuck", "open"]


def test_same_seed_gives_the_same_history(plant):
    scenario = Scenario("Board", START).event("equipment-failure", at={"class": "ifcelectric*"})
    assert run_scenario(plant, scenario, seed=3).changes == run_scenario(plant, scenario, seed=3).changes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: one.event("equipment-failur", at="pump"), "Did you mean equipment-failure?"),
        (lambda one: one.event("equipment-failure", at="pmup"), "nothing in this twin has that id"),
        (lambda one: one.event("equipment-failure"), "is aimed at nothing"),
        (lambda one: one.event("equipment-failure", at={"clas": "x"}), "is no field of a query"),
        (lambda one: one.event("equipment-failure", at={"class": "IfcBoiler"}), "nothing has class = IfcBoiler"),
        (lambda one: one.event("equipment-failure", at="pump", speed=3), "is no parameter of it"),
        (lambda one: one.intervene("repaire"), "Did you mean repair?"),
    ],
)
def test_mistakes_are_named_with_what_would_be_right(plant, change, message):
    with pytest.raises(UsageError, match=message.replace("?", r"\\?")):
        run_scenario(plant, change(Scenario("Mistake", START)))


def test_scenario_is_a_value(plant):
    import pickle

    one = Scenario("Pump", START).event("equipment-failure", at="pump", after="1 h")
    assert pickle.loads(pickle.dumps(one)) == one
    assert hash(one) == hash(Scenario("Pump", START).event("equipment_failure", at="pump", after=3600))
