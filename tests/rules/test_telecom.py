from datetime import datetime

import pytest

from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

THINGS = {
    "hub": "IfcCommunicationsAppliance.NETWORKHUB",
    "lift control": "IfcController.PROGRAMMABLE",
    "lift": "IfcTransportElement.ELEVATOR",
    "gateway": "IfcController.PROGRAMMABLE",
    "door panel": "IfcController.PROGRAMMABLE",
    "phone": "IfcCommunicationsAppliance.TELEPHONE",
    "outlet": "IfcOutlet.DATAOUTLET",
    "room": "space",
    "home": "dwelling",
    "board": "IfcElectricDistributionBoard",
}
FEEDS = [
    ("hub", "lift control", "telecom"), ("hub", "gateway", "telecom"), ("hub", "outlet", "telecom"),
    ("door panel", "phone", "telecom"), ("board", "lift control", "power"), ("lift control", "lift", "power"),
]  # fmt: skip


@pytest.fixture(scope="module")
def play(wire):
    twin = wire(THINGS, FEEDS, [("home", "room")], {"outlet": "room"})

    def played(**more):
        names = twin.nodes["name"]
        changes = run_scenario(twin, Scenario("Line", datetime(2026, 1, 12)).event("telecom-failure", **more)).changes
        return [(one.time_s, names[one.node], one.state, one.value) for one in changes if one.state]

    return played


def test_network_outside_takes_the_line_of_lift_gateway_and_dwelling(play):
    told = [one[1:] for one in play()]
    assert {("lift control", "line", "off"), ("gateway", "line", "off"), ("home", "telecom", "off")} <= set(told)


def test_lift_without_a_line_runs_but_calls_nobody(play):
    lift = [one for one in play(at="hub") if one[1] == "lift"]
    assert lift == [(0, "lift", "alarm", "off")]


def test_entry_phones_do_not_hang_on_the_network_outside(play):
    assert "phone" not in [name for _, name, _, _ in play()]


def test_lines_come_back_when_the_failure_is_over(play):
    last = {(name, state): value for _, name, state, value in play(duration="1 h")}
    assert set(last.values()) == {"on"}
