from datetime import datetime

import pytest

from twin.simulation.outages import outages
from twin.simulation.relief import reliefs, relieved_s
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

START = datetime(2026, 1, 12, 8, 0)


@pytest.fixture(scope="module")
def plant(wire):
    """Return two risers on one boiler, with a tank that hot water circulates through."""
    things = {"main": "IfcPipeFitting.ENTRY", "boiler": "IfcBoiler", "tank": "IfcTank", "riser": "IfcPipeSegment"}
    things |= {"west": "IfcPipeSegment", "east": "IfcPipeSegment", "tap": "IfcSanitaryTerminal.SINK"}
    things |= {
        "radiator w": "IfcSpaceHeater",
        "radiator e": "IfcSpaceHeater",
        "home w": "dwelling",
        "home e": "dwelling",
    }
    feeds = [("main", "tank", "cold_water"), ("boiler", "tank", "heating_flow"), ("tank", "riser", "hot_water")]
    feeds += [("riser", "tank", "hot_water"), ("riser", "tap", "hot_water"), ("main", "tap", "cold_water")]
    for side in ("west", "east"):
        feeds += [("boiler", side, "heating_flow"), (side, f"radiator {side[0]}", "heating_flow")]
        feeds += [(f"radiator {side[0]}", "boiler", "heating_return")]
    serves = [("radiator w", "home w", "serves"), ("radiator e", "home e", "serves"), ("tap", "home w", "serves")]
    return wire(things, feeds, other=serves)


def lost(twin, *measures, **event):
    scenario = Scenario("Cold", START, 86400).event("heating-failure", **event)
    for name, given in measures:
        scenario = scenario.intervene(name, **given)
    history = run_scenario(twin, scenario)
    names = twin.nodes["name"]
    return {(names[one.place], one.service) for one in outages(history)}, history


HEATING = {("home w", "heating"), ("home e", "heating")}
HOT_WATER = {("home w", "hot_water")}


def test_boiler_takes_heating_and_hot_water_with_it_but_no_cold_water(plant):
    assert lost(plant, at="boiler")[0] == HEATING | HOT_WATER


def test_riser_takes_only_its_own_side(plant):
    assert lost(plant, at="west")[0] == {("home w", "heating")}


@pytest.mark.parametrize(
    ("service", "expected"), [("both", HEATING | HOT_WATER), ("hot_water", HOT_WATER), ("heating", HEATING | HOT_WATER)]
)
def test_estate_loses_what_is_named_and_what_is_made_of_it(plant, service, expected):
    assert lost(plant, service=service)[0] == expected


def test_hot_water_alone_breaks_the_tank_and_not_the_boiler(plant):
    _, history = lost(plant, service="hot_water")
    assert [plant.nodes["name"][one.node] for one in history.changes if one.state == "health"] == ["tank"]


def test_heat_from_outside_does_not_arrive_and_nothing_breaks(wire):
    things = {"district": "IfcPipeFitting.ENTRY", "radiator": "IfcSpaceHeater", "home": "dwelling"}
    twin = wire(things, [("district", "radiator", "heating")], other=[("radiator", "home", "serves")])
    found, history = lost(twin)
    assert found == {("home", "heating")}
    assert {one.state for one in history.changes if one.by == "heating-failure"} == {"mains", ""}


def test_alarm_is_raised_where_vulnerable_people_are_counted(plant, say):
    twin = say(plant, {"home e": {"Vulnerable": 2.0}, "home w": {"Vulnerable": 0.0}})
    _, history = lost(twin, at="boiler")
    told = [(twin.nodes["name"][one.node], one.note) for one in history.changes if one.note.startswith("alarm")]
    assert told == [("home e", "alarm: 2 vulnerable people without heating")]


def test_model_without_heating_says_so(wire):
    twin = wire({"lamp": "IfcLamp"})
    assert "the model has nothing there that gives heat" in {one.note for one in lost(twin)[1].changes}


def helped(twin, history, name, service):
    place = twin.nodes["name"].tolist().index(name)
    times = [(one.from_s, one.to_s) for one in outages(history) if (one.place, one.service) == (place, service)]
    return relieved_s(reliefs(history).get((place, service), ()), times)


def test_heaters_help_a_share_of_people_while_it_lasts_and_end_no_outage(plant):
    heaters = ("temporary-measure", {"kind": "electric-heaters", "share": 0.5, "after": "2 h", "duration": "4 h"})
    found, history = lost(plant, heaters, at="boiler")
    assert found == HEATING | HOT_WATER
    assert helped(plant, history, "home e", "heating") == 0.5 * 4 * 3600
    assert helped(plant, history, "home w", "hot_water") == 0.0


def test_help_stops_where_the_service_is_back(plant):
    heaters = ("temporary-measure", {"kind": "rehousing", "at": "home w"})
    _, history = lost(plant, heaters, at="boiler", duration="1 h")
    assert helped(plant, history, "home w", "hot_water") == 3600
    assert helped(plant, history, "home e", "heating") == 0.0
    assert history.changes[-1].time_s == 3600
    assert {one.value for one in history.changes if one.state == "heating_relief"} == {1.0, 0.0}


def test_share_that_nobody_gave_is_labelled_as_assumed(plant):
    _, history = lost(plant, ("temporary-measure", {"kind": "electric-heaters"}), at="boiler")
    assert "electric-heaters for 80% of the people, assumed" in {one.note for one in history.changes}
