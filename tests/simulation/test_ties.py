import pytest

from twin.errors import UsageError
from twin.simulation.components import supply_of
from twin.simulation.kernel import Kernel
from twin.simulation.services import ServiceRule
from twin.simulation.states import State
from twin.simulation.ties import Tie, tied

THINGS = {
    "east": "IfcElectricDistributionBoard",
    "west": "IfcElectricDistributionBoard",
    "grid": "IfcSwitchingDevice",
    "lift": "IfcTransportElement",
    "wall": "space",
}
SPARE = State("spare", "off", ("off", "on"))
GRID, EAST, WEST, LIFT, WALL = (list(THINGS).index(name) for name in ("grid", "east", "west", "lift", "wall"))


@pytest.fixture(scope="module")
def plant(wire):
    return wire(THINGS, [("grid", "east", "power"), ("grid", "west", "power"), ("west", "lift", "power")])


def kernel_with(plant, *ties):
    supply, places = tied(plant, supply_of(plant), ties)
    kernel = Kernel([ServiceRule(supply, places)], states=[SPARE])
    kernel.run(0)
    return kernel


def after(kernel, *changes):
    for step, (node, state, value) in enumerate(changes):
        kernel.schedule(step + 1, lambda one, change=(node, state, value): one.change(*change))
    kernel.run(len(changes) + 1)
    return kernel.value("supply", LIFT)


@pytest.mark.parametrize("source", [-1, EAST])
def test_tie_feeds_nothing_before_it_is_closed(plant, source):
    kernel = kernel_with(plant, Tie(WEST, "power", "spare", source))
    assert after(kernel, (WEST, "health", "failed"), (WEST, "health", "ok")) == "on"
    assert after(kernel_with(plant, Tie(WEST, "power", "spare", source)), (GRID, "health", "failed")) == "off"


def test_source_of_its_own_keeps_a_board_alive_without_the_grid(plant):
    changes = [(GRID, "health", "failed"), (WEST, "spare", "on")]
    assert after(kernel_with(plant, Tie(WEST, "power", "spare")), *changes) == "on"
    assert after(kernel_with(plant, Tie(WEST, "power", "spare")), *changes, (WEST, "spare", "off")) == "off"


def test_tie_to_a_dead_board_brings_nothing(plant):
    kernel = kernel_with(plant, Tie(WEST, "power", "spare", EAST))
    assert after(kernel, (GRID, "health", "failed"), (WEST, "spare", "on")) == "off"


def test_two_boards_do_not_keep_each_other_alive(plant):
    kernel = kernel_with(plant, Tie(WEST, "power", "spare", EAST), Tie(EAST, "power", "spare", WEST))
    assert after(kernel, (WEST, "spare", "on"), (EAST, "spare", "on"), (GRID, "mains", "off")) == "off"


@pytest.mark.parametrize(
    ("tie", "message"),
    [
        (Tie(GRID, "power", "spare"), "grid: is not fed with power"),
        (Tie(WEST, "telecom", "spare"), "west: is not fed with telecom"),
        (Tie(WALL, "power", "spare"), "wall: takes no part in the supply"),
    ],
)
def test_tie_to_what_is_not_fed_is_refused(plant, tie, message):
    with pytest.raises(UsageError, match=message):
        tied(plant, supply_of(plant), [tie])
