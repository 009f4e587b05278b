import pytest

from twin.simulation.components import supply_of
from twin.simulation.kernel import Kernel
from twin.simulation.services import ServiceRule, service_states

THINGS = {
    "board": "IfcElectricDistributionBoard.SWITCHBOARD",
    "boiler": "IfcBoiler",
    "pump": "IfcPump",
    "valve": "IfcValve",
    "radiator": "IfcSpaceHeater",
    "room": "space",
    "home": "dwelling",
}
FEEDS = [
    ("board", "pump", "power"),
    ("boiler", "pump", "heating_flow"),
    ("pump", "valve", "heating_flow"),
    ("valve", "radiator", "heating_flow"),
]


@pytest.fixture
def start(wire):
    twin = wire(THINGS, FEEDS, [("home", "room")], {"radiator": "room"})
    supply = supply_of(twin)
    return Kernel([ServiceRule(supply)], states=service_states(supply)), twin.nodes["name"].tolist()


def chain(kernel, names, node, state):
    place, told = kernel.cause(state, names.index(node)), []
    while place >= 0:
        change = kernel.history[place]
        told.append((names[change.node], change.state, change.value))
        place = change.cause
    return told


def set_state(names, thing, state, value):
    return lambda kernel: kernel.change(names.index(thing), state, value, by="test")


def test_cold_dwelling_names_the_board_as_the_beginning_of_its_causes(start):
    kernel, names = start
    kernel.schedule(60, set_state(names, "board", "health", "submerged"))
    kernel.run(100)
    assert chain(kernel, names, "home", "heating") == [
        ("home", "heating", "off"),
        ("radiator", "supply", "off"),
        ("valve", "supply", "off"),
        ("pump", "supply", "off"),
        ("board", "supply", "off"),
        ("board", "health", "submerged"),
    ]


def test_closed_valve_cuts_what_it_feeds_and_opening_it_restores_all(start):
    kernel, names = start
    kernel.schedule(60, set_state(names, "valve", "valve", "closed"))
    kernel.schedule(120, set_state(names, "valve", "valve", "open"))
    kernel.run(90)
    assert kernel.value("heating", names.index("home")) == "off"
    assert kernel.value("supply", names.index("pump")) == "on"
    kernel.run(150)
    assert kernel.value("heating", names.index("home")) == "on"
    assert chain(kernel, names, "home", "heating")[-1] == ("valve", "valve", "open")


def test_repaired_thing_stays_off_while_its_valve_is_closed(start):
    kernel, names = start
    for time, state, value in (
        (1, "health", "failed"),
        (2, "valve", "closed"),
        (3, "health", "ok"),
        (4, "valve", "open"),
    ):
        kernel.schedule(time, set_state(names, "valve", state, value))
    kernel.run(3.5)
    assert kernel.value("heating", names.index("home")) == "off"
    kernel.run(5)
    assert kernel.value("heating", names.index("home")) == "on"


def test_two_failures_at_once_are_told_once(start):
    kernel, names = start
    for thing in ("board", "boiler"):
        kernel.schedule(60, set_state(names, thing, "health", "failed"))
    kernel.run(60)
    assert sum(one.state == "heating" for one in kernel.history) == 1


def test_stuck_valve_lets_through(start):
    kernel, names = start
    kernel.schedule(60, set_state(names, "valve", "valve", "stuck"))
    kernel.run(90)
    assert kernel.value("heating", names.index("home")) == "on"
