"""A failed main board takes lifts, pumps, heating, light and door entry with it, and the timeline says why."""

from datetime import datetime

import pytest

from twin.simulation.outages import causes_of, outages
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

THINGS = {
    "main board": "IfcElectricDistributionBoard.SWITCHBOARD",
    "services": "IfcElectricDistributionBoard.DISTRIBUTIONBOARD",
    "boiler": "IfcBoiler",
    "circulator": "IfcPump.CIRCULATOR",
    "booster": "IfcPump.BOOSTER",
    "radiator": "IfcSpaceHeater",
    "tap": "IfcValve.FAUCET",
    "lift": "IfcTransportElement.ELEVATOR",
    "door panel": "IfcCommunicationsAppliance",
    "entry phone": "IfcAudioVisualAppliance.TELEPHONE",
    "stair lamp": "IfcLightFixture.POINTSOURCE",
    "room": "space",
    "stair": "space",
    "home": "dwelling",
}
FEEDS = [
    ("main board", "services", "power"), ("services", "boiler", "power"), ("services", "circulator", "power"),
    ("services", "booster", "power"), ("services", "lift", "power"), ("services", "door panel", "power"),
    ("services", "stair lamp", "power"), ("boiler", "circulator", "heating_flow"),
    ("circulator", "radiator", "heating_flow"), ("booster", "tap", "cold_water"),
    ("door panel", "entry phone", "telecom"),
]  # fmt: skip


@pytest.fixture(scope="module")
def flooded(wire):
    inside = {"radiator": "room", "tap": "room", "entry phone": "room", "stair lamp": "stair"}
    twin = wire(THINGS, FEEDS, [("home", "room")], inside)
    scenario = Scenario("Flooded board", datetime(2026, 1, 12, 18, 30)).event("equipment-failure", at="main board")
    return twin, run_scenario(twin, scenario)


def test_lift_pumps_entry_phone_and_light_stop(flooded):
    twin, history = flooded
    names = twin.nodes["name"]
    stopped = {names[one.node] for one in history.changes if (one.state, one.value) == ("supply", "off")}
    assert stopped == set(THINGS) - {"room", "stair", "home"}
    assert [names[one.node] for one in history.changes if (one.state, one.value) == ("light", "dark")] == ["stair"]


def test_dwelling_loses_water_heating_and_door_entry_each_because_of_the_board(flooded):
    twin, history = flooded
    lost = {one.service: one for one in outages(history) if twin.nodes["name"][one.place] == "home"}
    assert lost.keys() == {"water", "heating", "telecom"}
    for one in lost.values():
        chain = list(causes_of(history, one.change))
        assert [(twin.nodes["name"][link.node], link.by) for link in chain[-2:]] == [
            ("main board", "equipment-failure")
        ] * 2


def test_timeline_tells_what_fell_out_between_the_board_and_a_cold_room(flooded):
    twin, history = flooded
    cold = next(one for one in outages(history) if one.service == "heating")
    told = [twin.nodes["name"][one.node] for one in causes_of(history, cold.change) if one.state == "supply"]
    assert told == ["radiator", "circulator", "services", "main board"] or told == [
        "radiator", "circulator", "boiler", "services", "main board"
    ]  # fmt: skip
