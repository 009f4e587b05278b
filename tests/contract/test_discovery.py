"""A hazard, intervention or reaction is one new file; there is no list to edit."""

from datetime import datetime

import pytest

from twin.simulation import run
from twin.simulation.scenario import Scenario

FLASH = '''"""Lightning strikes a board."""

from twin.simulation.hazard import Plugin


class Hazard(Plugin):
    about = "lightning strikes a board"
    reads = ("feeds",)
    changes = ("health",)

    def begin(self, world, call):
        world.set(call.rows, "health", "failed", call=call, by="flash")
'''
WITNESS = '''"""Somebody sees what stops."""

from twin.simulation.hazard import Plugin


class Reaction(Plugin):
    about = "somebody sees what stops"

    def rules(self, world, calls):
        return [self]

    def react(self, kernel, fresh):
        for place in fresh:
            if kernel.history[place].state == "supply":
                kernel.note(kernel.history[place].node, "seen", cause=place, by="witness")
'''


@pytest.fixture(autouse=True)
def forget():
    """Look for plug-ins anew in each test, and after it."""
    run._installed.cache_clear()
    yield
    run._installed.cache_clear()


@pytest.fixture
def board(wire):
    things = {"main": "IfcElectricDistributionBoard", "lift": "IfcTransportElement"}
    return wire(things, [("main", "lift", "power")])


def test_hazard_dropped_into_a_fresh_package_runs(add_package, board):
    add_package({"hazards/flash.py": FLASH})
    history = run.run_scenario(board, Scenario("Storm", datetime(2026, 7, 1, 18)).event("flash", at="main"))
    assert [one.value for one in history.changes if one.state == "supply"] == ["off", "off"]


def test_reaction_dropped_into_a_fresh_package_answers_every_hazard(add_package, board):
    add_package({"reactions/witness.py": WITNESS})
    scenario = Scenario("Failure", datetime(2026, 7, 1, 18)).event("equipment-failure", at="main")
    assert [one.note for one in run.run_scenario(board, scenario).changes].count("seen") == 2


def test_broken_hazard_is_left_out_and_said_to_be(add_package):
    add_package({"hazards/flash.py": FLASH, "hazards/burst.py": "class Hazard:\n    pass\nraise RuntimeError('no')\n"})
    assert {"flash", "equipment-failure"} <= run.plugins_of("hazards").keys()
    assert ["burst" in str(one) for one in run.plugin_problems("hazards")] == [True]
