from datetime import datetime

import pytest

from twin.simulation import run
from twin.simulation.hazard import Plugin
from twin.simulation.scenario import Scenario

START = datetime(2026, 1, 12, 8, 30)


class Echo(Plugin):
    """Notes each thing that stops."""

    def rules(self, world, calls):
        return [self]

    def react(self, kernel, fresh):
        for place in fresh:
            if kernel.history[place].state == "supply":
                kernel.note(kernel.history[place].node, "heard", cause=place, by="echo")


@pytest.fixture
def plant(wire):
    things = {"grid": "IfcSwitchingDevice", "board": "IfcElectricDistributionBoard", "pump": "IfcPump"}
    return wire(things, [("grid", "board", "power"), ("board", "pump", "power")])


def test_reaction_answers_whatever_nobody_has_called_it_for(plant, monkeypatch):
    installed = run.plugins_of("hazards")
    monkeypatch.setattr(run, "plugins_of", lambda folder: {"echo": Echo()} if folder == "reactions" else installed)
    history = run.run_scenario(plant, Scenario("Board", START).event("equipment-failure", at="board"))
    heard = [plant.nodes["name"][one.node] for one in history.changes if one.note == "heard"]
    assert heard == ["board", "pump"]
