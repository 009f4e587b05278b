"""A house with a board, a pump, a lift and two dwellings, and a run in which the board fails."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from twin.estate import Estate
from twin.simulation.results import Record, Run
from twin.simulation.scenario import Scenario
from twin.simulation.states import State
from twin.simulation.tables import COLUMNS, frame

THINGS = {
    "TGBT": "IfcElectricDistributionBoard",
    "cable": "IfcCableSegment",
    "Pump": "IfcPump",
    "pipe": "IfcPipeSegment",
    "radiator": "IfcSpaceHeater",
    "other": "IfcSpaceHeater",
    "room": "space",
    "hall": "space",
    "A01": "dwelling",
    "A02": "dwelling",
}
FEEDS = [
    ("TGBT", "cable", "power"),
    ("cable", "Pump", "power"),
    ("Pump", "pipe", "heating_flow"),
    ("pipe", "radiator", "heating_flow"),
    ("pipe", "other", "heating_flow"),
]
START = datetime(2026, 1, 12, 8, 30)


@pytest.fixture(scope="session")
def estate(wire):
    return Estate(wire(THINGS, FEEDS, [("A01", "room"), ("A02", "hall")], {"radiator": "room", "other": "hall"}))


@pytest.fixture(scope="session")
def outage(estate):
    return (
        estate.scenario("Main board", start=START, duration="6 h")
        .event("equipment_failure", at="TGBT", after="10 min")
        .intervene("repair", at="TGBT", after="45 min", duration="3 h")
        .run(seed=7)
    )


@pytest.fixture(scope="session")
def made_up():
    """Return a function that makes a run from declared states and changes: minute, id, state, value."""

    def make(states, changes, *, hours=2.0):
        kinds = {one.name: one for one in states}
        rows = [
            [pd.Timestamp(START) + pd.Timedelta(minutes=minute), thing, state]
            + ([value, np.nan] if isinstance(value, str) else [f"{value:g}", value])
            for minute, thing, state, value in changes
        ]
        tables = {name: (lambda name=name: frame(name, rows if name == "states" else [])) for name in COLUMNS}
        record = Record(Scenario("Made up", START, hours * 3600), 0, {}, "another", kinds)
        return Run(lambda: record, tables, lambda: {"services": {}, "spaces": {}})

    return make


@pytest.fixture(scope="session")
def flood():
    """Return states as hazards of water and smoke declare them."""
    return FLOOD


FLOOD = (
    State("water_depth", 0.0, unit="m", about="how deep the water stands"),
    State("temperature", 20.0, unit="°C", about="of the air", worse=False),
    State("smoke_layer", 2.5, unit="m", about="how high the air is clear", worse=False),
    State("people", 0.0, unit="people", about="how many are there"),
    State("fuss", "none", ("none", "some", "much"), about="a made-up word"),
)
